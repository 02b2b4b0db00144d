import { WaslError } from '@wasl/schema/errors.ts';
import { type Dispatcher, Pool } from 'undici';
import type { Cancellation } from '../request/cancellation.ts';

export interface SubgraphCall {
  /** JSON of `{query, variables, operationName}`. */
  body: string;
  headers: Readonly<Record<string, string>>;
  cancellation?: Cancellation | undefined;
}

export interface SubgraphReply {
  status: number;
  body: string;
}

/**
 * Sends one request to a subgraph. @throws WaslError SUBGRAPH_UNAVAILABLE, SUBGRAPH_TIMEOUT, or SUBGRAPH_RESPONSE_INVALID
 * for an answer over the size limit. Nothing is sent twice: a mutation may have run.
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
}

interface Target {
  pool: Pool;
  path: string;
}

/** Opens a pool of kept-alive connections per subgraph. */
export function createTransport(options: TransportOptions): { transport: Transport; close(): Promise<void> } {
  const { connections = 128, deadlineMs = 10_000, maxResponseBytes = 32 * 1024 * 1024 } = options;
  const targets = new Map<string, Target>();
  for (const [name, address] of options.urls) {
    const { origin, pathname, search } = new URL(address);
    const pool = new Pool(origin, { connections, headersTimeout: 0, bodyTimeout: 0, connectTimeout: 3_000 });
    targets.set(name, { pool, path: pathname + search });
  }
  return {
    transport(subgraph, call) {
      const target = targets.get(subgraph);
      if (!target) return Promise.reject(new WaslError('SUBGRAPH_UNAVAILABLE', { subgraph }));
      return new Promise((resolve, reject) => {
        const exchange = new Exchange(subgraph, call, { deadlineMs, maxResponseBytes }, resolve, reject);
        target.pool.dispatch({ path: target.path, method: 'POST', headers: call.headers, body: call.body }, exchange);
      });
    },
    close: async () => void (await Promise.all([...targets.values()].map(({ pool }) => pool.close()))),
  };
}

/**
 * One request and its answer, on undici's own callbacks: a stream, an abort signal and parsed response headers for each would
 * cost more than the exchange itself.
 */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #subgraph: string;
  readonly #cancellation: Cancellation | undefined;
  readonly #maxBytes: number;
  readonly #resolve: (reply: SubgraphReply) => void;
  readonly #reject: (error: WaslError) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #chunks: Buffer[] = [];
  #status = 0;
  #size = 0;
  #abort: ((error: Error) => void) | undefined;
  #failure: WaslError | undefined;

  constructor(
    subgraph: string,
    { cancellation }: SubgraphCall,
    { deadlineMs, maxResponseBytes }: { deadlineMs: number; maxResponseBytes: number },
    resolve: (reply: SubgraphReply) => void,
    reject: (error: WaslError) => void,
  ) {
    this.#subgraph = subgraph;
    this.#cancellation = cancellation;
    this.#maxBytes = maxResponseBytes;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#timer = setTimeout(this.#onDeadline, deadlineMs);
    cancellation?.onCancel(this.#onCancel);
  }

  readonly #onDeadline = (): void => this.#fail(new WaslError('SUBGRAPH_TIMEOUT', { subgraph: this.#subgraph }));

  readonly #onCancel = (): void => {
    const code = this.#cancellation?.reason === 'late' ? 'SUBGRAPH_TIMEOUT' : 'SUBGRAPH_UNAVAILABLE';
    this.#fail(new WaslError(code, { subgraph: this.#subgraph }));
  };

  /** Ends the exchange: what it waited for is of no use any more. */
  #fail(failure: WaslError): void {
    this.#failure ??= failure;
    this.#settle();
    this.#reject(this.#failure);
    this.#abort?.(this.#failure);
  }

  #settle(): void {
    clearTimeout(this.#timer);
    this.#cancellation?.off(this.#onCancel);
  }

  onConnect(abort: (error: Error) => void): void {
    this.#abort = abort;
    if (this.#failure) abort(this.#failure);
    else if (this.#cancellation?.reason) this.#onCancel();
  }

  onHeaders(status: number): boolean {
    this.#status = status;
    return true;
  }

  onData(chunk: Buffer): boolean {
    this.#size += chunk.length;
    if (this.#size > this.#maxBytes) this.#fail(new WaslError('SUBGRAPH_RESPONSE_INVALID'));
    else this.#chunks.push(chunk);
    return true;
  }

  onComplete(): void {
    this.#settle();
    const [first] = this.#chunks;
    const body = first && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks);
    this.#resolve({ status: this.#status, body: body.toString('utf8') });
  }

  onError(cause: Error): void {
    this.#settle();
    const code = isTimeout(cause) ? 'SUBGRAPH_TIMEOUT' : 'SUBGRAPH_UNAVAILABLE';
    this.#reject(this.#failure ?? new WaslError(code, { subgraph: this.#subgraph }, { cause }));
  }
}

function isTimeout(error: Error): boolean {
  return error.name === 'TimeoutError' || ('code' in error && /TIMEOUT/.test(String(error.code)));
}
