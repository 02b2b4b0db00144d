import type { CodeSystem } from './codeSystems.ts';
import { mostSpecificRule } from './labelRules.ts';
import { labelsOfWords } from './labelWords.ts';
import { mergeImplications } from './mergeImplications.ts';

/** HL7 v3-ActCode sensitivity labels that codes and words imply here. */
export type SensitivityLabel =
  'HIV' | 'STD' | 'SEX' | 'SDV' | 'PSY' | 'MH' | 'SUD' | 'ETH' | 'OPIOIDUD' | 'GDIS' | 'VIO';

/** HL7 v3-Confidentiality that a meaning asks for: `N` where the label alone is enough. */
export type ImpliedConfidentiality = 'N' | 'R' | 'V';

export interface Implication {
  /** Sorted, each once; empty where nothing is implied. */
  readonly labels: readonly SensitivityLabel[];
  /** The strictest that any of them asks for. */
  readonly confidentiality: ImpliedConfidentiality;
}

/**
 * A code, or what a person typed: a diagnosis, a medicine, the name of a facility or a specialty. A code is judged by itself: do not give
 * the list's own text of a code as typed text, which would label tobacco (F17) as what its chapter is called.
 */
export type LabelSubject = { readonly system: CodeSystem; readonly code: string } | { readonly text: string };

/** The sensitivity labels that a code or a text implies. A code that is in no list is judged by the wider ones. */
export function impliedLabels(subject: LabelSubject): Implication {
  if ('text' in subject) return labelsOfWords(subject.text);
  return mostSpecificRule(subject.system, subject.code);
}

/** What several subjects imply together: a condition with its text, a prescription with its diagnosis. */
export function impliedByAll(subjects: readonly LabelSubject[]): Implication {
  return mergeImplications(subjects.map(impliedLabels));
}
