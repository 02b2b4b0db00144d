import type { Role } from '@wasl/schema/roles.ts';
import type { PurposeOfUse } from '../records/recordQuestion.ts';

/** What each role usually asks for: where nothing else is said, pages and tools take this. It grants nothing. */
export const usualPurpose: Record<Role, PurposeOfUse> = {
  citizen: 'PATRQT',
  guardian: 'PATRQT',
  physician: 'TREAT',
  nurse: 'TREAT',
  emergency: 'ETREAT',
  pharmacist: 'TREAT',
  registrar: 'PATADMIN',
  auditor: 'HOPERAT',
  statistician: 'HRESCH',
  partner: 'PUBHLTH',
};
