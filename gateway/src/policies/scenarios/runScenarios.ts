import type { DecideRecord, RecordDecision } from '../../records/recordQuestion.ts';
import { isAsExpected, type Scenario } from './scenario.ts';

/** The result of running scenarios. */
export interface ScenarioRun {
  passed: number;
  failed: { scenario: Scenario; decision: RecordDecision }[];
  /** Ids of the policies that decided a scenario. */
  deciding: ReadonlySet<string>;
}

export function runScenarios(scenarios: readonly Scenario[], decide: DecideRecord): ScenarioRun {
  const decided = scenarios.map((scenario) => ({ scenario, decision: decide(scenario.question) }));
  const failed = decided.filter(({ scenario, decision }) => !isAsExpected(decision, scenario.expected));
  const deciding = decided.flatMap(({ decision: { policy } }) => (policy === undefined ? [] : [policy]));
  return { passed: decided.length - failed.length, failed, deciding: new Set(deciding) };
}
