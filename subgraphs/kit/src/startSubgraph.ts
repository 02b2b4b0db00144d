import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTracing } from '@wasl/subgraph-sdk/tracing';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSubgraph, type Limits, type LogFailure, logToStandardError, type Subgraph } from '@wasl/subgraph-sdk';
import Fastify, { type FastifyInstance } from 'fastify';
import { databaseFailure } from './databaseFailure.ts';
import type { Database } from './database/database.ts';
import { mutationsOnPrimary, withReplica } from './database/replica/readScope.ts';
import { requestSignal } from './database/requestSignal.ts';
import { failure } from './errors.ts';
import { longestText } from './longestText.ts';
import { keepPreparing } from './keepPreparing.ts';
import { followConnections, type KeptConnections } from './keptConnections.ts';
import { mutationsInRole } from './mutationsInRole.ts';
import { type AdminAddress, addOperatorRoutes, type RunningAdmin, startAdmin } from './operatorRoutes.ts';
import { sdlFile } from './paths.ts';
import { type DatabasePlace, migrate, openSubgraphDatabase, refusePending, renew, seed } from './prepareDatabase.ts';
import type { Redis } from './redis/redis.ts';
import { createSharedNonces } from './redis/sharedNonces.ts';
import { slowClients } from './slowClients.ts';
import type { CodeLists, DatabaseClient, IsDeceased, SubgraphDefinition } from './subgraph.ts';

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
  /** What becomes of a code that is in no list. Default `refuse`. */
  unknownCodes?: CodeLists['unknownCodes'] | undefined;
  /** Limits of one request. Default: those of the SDK. */
  limits?: Partial<Limits>;
  /** A database that is open already, and is closed by whoever opened it. Default: its own. */
  database?: Database;
  /** Whether it migrates its database. Otherwise it refuses to start where a migration is pending. Default true. */
  migrates?: boolean;
  /** Where health and metrics are served instead of beside the graph. */
  admin?: AdminAddress | undefined;
  /** Milliseconds between failing the readiness check and stopping. Default 0. */
  drainMs?: number;
  /** Whether a death is recorded of a person, as another subgraph tells. Default: nobody tells. */
  isDeceased?: IsDeceased | undefined;
  /** More metrics in Prometheus' text format. Default: none. */
  moreMetrics?: () => Promise<string>;
}

export interface RunningSubgraph {
  name: string;
  /** URL of `/graphql`. */
  url: string;
  /** URL of health and metrics, if they have their own. */
  adminUrl: string | undefined;
  database: Database;
  /** Whether a death is recorded of a person; undefined where it knows of none. */
  isDeceased: IsDeceased | undefined;
  /** Answers in-flight requests, then closes server and database. */
  stop(): Promise<void>;
}

/**
 * Starts a subgraph. It listens at once; while its Postgres is down it answers DATABASE_UNAVAILABLE, keeps trying, and
 * recovers by itself. The embedded database is ready when this returns.
 * @throws OperatorError where it does not migrate and a migration is pending
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
  definition.useCodeLists?.({ folder: join(dataDir, 'terminology'), unknownCodes: options.unknownCodes ?? 'refuse' });
  const db = definition.createClient(database.adapter);
  const { migrates = true } = options;
  const readiness = keepPreparing(async () => {
    if (!migrates) return refusePending(name, database);
    await migrate(name, database);
    await renew(definition, database);
    if (demoPatients > 0) await seed(definition, database, demoPatients);
  }, log);
  const redis = await openShared(options.redisUrl, log);
  const typeDefs = readFileSync(sdlFile(name), 'utf8');
  const { replica } = database;
  const resolvers = replica ? mutationsOnPrimary(definition.resolvers) : definition.resolvers;
  const subgraph = createSubgraph<Context>({
    name,
    typeDefs,
    resolvers: mutationsInRole(resolvers, typeDefs),
    gateway: { keys: gatewayKeys, ...(redis && { nonces: createSharedNonces(redis, name) }) },
    createContext(request) {
      if (!readiness.isReady()) throw failure('DATABASE_UNAVAILABLE');
      return definition.createContext(request, db);
    },
    // Costs a little with each promise, and PGlite cannot cancel anything.
    ...(database.kind === 'postgres' && {
      around: ({ signal }, run) => requestSignal.run(signal, replica ? () => withReplica(run) : run),
    }),
    limits: options.limits ?? {},
    longestText,
    explain: databaseFailure,
    tracing,
    log,
  });
  const app = Fastify({ forceCloseConnections: 'idle', ...slowClients });
  const connections = followConnections();
  let isStopping = false;
  const operatorRoutes = {
    isReady: async () => !isStopping && readiness.isReady() && (await database.isReachable()),
    readMetrics: async () =>
      [subgraph.metrics(), replica?.metrics(name), await options.moreMetrics?.()].filter(Boolean).join(''),
    readReplica: () => replica?.status,
  };
  if (!options.admin) addOperatorRoutes(app, operatorRoutes);
  await app.register(async (scope) => addGraphQL(scope, subgraph, connections));
  await definition.routes?.(app, db, {
    publicUrl: options.publicUrl ?? `http://${host}:${port}`,
    dataDir,
    demo: demoPatients > 0,
    tokenSeconds: options.tokenSeconds,
    redis,
    isDeceased: options.isDeceased,
  });
  let admin: RunningAdmin | undefined;
  async function close(): Promise<void> {
    readiness.giveUp();
    await app.close();
    await tracing?.close();
    await db.$disconnect();
    await redis?.close();
    if (!options.database) await database.close();
    await admin?.close();
  }
  const begin = async () => {
    if (database.kind === 'pglite') await readiness.first;
    else if (!migrates) await readiness.firstIfFinal();
    admin = options.admin && (await startAdmin(options.admin, operatorRoutes));
    return app.listen({ host, port });
  };
  const address = await begin().catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return {
    name,
    url: `${address}/graphql`,
    adminUrl: admin?.url,
    database,
    isDeceased: definition.isDeceased && ((healthId) => definition.isDeceased!(db, healthId)),
    async stop() {
      isStopping = true;
      connections.letGo();
      if (options.drainMs) await sleep(options.drainMs);
      await close();
    },
  };
}

/** Opens Redis where one is named; its client is loaded there alone. */
async function openShared(url: string | undefined, log: LogFailure): Promise<Redis | undefined> {
  if (url === undefined) return undefined;
  const { openRedis } = await import('./redis/openRedis.ts');
  return openRedis({ url, onDown: (cause) => log(randomUUID(), cause) });
}

/** The SDK reads the request's body itself, so Fastify must not. */
function addGraphQL(scope: FastifyInstance, subgraph: Subgraph, connections: KeptConnections): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
  scope.all('/graphql', (request, reply) => {
    reply.hijack();
    connections.follow(reply.raw);
    return subgraph.handle(request.raw, reply.raw);
  });
}
