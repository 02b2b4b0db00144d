/** Hears of each request that a subgraph did not answer, with the status where something came that is no answer. */
export type OnFailure = (subgraph: string, reason: string, status?: number) => void;

/** Milliseconds between two lines that say the same. */
const quietMs = 10_000;

/**
 * Makes what tells operators why subgraphs do not answer: at once, and then at most every ten seconds for the same reason, with how
 * often that was since.
 */
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

/** Why a request failed, by a code where the platform gives one: its messages name addresses. */
export function reasonOf(error: Error): string {
  if (!('code' in error)) return error.message;
  return typeof error.code === 'string' ? error.code : error.name;
}
