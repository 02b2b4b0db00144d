import type { Opening } from '../../core/explanation.ts';
import {
  type DecideRecord,
  purposesOfUse,
  type RecordDecision,
  type RecordFacts,
  type RecordQuestion,
} from '../../records/recordQuestion.ts';

const facts: readonly [Exclude<Extract<Opening, { fact: unknown }>['fact'], 'breakGlass'>, Partial<RecordFacts>][] = [
  ['isOwn', { isOwn: true }],
  ['isTreating', { isTreating: true }],
  ['hasActivePrescription', { hasActivePrescription: true }],
  ['consent', { consent: 'permit' }],
];
const plainLabels: RecordQuestion['labels'] = { confidentiality: 'N', sensitivities: [] };

/**
 * Which single things would turn a denial. Labels of the record are no such thing: to tell that it would be open without them tells that it
 * bears them. Where they did not decide, it is asked as if there were none.
 */
export function openingsOf(
  asked: RecordQuestion,
  denial: Extract<RecordDecision, { isPermitted: false }>,
  decide: DecideRecord,
): Opening[] {
  const question = denial.code === 'RESTRICTED_RECORD' ? asked : { ...asked, labels: plainLabels };
  const opens = (changed: Partial<RecordQuestion>) => decide({ ...question, ...changed }).isPermitted;
  return [
    ...facts
      .filter(([, changed]) => opens({ facts: { ...question.facts, ...changed } }))
      .map(([fact]): Opening => ({ fact })),
    ...(denial.wouldBreakGlassHelp ? [{ fact: 'breakGlass' } as const] : []),
    ...purposesOfUse
      .filter((purpose) => purpose !== question.purpose && opens({ purpose }))
      .map((purpose): Opening => ({ purpose })),
  ];
}
