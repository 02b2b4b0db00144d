import { type ErrorCode, WaslError } from '@wasl/schema/errors.ts';
import type { Work } from '../core/observer.ts';
import type { SubgraphOutcome } from '../telemetry/figures.ts';
import type { Sign } from './breaker.ts';
import {
  busyEnding,
  type Ending,
  endingOf,
  faultOf,
  isBusyStatus,
  isFull,
  isLate,
  isOverdue,
  isPaused,
  isStuck,
  mayRepeat,
} from './ending.ts';
import { failureOf } from './failure.ts';
import { Hedge, type HedgeOwner } from './hedge.ts';
import { ConnectionLost, type HttpConnection, type HttpExchange } from './http/httpConnection.ts';
import { mustTellErrors } from './http/mediaTypes.ts';
import type { ResponseHead } from './http/responseHead.ts';
import { Reply } from './reply.ts';
import { requestText } from './requestText.ts';
import { Retries } from './retries.ts';
import { mayWait, type Target, tell } from './target.ts';
import type { SubgraphCall, SubgraphReply } from './transport.ts';
import { readDistrust } from './trust/distrust.ts';

/** One question and its answer, with all that is tried to get it. */
export class Exchange implements HttpExchange, HedgeOwner {
  request: string | Buffer;
  readonly maxResponseBytes: number;
  connection: HttpConnection | undefined = undefined;
  readonly #target: Target;
  readonly #call: SubgraphCall;
  readonly #resolve: (reply: SubgraphReply) => void;
  readonly #reject: (error: WaslError) => void;
  readonly #deadline: NodeJS.Timeout;
  readonly #startedAt = performance.now();
  readonly #work: Work | undefined;
  /** Set while it waits: for a connection, or for the next attempt. */
  #pause: NodeJS.Timeout | undefined = undefined;
  #retries: Retries | undefined = undefined;
  /** It is the request that tries whether the subgraph is back. */
  #isTrial = false;
  #isFresh = false;
  #isSettled = false;
  /** Bytes of an answer that is not complete. */
  #heldBytes = 0;
  #hedgeTimer: NodeJS.Timeout | undefined = undefined;
  #hedge: Hedge | undefined = undefined;
  /** How the first copy ended while the second was under way. */
  #lost: { error: Error; hasBegun: boolean } | undefined = undefined;

