/** What needs two registrars. */
export const actKinds = [
  'LINK_IDENTIFIER',
  'MERGE',
  'UNMERGE',
  'ADD_GUARDIAN',
  'RECORD_CONSENT',
  'WITHDRAW_CONSENT',
] as const;
export type ActKind = (typeof actKinds)[number];
