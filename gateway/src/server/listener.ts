import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions as HttpOptions,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { Server as NetServer, type Socket } from 'node:net';
import { framingFault, refuseFraming } from './framing.ts';
import type { GraphQLEndpoint } from './graphqlEndpoint.ts';
import { inTurn } from './inTurn.ts';
import { refuseTunnels } from './otherMethods.ts';
import { toOriginForm } from './requestTarget.ts';
import { readTls, type TlsFiles } from './tls.ts';

/** An endpoint of its own beside `/graphql`. */
export interface OtherEndpoint {
  /** Whether requests to this address are for it now. */
  takes(url: string | undefined): boolean;
  answer: GraphQLEndpoint;
}

/**
 * A server, with TLS where there are files for it, that passes requests to `/graphql`, and to another endpoint, directly to them, and all
 * others to Fastify. @throws ConfigError
 */
export function listenWith(
  options: HttpOptions & { tls?: TlsFiles | undefined },
  answerGraphQL: GraphQLEndpoint,
  answerOthers: RequestListener,
  other?: OtherEndpoint,
): Server {
  const { tls, ...http } = options;
  const answer = inTurn((request, response) => {
    const fault = framingFault(request);
    if (fault) return refuseFraming(response, fault);
    toOriginForm(request);
    if (isGraphQL(request.url)) void answerGraphQL(request, response);
    else if (other?.takes(request.url)) void other.answer(request, response);
    else answerOthers(request, response);
  });
  const server = tls ? createTlsServer({ ...http, ...readTls(tls) }, answer) : createServer(http, answer);
  // Their bytes are bounded. Node would drop those beyond 2,000 silently, among them what a proxy of ours appends.
  server.maxHeadersCount = 0;
  // `Expect: 100-continue`: the GraphQL endpoint checks the headers first; no other route reads a body.
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) =>
    server.emit('request', request, response),
  );
  refuseTunnels(server);
  return server;
}

/** Closes connections without any request: Node counts them as busy, and they would delay the stop for a minute. */
export function watchUnusedConnections(server: Server, isTls: boolean): () => void {
  const unused = new Set<Socket>();
  // With TLS, requests have another socket than the connection below it.
  server.on(isTls ? 'secureConnection' : 'connection', (socket: Socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  for (const event of ['request', 'upgrade'] as const)
    server.on(event, ({ socket }: IncomingMessage) => unused.delete(socket));
  return () => {
    for (const socket of unused) socket.destroy();
  };
}

/** Stops accepting connections. The HTTP server's own `close` would cut idle connections at once, with requests that are on their way. */
export function stopListening(server: Server): void {
  NetServer.prototype.close.call(server);
}

/** Whether this is the path of the GraphQL endpoint. */
export function isGraphQL(url: string | undefined): boolean {
  return url === '/graphql' || (url?.startsWith('/graphql?') ?? false);
}
