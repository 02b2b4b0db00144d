import { WaslError } from '@wasl/schema/errors.ts';
import { Cancellation } from '../../core/cancellation.ts';
import type { HeldBytes } from '../../core/heldBytes.ts';

/** Limits of one request while it runs. */
export interface RunLimits {
  /** Most entities that subgraphs are asked for. Default 100 000. */
  maxEntities: number;
  /** Most bytes that subgraphs answer with, one answer at most half of them. Default 8 MiB: reading more holds up everybody else. */
  maxReceivedBytes: number;
  /** Most values that are copied because several objects of the answer share them. Default 2 000 000. */
  maxCopiedValues: number;
  /** Most bytes of the answer's data, all deferred parts included. Default 32 MiB. */
  maxAnswerBytes: number;
}

const mebibyte = 1024 * 1024;
const defaults: RunLimits = {
  maxEntities: 100_000,
  maxReceivedBytes: 8 * mebibyte,
  maxCopiedValues: 2_000_000,
  maxAnswerBytes: 32 * mebibyte,
};

/** Largest answer of one subgraph: whoever sends too much costs its own fields, and not all that its request may receive. */
export function largestAnswer(maxReceivedBytes = defaults.maxReceivedBytes): number {
  return Math.min(32 * mebibyte, Math.floor(maxReceivedBytes / 2));
}

/** The given limits, with defaults for the others. */
export function runLimitsOf(given: { [Name in keyof RunLimits]?: number | undefined }): RunLimits {
  const names = Object.keys(defaults) as (keyof RunLimits)[];
  return Object.fromEntries(names.map((name) => [name, given[name] ?? defaults[name]])) as unknown as RunLimits;
}

/** What one request has used of its limits. Past a limit all of its in-flight work is cancelled, and the request as a whole is refused. */
export class Spending {
  /** Cancelled with the request, or when a limit is passed. */
  readonly cancellation = new Cancellation();
  /** Why the request is refused. */
  exceeded: WaslError | undefined = undefined;
  readonly #limits: RunLimits;
  readonly #heldBytes: HeldBytes | undefined;
  /** How many of the held bytes this run counted. */
  #held = 0;
  readonly #request: Cancellation | undefined;
  readonly #onCancel = (): void => this.cancellation.cancel(this.#request?.reason ?? 'gone');
  #spent: RunLimits = { maxEntities: 0, maxReceivedBytes: 0, maxCopiedValues: 0, maxAnswerBytes: 0 };

  constructor(limits: RunLimits, request?: Cancellation, heldBytes?: HeldBytes) {
    this.#limits = limits;
    this.#heldBytes = request && heldBytes;
    this.#request = request;
    if (request) this.cancellation.dueAt = request.dueAt;
    request?.onCancel(this.#onCancel);
    if (request?.reason) this.#onCancel();
  }

  /** Adds to what was used; returns whether the request is still within its limits. */
  take(limit: keyof RunLimits, amount: number): boolean {
    this.#spent[limit] += amount;
    if (this.#spent[limit] > this.#limits[limit]) this.refuse(limit);
    return !this.exceeded;
  }

  /** Counts bytes that were received for the request; returns whether it may go on. */
  receive(bytes: number): boolean {
    return this.take('maxReceivedBytes', bytes) && this.hold(bytes);
  }

  /**
   * Counts bytes among those that all requests hold together; a negative number gives them back. Where these are too many the request is
   * refused, and its in-flight work cancelled.
   */
  hold(bytes: number): boolean {
    if (bytes > 0 && this.cancellation.reason) return false;
    if (!this.#request || !this.#heldBytes) return true;
    if (bytes <= 0) this.#heldBytes.add(bytes, this.#request);
    else if (!this.#heldBytes.take(bytes, this.#request)) {
      this.exceeded ??= new WaslError('OVERLOADED');
      this.cancellation.cancel('tooLarge');
      return false;
    }
    this.#held += bytes;
    return true;
  }

  /** Counts the bytes of the written answer; they are there already. */
  write(bytes: number): void {
    this.take('maxAnswerBytes', bytes);
    if (this.#request) this.#heldBytes?.add(bytes, this.#request);
    this.#held += bytes;
  }

  /** What is left of a limit. */
  leftOf(limit: keyof RunLimits): number {
    return this.#limits[limit] - this.#spent[limit];
  }

  /** Refuses the request and cancels its in-flight work. */
  refuse(limit: keyof RunLimits): WaslError {
    this.exceeded ??= new WaslError('ANSWER_TOO_LARGE', { [limit]: this.#limits[limit] });
    this.cancellation.cancel('tooLarge');
    return this.exceeded;
  }

  /** @throws WaslError ANSWER_TOO_LARGE when a limit was passed */
  check(): void {
    if (this.exceeded) throw this.exceeded;
  }

  /** Gives back what this run holds, and stops listening to the request's cancellation; the request may go on. */
  release(): void {
    if (this.#request) this.#heldBytes?.add(-this.#held, this.#request);
    this.#held = 0;
    this.#request?.off(this.#onCancel);
  }
}
