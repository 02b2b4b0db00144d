import { isRole, roles } from '@wasl/schema/roles.ts';
import { type Caller, closedLabels, mayRead } from '@wasl/subgraph-sdk';

/** What a decision about a record may rest on. */
export interface RecordFacts {
  /** Every health ID of the patient whom the record is about: after a merge there are several. */
  healthIds: readonly string[];
  /** The kind of record, in the words of consent: `Condition`, `MedicationRequest`. */
  category: string;
  /** HL7 confidentiality and sensitivity codes, where the record bears any and they are known already. */
  labels?: readonly string[];
  /** The practitioner whose work it is, where that is known already. */
  author?: string;
}

/** Decides whether a caller may read a record. Loaders ask, resolvers do not. */
export type MayRead = (record: RecordFacts) => boolean | Promise<boolean>;

/** Categories of the gateway's decision, by kind of record: any of them opens it. */
const categories: Readonly<Record<string, readonly string[]>> = {
  RelatedPerson: ['DEMOGRAPHICS'],
  Identifier: ['IDENTIFIERS'],
  // What was entered while two records were one, and in which merges.
  Placing: ['PLACING'],
  // The number by which another ministry knows the patient.
  Person: ['IDENTIFIERS', 'DEMOGRAPHICS'],
  CareTeam: ['DEMOGRAPHICS', 'ENCOUNTERS', 'CONSENTS'],
  Consent: ['CONSENTS'],
  // What the patient was told: who did what with the record.
  Communication: ['ACCESS_LOG'],
  Encounter: ['ENCOUNTERS'],
  Condition: ['CONDITIONS'],
  Observation: ['OBSERVATIONS'],
  AllergyIntolerance: ['ALLERGIES'],
  Immunization: ['IMMUNIZATIONS'],
  Procedure: ['PROCEDURES'],
  DiagnosticReport: ['REPORTS'],
  DocumentReference: ['REPORTS'],
  MedicationRequest: ['MEDICATIONS'],
  MedicationDispense: ['MEDICATIONS'],
  // Who looked at the record.
  AuditEvent: ['ACCESS_LOG'],
};

/** That there is the patient is no record of any kind: whoever may have anything of a patient gets so far. */
const reference = 'Patient';

/** Roles in which people see themselves and those whom they are guardian of. */
const patientSide: readonly (string | undefined)[] = ['citizen', 'guardian'];

/** Whether the caller asks as a patient or guardian: then it is also asked of whom. */
export function isPatientSide(caller: Caller): boolean {
  return patientSide.includes(caller.decision?.role);
}

/** Opens kinds and labels that the gateway's decision gives. */
export function decidedAccess(caller: Caller): MayRead {
  return ({ category, ...record }) =>
    category === reference
      ? (caller.decision?.categories ?? []).length > 0
      : (categories[category] ?? []).some((word) => mayRead(caller, word, record));
}

/**
 * Opens what the gateway's decision gives, and nothing where nothing was decided. Whose guardian the caller is the registry knows, and the
 * decision rests on it.
 */
export function recordAccess(caller: Caller | null): MayRead {
  return caller === null ? () => false : decidedAccess(caller);
}

/** Whether the caller may see who a patient is. */
export function maySeeDemographics(caller: Caller | null): boolean {
  return caller !== null && mayRead(caller, 'DEMOGRAPHICS');
}

/** Whether a scope is one of the role in which the caller acts: a scope of another role that they hold too opens nothing in this one. */
export function holdsInRole(caller: Caller | null, scope: string): boolean {
  if (!caller?.scopes.includes(scope)) return false;
  const role = caller.decision?.role;
  if (role === undefined || !isRole(role)) return false;
  return (roles[role] as readonly string[]).includes(scope);
}

/** Which records of a list a store leaves out, so that pages are full and counts true without them. */
export interface LabelFilter {
  /** Left out whatever else, unless `author` is theirs. */
  hidden: readonly string[];
  /** The labels that records may bear; null for every one. */
  open: readonly string[] | null;
  author: string | null;
}

/** Leaves nothing out. */
export const everyLabel: LabelFilter = { hidden: [], open: null, author: null };

/** The filter for what a caller may read. */
export function labelFilterOf(caller: Caller | null): LabelFilter {
  const { hidden, open } = closedLabels(caller);
  return { hidden, open: open === 'every' ? null : open, author: caller?.practitionerId ?? null };
}
