import type { IncomingMessage, Server } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import type { Gateway } from '../pipeline/gateway.ts';
import { boundConnections } from './boundConnections.ts';
import {
  createMetrics,
  createObserveHttp,
  type MetricsText,
  observeRequests,
  printMetrics,
} from '../telemetry/metrics.ts';
import { waitingForPlanner } from '../planning/openPlanner.ts';
import { clientAddress } from './clientAddress.ts';
import type { CorsOptions } from './cors.ts';
import { createEdgeHeaders, securityHeaders, strictTransport } from './edgeHeaders.ts';
import { type FhirOptions, openFhir } from './fhirEndpoint.ts';
import { createGraphQLEndpoint } from './graphqlEndpoint.ts';
import { isGraphQL, listenWith, stopListening, watchUnusedConnections } from './listener.ts';
import { type AdminAddress, addOperatorRoutes, startAdmin } from './operatorRoutes.ts';
import { answerOtherMethods } from './otherMethods.ts';
import { type TlsFiles, watchTls } from './tls.ts';
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
  /** Most connections at once; more are refused with 503. Default: no limit. */
  maxConnections?: number | undefined;
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
  /** Serves TLS with these files; new connections have them a second after they change. Default: plain HTTP. */
  tls?: TlsFiles | undefined;
  /** Called after the files have changed, with the error where the old ones stay in force. */
  onTlsReload?(error?: unknown): void;
  /** Where health and metrics are served instead of beside the graph. */
  admin?: AdminAddress | undefined;
  /** Proxies of ours before the gateway, each of which appends to `x-forwarded-for`. Default 0: the header is not believed. */
  proxyHops?: number | undefined;
  /** Set where this is one of several workers. Without it, the process serves alone. */
  worker?: ServerWorker | undefined;
  /** Whether requests may come, beside what the gateway itself needs. Default: always. */
  isReady?(): boolean;
  /** Serves FHIR at `/fhir` where the supergraph has what it needs. Default: not. */
  fhir?: FhirOptions | undefined;
  /** More routes, such as the playground. */
  routes?(app: FastifyInstance, gateway: Gateway): Promise<void>;
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
  /** URL of health and metrics, if they have their own. */
  adminUrl: string | undefined;
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

/** Headers alone take no honest client ten seconds; Node looks for late ones at an interval. */
function timeoutsOf(requestTimeout: number) {
  return {
    requestTimeout,
    headersTimeout: Math.min(10_000, requestTimeout),
    connectionsCheckingInterval: Math.min(5_000, requestTimeout / 2),
  };
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
  const { proxyHops = 0 } = options;
  const addressOf = (request: IncomingMessage) =>
    gateway.rates || gateway.shares.countsAddresses ? clientAddress(request, proxyHops) : undefined;
  const compresses = options.compresses ?? true;
  const isSecure = options.tls !== undefined;
  const endpoint = {
    ...limits,
    compresses,
    edge: createEdgeHeaders({ cors: options.cors, compresses, isSecure }),
    addressOf,
    isDraining: () => isDraining,
    maxBodyBytes,
  };
  const answerGraphQL = createGraphQLEndpoint(gateway, {
    ...endpoint,
    onAnswer: createObserveHttp(figures, '/graphql'),
  });
  const fhir = options.fhir && openFhir(gateway, options.fhir, { ...endpoint, isSecure });
  const app = Fastify({
    forceCloseConnections: 'idle',
    exposeHeadRoutes: true,
    serverFactory: (answerOthers) =>
      listenWith(
        { ...timeoutsOf(options.requestTimeoutMs ?? 30_000), keepAliveTimeout: 72_000, tls: options.tls },
        answerGraphQL,
        answerOthers,
        fhir,
      ),
  });
  // Behind proxies of ours all connections are theirs.
  boundConnections(
    app.server as Server,
    options.maxConnections,
    proxyHops > 0 ? undefined : gateway.shares.connections.address,
  );
  answerOtherMethods(app);
  const sockets = acceptWebSockets(app.server as Server, {
    ...limits,
    gateway,
    addressOf,
    cors: options.cors,
    isGraphQL,
    maxMessageBytes: maxBodyBytes,
    maxSockets: options.maxSockets ?? 1_000,
  });
  const endUnused = watchUnusedConnections(app.server as Server, options.tls !== undefined);
  app.addHook('preClose', async () => {
    endUnused();
    await Promise.all([admission.stop(), sockets.stop()]);
  });
  const always = Object.entries({ ...securityHeaders, ...(options.tls && strictTransport) });
  app.addHook('onSend', async (_, reply) => {
    if (isDraining) reply.raw.shouldKeepAlive = false;
    for (const [name, value] of always) if (!reply.hasHeader(name)) reply.header(name, value);
  });
  const metrics = createMetrics(figures, {
    worker: options.worker?.name ?? '1',
    inFlight: admission.inFlight,
    waitingForOwn: () => gateway.runningCosts?.waiting ?? 0,
    openStreams: admission.openStreams,
    openSockets: sockets.size,
    supergraph: () => gateway.supergraph.current().hash,
    publishedDocuments: gateway.documents.published,
    waitingForPlanner,
    heldBytes: () => gateway.heldBytes.current,
  });
  observeRequests(app, figures);
  const operatorRoutes = {
    isReady: () => isReady && gateway.isReady() && (options.isReady?.() ?? true),
    readMetrics: options.worker?.readMetrics ?? (() => printMetrics(metrics)),
  };
  if (!options.admin) addOperatorRoutes(app, operatorRoutes);
  await options.routes?.(app, gateway);
  await options.worker?.mayListen();
  const admin = options.admin && (await startAdmin(options.admin, operatorRoutes));
  const address = { host: options.host ?? '127.0.0.1', port: options.port };
  const origin = await app.listen(address).catch(async (error: unknown) => {
    await admin?.close();
    throw error;
  });
  const unwatchTls =
    options.tls && watchTls(app.server as unknown as TlsServer, options.tls, (error) => options.onTlsReload?.(error));
  return {
    url: options.tls ? origin.replace(/^http:/, 'https:') : origin,
    adminUrl: admin?.url,
    metrics,
    async stop({ isReplaced = false } = {}) {
      isDraining = true;
      isReady = isReplaced;
      if (isReplaced) stopListening(app.server as Server);
      if (options.drainMs) await sleep(options.drainMs);
      unwatchTls?.();
      await app.close();
      await admin?.close();
      await gateway.close();
    },
  };
}
