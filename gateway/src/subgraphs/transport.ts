import { isUtf8 } from 'node:buffer';
import { validateHeaderName, validateHeaderValue } from 'node:http';
import { type ErrorCode, WaslError } from '@wasl/schema/errors.ts';
import type { Asker } from '../core/asker.ts';
import type { Cancellation } from '../core/cancellation.ts';
import { isTooHeavy } from './answerWeight.ts';
import { ConnectionLost, type HttpConnection, type HttpExchange } from './http/httpConnection.ts';
import { ConnectTimeout, createHttpPool, type HttpPool } from './http/httpPool.ts';
import { acceptGraphQL, graphqlResponse, mustTellErrors, whyUnreadable } from './http/mediaTypes.ts';
import { ResponseTooLarge } from './http/malformedResponse.ts';
import type { ResponseHead } from './http/responseHead.ts';
import { type OnFailure, reasonOf } from './failureLog.ts';
import { type Distrust, type OnDistrust, readDistrust } from './trust/distrust.ts';
import type { Signers } from './trust/openTrust.ts';
import type { RequestSigner } from './trust/requestSigner.ts';
import type { Durations } from '../telemetry/durations.ts';
import { type Figures, type SubgraphOutcome, subgraphOutcomes } from '../telemetry/figures.ts';

export interface SubgraphCall {
  /** JSON of `{query, variables, operationName}`. */
  body: string;
  headers: Readonly<Record<string, string>>;
  /** The caller on whose behalf it is sent: the request is then signed, where signing is configured. */
  asker?: Asker | undefined;
  cancellation?: Cancellation | undefined;
  /**
   * Send it again when the connection ends before any of the answer has arrived: a subgraph may close a kept-alive connection at the moment
   * it is used. Default false.
   */
  isRepeatable?: boolean | undefined;
  /** Called with the size of an answer in bytes; returns false when its request is over a limit, and nobody reads the answer. */
  takes?(bytes: number): boolean;
}

export interface SubgraphReply {
  status: number;
  body: string;
  /** Whether it is a GraphQL response only if it has errors. */
  mustTellErrors?: boolean;
  /** Call it with the reason, in a sentence for operators, where the body is not a GraphQL response. */
  onUnusable?(reason: string): void;
}

/**
 * Sends one request to a subgraph. A mutation is never sent twice: it may have run.
 * @throws WaslError SUBGRAPH_UNAVAILABLE, SUBGRAPH_TIMEOUT, DEADLINE_EXCEEDED, or SUBGRAPH_RESPONSE_INVALID for an answer over the size
 * limit.
 */
export type Transport = (subgraph: string, call: SubgraphCall) => Promise<SubgraphReply>;

export interface TransportOptions {
  /** URL of each subgraph's `/graphql`. */
  urls: ReadonlyMap<string, string>;
  /** Most connections to one subgraph. Default 128. */
  connections?: number;
  /** Milliseconds from sending a request to the end of its answer. Default 10 000. */
  deadlineMs?: number;
  /** Largest answer, in bytes. Default 32 MiB. */
  maxResponseBytes?: number;
  /** Signers of the requests, by subgraph. Default: requests are not signed. */
  signers?: Signers | undefined;
  figures: Pick<Figures, 'subgraphRequests'>;
  onFailure?: OnFailure | undefined;
  onDistrust?: OnDistrust | undefined;
}

interface Target {
  subgraph: string;
  pool: HttpPool;
  /** The request line and the headers that all requests share. */
  head: string;
  url: URL;
  signer: RequestSigner | undefined;
  onDistrust: OnDistrust | undefined;
  deadlineMs: number;
  maxResponseBytes: number;
  onFailure: OnFailure | undefined;
  durations: Record<SubgraphOutcome, Durations>;
}

const connectTimeoutMs = 3_000;
const readTypes = [graphqlResponse, 'application/json'];
/** Headers of every request. No compression: it would have to be undone within limits, and saves nothing between neighbours. */
const plainHeaders = `content-type: application/json\r\naccept: ${acceptGraphQL}\r\naccept-encoding: identity\r\n`;

