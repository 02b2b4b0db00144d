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
  /** On whose behalf; the request is signed then, where subgraphs are told. */
  asker?: Asker | undefined;
  cancellation?: Cancellation | undefined;
  /**
   * Send it once more when the connection ends before anything of an answer has come: a subgraph may close a kept-alive
   * connection at the moment it is used. Default false.
   */
  isRepeatable?: boolean | undefined;
  /** Called with the bytes of an answer; false when its request has come to too much, and nobody reads the answer. */
  takes?(bytes: number): boolean;
}

export interface SubgraphReply {
  status: number;
  body: string;
  /** Only errors make it an answer of GraphQL. */
  mustTellErrors?: boolean;
  /** Called with the reason, in a sentence for operators, by whoever finds that the body is no answer of GraphQL. */
  onUnusable?(reason: string): void;
}

/**
 * Sends one request to a subgraph. @throws WaslError SUBGRAPH_UNAVAILABLE, SUBGRAPH_TIMEOUT, DEADLINE_EXCEEDED, or SUBGRAPH_RESPONSE_INVALID
 * for an answer over the size limit. A mutation is never sent twice: it may have run.
 */
export type Transport = (subgraph: string, call: SubgraphCall) => Promise<SubgraphReply>;

export interface TransportOptions {
  /** Address of each subgraph's `/graphql`. */
  urls: ReadonlyMap<string, string>;
  /** Most connections to one subgraph. Default 128. */
  connections?: number;
  /** Milliseconds from sending a request to the end of its answer. Default 10 000. */
  deadlineMs?: number;
  /** Largest answer, in bytes. Default 32 MiB. */
  maxResponseBytes?: number;
  /** What signs the requests to each subgraph. Default: they are not signed. */
  signers?: Signers | undefined;
  figures: Pick<Figures, 'subgraphRequests'>;
  onFailure?: OnFailure | undefined;
  onDistrust?: OnDistrust | undefined;
}

interface Target {
  subgraph: string;
  pool: HttpPool;
  /** A request's first lines. */
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
/** Headers of every request; an encoding would have to be undone within bounds, and between neighbours it saves nothing. */
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

  /** Sends the request, unless nobody waits for its answer any more. */
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

  /** Without a cause it is nothing that an operator should know. */
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

  /** That the subgraph does not believe us is no matter of the caller's: to a client it is a system that does not answer. */
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

/** The lines by which the subgraph knows who asks, and that the gateway asked just this; ASCII, whatever the caller is called. */
function trustLines(signer: RequestSigner, url: URL, body: string, asker: Asker): string {
  const signed = signer.sign({ method: 'POST', path: url.pathname, query: url.search || '?', body, asker });
  return `x-wasl-caller: ${signed['x-wasl-caller']}\r\ncontent-digest: ${signed['content-digest']}\r\nsignature-input: ${signed['signature-input']}\r\nsignature: ${signed.signature}\r\n`;
}

/** A request ready to be sent. All fetches of one operation share their headers. */
function requestOf(target: Target, { body, headers, asker }: SubgraphCall): string | Buffer {
  let written = headerTexts.get(headers);
  if (!written) {
    written = writeHeaders(headers);
    headerTexts.set(headers, written);
  }
  const trust = asker && target.signer ? trustLines(target.signer, target.url, body, asker) : '';
  const request = `${target.head}${trust}${written.text}content-length: ${Buffer.byteLength(body)}\r\n\r\n`;
  // Header values are bytes, one a character; only what is ASCII is the same in a body's UTF-8.
  return written.isAscii ? request + body : Buffer.concat([Buffer.from(request, 'latin1'), Buffer.from(body)]);
}

/** @throws TypeError for what would end the header before its time. */
function writeHeaders(headers: Readonly<Record<string, string>>): HeaderText {
  let text = '';
  for (const [name, value] of Object.entries(headers)) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    text += `${name}: ${value}\r\n`;
  }
  return { text, isAscii: !/[^\t\r\n\u0020-\u007e]/.test(text) };
}

/** Whether a connection ended that had been made. */
function isLost(error: Error): boolean {
  return (
    error instanceof ConnectionLost || ('code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE'))
  );
}

function isTimeout(error: Error): boolean {
  return error instanceof ConnectTimeout || ('code' in error && error.code === 'ETIMEDOUT');
}
