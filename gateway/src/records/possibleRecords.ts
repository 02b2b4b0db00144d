import type { Role } from '@wasl/schema/roles.ts';
import { everyLabel, joinScopes, labelScopeOf, noLabels, plainLabels } from './labelScope.ts';
import {
  type DecideRecord,
  type PurposeOfUse,
  recordCategories,
  type RecordCategory,
  type RecordDecision,
  type RecordFacts,
  type RecordQuestion,
} from './recordQuestion.ts';

/** What a role may read for a purpose of some patient or other: all that is known before it is known of whom. */
export interface PossibleRecords {
  categories: readonly RecordCategory[];
  labels: readonly string[];
  /** Labels that hide from everybody but its author that there is such a record, whoever the patient is. */
  hidden: readonly string[];
}

interface Known extends PossibleRecords {
  /** Another one whenever the policies change. */
  witness: object;
}

/** Nothing is known of the caller and the patient. */
export const strangerFacts: RecordFacts = {
  isOwn: false,
  guardianOf: 'nobody',
  isTreating: false,
  hasActivePrescription: false,
  isGlassBroken: false,
  consent: 'none',
  isAuthor: false,
  isAuthorsSpecialty: false,
};

const relations: readonly Partial<RecordFacts>[] = [
  { isOwn: true },
  { isTreating: true },
  { hasActivePrescription: true },
  {},
  { guardianOf: 'child' },
  { guardianOf: 'adolescent' },
  { isGlassBroken: true },
  { isTreating: true, hasActivePrescription: true, isGlassBroken: true },
];

const bestFacts: readonly RecordFacts[] = (['none', 'permit'] as const).flatMap((consent) =>
  relations.map((relation) => ({ ...strangerFacts, ...relation, consent })),
);

/** What was read with one way to decide, and what was asked for last. */
interface Kept {
  byRoleAndPurpose: Map<string, Known>;
  last: { role: Role; purpose: PurposeOfUse; found: Known } | undefined;
}

const known = new WeakMap<DecideRecord, Kept>();

/** What policies permit to a role for a purpose whatever the facts. Kept until they change. */
export function possibleRecords(role: Role, purpose: PurposeOfUse, decide: DecideRecord): PossibleRecords {
  let kept = known.get(decide);
  if (!kept) known.set(decide, (kept = { byRoleAndPurpose: new Map(), last: undefined }));
  // Decisions too are made anew whenever the policies change.
  const witness = decide.inForce?.() ?? decide(questionOf(role, purpose, 'DEMOGRAPHICS', strangerFacts));
  const { byRoleAndPurpose, last } = kept;
  if (last?.role === role && last.purpose === purpose && last.found.witness === witness) return last.found;
  const key = `${role} ${purpose}`;
  let found = byRoleAndPurpose.get(key);
  if (found?.witness !== witness)
    byRoleAndPurpose.set(key, (found = { ...readPossible(role, purpose, decide), witness }));
  kept.last = { role, purpose, found };
  return found;
}

function readPossible(role: Role, purpose: PurposeOfUse, decide: DecideRecord): PossibleRecords {
  const opened = recordCategories.flatMap((category) => {
    const [first] = permitted(role, purpose, category, decide);
    return first ? [first] : [];
  });
  let scope = noLabels;
  for (const { question, decision } of opened) {
    if (scope.labels.includes(everyLabel)) break;
    scope = joinScopes([scope, labelScopeOf(() => question, decision, decide)]);
  }
  const categories = opened.map(({ question }) => question.category);
  return { categories, labels: scope.labels, hidden: hiddenAlways(role, purpose, categories, decide) };
}

/** Labels that hide a record of any of these categories, by whichever relationship it opens. */
function hiddenAlways(
  role: Role,
  purpose: PurposeOfUse,
  categories: readonly RecordCategory[],
  decide: DecideRecord,
): readonly string[] {
  let hidden: readonly string[] | undefined;
  for (const category of categories)
    for (const { question, decision } of permitted(role, purpose, category, decide)) {
      const scope = labelScopeOf(() => question, decision, decide);
      hidden = hidden?.filter((code) => scope.hidden.includes(code)) ?? scope.hidden;
      if (hidden.length === 0) return hidden;
    }
  return hidden ?? [];
}

interface Permitted {
  question: RecordQuestion;
  decision: RecordDecision;
}

/** The relationships by which the category opens. */
function* permitted(
  role: Role,
  purpose: PurposeOfUse,
  category: RecordCategory,
  decide: DecideRecord,
): Generator<Permitted> {
  for (const facts of bestFacts) {
    const question = questionOf(role, purpose, category, facts);
    const decision = decide(question);
    if (decision.isPermitted) yield { question, decision };
    // Nothing about the patient would change that.
    else if (decision.code === 'PURPOSE_NOT_ALLOWED') return;
  }
}

function questionOf(role: Role, purpose: PurposeOfUse, category: RecordCategory, facts: RecordFacts): RecordQuestion {
  return { action: 'read', role, purpose, category, labels: plainLabels, facts };
}
