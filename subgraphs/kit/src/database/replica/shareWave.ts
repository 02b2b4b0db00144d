/**
 * Asks something for all who want it at once. Nobody gets an answer to a question that was sent before they asked: who asks while one is
 * under way waits for the next.
 */
export function shareWave<T>(ask: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<unknown> = Promise.resolve();
  let next: Promise<T> | undefined;
  return () =>
    (next ??= underWay.then(() => {
      next = undefined;
      const asked = ask();
      underWay = asked.catch(() => undefined);
      return asked;
    }));
}
