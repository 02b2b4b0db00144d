import type { OnBreaker } from './breaker.ts';

/** Called for each request that a subgraph did not answer; with the HTTP status where its answer was unusable. */
export type OnFailure = (subgraph: string, reason: string, status?: number) => void;

/** Milliseconds between two log lines for the same reason. */
const quietMs = 10_000;

/** Logs why subgraphs do not answer: at once, then at most every ten seconds for the same reason, with the number of failures since. */
export function createFailureLog(warn: (message: string, about: Record<string, unknown>) => void): OnFailure {
  const untold = new Map<string, { times: number; quietUntil: number }>();
  return (subgraph, reason, status) => {
    const key = `${subgraph} ${status} ${reason}`;
    const known = untold.get(key) ?? { times: 0, quietUntil: 0 };
    untold.set(key, known);
    known.times += 1;
    const now = performance.now();
    if (now < known.quietUntil) return;
    warn('a subgraph did not answer', {
      subgraph,
      reason,
      ...(status !== undefined && { status }),
      times: known.times,
    });
    known.times = 0;
    known.quietUntil = now + quietMs;
  };
}

/** Why a request failed: the platform's error code where there is one, since its messages contain addresses. */
export function reasonOf(error: Error): string {
  if (!('code' in error)) return error.message;
  return typeof error.code === 'string' ? error.code : error.name;
}

/** Logs when a subgraph is not asked any more for a while, and when it is asked again. */
export function createBreakerLog(warn: (message: string, about: Record<string, unknown>) => void): OnBreaker {
  return (subgraph, isAsked) =>
    warn(isAsked ? 'a subgraph answers again' : 'a subgraph is not asked for a while: most requests to it failed', {
      subgraph,
    });
}
