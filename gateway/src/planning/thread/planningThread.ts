import { Worker } from 'node:worker_threads';
import { plannerBundle } from './plannerBundle.ts';
import type { PlannerAnswer, PlannerQuestion } from './plannerMessages.ts';

/** A question, whatever its number will be. */
export type Question = PlannerQuestion extends infer Kind ? (Kind extends unknown ? Omit<Kind, 'id'> : never) : never;

/** A thread that answers one question at a time; it starts with the first one. */
export interface PlanningThread {
  /** The supergraphs that the thread has loaded. */
  loaded: Set<number>;
  /** @throws Error when the thread refuses or its bundle is stale, @throws ThreadEnded when it is past the deadline or ended by itself */
  ask(question: Question, deadlineMs: number): Promise<string>;
  /** Lets go of a supergraph. */
  unload(supergraph: number): void;
  /** Lets the process end although the thread lives. */
  rest(): void;
  end(): void;
}

/** What a thread ended of: the next question starts another. */
export class ThreadEnded extends Error {}

/** More memory than this ends the thread, as an operation does whose plans explode. */
const maxOldGenerationSizeMb = 2_048;
/** Room for new objects: planning is no slower with a quarter of the usual, and the thread takes 10 MB less while it rests. */
const maxYoungGenerationSizeMb = 12;

/** Makes a planning thread. */
export function createPlanningThread(): PlanningThread {
  const loaded = new Set<number>();
  let worker: Worker | undefined;
  let lastId = 0;

  async function ask(question: Question, deadlineMs: number): Promise<string> {
    const running = (worker ??= new Worker(plannerBundle(), {
      env: { ...process.env, APOLLO_TELEMETRY_DISABLED: '1' },
      resourceLimits: { maxOldGenerationSizeMb, maxYoungGenerationSizeMb },
    }));
    running.ref();
    lastId += 1;
    const id = lastId;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => onEnd('it took too long'), deadlineMs);
      const onMessage = (answer: PlannerAnswer) => {
        if (answer.id !== id) return;
        settle();
        if ('error' in answer) return reject(new Error(answer.error));
        if (question.kind === 'load') loaded.add(question.supergraph);
        resolve(answer.text);
      };
      const onEnd = (cause: unknown) => {
        settle();
        discard(running);
        const reason = cause instanceof Error ? cause.message : String(cause);
        reject(new ThreadEnded(`The planning thread ended: ${reason}`));
      };
      function settle() {
        clearTimeout(timer);
        running.off('message', onMessage).off('error', onEnd).off('exit', onEnd);
      }
      running.on('message', onMessage).on('error', onEnd).on('exit', onEnd);
      running.postMessage({ ...question, id });
    });
  }

  function discard(ended: Worker): void {
    if (worker === ended) {
      worker = undefined;
      loaded.clear();
    }
    // An error may still come of it; nobody waits for that.
    ended.on('error', () => undefined);
    void ended.terminate();
  }

  return {
    loaded,
    ask,
    unload(supergraph) {
      if (loaded.delete(supergraph)) worker?.postMessage({ kind: 'unload', supergraph, id: 0 });
    },
    rest: () => worker?.unref(),
    end: () => worker && discard(worker),
  };
}
