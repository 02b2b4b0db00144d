import { randomUUID } from 'node:crypto';
import type { DatabaseClient, SubgraphDefinition } from '@wasl/kit/subgraph';
import { Client } from 'pg';
import { startTestSubgraph, type TestSubgraph } from './startTestSubgraph.ts';

/** The Postgres server that tests may make databases on, where there is one. */
export const postgresUrl = process.env['WASL_TEST_POSTGRES'];

export type DatabaseKind = 'PGlite' | 'Postgres';

/** The kinds of database that this run can test on. */
export const databaseKinds: DatabaseKind[] = postgresUrl === undefined ? ['PGlite'] : ['PGlite', 'Postgres'];

/** A database of one's own on the Postgres server. */
export async function createPostgresDatabase(): Promise<{ name: string; url: string; drop(): Promise<void> }> {
  const name = `wasl_test_${randomUUID().replaceAll('-', '')}`;
  await onServer(`CREATE DATABASE ${name}`);
  return {
    name,
    url: Object.assign(new URL(postgresUrl!), { pathname: `/${name}` }).href,
    drop: () => onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

/** Runs one statement on the server, outside the databases under test. */
export async function onServer(statement: string, parameters: unknown[] = []): Promise<void> {
  const server = new Client({ connectionString: postgresUrl });
  await server.connect();
  try {
    await server.query(statement, parameters);
  } finally {
    await server.end();
  }
}

/** A subgraph on either kind of database; its Postgres database is dropped when it stops. */
export async function startTestSubgraphOn<Db extends DatabaseClient, Context extends object>(
  kind: DatabaseKind,
  definition: SubgraphDefinition<Db, Context>,
  options: { demoPatients?: number } = {},
): Promise<TestSubgraph & { databaseUrl?: string }> {
  if (kind === 'PGlite') return startTestSubgraph(definition, options);
  const database = await createPostgresDatabase();
  const running = await startTestSubgraph(definition, { ...options, databaseUrl: database.url });
  await untilReady(running.url);
  return {
    ...running,
    databaseUrl: database.url,
    async stop() {
      await running.stop();
      await database.drop();
    },
  };
}

/** A subgraph on Postgres listens at once and migrates meanwhile. */
export async function untilReady(url: string): Promise<void> {
  for (;;) {
    const response = await fetch(new URL('/health/ready', url));
    await response.body?.cancel();
    if (response.ok) return;
    await new Promise((done) => setTimeout(done, 50));
  }
}