  /** @throws TypeError for a header that cannot be sent */
  constructor(
    target: Target,
    call: SubgraphCall,
    resolve: (reply: SubgraphReply) => void,
    reject: (error: WaslError) => void,
  ) {
    this.maxResponseBytes = Math.min(target.maxResponseBytes, call.mostBytes ?? Infinity);
    this.#target = target;
    this.#call = call;
    this.#work = call.observer?.begin('fetch', target.subgraph, call.body);
    this.request = requestText(target, call, this.#timeLeft(this.#startedAt), this.#work?.traceHeaders);
    this.#resolve = resolve;
    this.#reject = reject;
    this.#deadline = setTimeout(this.#onDeadline, target.limits.deadlineMs);
    call.cancellation?.onCancel(this.#onCancel);
  }

  /** Sends the request, unless it was cancelled. */
  begin(): void {
    if (this.#call.cancellation?.reason) return this.#onCancel();
    const { budget, limits } = this.#target;
    budget.earn();
    if (limits.hedgeMs > 0 && this.#call.isRepeatable)
      this.#hedgeTimer = setTimeout(() => this.#sendHedge(), limits.hedgeMs);
    this.#send();
  }

  #send(): void {
    const { breaker, pool } = this.#target;
    if (breaker.state !== 'closed' && !this.#isTrial && !this.#mayTry()) return;
    if (!pool.begin(this, this.#isFresh)) this.#wait();
  }

  #mayTry(): boolean {
    const { breaker } = this.#target;
    const now = performance.now();
    this.#isTrial = breaker.mayTry(now);
    if (!this.#isTrial) this.#fail({ ...isPaused, retryAfterMs: breaker.pauseLeft(now) });
    return this.#isTrial;
  }

  /** Waits for a connection, no longer than half of the time that is left: the other half is for the answer. */
  #wait(): void {
    const now = performance.now();
    if (!mayWait(this.#target, now)) return this.#fail(isFull);
    this.#target.pool.wait(this);
    this.#pause = setTimeout(() => this.#leaveQueue(), this.#timeLeft(now) / 2);
  }

  #leaveQueue(): void {
    if (!this.connection) this.#giveUp(isStuck);
  }

  #timeLeft(now: number): number {
    const endsAt = this.#startedAt + this.#target.limits.deadlineMs;
    return Math.min(endsAt, this.#call.cancellation?.dueAt ?? Infinity) - now;
  }

  readonly #onDeadline = (): void => this.#giveUp(isLate);

  readonly #onCancel = (): void => {
    this.#giveUp(this.#call.cancellation?.reason === 'late' ? isOverdue : undefined);
  };

  /** Ends it wherever it is. Without an ending nobody waits any more, and operators are not told. */
  #giveUp(ending: Ending | undefined): void {
    if (ending) this.#fail(ending);
    else this.#end('cancelled', 'SUBGRAPH_UNAVAILABLE', 'neither');
    this.#target.pool.giveUp(this, new ConnectionLost('The request was given up.'));
  }

  #fail(ending: Ending): void {
    tell(this.#target, ending, ending.status);
    this.#work?.note('failure', { reason: ending.word, ...(ending.status !== undefined && { status: ending.status }) });
    this.#end(ending.outcome, ending.code, ending.sign, ending.retryAfterMs);
  }

  #end(outcome: SubgraphOutcome, code: ErrorCode, sign: Sign, retryAfterMs?: number): void {
    this.#settle(outcome, sign, performance.now(), retryAfterMs);
    const { subgraph } = this.#target;
    const retryAfterSeconds = retryAfterMs === undefined ? undefined : Math.max(1, Math.ceil(retryAfterMs / 1_000));
    this.#reject(new WaslError(code, { subgraph, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) }));
  }

  /** Returns its duration in seconds. */
  #settle(outcome: SubgraphOutcome, sign: Sign, now: number, retryAfterMs?: number): number {
    this.#isSettled = true;
    if (this.#heldBytes > 0) this.#call.holds?.(-this.#heldBytes);
    const { durations, breaker, pool } = this.#target;
    const seconds = (now - this.#startedAt) / 1_000;
    durations[outcome].observe(seconds);
    this.#work?.end(outcome);
    breaker.observe(sign, this.#isTrial, now, retryAfterMs);
    clearTimeout(this.#deadline);
    if (this.#pause) clearTimeout(this.#pause);
    if (this.#hedgeTimer) clearTimeout(this.#hedgeTimer);
    if (this.#hedge) pool.giveUp(this.#hedge, new ConnectionLost('The other copy was faster.'));
    this.#call.cancellation?.off(this.#onCancel);
    return seconds;
  }

  onProgress(bytes: number): void {
    if (this.#isSettled) return;
    if (this.#call.holds?.(bytes - this.#heldBytes)) this.#heldBytes = bytes;
  }

  onResponse(head: ResponseHead, body: Buffer): void {
    if (this.#isSettled) return;
    const now = performance.now();
    this.#target.answeredAt = now;
    const { status } = head;
    if (status >= 400 && this.#isPutOff(head, now)) return;
    const fault = faultOf(head, body);
    if (fault) return this.#fail(isBusyStatus(status) ? busyEnding(head) : fault);
    const text = body.toString('utf8');
    const distrust = readDistrust(status, text);
    if (distrust) {
      this.#target.onDistrust?.(this.#target.subgraph, distrust);
      // It is no fault of the caller's: the client sees a subgraph that does not answer.
      return this.#end('not_verified', 'SUBGRAPH_UNAVAILABLE', 'well');
    }
    if (status >= 400 && this.#isFailure(head, text)) return;
    const seconds = this.#settle(status < 400 ? 'ok' : 'http_error', status < 500 ? 'well' : 'ill', now);
    if (this.#call.takes?.(body.length) === false) this.#reject(new WaslError('ANSWER_TOO_LARGE'));
    else this.#resolve(new Reply(head, text, this.#target, seconds));
  }

  /** Whether it is to be asked again, after it said that it is busy. */
  #isPutOff(head: ResponseHead, now: number): boolean {
    const { status } = head;
    return (status === 429 || status === 503) && this.#retry(busyEnding(head), now);
  }

  /** Tells of an answer with a failure status; true where it failed, since it can be no GraphQL response. */
  #isFailure(head: ResponseHead, text: string): boolean {
    const { status } = head;
    const isEmpty = isBusyStatus(status) && mustTellErrors(head) && !text.includes('"errors"');
    if (isEmpty) this.#fail(busyEnding(head));
    else tell(this.#target, { word: 'status', text: 'The answer has a failure status.' }, status);
    return isEmpty;
  }

  onFailure(error: Error, hasBegun: boolean): void {
    if (this.#isSettled) return;
    if (this.#hedge) return void (this.#lost = { error, hasBegun });
    const failure = failureOf(error);
    // It does answer, if with too much: others may wait for it.
    if (failure.word === 'too_large') this.#target.answeredAt = performance.now();
    const isRepeatable = this.#call.isRepeatable === true && !hasBegun;
    if (isRepeatable && failure.word === 'reset' && this.connection?.isReused && !this.#isFresh) {
      // Its server may close a kept-alive connection at the moment it is used; on a fresh one, that cannot be.
      this.#isFresh = true;
      return this.#resend();
    }
    const ending = endingOf(failure);
    const isRetried = isRepeatable && mayRepeat(failure) && this.#retry(ending, performance.now());
    if (isRetried) return;
    this.#fail(ending);
    // Over the limit of its request: that is refused as a whole.
    if (failure.word === 'too_large' && this.maxResponseBytes < this.#target.maxResponseBytes)
      this.#call.takes?.(this.maxResponseBytes + 1);
  }

  /** Plans another attempt after a pause; false where there may be none. */
  #retry(ending: Ending, now: number): boolean {
    const { breaker, budget, retries, subgraph } = this.#target;
    if (!this.#call.isRepeatable || this.#hedge || breaker.state !== 'closed') return false;
    const delayMs = (this.#retries ??= new Retries()).nextDelay(ending.retryAfterMs);
    if (delayMs === undefined || delayMs > this.#timeLeft(now) / 2 || !budget.take()) return false;
    tell(this.#target, ending, ending.status);
    retries.add(subgraph, ending.word);
    this.#work?.note('retry', { reason: ending.word, delayMs });
    breaker.observe(ending.sign, false, now);
    this.connection = undefined;
    if (this.#pause) clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.#resend(), delayMs);
    return true;
  }

  #resend(): void {
    this.connection = undefined;
    this.request = this.#writeAgain();
    this.#send();
  }

  #writeAgain(): string | Buffer {
    return requestText(this.#target, this.#call, this.#timeLeft(performance.now()), this.#work?.traceHeaders);
  }

  #sendHedge(): void {
    const { pool, budget, retries, subgraph } = this.#target;
    // While it waits for a connection or a further attempt, a second copy would only wait too.
    if (!this.connection || !budget.take()) return;
    const hedge = new Hedge(this, this.#writeAgain(), this.maxResponseBytes);
    if (!pool.begin(hedge)) return;
    this.#hedge = hedge;
    retries.add(subgraph, 'hedge');
    this.#work?.note('hedge', {});
  }

  onHedgeAnswered(head: ResponseHead, body: Buffer): void {
    this.#hedge = undefined;
    this.onResponse(head, body);
    this.#target.pool.giveUp(this, new ConnectionLost('The other copy was faster.'));
  }

  onHedgeLost(): void {
    this.#hedge = undefined;
    if (this.#lost) this.onFailure(this.#lost.error, this.#lost.hasBegun);
  }
}
