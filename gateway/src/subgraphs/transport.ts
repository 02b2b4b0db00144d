import { WaslError } from '@wasl/schema/errors.ts';
import { Pool } from 'undici';

export interface SubgraphCall {
  /** JSON of `{query, variables, operationName}`. */
  body: string;
  headers: Readonly<Record<string, string>>;
  signal?: AbortSignal | undefined;
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

/** Opens a pool of kept-alive connections per subgraph. */
export function createTransport(options: TransportOptions): { transport: Transport; close(): Promise<void> } {
  const { connections = 128, deadlineMs = 10_000, maxResponseBytes = 32 * 1024 * 1024 } = options;
  const targets = new Map<string, { pool: Pool; path: string }>();
  for (const [name, address] of options.urls) {
    const { origin, pathname, search } = new URL(address);
    const pool = new Pool(origin, {
      connections,
      headersTimeout: deadlineMs,
      bodyTimeout: deadlineMs,
      connectTimeout: 3_000,
    });
    targets.set(name, { pool, path: pathname + search });
  }

  async function transport(subgraph: string, call: SubgraphCall): Promise<SubgraphReply> {
    const target = targets.get(subgraph);
    if (!target) throw new WaslError('SUBGRAPH_UNAVAILABLE', { subgraph });
    const deadline = AbortSignal.timeout(deadlineMs);
    const signal = call.signal ? AbortSignal.any([call.signal, deadline]) : deadline;
    try {
      const { statusCode, body } = await target.pool.request({
        path: target.path,
        method: 'POST',
        headers: call.headers,
        body: call.body,
        signal,
      });
      return { status: statusCode, body: await readBounded(body, maxResponseBytes) };
    } catch (cause) {
      if (cause instanceof WaslError) throw cause;
      throw new WaslError(
        deadline.aborted || isTimeout(cause) || isTimeout(call.signal?.reason)
          ? 'SUBGRAPH_TIMEOUT'
          : 'SUBGRAPH_UNAVAILABLE',
        { subgraph },
        { cause },
      );
    }
  }

  return {
    transport,
    close: async () => void (await Promise.all([...targets.values()].map(({ pool }) => pool.close()))),
  };
}

async function readBounded(body: AsyncIterable<Buffer>, limit: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limit) throw new WaslError('SUBGRAPH_RESPONSE_INVALID');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function isTimeout(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === 'TimeoutError' || ('code' in error && /TIMEOUT/.test(String(error.code)));
}
