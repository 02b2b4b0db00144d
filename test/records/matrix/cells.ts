import {
  purposesOfUse,
  type PurposeOfUse,
  type RecordCategory,
  type RecordFacts,
  type RecordLabels,
  type RecordQuestion,
} from '@wasl/gateway/records/recordQuestion';
import type { Role } from '@wasl/schema/roles.ts';
import { purposesOf, stated, statedHelp } from '../../policies/matrix/statedRules.ts';
import { stranger } from '../../policies/support/questions.ts';

/** What the registry knows of patients, by the first half of their ids. */
export const relations = {
  stranger: {},
  treated: { isTreating: true },
  own: { isOwn: true },
  child: { guardianOf: 'child' },
  adolescent: { guardianOf: 'adolescent' },
  prescribed: { hasActivePrescription: true },
  emergency: { isGlassBroken: true },
} as const satisfies Record<string, Partial<RecordFacts>>;

/** What patients say of everything, by the second half. */
export const consents = ['none', 'permit', 'deny'] as const;

/** The caller's own number in the register, a colleague's, and a stranger's. */
export const authors = { me: 'P-me', colleague: 'P-colleague', other: 'P-other' } as const;

/** The records of each category of each patient. */
export const kept: readonly { name: string; labels: RecordLabels; author: keyof typeof authors }[] = (
  [
    ['N', [], 'other'],
    ['R', [], 'other'],
    ['V', [], 'other'],
    ['N', ['HIV'], 'other'],
    ['N', ['PSY'], 'other'],
    ['N', ['NEW'], 'other'],
    ['V', ['HIV'], 'me'],
    ['R', [], 'me'],
    ['N', ['HIV'], 'colleague'],
    ['R', ['PSY'], 'colleague'],
    ['V', [], 'colleague'],
  ] as const
).map(([confidentiality, sensitivities, author]) => ({
  name: [confidentiality, ...sensitivities, author].join(' '),
  labels: { confidentiality, sensitivities },
  author,
}));

/** One request of the matrix: a role and purpose, on some patients. */
export interface Asking {
  role: Role;
  purpose: PurposeOfUse;
  patients: readonly string[];
}

/** Every purpose that a role may claim on every patient, and the others on a few. */
export function* everyAsking(role: Role): Generator<Asking> {
  for (const purpose of purposesOfUse) {
    if (purposesOf(role).includes(purpose))
      // In requests of seven patients: an answer tells no more than a thousand errors.
      for (const consent of consents)
        yield { role, purpose, patients: Object.keys(relations).map((name) => `${name}-${consent}`) };
    else yield { role, purpose, patients: ['own-none', 'treated-permit', 'stranger-none'] };
  }
}

/** What must come of one patient's records of a category: a field's error, or what stands in the list, and that list's errors. */
export type Expected =
  | { isAsked: false; error: string }
  | { isAsked: true; items: (string | null)[]; errors: [item: number, error: string][] };

/** What docs/privacy.md says, by the rules that state it once more. */
export function expectedOf({ role, purpose }: Asking, patient: string, category: RecordCategory): Expected {
  const question = questionOf(role, purpose, patient, category);
  const plain = stated(question);
  if (!plain.isPermitted) return { isAsked: false, error: errorOf(question, plain.code) };
  const items: (string | null)[] = [];
  const errors: [number, string][] = [];
  for (const { name, labels, author } of kept) {
    const asked = { ...question, labels, facts: { ...question.facts, ...authorshipOf(author) } };
    const decision = stated(asked);
    if (!decision.isPermitted && isHidden(asked)) continue;
    if (!decision.isPermitted) errors.push([items.length, errorOf(asked, decision.code)]);
    items.push(decision.isPermitted ? name : null);
  }
  return { isAsked: true, items, errors };
}

/** What must come of writing a category of a patient's record; undefined where it must be written. */
export function refusalOfWriting(
  { role, purpose }: Asking,
  patient: string,
  category: RecordCategory,
): string | undefined {
  const question = { ...questionOf(role, purpose, patient, category), action: 'write' } as const;
  const decision = stated(question);
  return decision.isPermitted ? undefined : errorOf(question, decision.code);
}

/** What is sealed, to all but its author, and what an adolescent keeps private: nothing tells that it exists. */
function isHidden({ role, labels, facts }: RecordQuestion): boolean {
  const isPrivate = role === 'citizen' || role === 'guardian';
  const isAdolescents = isPrivate && facts.guardianOf === 'adolescent' && !facts.isOwn;
  return (labels.confidentiality === 'V' && !facts.isAuthor) || isAdolescents;
}

function questionOf(role: Role, purpose: PurposeOfUse, patient: string, category: RecordCategory): RecordQuestion {
  const [relation, consent] = patient.split('-') as [keyof typeof relations, RecordFacts['consent']];
  const labels: RecordLabels = { confidentiality: 'N', sensitivities: [] };
  return { action: 'read', role, purpose, category, labels, facts: { ...stranger, ...relations[relation], consent } };
}

function authorshipOf(author: keyof typeof authors): Pick<RecordFacts, 'isAuthor' | 'isAuthorsSpecialty'> {
  return { isAuthor: author === 'me', isAuthorsSpecialty: author !== 'other' };
}

function errorOf(question: RecordQuestion, code: string): string {
  return `${code} ${statedHelp(question)}`;
}