/** Opens a pool of kept-alive connections per subgraph. */
export function createTransport(options: TransportOptions): { transport: Transport; close(): Promise<void> } {
  const {
    connections = 128,
    deadlineMs = 10_000,
    maxResponseBytes = 32 * 1024 * 1024,
    onFailure,
    onDistrust,
  } = options;
  const targets = new Map<string, Target>();
  for (const [subgraph, address] of options.urls) {
    const url = new URL(address);
    const pool = createHttpPool(url, { connections, connectTimeoutMs });
    const head = `POST ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\n${plainHeaders}`;
    const durations = Object.fromEntries(
      subgraphOutcomes.map((outcome) => [outcome, options.figures.subgraphRequests.of(subgraph, outcome)]),
    ) as Target['durations'];
    const signer = options.signers?.get(subgraph);
    targets.set(subgraph, {
      subgraph,
      pool,
      head,
      url,
      signer,
      onDistrust,
      deadlineMs,
      maxResponseBytes,
      onFailure,
      durations,
    });
  }
  return {
    transport(subgraph, call) {
      const target = targets.get(subgraph);
      if (!target) return Promise.reject(new WaslError('SUBGRAPH_UNAVAILABLE', { subgraph }));
      return new Promise((resolve, reject) => new Exchange(target, call, resolve, reject).begin());
    },
    close: async () => void (await Promise.all([...targets.values()].map(({ pool }) => pool.close()))),
  };
}

/** One request and its answer. */
class Exchange implements HttpExchange {
  readonly request: string | Buffer;
  readonly maxResponseBytes: number;
  connection: HttpConnection | undefined = undefined;
  readonly #target: Target;
  readonly #call: SubgraphCall;
  readonly #resolve: (reply: SubgraphReply) => void;
  readonly #reject: (error: WaslError) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #startedAt = performance.now();
  #isRepeatable: boolean;
  #isSettled = false;

  constructor(
    target: Target,
    call: SubgraphCall,
    resolve: (reply: SubgraphReply) => void,
    reject: (error: WaslError) => void,
  ) {
    this.request = requestOf(target, call);
    this.maxResponseBytes = target.maxResponseBytes;
    this.#target = target;
    this.#call = call;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#isRepeatable = call.isRepeatable === true;
    this.#timer = setTimeout(this.#onDeadline, target.deadlineMs);
    call.cancellation?.onCancel(this.#onCancel);
  }

  /** Sends the request, unless it was cancelled. */
  begin(): void {
    if (this.#call.cancellation?.reason) this.#onCancel();
    else this.#target.pool.begin(this);
  }

  readonly #onDeadline = (): void => this.#timeOut('SUBGRAPH_TIMEOUT');

  readonly #onCancel = (): void => {
    if (this.#call.cancellation?.reason === 'late') this.#timeOut('DEADLINE_EXCEEDED');
    else this.#giveUp('cancelled', 'SUBGRAPH_UNAVAILABLE');
  };

  #timeOut(code: 'SUBGRAPH_TIMEOUT' | 'DEADLINE_EXCEEDED'): void {
    this.#giveUp('timeout', code, new Error('There was no answer in time.'));
  }

  #giveUp(outcome: SubgraphOutcome, code: ErrorCode, cause?: Error): void {
    this.#target.pool.giveUp(this, this.#fail(outcome, code, cause));
  }

