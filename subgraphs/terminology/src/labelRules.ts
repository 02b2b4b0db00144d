import { join } from 'node:path';
import { type CodeRange, covers, toCodeRange } from './codeRanges.ts';
import type { CodeSystem } from './codeSystems.ts';
import { dataFolder } from './dataFolder.ts';
import type { Implication, ImpliedConfidentiality, SensitivityLabel } from './impliedLabels.ts';
import { nothingImplied } from './mergeImplications.ts';
import { normalCode } from './normalCode.ts';
import { readTable } from './readTable.ts';

/** A row of the list: the codes from one to another with all below them, and what they imply. */
interface LabelRule extends CodeRange {
  readonly implies: Implication;
}

const columns = ['system', 'code', 'labels', 'confidentiality'] as const;

let rules: ReadonlyMap<string, readonly LabelRule[]> | undefined;

/** What the narrowest rule that fits a code implies; wider ones do not add to it. */
export function mostSpecificRule(system: CodeSystem, written: string): Implication {
  const code = normalCode(system, written);
  if (code === undefined) return nothingImplied;
  const found = allRules()
    .get(system)
    ?.find((rule) => covers(rule, code));
  return found?.implies ?? nothingImplied;
}

/** How many rules there are. */
export function countLabelRules(): number {
  return [...allRules().values()].reduce((total, list) => total + list.length, 0);
}

/** By system, the narrowest first: more characters, then fewer codes. */
function allRules(): ReadonlyMap<string, readonly LabelRule[]> {
  if (rules) return rules;
  const read = new Map<string, LabelRule[]>();
  for (const row of readTable(join(dataFolder, 'labels.tsv'), columns)) {
    const rule = toRule(row.system, row.code, toImplication(row.labels, row.confidentiality));
    read.set(row.system, [...(read.get(row.system) ?? []), rule]);
  }
  for (const list of read.values()) list.sort((a, b) => b.from.length - a.from.length || span(a) - span(b));
  return (rules = read);
}

function toRule(system: string, code: string, implies: Implication): LabelRule {
  return { ...toCodeRange(code, system === 'icd-10'), implies };
}

export function toImplication(labels: string, confidentiality: string): Implication {
  return {
    labels: labels === '-' ? [] : (labels.split(',').sort() as SensitivityLabel[]),
    confidentiality: confidentiality as ImpliedConfidentiality,
  };
}

/** How far apart a range's ends are; only compared between ranges of one chapter letter or two. */
function span({ from, to }: LabelRule): number {
  const place = (code: string) => Number.parseInt(code.replace('.', ''), 36);
  return place(to) - place(from);
}
