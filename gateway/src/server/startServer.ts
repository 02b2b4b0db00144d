import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions as HttpOptions,
  type ServerResponse,
} from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import type { Gateway } from '../pipeline/gateway.ts';
import { addMetrics, createMetrics, createObserveHttp, type MetricsText, printMetrics } from '../telemetry/metrics.ts';
import type { CorsOptions } from './cors.ts';
import { createEdgeHeaders, securityHeaders } from './edgeHeaders.ts';
import { createGraphQLEndpoint, type GraphQLEndpoint } from './graphqlEndpoint.ts';
import { answerOtherMethods, refuseTunnels } from './otherMethods.ts';
import { toOriginForm } from './requestTarget.ts';
import { acceptWebSockets } from './webSockets.ts';

export interface ServerOptions {
  /** Default 127.0.0.1. */
  host?: string;
  /** 0 picks a free port. */
  port: number;
  /** Largest request body in bytes. Default 1 MiB. */
  maxBodyBytes?: number;
  /** Milliseconds a client may take to send its request. Default 30 000. */
  requestTimeoutMs?: number;
  /** Most WebSockets at once. Default 1 000; more are refused with 503. */
  maxSockets?: number;
  /** Milliseconds between heartbeats on a stream or socket. Default 12 000; a socket that does not answer is closed. */
  heartbeatMs?: number;
  /** Milliseconds for which a client may leave sent data unread; then it is disconnected. Default 15 000. */
  slowClientMs?: number;
  /** Milliseconds between failing the readiness check, which load balancers watch, and stopping. Default 0. */
  drainMs?: number;
  /** Which pages of other origins may read answers of `/graphql`. Default: none. */
  cors?: CorsOptions | undefined;
  /** Compress answers for clients that accept it. Default true. */
  compresses?: boolean | undefined;
  /** Set where this is one of several workers. Without it, the process serves alone. */
  worker?: ServerWorker | undefined;
  /** More routes, such as the playground. */
  routes?(app: FastifyInstance): Promise<void>;
}

/** One of several workers, with its access to the others. */
export interface ServerWorker {
  name: string;
  /** The metrics of all workers. */
  readMetrics(): Promise<MetricsText>;
  /** Resolves when this worker may take connections. */
  mayListen(): Promise<void>;
}

export interface RunningServer {
  /** URL without a trailing slash. */
  url: string;
  /** The metrics of this process. */
  metrics: Registry;
  /**
   * Stops gracefully. First it still answers requests, closes each connection after its next answer, and fails `/health/ready`. Then it
   * ends streams, answers in-flight requests, refuses the rest, and closes.
   */
  stop(how?: StopOptions): Promise<void>;
}

export interface StopOptions {
  /** Whether another process takes over: it gets all new connections, and this one stays ready. */
  isReplaced?: boolean;
}

/** Serves a gateway over HTTP. @throws Error with code EADDRINUSE when the port is taken. */
export async function startServer(gateway: Gateway, options: ServerOptions): Promise<RunningServer> {
  let isDraining = false;
  let isReady = true;
  const { figures, admission } = gateway;
  const maxBodyBytes = options.maxBodyBytes ?? 1024 * 1024;
  const limits = {
    heartbeatMs: options.heartbeatMs ?? 12_000,
    slowClientMs: options.slowClientMs ?? 15_000,
  };
  const compresses = options.compresses ?? true;
  const answerGraphQL = createGraphQLEndpoint(gateway, {
    ...limits,
    compresses,
    edge: createEdgeHeaders({ cors: options.cors, compresses, isSecure: false }),
    isDraining: () => isDraining,
    maxBodyBytes,
    onAnswer: createObserveHttp(figures, '/graphql'),
  });
  const app = Fastify({
    forceCloseConnections: 'idle',
    exposeHeadRoutes: true,
    serverFactory: (answerOthers) =>
      listenWith(
        { requestTimeout: options.requestTimeoutMs ?? 30_000, keepAliveTimeout: 72_000 },
        answerGraphQL,
        answerOthers,
      ),
  });
  answerOtherMethods(app);
  const sockets = acceptWebSockets(app.server as Server, {
    ...limits,
    gateway,
    isGraphQL,
    maxMessageBytes: maxBodyBytes,
    maxSockets: options.maxSockets ?? 1_000,
  });
  const endUnused = watchUnusedConnections(app.server as Server);
  app.addHook('preClose', async () => {
    endUnused();
    await Promise.all([admission.stop(), sockets.stop()]);
  });
  app.addHook('onSend', async (_, reply) => {
    if (isDraining) reply.raw.shouldKeepAlive = false;
    for (const [name, value] of Object.entries(securityHeaders)) if (!reply.hasHeader(name)) reply.header(name, value);
  });
  addHealth(app, () => isReady);
  const metrics = createMetrics(figures, {
    worker: options.worker?.name ?? '1',
    inFlight: admission.inFlight,
    openStreams: admission.openStreams,
    openSockets: sockets.size,
  });
  addMetrics(app, figures, options.worker?.readMetrics ?? (() => printMetrics(metrics)));
  await options.routes?.(app);
  await options.worker?.mayListen();
  const url = await app.listen({ host: options.host ?? '127.0.0.1', port: options.port });
  return {
    url,
    metrics,
    async stop({ isReplaced = false } = {}) {
      isDraining = true;
      isReady = isReplaced;
      if (isReplaced) stopListening(app.server as Server);
      if (options.drainMs) await sleep(options.drainMs);
      await app.close();
      await gateway.close();
    },
  };
}

/** A server that passes requests to `/graphql` directly to their endpoint, and all others to Fastify. */
function listenWith(options: HttpOptions, answerGraphQL: GraphQLEndpoint, answerOthers: RequestListener): Server {
  const server = createServer(options, (request, response) => {
    toOriginForm(request);
    if (isGraphQL(request.url)) void answerGraphQL(request, response);
    else answerOthers(request, response);
  });
  // `Expect: 100-continue`: the GraphQL endpoint checks the headers first; no other route reads a body.
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) =>
    server.emit('request', request, response),
  );
  refuseTunnels(server);
  return server;
}

/** Closes connections without any request: Node counts them as busy, and they would delay the stop for a minute. */
function watchUnusedConnections(server: Server): () => void {
  const unused = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
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
function stopListening(server: Server): void {
  NetServer.prototype.close.call(server);
}

function isGraphQL(url: string | undefined): boolean {
  return url === '/graphql' || (url?.startsWith('/graphql?') ?? false);
}

function addHealth(app: FastifyInstance, isReady: () => boolean): void {
  app.get('/health/live', () => ({ status: 'pass' }));
  app.get('/health/ready', (_, reply) =>
    isReady() ? reply.send({ status: 'pass' }) : reply.code(503).send({ status: 'fail' }),
  );
}
