import type { CountFamily } from '../telemetry/countFamily.ts';
import type { Durations } from '../telemetry/durations.ts';
import type { SubgraphOutcome } from '../telemetry/figures.ts';
import type { PairCounts } from '../telemetry/pairCounts.ts';
import type { Breaker } from './breaker.ts';
import type { Failure } from './failure.ts';
import type { OnFailure } from './failureLog.ts';
import type { HttpPool } from './http/httpPool.ts';
import type { RequestTarget } from './requestText.ts';
import type { RetryBudget } from './retries.ts';
import type { SubgraphLimits } from './subgraphLimits.ts';
import type { OnDistrust } from './trust/distrust.ts';

/** One subgraph, with all that its requests share. */
export interface Target extends RequestTarget {
  subgraph: string;
  limits: SubgraphLimits;
  pool: HttpPool;
  breaker: Breaker;
  budget: RetryBudget;
  maxResponseBytes: number;
  durations: Record<SubgraphOutcome, Durations>;
  failures: CountFamily<'subgraph' | 'reason' | 'status'>;
  retries: PairCounts;
  onFailure: OnFailure | undefined;
  onDistrust: OnDistrust | undefined;
  /** When it last answered anything, and since when its connections have all been in use without an answer; by `performance.now()`. */
  answeredAt: number;
  fullSince: number;
}

/** Counts and logs a failure. */
export function tell({ subgraph, failures, onFailure }: Target, { word, text }: Failure, status?: number): void {
  failures.add(subgraph, word, status === undefined ? '' : String(status));
  onFailure?.(subgraph, text, status);
}

/** Whether a request may wait for a connection, now that all are in use: not where others wait for a subgraph that answers nobody. */
export function mayWait(target: Target, now: number): boolean {
  const { pool, limits } = target;
  if (target.fullSince <= target.answeredAt) target.fullSince = now;
  const isSilent = now - target.fullSince > limits.deadlineMs / 4;
  return !isSilent && pool.waiting() < limits.queue;
}
