import { join } from 'node:path';
import { normalCode } from '../normalCode.ts';
import { readTable } from '../readTable.ts';
import { isInGroup, safetyFolder } from './medicineGroups.ts';
import { capitalised, medicineNames, type Severity, type Texts } from './texts.ts';

/** A rule of `interactions.tsv`: where one acts on the other, left acts. */
export interface InteractionRule {
  readonly left: string;
  readonly right: string;
  readonly severity: Severity;
  /** A row of `interaction-effects.tsv`. */
  readonly effect: string;
  /** Where it is stated, as the head of the list explains. */
  readonly source: string;
}

/** Why two medicines should not be taken together, and what to do. */
export interface Interaction {
  readonly severity: Severity;
  /** What happens, by the names of the two. */
  readonly mechanism: Texts;
  readonly action: Texts;
  readonly source: string;
}

interface Effect {
  readonly mechanism: Texts;
  readonly action: Texts;
}

let rules: readonly InteractionRule[] | undefined;
let effects: ReadonlyMap<string, Effect> | undefined;
/** By both codes in their order: the same pairs are asked again and again. */
const known = new Map<string, Interaction | undefined>();
const mostKnown = 20_000;

export function interactionRules(): readonly InteractionRule[] {
  return (rules ??= readTable(join(safetyFolder, 'interactions.tsv'), [
    'left',
    'right',
    'severity',
    'effect',
    'source',
  ]).map((row) => ({ ...row, severity: row.severity as Severity })));
}

/** The gravest interaction of two substances by ATC code, in either order; none of a substance with itself. */
export function interactionOf(one: string, other: string): Interaction | undefined {
  const [first, second] = [normalCode('atc', one) ?? '', normalCode('atc', other) ?? ''].toSorted();
  if (first === undefined || second === undefined || first === '' || first === second) return undefined;
  const key = `${first} ${second}`;
  if (known.has(key)) return known.get(key);
  if (known.size >= mostKnown) known.clear();
  const found = gravest(first, second);
  known.set(key, found);
  return found;
}

function gravest(one: string, other: string): Interaction | undefined {
  const found = interactionRules().flatMap((rule) => {
    if (isInGroup(rule.left, one) && isInGroup(rule.right, other)) return [{ rule, left: one, right: other }];
    if (isInGroup(rule.left, other) && isInGroup(rule.right, one)) return [{ rule, left: other, right: one }];
    return [];
  });
  const first = found.find(({ rule }) => rule.severity === 'severe') ?? found[0];
  return first && describe(first.rule, first.left, first.right);
}

function describe({ severity, effect, source }: InteractionRule, leftCode: string, rightCode: string): Interaction {
  const { mechanism, action } = interactionEffects().get(effect) ?? { mechanism: empty, action: empty };
  const left = lowered(medicineNames(leftCode));
  const right = lowered(medicineNames(rightCode));
  const named = (text: string, language: keyof Texts) =>
    text.replaceAll('{left}', left[language]).replaceAll('{right}', right[language]);
  // A text that names neither is put behind both.
  const whole = (text: string, both: string) => (text.includes('{') ? text : `${both}: ${text}`);
  return {
    severity,
    mechanism: {
      en: `${capitalised(named(whole(lowFirst(mechanism.en), '{left} with {right}'), 'en'))}.`,
      ar: `${named(whole(mechanism.ar, '{left} مع {right}'), 'ar')}.`,
    },
    action: { en: `${action.en}.`, ar: `${action.ar}.` },
    source,
  };
}

/** The effects by code. */
export function interactionEffects(): ReadonlyMap<string, Effect> {
  return (effects ??= new Map(
    readTable(join(safetyFolder, 'interaction-effects.tsv'), ['code', 'en', 'ar', 'do-en', 'do-ar']).map((row) => [
      row.code,
      { mechanism: { en: row.en, ar: row.ar }, action: { en: row['do-en'], ar: row['do-ar'] } },
    ]),
  ));
}

const empty: Texts = { en: '', ar: '' };

function lowered({ en, ar }: Texts): Texts {
  return { en: lowFirst(en), ar };
}

function lowFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
