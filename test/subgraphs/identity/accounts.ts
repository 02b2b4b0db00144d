/** Columns of the account table, in the order of the tests' rows. */
export const accountColumns = [
  'id',
  'username',
  'display_ar',
  'display_en',
  'roles',
  'verification_level',
  'national_id',
  'health_id',
  'practitioner_id',
  'facility_id',
  'dependants',
  'demo',
];

/** Columns of the person table, in the order of `personRow`. */
export const personColumns = [
  'national_id',
  'issuer',
  'given_ar',
  'given_latin',
  'father_ar',
  'father_latin',
  'mother_ar',
  'mother_latin',
  'mother_family_ar',
  'mother_family_latin',
  'family_ar',
  'family_latin',
  'birth_date',
  'verification_level',
  'verified_at',
  'governorate',
  'office',
  'entry_number',
  'health_id',
];

/** One invented person. */
export function personRow(nationalId: string, healthId: string | null): unknown[] {
  const names = ['سلمى', 'Salma', 'خالد', 'Khaled', 'ريم', 'Reem', 'الحلبي', 'Alhalabi', 'النجار', 'Alnajjar'];
  const registry = ['DI', '07', '1042'];
  return [nationalId, 'registry', ...names, '1990-05-17', 'DOCUMENT_CHECKED', null, ...registry, healthId];
}
