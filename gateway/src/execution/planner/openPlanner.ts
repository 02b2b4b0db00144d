import { Worker } from 'node:worker_threads';
import { WaslError } from '@wasl/schema/errors.ts';
import type { QueryPlan } from '@apollo/query-planner';
import type { PlannerAnswer, PlannerQuestion, PlanRequest } from './plannerMessages.ts';

/** Plans operations on one supergraph, away from the thread that answers requests. */
export interface Planner {
  /** The API schema: what clients see of the supergraph. */
  schemaSdl: string;
  /** @throws WaslError PLANNING_FAILED when there is no plan, or none within the deadline. */
  plan(request: PlanRequest): Promise<PlannedOperation>;
  close(): Promise<void>;
}

export interface PlannedOperation {
  plan: QueryPlan;
  /** Length of the plan as JSON. */
  size: number;
}

export interface PlannerOptions {
  /** Milliseconds that one plan may take. Default 5 000; the operation is refused then. */
  planningDeadlineMs?: number | undefined;
}

type Question = PlannerQuestion extends infer Kind ? (Kind extends unknown ? Omit<Kind, 'id'> : never) : never;

interface Job {
  question: Question;
  deadlineMs: number;
  resolve(text: string): void;
  reject(error: Error): void;
}

const loadDeadlineMs = 120_000;
const mostWaiting = 2_000;

/**
 * One planning thread serves every supergraph of the process. It does one job at a time, so that a deadline counts the work
 * alone; a job that outlives its deadline is ended together with the thread, and the next one starts a new thread.
 */
const thread = createThread();
let lastSupergraph = 0;

/** Loads a supergraph into the planning thread. @throws Error when Apollo's gateway refuses it. */
export async function openPlanner(sdl: string, { planningDeadlineMs = 5_000 }: PlannerOptions = {}): Promise<Planner> {
  lastSupergraph += 1;
  const supergraph = lastSupergraph;
  const schemaSdl = await thread.load(supergraph, sdl);
  return {
    schemaSdl,
    async plan(request) {
      const text = await thread.ask({ kind: 'plan', supergraph, request }, planningDeadlineMs);
      return { plan: JSON.parse(text) as QueryPlan, size: text.length };
    },
    close: () => thread.unload(supergraph),
  };
}

function createThread() {
  const supergraphs = new Map<number, string>();
  const waiting: Job[] = [];
  let worker: Worker | undefined;
  const known = new Set<number>();
  let isBusy = false;
  let lastId = 0;

  function ask(question: Question, deadlineMs: number): Promise<string> {
    if (waiting.length >= mostWaiting) throw new WaslError('OVERLOADED');
    return new Promise((resolve, reject) => {
      waiting.push({ question, deadlineMs, resolve, reject });
      if (!isBusy) void work();
    });
  }

  async function work(): Promise<void> {
    isBusy = true;
    for (let job = waiting.shift(); job; job = waiting.shift()) {
      await run(job).then(job.resolve, job.reject);
    }
    isBusy = false;
    worker?.unref();
  }

  async function run({ question, deadlineMs }: Job): Promise<string> {
    const sdl = supergraphs.get(question.supergraph);
    if (question.kind === 'plan' && (!worker || !known.has(question.supergraph))) {
      if (sdl === undefined) throw new WaslError('PLANNING_FAILED');
      await exchange({ kind: 'load', supergraph: question.supergraph, sdl }, loadDeadlineMs);
      known.add(question.supergraph);
    }
    const text = await exchange(question, deadlineMs);
    if (question.kind === 'load') known.add(question.supergraph);
    return text;
  }

  /** Sends one question to the thread and waits for its answer. */
  function exchange(question: Question, deadlineMs: number): Promise<string> {
    const running = (worker ??= new Worker(workerFile(), { env: { ...process.env, APOLLO_TELEMETRY_DISABLED: '1' } }));
    running.ref();
    lastId += 1;
    const id = lastId;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        settle();
        discard(running);
        reject(new WaslError('PLANNING_FAILED', { deadlineMs }));
      }, deadlineMs);
      const onMessage = (answer: PlannerAnswer) => {
        if (answer.id !== id) return;
        settle();
        if ('text' in answer) resolve(answer.text);
        else reject(question.kind === 'plan' ? planningFailed(answer.error) : new Error(answer.error));
      };
      const onEnd = (cause: unknown) => {
        settle();
        discard(running);
        reject(planningFailed(cause instanceof Error ? cause.message : `the planning thread ended: ${String(cause)}`));
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
      known.clear();
    }
    void ended.terminate();
  }

  return {
    ask,
    async load(supergraph: number, sdl: string) {
      const schemaSdl = await ask({ kind: 'load', supergraph, sdl }, loadDeadlineMs);
      supergraphs.set(supergraph, sdl);
      return schemaSdl;
    },
    async unload(supergraph: number) {
      supergraphs.delete(supergraph);
      if (worker && known.delete(supergraph)) await ask({ kind: 'unload', supergraph }, loadDeadlineMs);
    },
  };
}

function planningFailed(reason: string): WaslError {
  return new WaslError('PLANNING_FAILED', {}, { cause: new Error(reason) });
}

/** The thread's file in the bundle; sources use the last bundle's too, for Node cannot run them. */
function workerFile(): URL {
  const [gateway] = import.meta.url.split(/\/(?:src|dist)\/(?!.*\/(?:src|dist)\/)/);
  return new URL(`${gateway}/dist/planner/plannerWorker.cjs`);
}
