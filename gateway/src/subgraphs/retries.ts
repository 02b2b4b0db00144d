import { ExponentialBackoff, type IBackoff } from 'cockatiel';

/** Most times that one question is sent again. */
const mostRetries = 2;
/** Repetitions that may come at once, after a time without any. */
const mostSaved = 10;
/** With jitter: around 100 ms before the first repetition, 200 ms before the second. */
const backoff = new ExponentialBackoff({ initialDelay: 100, maxDelay: 2_000 });
const spreadMs = 100;

/** What repeated questions may come to: each request earns a share of one. */
export class RetryBudget {
  readonly #share: number;
  #saved: number;

  constructor(percent: number) {
    this.#share = percent / 100;
    this.#saved = percent === 0 ? 0 : mostSaved;
  }

  earn(): void {
    if (this.#saved < mostSaved) this.#saved += this.#share;
  }

  take(): boolean {
    if (this.#saved < 1) return false;
    this.#saved -= 1;
    return true;
  }
}

/** The repetitions of one question. */
export class Retries {
  #left = mostRetries;
  #pause: IBackoff<unknown> = backoff.next();

  /** Milliseconds until the next repetition, and never before the subgraph asked for; undefined when there were enough. */
  nextDelay(retryAfterMs: number | undefined): number | undefined {
    if (this.#left === 0) return undefined;
    this.#left -= 1;
    this.#pause = this.#pause.next(undefined) ?? this.#pause;
    return retryAfterMs === undefined ? this.#pause.duration : retryAfterMs + Math.random() * spreadMs;
  }
}

/** Reads `Retry-After` (RFC 9110, 10.2.3), seconds or a date, as milliseconds from now; undefined for anything else. */
export function readRetryAfter(text: string | undefined, nowMs = Date.now()): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  const at = /[A-Za-z]{3}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
