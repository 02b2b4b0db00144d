import type { Role } from '@wasl/schema/roles.ts';

/** Kinds of a patient's data, as `@record(category:)` names them. */
export const recordCategories = [
  'DEMOGRAPHICS',
  'IDENTIFIERS',
  'ENCOUNTERS',
  'CONDITIONS',
  'OBSERVATIONS',
  'MEDICATIONS',
  'ALLERGIES',
  'IMMUNIZATIONS',
  'PROCEDURES',
  'REPORTS',
  'CONSENTS',
  'ACCESS_LOG',
  // What finding a person needs, as a hit of a search shows it.
  'SEARCH',
  // Entries that wait to be put where they belong after a merge was taken back, without what they say.
  'PLACING',
  // That the glass is to be broken, is, and was with reason: written only. What came of it is read in the access log.
  'BREAK_GLASS',
] as const;
export type RecordCategory = (typeof recordCategories)[number];

/** Why a caller asks: codes of <http://terminology.hl7.org/CodeSystem/v3-ActReason>. */
export const purposesOfUse = [
  'TREAT',
  'ETREAT',
  'PATRQT',
  'HPAYMT',
  'PUBHLTH',
  'HRESCH',
  'BTG',
  // For registrars and for auditors, whose work none of the others names.
  'PATADMIN',
  'HOPERAT',
] as const;
export type PurposeOfUse = (typeof purposesOfUse)[number];

/** HL7 v3 Confidentiality, lowest first. */
export const confidentialities = ['U', 'L', 'M', 'N', 'R', 'V'] as const;
export type Confidentiality = (typeof confidentialities)[number];

/** HL7 v3 ActCode sensitivities that records bear; every other code counts as one that nobody knows. */
export const sensitivityCodes = [
  'HIV',
  'STD',
  'SEX',
  'SDV',
  'PSY',
  'MH',
  'SUD',
  'ETH',
  'OPIOIDUD',
  'GDIS',
  'VIO',
  'LIVARG',
  'EMP',
  'CEL',
  'ADOL',
  'LOCIS',
  'REL',
] as const;

/** What a record says of how it is to be guarded. */
export interface RecordLabels {
  confidentiality: Confidentiality;
  /** HL7 v3 ActCode sensitivities, such as HIV or PSY. */
  sensitivities: readonly string[];
}

/** What is known about a caller and one patient, reduced to what policies decide on. */
export interface RecordFacts {
  /** The record is the caller's own. */
  isOwn: boolean;
  /** The caller is a registered guardian: of a child, of an adolescent (13 to 17), or of nobody. Ends at 18. */
  guardianOf: 'nobody' | 'child' | 'adolescent';
  /** The caller's facility treats the patient now, or did within the time after. */
  isTreating: boolean;
  /** The caller's pharmacy may dispense an active prescription of the patient. */
  hasActivePrescription: boolean;
  /** A break-glass session of this caller for this patient is open. */
  isGlassBroken: boolean;
  /** What the patient's directives say for this category, role and facility; a denial goes before a permission. */
  consent: 'none' | 'permit' | 'deny';
  /** The caller is the record's author, or of the author's specialty at the author's facility. */
  isAuthorsSpecialty: boolean;
  /** The caller is the record's author in person: what is sealed (V) opens to no colleague. Default false. */
  isAuthor?: boolean;
  /** The record is an order that names the caller's facility as the one that carries it out, or what came of it there. Default false. */
  isPerformer?: boolean;
}

/** What a decision depends on, and nothing else: a few enums and booleans, so that decisions can be kept. */
export interface RecordQuestion {
  action: 'read' | 'write';
  role: Role;
  purpose: PurposeOfUse;
  category: RecordCategory;
  labels: RecordLabels;
  facts: RecordFacts;
}

/** Why a record is not given: codes of `schema/errors.ts`. */
export type RecordDenialCode =
  'CONSENT_DENIED' | 'NO_TREATMENT_RELATIONSHIP' | 'PURPOSE_NOT_ALLOWED' | 'RESTRICTED_RECORD';

/** On what ground a record is given. */
export type RecordGround =
  | 'OWN_RECORD'
  | 'GUARDIAN'
  | 'TREATMENT'
  | 'PRESCRIPTION'
  | 'CONSENT'
  | 'EMERGENCY'
  | 'REGISTRATION'
  | 'AUDIT'
  | 'CONTRACT'
  | 'SEARCH'
  | 'PLACING'
  | 'BREAK_GLASS'
  | 'ORDER';

export type RecordDecision =
  | { isPermitted: true; ground: RecordGround; /** `@id` of the policy that decided. */ policy: string }
  | {
      isPermitted: false;
      code: RecordDenialCode;
      /** Whether opening a break-glass session would change the decision. */
      wouldBreakGlassHelp: boolean;
      /** `@id` of the policy that forbids; undefined where none permits. */
      policy: string | undefined;
      /** The policy hides that there is such a record: neither errors, counts nor cursors may tell. */
      hidesExistence?: true;
    };

/** Decides by the policies in force. The same question has the same answer until they change. */
export interface DecideRecord {
  (question: RecordQuestion): RecordDecision;
  /** The policies in force, the same object as long as they are. Without it they never change. */
  inForce?(): object;
  /** What the policy with an `@id` says, in English and Arabic; undefined for one that is not in force. */
  meaningOf?(policy: string): { en: string; ar: string } | undefined;
}
