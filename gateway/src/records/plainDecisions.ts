import type { ActingCaller, PatientFacts } from './patientFacts.ts';
import type { RecordCategory, RecordDecision } from './recordQuestion.ts';

/** What is decided about what bears no labels, by category. */
export type PlainDecisions = Map<RecordCategory, RecordDecision>;

/** By the policies in force, and what else decides where a patient has said nothing: few of them serve all patients. */
const alike = new WeakMap<object, Map<string, PlainDecisions>>();

interface OfPatient {
  policies: object;
  role: string;
  purpose: string;
  facilityId: string | undefined;
  decisions: PlainDecisions;
}

/** On facts with directives, as they were last asked for. */
const ofPatients = new WeakMap<PatientFacts, OfPatient>();

/** For one request: the decisions that are known on facts, by policies, for who acts. They are to be read, and added to. */
export function createPlainDecisions() {
  // What is asked for next is mostly of the same patient.
  let last: { facts: PatientFacts; acting: ActingCaller; policies: object; decisions: PlainDecisions } | undefined;
  return (facts: PatientFacts, acting: ActingCaller, policies: object): PlainDecisions => {
    if (last?.facts === facts && last.acting === acting && last.policies === policies) return last.decisions;
    const decisions = facts.directives.length === 0 ? alikeOn(facts, acting, policies) : ownOn(facts, acting, policies);
    last = { facts, acting, policies, decisions };
    return decisions;
  };
}

function ownOn(facts: PatientFacts, { role, purpose, facilityId }: ActingCaller, policies: object): PlainDecisions {
  const known = ofPatients.get(facts);
  const isSame = known?.role === role && known.purpose === purpose && known.facilityId === facilityId;
  if (known && isSame && known.policies === policies) return known.decisions;
  const decisions: PlainDecisions = new Map();
  ofPatients.set(facts, { policies, role, purpose, facilityId, decisions });
  return decisions;
}

/** All facts but what the patient has said, of somebody whom there may be. */
const decisive: Record<Exclude<keyof PatientFacts, 'directives' | 'life' | 'holdsForMs' | 'isMistyped'>, true> = {
  isOwn: true,
  guardianOf: true,
  isTreating: true,
  hasActivePrescription: true,
  isGlassBroken: true,
};
const names = Object.keys(decisive) as (keyof typeof decisive)[];

function alikeOn(facts: PatientFacts, { role, purpose }: ActingCaller, policies: object): PlainDecisions {
  let ofPolicies = alike.get(policies);
  if (!ofPolicies) alike.set(policies, (ofPolicies = new Map()));
  let key = `${role} ${purpose}`;
  for (const name of names) key += ` ${facts[name]}`;
  let decisions = ofPolicies.get(key);
  if (!decisions) ofPolicies.set(key, (decisions = new Map()));
  return decisions;
}
