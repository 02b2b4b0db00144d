import { CircuitState, SamplingBreaker } from 'cockatiel';
import type { BreakerState } from '../telemetry/figures.ts';
import type { SubgraphLimits } from './subgraphLimits.ts';

/** What became of a request, as far as it tells whether its subgraph is well; `neither` for one that was cancelled or refused by us. */
export type Sign = 'well' | 'ill' | 'neither';

/** Called when a subgraph is not asked any more for a while, and when it is asked again. */
export type OnBreaker = (subgraph: string, isAsked: boolean) => void;

const windowMs = 10_000;
/** Fewest requests of ten seconds of which a share is taken. */
const leastRequests = 20;
/** Most milliseconds for which a subgraph's own `Retry-After` keeps others from asking it. */
const longestPauseMs = 60_000;

/**
 * Stops asking a subgraph of which most requests fail. After a pause one request tries it: if that is answered, all are sent again. The
 * counting is cockatiel's; its policies are not used, since each adds promises and closures to every request.
 */
export class Breaker {
  state: BreakerState = 'closed';
  #sample: SamplingBreaker | undefined = undefined;
  readonly #limits: SubgraphLimits;
  readonly #onChange: (isAsked: boolean) => void;
  #countedAt = 0;
  #openUntil = 0;

  constructor(limits: SubgraphLimits, onChange: (isAsked: boolean) => void) {
    this.#limits = limits;
    this.#onChange = onChange;
    this.#begin();
  }

  /** Whether a request may be sent at a time, by `performance.now()`, while the breaker is not closed; it is then the one that tries. */
  mayTry(now: number): boolean {
    if (this.state === 'half_open' || now < this.#openUntil) return false;
    this.state = 'half_open';
    return true;
  }

  /** Milliseconds until the next request may try. */
  pauseLeft(now: number): number {
    return Math.max(0, this.#openUntil - now);
  }

  /** Takes in what became of a request. `isTrial` says that it was the one that tried, `retryAfterMs` what the subgraph asked for. */
  observe(sign: Sign, isTrial: boolean, now: number, retryAfterMs = 0): void {
    if (isTrial) this.#judgeTrial(sign, now, retryAfterMs);
    else if (this.state === 'closed' && this.#sample) this.#count(this.#sample, sign, now, retryAfterMs);
  }

  #count(sample: SamplingBreaker, sign: Sign, now: number, retryAfterMs: number): void {
    if (sign === 'neither') return;
    // The library forgets a window only when it counts again.
    const isStale = now - this.#countedAt > windowMs;
    const current = isStale ? this.#begin() : sample;
    this.#countedAt = now;
    if (sign === 'well') current?.success(CircuitState.Closed);
    else if (current?.failure(CircuitState.Closed)) this.#open(now, retryAfterMs);
  }

  #judgeTrial(sign: Sign, now: number, retryAfterMs: number): void {
    if (sign === 'ill') return this.#open(now, retryAfterMs);
    if (sign === 'neither') return void (this.state = 'open');
    this.state = 'closed';
    this.#begin();
    this.#onChange(true);
  }

  #open(now: number, retryAfterMs: number): void {
    const isNew = this.state === 'closed';
    this.state = 'open';
    this.#openUntil = now + Math.max(this.#limits.breakerPauseMs, Math.min(retryAfterMs, longestPauseMs));
    if (isNew) this.#onChange(false);
  }

  /** Counts from zero; the library takes no share of 0 or 100 %. */
  #begin(): SamplingBreaker | undefined {
    const threshold = Math.min(this.#limits.breakerPercent, 99.9) / 100;
    if (threshold === 0) return undefined;
    const minimumRps = (leastRequests * 1_000) / windowMs;
    this.#sample = new SamplingBreaker({ threshold, duration: windowMs, minimumRps });
    return this.#sample;
  }
}
