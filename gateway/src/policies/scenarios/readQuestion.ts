import {
  type PurposeOfUse,
  type RecordCategory,
  type RecordFacts,
  type RecordLabels,
  type RecordQuestion,
} from '../../records/recordQuestion.ts';
import { plainQuestion } from '../records/recordSchema.ts';
import { type Cursor, entriesOf } from './cursor.ts';
import type { FactName, Words } from './words.ts';

/** Stops parsing with an error that says what was expected here. */
export type Refuse = (expected: string) => never;

interface Directive {
  /** `none` for an expired directive. */
  says: RecordFacts['consent'];
  category: RecordCategory | 'everything';
}

/** What a scenario says before its verb. */
interface Circumstances {
  facts: Set<FactName>;
  directives: Directive[];
  purpose: PurposeOfUse | undefined;
}

/** Reads `ROLE facts, purpose, directives, verb CATEGORY labels`; the parts between role and verb may come in any order. */
export function readQuestion(cursor: Cursor, words: Words, refuse: Refuse): RecordQuestion {
  const role = cursor.take(words.roles) ?? refuse(oneOf(words, words.roles));
  const said: Circumstances = { facts: new Set(), directives: [], purpose: undefined };
  let action = readCircumstance(cursor, words, said, refuse);
  while (action === undefined) action = readCircumstance(cursor, words, said, refuse);
  cursor.takeText(' ');
  const category = cursor.take(words.categories) ?? refuse(oneOf(words, words.categories));
  const labels = readLabels(cursor, words, refuse);
  const purpose = said.purpose ?? refuse(words.refusals.purposeFirst + oneOf(words, words.purposes));
  return { action, role, purpose, category, labels, facts: factsOf(said, category) };
}

/** Reads a separator and one phrase; returns the action when the phrase is the verb. */
function readCircumstance(
  cursor: Cursor,
  words: Words,
  said: Circumstances,
  refuse: Refuse,
): RecordQuestion['action'] | undefined {
  if (!takeSeparator(cursor, words)) refuse(oneOf(words, words.actions));
  const action = cursor.take(words.actions);
  if (action !== undefined) return action;
  const purpose = cursor.take(words.purposes);
  if (purpose !== undefined) {
    if (said.purpose !== undefined) refuse(words.refusals.onePurpose);
    said.purpose = purpose;
    return undefined;
  }
  const fact = cursor.take(words.facts);
  if (fact !== undefined) {
    addFact(said.facts, fact, words, refuse);
    return undefined;
  }
  said.directives.push(readDirective(cursor, words, refuse));
  return undefined;
}

/** Tries the longest separator first: ` and ` must not be read as a space. */
function takeSeparator(cursor: Cursor, { separators }: Words): boolean {
  return [...separators].sort((a, b) => b.length - a.length).some((text) => cursor.takeMatch(new RegExp(text)));
}

function addFact(facts: Set<FactName>, fact: FactName, { refusals }: Words, refuse: Refuse): void {
  if (facts.has(fact)) refuse(refusals.nothingTwice);
  facts.add(fact);
  if (facts.has('child') && facts.has('adolescent')) refuse(refusals.oneAge);
}

function readDirective(cursor: Cursor, words: Words, refuse: Refuse): Directive {
  const starts = Object.fromEntries(entriesOf(words.directives).map(([name, [before]]) => [name, before] as const));
  const name = cursor.take(starts as Record<keyof Words['directives'], string>);
  if (name === undefined) {
    const every = { ...words.facts, ...words.purposes, ...starts, ...words.actions };
    return refuse(oneOf(words, every));
  }
  cursor.takeText(' ');
  const named = { ...words.categories, everything: words.everything };
  const category = cursor.take(named) ?? refuse(oneOf(words, named));
  const after = words.directives[name][1];
  if (after !== '' && !(cursor.takeText(' ') && cursor.takeText(after))) refuse(`“ ${after}”`);
  return { says: name === 'permit' || name === 'deny' ? name : 'none', category };
}

function readLabels(cursor: Cursor, words: Words, refuse: Refuse): RecordLabels {
  let labels: RecordLabels = plainQuestion.labels;
  let isMarked = false;
  while (!cursor.rest().startsWith(':')) {
    if (!takeSeparator(cursor, words)) refuse(words.refusals.colon);
    const confidentiality = isMarked ? undefined : cursor.take(words.confidentialities);
    if (confidentiality !== undefined) {
      isMarked = true;
      labels = { ...labels, confidentiality };
    } else if (cursor.takeText(words.labelled) && labels.sensitivities.length === 0) {
      labels = { ...labels, sensitivities: readCodes(cursor, words, refuse) };
    } else refuse(oneOf(words, { colon: ':', ...words.confidentialities, labelled: words.labelled }));
  }
  return labels;
}

function readCodes(cursor: Cursor, words: Words, refuse: Refuse): string[] {
  cursor.takeText(' ');
  const read = () => cursor.takeMatch(/[A-Z][A-Z0-9]*/) ?? refuse(words.refusals.sensitivity);
  const codes = [read()];
  while (cursor.takeMatch(new RegExp(`${words.and}(?=[A-Z])`)) !== undefined) codes.push(read());
  return codes;
}

/** The facts of a scenario. Among consent directives about the category, a denial wins over a permission. */
function factsOf({ facts, directives }: Circumstances, category: RecordCategory): RecordFacts {
  const speaking = directives.filter((item) => item.category === category || item.category === 'everything');
  const says = (['deny', 'permit'] as const).find((word) => speaking.some((item) => item.says === word));
  return {
    isOwn: facts.has('isOwn'),
    guardianOf: facts.has('child') ? 'child' : facts.has('adolescent') ? 'adolescent' : 'nobody',
    isTreating: facts.has('isTreating'),
    hasActivePrescription: facts.has('hasActivePrescription'),
    isGlassBroken: facts.has('isGlassBroken'),
    consent: says ?? 'none',
    isAuthor: facts.has('isAuthor'),
    isAuthorsSpecialty: facts.has('isAuthor') || facts.has('isAuthorsSpecialty'),
    isPerformer: facts.has('isPerformer'),
  };
}

/** Lists what is allowed here. */
export function oneOf({ refusals }: Words, texts: Readonly<Record<string, string>>): string {
  const quoted = Object.values(texts).map((text) => `“${text}”`);
  return quoted.length === 1 ? quoted.join('') : refusals.oneOf + quoted.join(', ');
}
