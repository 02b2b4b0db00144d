import type { Implication, ImpliedConfidentiality } from './impliedLabels.ts';

const strictness: readonly ImpliedConfidentiality[] = ['N', 'R', 'V'];

export const nothingImplied: Implication = { labels: [], confidentiality: 'N' };

/** All labels, and the strictest confidentiality. */
export function mergeImplications(implications: readonly Implication[]): Implication {
  const levels = implications.map(({ confidentiality }) => strictness.indexOf(confidentiality));
  return {
    labels: [...new Set(implications.flatMap(({ labels }) => labels))].sort(),
    confidentiality: strictness[Math.max(0, ...levels)] ?? 'N',
  };
}
