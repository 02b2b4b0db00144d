import type { Evidence } from '@wasl/kit/evidence';
import { failure } from '@wasl/kit/errors';
import { readPhone } from './matching/phones.ts';
import { type BirthInput, readBirth, readPlace, requireGovernorate } from './readDemographics.ts';
import { requireName } from './readName.ts';
import type { Patch } from './stores/demographicColumns.ts';

/** A name in both scripts: it takes the place of the whole name. */
export interface NameInput {
  ar?: string | null;
  latin?: string | null;
}

export interface CorrectionInput extends BirthInput {
  healthId: string;
  version?: number | null;
  givenName?: NameInput | null;
  fatherName?: NameInput | null;
  motherName?: NameInput | null;
  motherFamilyName?: NameInput | null;
  familyName?: NameInput | null;
  sex?: string | null;
  governorate?: string | null;
  phone?: string | null;
  address?: string | null;
  /** Fields that are not known any more. */
  clear?: readonly string[] | null;
  reason: string;
  words: string;
  evidence?: Evidence | null;
}

const nameColumns = {
  givenName: 'given',
  fatherName: 'father',
  motherName: 'mother',
  motherFamilyName: 'motherFamily',
  familyName: 'family',
} as const;
type NameField = keyof typeof nameColumns;

const cleared: Readonly<Record<string, Patch>> = {
  FATHER_NAME: { fatherAr: '', fatherLatin: null },
  MOTHER_NAME: { motherAr: null, motherLatin: null },
  MOTHER_FAMILY_NAME: { motherFamilyAr: null, motherFamilyLatin: null },
  FAMILY_NAME: { familyAr: '', familyLatin: null },
  PHONE: { phone: null },
  ADDRESS: { address: null },
};

/** What a correction puts in which columns. @throws SubgraphError BAD_USER_INPUT naming the field, DATE_IN_FUTURE */
export function readPatch(input: CorrectionInput, now: Date): Patch {
  const { sex, governorate, phone, address, birthDate, estimatedAge, birthDatePrecision } = input;
  requireGovernorate(governorate);
  if (birthDatePrecision && !birthDate) throw failure('BAD_USER_INPUT', { field: 'birthDatePrecision' });
  const isBorn = birthDate != null || estimatedAge != null;
  return Object.assign(
    {},
    ...(input.clear ?? []).map((field) => cleared[field] ?? {}),
    ...Object.keys(nameColumns).map((field) => readNameInput(field as NameField, input[field as NameField])),
    isBorn && readBirth(input, now),
    sex && { sex },
    governorate && { governorate },
    phone && { phone: readPhone(phone) },
    address && { address: readPlace('address', address) },
  ) as Patch;
}

function readNameInput(field: NameField, name: NameInput | null | undefined): Patch {
  if (!name) return {};
  const [ar, latin] = [name.ar?.trim() || null, name.latin?.trim() || null];
  const isMisplaced =
    (ar !== null && !/\p{Script=Arabic}/u.test(ar)) || (latin !== null && /\p{Script=Arabic}/u.test(latin));
  if (isMisplaced || (ar === null && latin === null)) throw failure('BAD_USER_INPUT', { field });
  for (const text of [ar, latin]) requireName(field, text);
  const column = nameColumns[field];
  const isNeeded = column === 'given' || column === 'father' || column === 'family';
  return { [`${column}Ar`]: isNeeded ? (ar ?? '') : ar, [`${column}Latin`]: latin };
}
