import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { WaslError } from '@wasl/schema/errors.ts';
import { answerError } from '../pipeline/answerError.ts';
import { headersOf } from '../server/readRequest.ts';
import { readTls, type TlsFiles } from '../server/tls.ts';

/** Holds the port while no worker serves, and answers that the gateway is alive but not ready. */
export interface StandIn {
  /** The port that it listens on. */
  port: number;
  /** Starts listening as soon as the port is free. */
  open(): void;
  /** Stops listening and leaves the port to the workers. */
  close(): void;
}

/** Milliseconds between attempts: a dead worker's port becomes free a moment after its death. */
const retryMs = 20;

/** Opens a stand-in; port 0 picks a free one. @throws Error with code EADDRINUSE */
export async function openStandIn(host: string, sentPort: number, tls?: TlsFiles): Promise<StandIn> {
  let server: Server | undefined;
  let retry: NodeJS.Timeout | undefined;
  let port = sentPort;
  server = await listen(host, port, tls);
  port = (server.address() as AddressInfo).port;
  let isWanted = true;

  async function take(): Promise<void> {
    try {
      const taken = await listen(host, port, tls);
      if (isWanted) server = taken;
      else taken.close();
    } catch {
      if (isWanted) retry = setTimeout(() => void take(), retryMs);
    }
  }

  return {
    port,
    open() {
      if (isWanted) return;
      isWanted = true;
      void take();
    },
    close() {
      isWanted = false;
      clearTimeout(retry);
      server?.close();
      server = undefined;
    },
  };
}

function listen(host: string, port: number, tls?: TlsFiles): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = tls ? createTlsServer(readTls(tls), answer) : createServer(answer);
    server.once('error', reject);
    server.listen({ host, port }, () => resolve(server));
  });
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const { url } = request;
  const isLive = url === '/health/live';
  const isHealth = isLive || url === '/health/ready';
  const refusal = answerError(new WaslError('SHUTTING_DOWN'), { headers: headersOf(request) }, () => undefined);
  const body = isHealth ? { status: isLive ? 'pass' : 'fail' } : refusal.body;
  response.writeHead(isLive ? 200 : refusal.status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'retry-after': '1',
    connection: 'close',
  });
  response.end(JSON.stringify(body));
}
