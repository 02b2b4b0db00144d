import type { Role } from '@wasl/schema/roles.ts';
import type { PurposeOfUse } from '../records/recordQuestion.ts';

/** The usual purpose of each role, which pages and tools use as a default. It grants nothing. */
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
  regulator: 'PUBHLTH',
  partner: 'PUBHLTH',
};
