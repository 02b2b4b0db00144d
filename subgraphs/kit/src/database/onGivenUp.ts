/** What to do for each request that may still be given up: its statements' cancellations while they are under way. */
const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Acts when a request is given up, until the returned function is called. One listener serves all statements of a request: there are as many
 * at once as the pool has connections, and Node takes more than ten listeners of one signal for a leak.
 */
export function onGivenUp(signal: AbortSignal, act: () => void): () => void {
  const acts = waiting.get(signal) ?? listenTo(signal);
  acts.add(act);
  return () => void acts.delete(act);
}

/** The listener stays as long as the signal, which is the request's own. */
function listenTo(signal: AbortSignal): Set<() => void> {
  const acts = new Set<() => void>();
  waiting.set(signal, acts);
  signal.addEventListener('abort', () => acts.forEach((act) => act()), { once: true });
  return acts;
}
