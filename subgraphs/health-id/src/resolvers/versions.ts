import { readActor } from '@wasl/kit/actor';
import type { PatientVersion as VersionRow, UnlinkedIdentifier as UnlinkedRow } from '../registry.ts';
import { demographicColumns, readSaid, type Said } from '../stores/demographicColumns.ts';
import { nameOf } from './nameOf.ts';

/** What a record said before. */
export const PatientVersion = {
  givenName: ({ said }: VersionRow) => nameIn(readSaid(said), 'given'),
  fatherName: ({ said }: VersionRow) => nameIn(readSaid(said), 'father'),
  motherName: ({ said }: VersionRow) => nameIn(readSaid(said), 'mother'),
  motherFamilyName: ({ said }: VersionRow) => nameIn(readSaid(said), 'motherFamily'),
  familyName: ({ said }: VersionRow) => nameIn(readSaid(said), 'family'),
  birthDate: ({ said }: VersionRow) => readSaid(said).birthDate,
  birthDatePrecision: ({ said }: VersionRow) => readSaid(said).birthPrecision,
  sex: ({ said }: VersionRow) => readSaid(said).sex,
  governorate: ({ said }: VersionRow) => readSaid(said).governorate,
  address: ({ said }: VersionRow) => readSaid(said).address,
  phone: ({ said }: VersionRow) => readSaid(said).phone,
  foundAt: ({ said }: VersionRow) => readSaid(said).foundAt,
  deceasedOn: ({ said }: VersionRow) => readSaid(said).deceasedOn,
  replacedBy: ({ replacedBy }: VersionRow) => readActor(replacedBy),
  isConfirmedByTwo: ({ actId }: VersionRow) => actId !== null,
};

export const UnlinkedIdentifier = {
  unlinkedBy: ({ unlinkedBy }: UnlinkedRow) => readActor(unlinkedBy),
};

type NameField = 'given' | 'father' | 'mother' | 'motherFamily' | 'family';

function nameIn(said: Said, field: NameField) {
  return nameOf(said[`${field}Ar`], said[`${field}Latin`]);
}

/** What an act is to change, column by column, as the second registrar reads it. */
export function changesOfAct(input: Record<string, string | null>): { field: string; value: string | null }[] {
  return demographicColumns.flatMap((column) =>
    column in input ? [{ field: column, value: input[column] || null }] : [],
  );
}
