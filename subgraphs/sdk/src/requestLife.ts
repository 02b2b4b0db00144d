import { sdkFailure, type SubgraphError } from './errors.ts';
import type { Limits } from './limits.ts';

/** Milliseconds that the gateway still waits. It is unsigned: whoever can alter it can cut the connection as well. */
export const timeLeftHeader = 'x-wasl-time-left';

/** One request from its arrival to its answer: what it has used of its limits, and whether anybody still waits for it. */
export class RequestLife {
  /** Why the request is refused as a whole; set once. */
  failure: SubgraphError | undefined = undefined;
  readonly #limits: Limits;
  readonly #ending = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #isKept = false;
  #values = 0;

  constructor(limits: Limits, timeLeftMs = Infinity) {
    this.#limits = limits;
    if (timeLeftMs <= 0) this.giveUp();
    else this.#timer = setTimeout(() => this.giveUp(), Math.min(limits.timeMs, timeLeftMs));
  }

  /** Aborted when the request is refused, its time is over, or its connection was closed. */
  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  /** Nobody waits for the answer any more. Without effect once it was called for a mutation, which runs to its end. */
  giveUp(): void {
    if (!this.#isKept) this.#refuse(sdkFailure('DEADLINE_EXCEEDED'));
  }

  /** Lets the operation run to its end, whoever waits: it changes something. @throws SubgraphError where it was given up before */
  keep(): void {
    this.#check();
    this.#isKept = true;
    clearTimeout(this.#timer);
  }

  /** Counts a field about to be resolved. @throws SubgraphError once the request was given up or is over a limit */
  takeField(): void {
    this.#take(1);
    this.#check();
  }

  /** Counts the items of a list. @throws SubgraphError ANSWER_TOO_LARGE */
  takeList(count: number): void {
    const { listItems } = this.#limits;
    if (count > listItems) this.#refuse(tooLarge('listItems', listItems));
    else this.#take(count);
    this.#check();
  }

  /** @throws SubgraphError ANSWER_TOO_LARGE for an answer of more bytes than it may have */
  takeAnswer(bytes: number): void {
    const { answerBytes } = this.#limits;
    if (bytes > answerBytes) throw tooLarge('answerBytes', answerBytes);
  }

  /** The result of work, or the reason why nobody waits for it any more, whichever comes first. */
  async within<T>(work: Promise<T>): Promise<T> {
    let onAbort = (): void => undefined;
    const ended = new Promise<never>((_, reject) => {
      onAbort = () => reject(this.failure);
      if (this.signal.aborted) onAbort();
      else this.signal.addEventListener('abort', onAbort, { once: true });
    });
    try {
      return await Promise.race([work, ended]);
    } finally {
      this.signal.removeEventListener('abort', onAbort);
    }
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #take(values: number): void {
    this.#values += values;
    if (this.#values > this.#limits.values) this.#refuse(tooLarge('values', this.#limits.values));
  }

  #check(): void {
    if (this.failure) throw this.failure;
  }

  #refuse(failure: SubgraphError): void {
    if (this.failure) return;
    this.failure = failure;
    this.#ending.abort(failure);
  }
}

function tooLarge(limit: keyof Limits, maximum: number): SubgraphError {
  return sdkFailure('ANSWER_TOO_LARGE', { limit, maximum });
}
