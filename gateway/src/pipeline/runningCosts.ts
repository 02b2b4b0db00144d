import { WaslError } from '@wasl/schema/errors.ts';
import type { Cancellation } from '../core/cancellation.ts';

/** What each operation counts besides its estimated cost: the gateway's own work, and a fetch or two. */
export const costOfAny = 50;
/** What a new one counts instead: it is planned, and read anew by every subgraph that it asks, which takes as long as a chart. */
export const costOfNew = 250;
/** Most operations of one caller that wait. */
const maxWaitingOfOne = 200;

/** What an operation needs while it runs. */
export interface RunningNeed {
  /** Its caller. */
  owner: string;
  cost: number;
  /** What its caller may ask for in one operation. */
  budget: number;
}

interface Waiting {
  cost: number;
  most: number;
  begin(): void;
}

interface Running {
  cost: number;
  count: number;
  /** In the order of their coming. */
  waiting: Set<Waiting>;
}

/** Gives back what an operation took; to be called once. */
export type Leave = () => void;

/**
 * Counts what the running operations of each caller cost. Beyond a share the caller's own wait for each other, in the order of their coming, and
 * nobody else does. One that costs more than the share runs alone.
 */
export class RunningCosts {
  readonly #share: number;
  readonly #callers = new Map<string, Running>();

  /** @param percent of what their class may ask for in one operation */
  constructor(percent: number) {
    this.#share = percent / 100;
  }

  /** How many operations wait. */
  get waiting(): number {
    let count = 0;
    for (const { waiting } of this.#callers.values()) count += waiting.size;
    return count;
  }

  /**
   * Lets an operation run: at once, or when those of its caller before it have left it room. It waits no longer than for half of the time that
   * it has. @throws WaslError RATE_LIMITED, or DEADLINE_EXCEEDED where it was cancelled
   */
  enter(need: RunningNeed, cancellation: Cancellation): Leave | Promise<Leave> {
    const running = this.#callers.get(need.owner);
    if (!running) return this.#begin(need.owner, this.#open(need.owner), need.cost);
    const mayBegin = running.waiting.size === 0 && hasRoom(running, need.cost, need.budget * this.#share);
    return mayBegin ? this.#begin(need.owner, running, need.cost) : this.#wait(need, running, cancellation);
  }

  #open(owner: string): Running {
    const running: Running = { cost: 0, count: 0, waiting: new Set() };
    this.#callers.set(owner, running);
    return running;
  }

  #begin(owner: string, running: Running, cost: number): Leave {
    running.cost += cost;
    running.count += 1;
    return () => {
      running.cost -= cost;
      running.count -= 1;
      this.#goOn(owner, running);
    };
  }

  #goOn(owner: string, running: Running): void {
    for (const next of running.waiting) {
      if (!hasRoom(running, next.cost, next.most)) return;
      running.waiting.delete(next);
      next.begin();
    }
    if (running.count === 0 && running.waiting.size === 0) this.#callers.delete(owner);
  }

  #wait({ owner, cost, budget }: RunningNeed, running: Running, cancellation: Cancellation): Promise<Leave> {
    if (running.waiting.size >= maxWaitingOfOne) return Promise.reject(tooMuchRuns());
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        cancellation.off(onCancel);
      };
      const begin = (): void => {
        stop();
        resolve(this.#begin(owner, running, cost));
      };
      const next: Waiting = { cost, most: budget * this.#share, begin };
      const giveUp = (reason: WaslError): void => {
        stop();
        running.waiting.delete(next);
        reject(reason);
        // Those behind it may need less.
        this.#goOn(owner, running);
      };
      const onCancel = (): void => giveUp(new WaslError('DEADLINE_EXCEEDED'));
      // The other half is for its answer.
      const timer = setTimeout(() => giveUp(tooMuchRuns()), (cancellation.dueAt - performance.now()) / 2);
      running.waiting.add(next);
      cancellation.onCancel(onCancel);
      if (cancellation.reason) onCancel();
    });
  }
}

function hasRoom(running: Running, cost: number, most: number): boolean {
  return running.count === 0 || running.cost + cost <= most;
}

function tooMuchRuns(): WaslError {
  return new WaslError('RATE_LIMITED', { limit: 'runningCost', retryAfterSeconds: 1 });
}
