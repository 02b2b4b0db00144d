import { WaslError } from '@wasl/schema/errors.ts';
import { Cancellation } from '../../core/cancellation.ts';

/** What one request may come to while it runs. */
export interface RunLimits {
  /** Entities that subgraphs are asked for. Default 100 000. */
  maxEntities: number;
  /** Bytes that subgraphs answer with. Default 64 MiB. */
  maxReceivedBytes: number;
  /** Values that are copied because several objects of the answer share them. Default 2 000 000. */
  maxCopiedValues: number;
  /** Bytes of the answer's data, of all of its parts together. Default 32 MiB. */
  maxAnswerBytes: number;
}

const mebibyte = 1024 * 1024;
const defaults: RunLimits = {
  maxEntities: 100_000,
  maxReceivedBytes: 64 * mebibyte,
  maxCopiedValues: 2_000_000,
  maxAnswerBytes: 32 * mebibyte,
};

/** The limits that hold where some are given. */
export function runLimitsOf(given: { [Name in keyof RunLimits]?: number | undefined }): RunLimits {
  const names = Object.keys(defaults) as (keyof RunLimits)[];
  return Object.fromEntries(names.map((name) => [name, given[name] ?? defaults[name]])) as unknown as RunLimits;
}

/** What one request has come to. Beyond a limit all that is under way for it is cancelled, and it is refused as a whole. */
export class Spending {
  /** Ends what is under way: with the request, or when it has come to too much. */
  readonly cancellation = new Cancellation();
  /** Why the request is refused. */
  exceeded: WaslError | undefined = undefined;
  readonly #limits: RunLimits;
  readonly #request: Cancellation | undefined;
  readonly #onCancel = (): void => this.cancellation.cancel(this.#request?.reason ?? 'gone');
  #spent: RunLimits = { maxEntities: 0, maxReceivedBytes: 0, maxCopiedValues: 0, maxAnswerBytes: 0 };

  constructor(limits: RunLimits, request?: Cancellation) {
    this.#limits = limits;
    this.#request = request;
    request?.onCancel(this.#onCancel);
    if (request?.reason) this.#onCancel();
  }

  /** Adds to what was spent; answers whether it is still within its limit. */
  take(limit: keyof RunLimits, amount: number): boolean {
    this.#spent[limit] += amount;
    if (this.#spent[limit] > this.#limits[limit]) this.refuse(limit);
    return !this.exceeded;
  }

  /** Bytes that the answer may still have. */
  answerBytesLeft(): number {
    return this.#limits.maxAnswerBytes - this.#spent.maxAnswerBytes;
  }

  /** Gives the request up. */
  refuse(limit: keyof RunLimits): WaslError {
    this.exceeded ??= new WaslError('ANSWER_TOO_LARGE', { [limit]: this.#limits[limit] });
    this.cancellation.cancel('tooLarge');
    return this.exceeded;
  }

  /** @throws WaslError ANSWER_TOO_LARGE when a limit was passed */
  check(): void {
    if (this.exceeded) throw this.exceeded;
  }

  /** Lets the request go: more may run for it. */
  release(): void {
    this.#request?.off(this.#onCancel);
  }
}
