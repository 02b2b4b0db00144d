import type { Patient } from './patientStore.ts';

/** What of a record can be corrected, and is kept as it was. */
export const demographicColumns = [
  'givenAr',
  'givenLatin',
  'fatherAr',
  'fatherLatin',
  'motherAr',
  'motherLatin',
  'motherFamilyAr',
  'motherFamilyLatin',
  'familyAr',
  'familyLatin',
  'birthDate',
  'birthPrecision',
  'sex',
  'governorate',
  'address',
  'phone',
  'foundAt',
  'deceasedOn',
] as const;
export type DemographicColumn = (typeof demographicColumns)[number];

/** What a record says, or said. */
export type Said = Pick<Patient, DemographicColumn>;
/** What is to be said instead. */
export type Patch = Partial<Said>;

/** What a record says of a person now. */
export function saidIn(patient: Said): Said {
  return Object.fromEntries(demographicColumns.map((column) => [column, patient[column]])) as Said;
}

/** What a stored version says; what it did not know yet is absent. */
export function readSaid(stored: unknown): Said {
  const said = stored as Partial<Said>;
  return Object.fromEntries(demographicColumns.map((column) => [column, said[column] ?? null])) as Said;
}

/** What of a patch says something else than a record does. */
export function changesIn(said: Said, patch: Patch): Patch {
  return Object.fromEntries(
    demographicColumns.flatMap((column) =>
      patch[column] === undefined || (patch[column] || null) === (said[column] || null)
        ? []
        : [[column, patch[column]]],
    ),
  );
}

/** What of an act's input is a column. */
export function readSaidPatch(input: Record<string, string | null>): Patch {
  return Object.fromEntries(
    demographicColumns.flatMap((column) => (column in input ? [[column, input[column] ?? null]] : [])),
  ) as Patch;
}
