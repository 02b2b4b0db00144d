import type { Worker } from 'node:worker_threads';
import { startBoundedWorker } from './boundedWorker.ts';
import { plannerBundle } from './plannerBundle.ts';
import type { PlannerAnswer, PlannerQuestion } from './plannerMessages.ts';

/** A question without its id. */
export type Question = PlannerQuestion extends infer Kind ? (Kind extends unknown ? Omit<Kind, 'id'> : never) : never;

/** A worker thread that answers one question at a time; it starts with the first one. */
export interface PlanningThread {
  /** The supergraphs that the thread has loaded. */
  loaded: Set<number>;
  /** @throws Error when the thread refuses or its bundle is stale, @throws ThreadEnded when it is past the deadline or ended by itself */
  ask(question: Question, deadlineMs: number): Promise<string>;
  /** Frees a supergraph. */
  unload(supergraph: number): void;
  /** Lets the process exit while the thread is idle. */
  rest(): void;
  end(): void;
}

/** Why a thread ended; the next question starts another. */
export class ThreadEnded extends Error {}

/** A thread that needs more memory ends: an operation's plans explode. */
const maxOldGenerationSizeMb = 2_048;
/** The young generation: planning is no slower with a quarter of the default, and an idle thread takes 10 MB less. */
const maxYoungGenerationSizeMb = 12;

/** Makes a planning thread. */
export function createPlanningThread(): PlanningThread {
  const loaded = new Set<number>();
  let worker: Worker | undefined;
  let lastId = 0;

  async function ask(question: Question, deadlineMs: number): Promise<string> {
    const running = (worker ??= startBoundedWorker(plannerBundle(), {
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
    // Terminating may still emit an error; nobody waits for it.
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
