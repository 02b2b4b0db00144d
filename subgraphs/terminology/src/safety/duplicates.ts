import { join } from 'node:path';
import { substancesOf } from '../medicineParts.ts';
import { readTable } from '../readTable.ts';
import { isInGroup, safetyFolder } from './medicineGroups.ts';
import { medicineNames, type Severity, type Texts } from './texts.ts';

/** Why two medicines are one too many. */
export interface Duplicate {
  readonly severity: Severity;
  readonly mechanism: Texts;
  readonly action: Texts;
  readonly source: string;
}

interface DuplicateRule {
  readonly medicine: string;
  readonly severity: Severity;
  readonly source: string;
}

let rules: readonly DuplicateRule[] | undefined;

/** Groups of which nobody takes two. */
export function duplicateRules(): readonly DuplicateRule[] {
  return (rules ??= readTable(join(safetyFolder, 'duplicates.tsv'), ['medicine', 'severity', 'source']).map((row) => ({
    ...row,
    severity: row.severity as Severity,
  })));
}

/**
 * The same substance twice, alone or in a combination, or two of a group of which one is enough. What is put on the skin or into the
 * eye is in no group.
 */
export function duplicateOf(one: string, other: string): Duplicate | undefined {
  const found = duplicateRules().filter(({ medicine }) => isInGroup(medicine, one) && isInGroup(medicine, other));
  const rule = found.find(({ severity }) => severity === 'severe') ?? found[0];
  // A refill comes before the last tablet is taken: the dose check tells when it is too much.
  if (one === other) return describe(one, other, 'moderate', rule?.source ?? 'WHO');
  if (rule) return describe(one, other, rule.severity, rule.source);
  return sharedOf(one, other).length > 0 ? describe(one, other, 'moderate', 'WHO') : undefined;
}

/** The substances that both hold. */
function sharedOf(one: string, other: string): string[] {
  const held = substancesOf(other);
  return substancesOf(one).filter((code) => code.length === 7 && held.includes(code));
}

function describe(one: string, other: string, severity: Severity, source: string): Duplicate {
  return {
    severity,
    mechanism: mechanismOf(one, other),
    action: {
      en: 'Stop one of the two, or say why both are needed.',
      ar: 'يُوقف أحدهما، أو يُذكر سبب الحاجة إليهما معاً.',
    },
    source,
  };
}

function mechanismOf(one: string, other: string): Texts {
  const [left, right] = [medicineNames(one), medicineNames(other)];
  if (one === other) return { en: `${left.en} is taken already.`, ar: `${left.ar}: يتناوله المريض حالياً.` };
  const shared = sharedOf(one, other).map(medicineNames);
  if (shared.length === 0)
    return { en: `${left.en} and ${right.en} are of one group.`, ar: `${left.ar} و${right.ar} من زمرة واحدة.` };
  return {
    en: `${left.en} and ${right.en} both hold: ${shared.map(({ en }) => en).join(', ')}.`,
    ar: `${left.ar} و${right.ar} يحويان معاً: ${shared.map(({ ar }) => ar).join('، ')}.`,
  };
}
