import type { ActingCaller, PatientFacts } from './patientFacts.ts';
import type { RecordCategory, RecordDecision } from './recordQuestion.ts';

/** What is decided about what bears no labels, by category. */
export type PlainDecisions = Map<RecordCategory, RecordDecision>;

interface OnFacts {
  policies: object;
  role: string;
  purpose: string;
  facilityId: string | undefined;
  decisions: PlainDecisions;
}

/** By the policies in force, and what else decides where a patient has said nothing: few of them serve all patients. */
const alike = new WeakMap<object, Map<string, PlainDecisions>>();
/** As they were last asked for, for as long as the facts are kept. */
const last = new WeakMap<PatientFacts, OnFacts>();

/** The decisions that are known on these facts, by these policies, for who acts so: to be read, and added to. */
export function plainDecisionsOn(
  facts: PatientFacts,
  { role, purpose, facilityId }: ActingCaller,
  policies: object,
): PlainDecisions {
  const known = last.get(facts);
  if (
    known &&
    known.policies === policies &&
    known.role === role &&
    known.purpose === purpose &&
    known.facilityId === facilityId
  )
    return known.decisions;
  const decisions = facts.directives.length === 0 ? alikeOn(facts, `${role} ${purpose}`, policies) : new Map();
  last.set(facts, { policies, role, purpose, facilityId, decisions });
  return decisions;
}

/** All facts but what the patient has said. */
const decisive: Record<Exclude<keyof PatientFacts, 'directives'>, true> = {
  isOwn: true,
  guardianOf: true,
  isTreating: true,
  hasActivePrescription: true,
  isGlassBroken: true,
};
const names = Object.keys(decisive) as (keyof typeof decisive)[];

function alikeOn(facts: PatientFacts, as: string, policies: object): PlainDecisions {
  let ofPolicies = alike.get(policies);
  if (!ofPolicies) alike.set(policies, (ofPolicies = new Map()));
  let key = as;
  for (const name of names) key += ` ${facts[name]}`;
  let decisions = ofPolicies.get(key);
  if (!decisions) ofPolicies.set(key, (decisions = new Map()));
  return decisions;
}