  /** Fails the call. Without a `cause`, operators are not told. */
  #fail(outcome: SubgraphOutcome, code: ErrorCode, cause?: Error, status?: number): WaslError {
    const { subgraph, onFailure } = this.#target;
    this.#settle(outcome);
    if (cause) onFailure?.(subgraph, reasonOf(cause), status);
    const failure = new WaslError(code, { subgraph }, { cause });
    this.#reject(failure);
    return failure;
  }

  #settle(outcome: SubgraphOutcome): void {
    this.#isSettled = true;
    this.#target.durations[outcome].observe((performance.now() - this.#startedAt) / 1_000);
    clearTimeout(this.#timer);
    this.#call.cancellation?.off(this.#onCancel);
  }

  onResponse(head: ResponseHead, body: Buffer): void {
    const { status } = head;
    const unreadable = whyUnreadable(head, readTypes);
    if (unreadable !== undefined) return this.#refuse('http_error', unreadable, status);
    if (isTooHeavy(body)) return this.#refuse('too_large', 'The answer holds too many values.', status);
    if (!isUtf8(body)) return this.#refuse('http_error', 'The answer is not UTF-8.', status);
    const text = body.toString('utf8');
    const distrust = readDistrust(status, text);
    if (distrust) return this.#onDistrust(distrust);
    this.#settle(status < 400 ? 'ok' : 'http_error');
    if (this.#call.takes?.(body.length) === false) this.#reject(new WaslError('ANSWER_TOO_LARGE'));
    else this.#resolve(new Reply(head, text, this.#target));
  }

  #refuse(outcome: SubgraphOutcome, reason: string, status: number): void {
    this.#fail(outcome, 'SUBGRAPH_RESPONSE_INVALID', new Error(reason), status);
  }

  /** A subgraph that refuses our signature is no fault of the caller's: the client sees a subgraph that does not answer. */
  #onDistrust(distrust: Distrust): void {
    this.#target.onDistrust?.(this.#target.subgraph, distrust);
    this.#fail('not_verified', 'SUBGRAPH_UNAVAILABLE');
  }

  onFailure(error: Error, hasBegun: boolean): void {
    if (this.#isSettled) return;
    if (this.#isRepeatable && !hasBegun && isLost(error)) {
      this.#isRepeatable = false;
      this.connection = undefined;
      this.#target.pool.begin(this);
    } else if (error instanceof ResponseTooLarge) {
      this.#fail('too_large', 'SUBGRAPH_RESPONSE_INVALID', error);
    } else if (isTimeout(error)) {
      this.#fail('timeout', 'SUBGRAPH_TIMEOUT', error);
    } else {
      this.#fail('unavailable', 'SUBGRAPH_UNAVAILABLE', error);
    }
  }
}

class Reply implements SubgraphReply {
  readonly status: number;
  readonly body: string;
  readonly #head: ResponseHead;
  readonly #target: Target;

  constructor(head: ResponseHead, body: string, target: Target) {
    this.status = head.status;
    this.body = body;
    this.#head = head;
    this.#target = target;
  }

  get mustTellErrors(): boolean {
    return mustTellErrors(this.#head);
  }

  onUnusable(reason: string): void {
    this.#target.onFailure?.(this.#target.subgraph, reason, this.status);
  }
}

interface HeaderText {
  text: string;
  isAscii: boolean;
}

const headerTexts = new WeakMap<Readonly<Record<string, string>>, HeaderText>();

/** The header lines that name the caller and sign the request. They are ASCII, whatever the caller's name. */
function trustLines(signer: RequestSigner, url: URL, body: string, asker: Asker): string {
  const signed = signer.sign({ method: 'POST', path: url.pathname, query: url.search || '?', body, asker });
  return `x-wasl-caller: ${signed['x-wasl-caller']}\r\ncontent-digest: ${signed['content-digest']}\r\nsignature-input: ${signed['signature-input']}\r\nsignature: ${signed.signature}\r\n`;
}

/** A request ready to be sent. All fetches of one operation share one headers object, so that its text is cached by it. */
function requestOf(target: Target, { body, headers, asker }: SubgraphCall): string | Buffer {
  let written = headerTexts.get(headers);
  if (!written) {
    written = writeHeaders(headers);
    headerTexts.set(headers, written);
  }
  const trust = asker && target.signer ? trustLines(target.signer, target.url, body, asker) : '';
  const request = `${target.head}${trust}${written.text}content-length: ${Buffer.byteLength(body)}\r\n\r\n`;
  // Header values are Latin-1; only ASCII is the same in the body's UTF-8.
  return written.isAscii ? request + body : Buffer.concat([Buffer.from(request, 'latin1'), Buffer.from(body)]);
}

/** @throws TypeError for a name or value that is not allowed in a header, such as one with a line break. */
function writeHeaders(headers: Readonly<Record<string, string>>): HeaderText {
  let text = '';
  for (const [name, value] of Object.entries(headers)) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    text += `${name}: ${value}\r\n`;
  }
  return { text, isAscii: !/[^\t\r\n\u0020-\u007e]/.test(text) };
}

/** Whether an established connection was lost. */
function isLost(error: Error): boolean {
  return (
    error instanceof ConnectionLost || ('code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE'))
  );
}

function isTimeout(error: Error): boolean {
  return error instanceof ConnectTimeout || ('code' in error && error.code === 'ETIMEDOUT');
}
