import type { PurposeOfUse, RecordFacts, RecordQuestion } from '@wasl/gateway/records/recordQuestion';
import type { Role } from '@wasl/schema/roles.ts';

/** Nothing is known of the caller and the patient. */
export const stranger: RecordFacts = {
  isOwn: false,
  guardianOf: 'nobody',
  isTreating: false,
  hasActivePrescription: false,
  isGlassBroken: false,
  consent: 'none',
  isAuthorsSpecialty: false,
  isAuthor: false,
  isPerformer: false,
};

export const treating: RecordFacts = { ...stranger, isTreating: true };

/** Somebody reads conditions without labels. */
export function asked(role: Role, purpose: PurposeOfUse, facts: RecordFacts = stranger): RecordQuestion {
  return {
    action: 'read',
    role,
    purpose,
    category: 'CONDITIONS',
    labels: { confidentiality: 'N', sensitivities: [] },
    facts,
  };
}
