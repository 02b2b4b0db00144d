import type { RecordDecision, RecordDenialCode, RecordQuestion } from '../../records/recordQuestion.ts';

/** The expected decision; what a scenario does not mention may be anything. */
export type Expected =
  | { isPermitted: true; policy?: string | undefined }
  | {
      isPermitted: false;
      code: RecordDenialCode;
      policy?: string | undefined;
      wouldBreakGlassHelp?: boolean | undefined;
    };

/** One line of a scenario file. */
export interface Scenario {
  file: string;
  line: number;
  text: string;
  question: RecordQuestion;
  expected: Expected;
}

export function isAsExpected(decision: RecordDecision, expected: Expected): boolean {
  if (expected.policy !== undefined && expected.policy !== decision.policy) return false;
  if (decision.isPermitted || expected.isPermitted) return decision.isPermitted === expected.isPermitted;
  const helps = expected.wouldBreakGlassHelp ?? decision.wouldBreakGlassHelp;
  return decision.code === expected.code && helps === decision.wouldBreakGlassHelp;
}
