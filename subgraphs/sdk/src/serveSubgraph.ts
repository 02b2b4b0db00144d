import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Subgraph } from './createSubgraph.ts';

export interface ServeOptions {
  /** Default 127.0.0.1. */
  host?: string;
  /** 0 picks a free port. */
  port: number;
  /** Whether the subgraph can answer now, for `/health/ready`. Default: always. */
  isReady?: () => boolean | Promise<boolean>;
}

export interface ServedSubgraph {
  /** URL of `/graphql`. */
  url: string;
  /** Accepts no new requests, answers those in flight, then closes. */
  stop(): Promise<void>;
}

/** Serves a subgraph on Node's own HTTP server: `/graphql`, `/health/live`, `/health/ready` and `/metrics`. */
export async function serveSubgraph(subgraph: Subgraph, options: ServeOptions): Promise<ServedSubgraph> {
  const { host = '127.0.0.1', port, isReady = () => true } = options;
  const server = createServer((request, response) => void route(subgraph, isReady, request, response));
  await new Promise<void>((listening, reject) => {
    server.once('error', reject);
    server.listen(port, host, listening);
  });
  const { port: taken } = server.address() as AddressInfo;
  const name = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${name}:${taken}/graphql`,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeIdleConnections();
      }),
  };
}

async function route(
  subgraph: Subgraph,
  isReady: () => boolean | Promise<boolean>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  switch ((request.url ?? '').split('?')[0]) {
    case '/graphql':
      return subgraph.handle(request, response);
    case '/health/live':
      return tell(response, 200);
    case '/health/ready':
      return tell(
        response,
        (await Promise.resolve()
          .then(isReady)
          .catch(() => false))
          ? 200
          : 503,
      );
    case '/metrics':
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
      return void response.end(subgraph.metrics());
    default:
      return tell(response, 404);
  }
}

function tell(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ status: status === 200 ? 'pass' : 'fail' }));
}
