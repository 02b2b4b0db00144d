import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { preferredLanguage } from '@wasl/schema/errors.ts';
import { messageOf } from '@wasl/schema/errors.ts';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { parse } from 'graphql';
import { createCallerVerifier } from './caller.ts';
import { createExecute, type SubgraphRequest } from './execute.ts';
import { failure } from './errors.ts';
import { knownFailure, type LogFailure } from './formatError.ts';
import { sdlFile } from './paths.ts';
import { type DatabasePlace, migrate, openSubgraphDatabase, seed } from './prepareDatabase.ts';
import type { Database } from './database/openDatabase.ts';
import type { DatabaseClient, RequestContext, SubgraphDefinition } from './subgraph.ts';

export interface SubgraphOptions extends DatabasePlace {
  host?: string;
  /** 0 picks a free port. */
  port: number;
  /** The secret that the gateway signs `x-wasl-caller` with; at least 32 characters. */
  gatewaySecret: string;
  /** Store demo data for so many people when the database does not hold them yet. 0 stores none. */
  demoPatients: number;
  /** The address that browsers use, where it differs from host and port. */
  publicUrl?: string;
  log?: LogFailure;
}

export interface RunningSubgraph {
  name: string;
  /** Address of `/graphql`. */
  url: string;
  database: Database;
  /** Answers what is in flight, then closes server and database. */
  stop(): Promise<void>;
}

/**
 * Starts a subgraph. It listens at once; while its Postgres is down it answers DATABASE_UNAVAILABLE, keeps trying, and
 * recovers by itself. The embedded database is ready when this returns.
 */
export async function startSubgraph<Db extends DatabaseClient, Context extends RequestContext<Db>>(
  subgraph: SubgraphDefinition<Db, Context>,
  options: SubgraphOptions,
): Promise<RunningSubgraph> {
  if (options.gatewaySecret.length < 32) throw new Error('The gateway secret must have at least 32 characters.');
  const log = options.log ?? logToStandardError(subgraph.name);
  const database = await openSubgraphDatabase(subgraph.name, options);
  const db = subgraph.createClient(database.adapter);
  const readiness = keepPreparing(subgraph, database, options, log);
  const app = Fastify({ bodyLimit: 8_000_000, forceCloseConnections: 'idle' });
  addHealth(app, database, readiness);
  addGraphQL(app, subgraph, db, readiness, options.gatewaySecret, log);
  const publicUrl = options.publicUrl ?? `http://${options.host ?? '127.0.0.1'}:${options.port}`;
  await subgraph.routes?.(app, db, { publicUrl, dataDir: options.dataDir, demo: options.demoPatients > 0 });
  if (database.kind === 'pglite') await readiness.first;
  const address = await app.listen({ host: options.host ?? '127.0.0.1', port: options.port });
  return {
    name: subgraph.name,
    url: `${address}/graphql`,
    database,
    async stop() {
      readiness.giveUp();
      await app.close();
      await db.$disconnect();
      await database.close();
    },
  };
}

interface Readiness {
  isReady(): boolean;
  /** The first attempt; rejects when it failed. */
  first: Promise<void>;
  giveUp(): void;
}

/** Migrates and seeds, again every second until it works: a ministry's database may come up after its subgraph. */
function keepPreparing<Db extends DatabaseClient, Context extends RequestContext<Db>>(
  subgraph: SubgraphDefinition<Db, Context>,
  database: Database,
  options: SubgraphOptions,
  log: LogFailure,
): Readiness {
  let ready = false;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  async function attempt(): Promise<void> {
    await migrate(subgraph.name, database);
    if (options.demoPatients > 0) await seed(subgraph, database, options.demoPatients);
    ready = true;
  }
  function again(): void {
    if (stopped) return;
    timer = setTimeout(() => attempt().catch(again), 1_000);
  }
  const first = attempt();
  first.catch((error: unknown) => {
    if (!stopped) log(randomUUID(), error);
    again();
  });
  return {
    isReady: () => ready,
    first,
    giveUp() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

function addHealth(app: FastifyInstance, database: Database, readiness: Readiness): void {
  app.get('/health/live', () => ({ status: 'pass' }));
  app.get('/health/ready', async (_, reply) => {
    const reachable = readiness.isReady() && (await database.isReachable());
    return reply.status(reachable ? 200 : 503).send({ status: reachable ? 'pass' : 'fail' });
  });
}

function addGraphQL<Db extends DatabaseClient, Context extends RequestContext<Db>>(
  app: FastifyInstance,
  subgraph: SubgraphDefinition<Db, Context>,
  db: Db,
  readiness: Readiness,
  gatewaySecret: string,
  log: LogFailure,
): void {
  const typeDefs = parse(readFileSync(sdlFile(subgraph.name), 'utf8'));
  const schema = buildSubgraphSchema([{ typeDefs, resolvers: subgraph.resolvers as never }]);
  const executeRequest = createExecute(schema, log);
  const verifyCaller = createCallerVerifier(gatewaySecret);

  app.post('/graphql', async (request, reply) => {
    const language = preferredLanguage(request.headers['accept-language']);
    try {
      const caller = await verifyCaller(header(request, 'x-wasl-caller'));
      const operation = readRequest(request.body);
      if (!readiness.isReady()) throw failure('DATABASE_UNAVAILABLE');
      const base: RequestContext<Db> = { db, caller, language, traceId: header(request, 'traceparent') ?? '' };
      return await executeRequest(operation, subgraph.createContext(base), language);
    } catch (error) {
      const known = knownFailure(error) ?? failure('INTERNAL_SERVER_ERROR');
      if (known.code === 'INTERNAL_SERVER_ERROR') log(randomUUID(), error);
      const extensions = { ...known.details, code: known.code };
      return reply.status(known.status).send({ errors: [{ message: messageOf(known.code, language), extensions }] });
    }
  });
}

function readRequest(body: unknown): SubgraphRequest {
  if (typeof body !== 'object' || body === null || !('query' in body) || typeof body.query !== 'string') {
    throw failure('BAD_REQUEST');
  }
  return body as SubgraphRequest;
}

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

function logToStandardError(name: string): LogFailure {
  return (errorId, error) => {
    const kind = error instanceof Error ? error.name : 'Error';
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`${JSON.stringify({ level: 'error', subgraph: name, errorId, kind, stack })}\n`);
  };
}
