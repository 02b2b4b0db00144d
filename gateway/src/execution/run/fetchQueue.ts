import { togetherKey } from '../../core/asker.ts';
import { askEntities, askTogether } from './askEntities.ts';
import type { EntityBatch, EntityQuestion } from './entityAnswers.ts';
import type { Send } from './send.ts';

/** Sends entity fetches; those that are ready for one subgraph at the same time share one request. */
export interface FetchQueue {
  /** Answers the entities; never rejects, a failure is part of the batch. */
  ask(question: EntityQuestion): Promise<EntityBatch>;
}

interface Waiting {
  question: EntityQuestion;
  resolve(batch: EntityBatch): void;
}

/**
 * Makes the queue of one request. It sends once all data that has arrived from the network has been handled: the busier the gateway, the
 * more branches of a plan become ready together, and nothing waits for what has not arrived.
 */
export function createFetchQueue(send: Send): FetchQueue {
  const waiting = new Map<string, Waiting[]>();

  function flush(key: string, together: readonly Waiting[]): void {
    waiting.delete(key);
    const [first] = together;
    if (first && together.length === 1) return void askEntities(first.question, send).then(first.resolve);
    void askTogether(
      together.map(({ question }) => question),
      send,
    ).then((batches) => together.forEach(({ resolve }, index) => resolve(batches[index] as EntityBatch)));
  }

  return {
    ask(question) {
      if (!question.fetch.mayMerge) return askEntities(question, send);
      const { fetch, asker } = question;
      const key = asker ? `${fetch.subgraph} ${togetherKey(asker)}` : fetch.subgraph;
      return new Promise((resolve) => {
        const together = waiting.get(key);
        if (together) return void together.push({ question, resolve });
        const first = [{ question, resolve }];
        waiting.set(key, first);
        setImmediate(flush, key, first);
      });
    },
  };
}
