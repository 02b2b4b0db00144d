/** What needs two registrars. */
export const actKinds = [
  'LINK_IDENTIFIER',
  'UNLINK_IDENTIFIER',
  'CORRECT_PATIENT',
  'RECORD_DEATH',
  'WITHDRAW_DEATH',
  'MERGE',
  'UNMERGE',
  'ADD_GUARDIAN',
  'RECORD_CONSENT',
  'WITHDRAW_CONSENT',
] as const;
export type ActKind = (typeof actKinds)[number];
