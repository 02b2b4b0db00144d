import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { startTracing } from '@wasl/subgraph-sdk/tracing';
import { createSubgraph, type Limits, type LogFailure, logToStandardError, type Subgraph } from '@wasl/subgraph-sdk';
import Fastify, { type FastifyInstance } from 'fastify';
import { databaseFailure } from './databaseFailure.ts';
import type { Database } from './database/database.ts';
import { requestSignal } from './database/requestSignal.ts';
import { failure } from './errors.ts';
import { keepPreparing, type Readiness } from './keepPreparing.ts';
import { mutationsInRole } from './mutationsInRole.ts';
import { sdlFile } from './paths.ts';
import { type DatabasePlace, openSubgraphDatabase } from './prepareDatabase.ts';
import type { Redis } from './redis/redis.ts';
import { createSharedNonces } from './redis/sharedNonces.ts';
import type { DatabaseClient, SubgraphDefinition } from './subgraph.ts';

export interface SubgraphOptions extends DatabasePlace {
  host?: string;
  /** 0 picks a free port. */
  port: number;
  /** This subgraph's own keys, as `wasl keys derive` prints them: `epoch:key`, or two separated by a comma. */
  gatewayKeys: string;
  /** Number of demo people to store where the database does not hold them yet. 0 stores none. */
  demoPatients: number;
  /** URL for browsers, where it differs from host and port. */
  publicUrl?: string;
  log?: LogFailure;
  /** Seconds for which access tokens of the issuer count. Default 900. */
  tokenSeconds?: number | undefined;
  /** Redis, by which several instances know each other's nonces and limits. Default: each knows its own. */
  redisUrl?: string | undefined;
  /** Limits of one request. Default: those of the SDK. */
  limits?: Partial<Limits>;
  /** A database that is open already, and is closed by whoever opened it. Default: its own. */
  database?: Database;
}

export interface RunningSubgraph {
  name: string;
  /** URL of `/graphql`. */
  url: string;
  database: Database;
  /** Answers in-flight requests, then closes server and database. */
  stop(): Promise<void>;
}

/**
 * Starts a subgraph. It listens at once; while its Postgres is down it answers DATABASE_UNAVAILABLE, keeps trying, and
 * recovers by itself. The embedded database is ready when this returns.
 */
export async function startSubgraph<Db extends DatabaseClient, Context extends object>(
  definition: SubgraphDefinition<Db, Context>,
  options: SubgraphOptions,
): Promise<RunningSubgraph> {
  const { name } = definition;
  const { gatewayKeys, demoPatients, dataDir, port, host = '127.0.0.1' } = options;
  const log = options.log ?? logToStandardError(name);
  const database = options.database ?? (await openSubgraphDatabase(name, options));
  // Where a collector is named, by OpenTelemetry's own variables.
  const tracing = await startTracing(`wasl-${name}`);
  if (tracing) database.traceStatements?.(tracing.during);
  const db = definition.createClient(database.adapter);
  const readiness = keepPreparing(definition, database, demoPatients, log);
  const redis = await openShared(options.redisUrl, log);
  const typeDefs = readFileSync(sdlFile(name), 'utf8');
  const subgraph = createSubgraph<Context>({
    name,
    typeDefs,
    resolvers: mutationsInRole(definition.resolvers, typeDefs),
    gateway: { keys: gatewayKeys, ...(redis && { nonces: createSharedNonces(redis, name) }) },
    createContext(request) {
      if (!readiness.isReady()) throw failure('DATABASE_UNAVAILABLE');
      return definition.createContext(request, db);
    },
    // Costs a little with each promise, and PGlite cannot cancel anything.
    ...(database.kind === 'postgres' && { around: ({ signal }, run) => requestSignal.run(signal, run) }),
    limits: options.limits ?? {},
    explain: databaseFailure,
    tracing,
    log,
  });
  const app = Fastify({ forceCloseConnections: 'idle' });
  addHealth(app, database, readiness);
  app.get('/metrics', (_, reply) => reply.type('text/plain; version=0.0.4; charset=utf-8').send(subgraph.metrics()));
  await app.register(async (scope) => addGraphQL(scope, subgraph));
  await definition.routes?.(app, db, {
    publicUrl: options.publicUrl ?? `http://${host}:${port}`,
    dataDir,
    demo: demoPatients > 0,
    tokenSeconds: options.tokenSeconds,
    redis,
  });
  if (database.kind === 'pglite') await readiness.first;
  const address = await app.listen({ host, port });
  return {
    name,
    url: `${address}/graphql`,
    database,
    async stop() {
      readiness.giveUp();
      await app.close();
      await tracing?.close();
      await db.$disconnect();
      await redis?.close();
      if (!options.database) await database.close();
    },
  };
}

/** Opens Redis where one is named; its client is loaded there alone. */
async function openShared(url: string | undefined, log: LogFailure): Promise<Redis | undefined> {
  if (url === undefined) return undefined;
  const { openRedis } = await import('./redis/openRedis.ts');
  return openRedis({ url, onDown: (cause) => log(randomUUID(), cause) });
}

function addHealth(app: FastifyInstance, database: Database, readiness: Readiness): void {
  app.get('/health/live', () => ({ status: 'pass' }));
  app.get('/health/ready', async (_, reply) => {
    const reachable = readiness.isReady() && (await database.isReachable());
    return reply.status(reachable ? 200 : 503).send({ status: reachable ? 'pass' : 'fail' });
  });
}

/** The SDK reads the request's body itself, so Fastify must not. */
function addGraphQL(scope: FastifyInstance, subgraph: Subgraph): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
  scope.all('/graphql', (request, reply) => {
    reply.hijack();
    return subgraph.handle(request.raw, reply.raw);
  });
}
