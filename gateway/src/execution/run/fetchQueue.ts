import type { EntityBatch, EntityQuestion } from './entityAnswers.ts';

/** Asks questions about entities; those for one subgraph that are asked at once go out together. */
export interface FetchQueue {
  ask(question: EntityQuestion): Promise<EntityBatch>;
}

interface Waiting {
  question: EntityQuestion;
  resolve(batch: EntityBatch | PromiseLike<EntityBatch>): void;
}

/**
 * Makes the queue of one request. "At once" is until all that has arrived from the network is dealt with: the busier the gateway,
 * the more branches of a plan become ready together, and nobody waits for what has not arrived.
 */
export function createFetchQueue(
  askOne: (question: EntityQuestion) => Promise<EntityBatch>,
  askTogether: (questions: readonly EntityQuestion[]) => Promise<readonly EntityBatch[]>,
): FetchQueue {
  let waiting: Map<string, Waiting[]> | undefined;

  function flush(subgraph: string): void {
    const together = waiting?.get(subgraph) ?? [];
    waiting?.delete(subgraph);
    const [first] = together;
    if (first && together.length === 1) return first.resolve(askOne(first.question));
    const batches = askTogether(together.map(({ question }) => question));
    together.forEach(({ resolve }, index) => resolve(batches.then((all) => all[index] as EntityBatch)));
  }

  return {
    ask(question) {
      if (!question.fetch.mayMerge) return askOne(question);
      const { subgraph } = question.fetch;
      return new Promise((resolve) => {
        waiting ??= new Map();
        const together = waiting.get(subgraph);
        if (together) {
          together.push({ question, resolve });
          return;
        }
        waiting.set(subgraph, [{ question, resolve }]);
        setImmediate(flush, subgraph);
      });
    },
  };
}
