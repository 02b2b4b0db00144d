import { randomUUID } from 'node:crypto';
import { storedSubgraphs } from '@wasl/kit/subgraph';
import type { Client } from '@urql/core';
import { type Demo, startDemo } from '../support/startDemo.ts';
import { createPostgresDatabase, type DatabaseKind } from '../support/testPostgres.ts';
import { upperSnake } from '@wasl/gateway/core/upperSnake';

/** The built product on either kind of database: on Postgres one for each subgraph, dropped afterwards. */
export async function startNationalGraph(kind: DatabaseKind): Promise<Demo> {
  if (kind === 'PGlite') return startDemo();
  const databases = await Promise.all(storedSubgraphs.map(() => createPostgresDatabase()));
  const environment = storedSubgraphs.map((name, index) => [
    `WASL_${upperSnake(name)}_DATABASE_URL`,
    databases[index]!.url,
  ]);
  const demo = await startDemo(Object.fromEntries(environment));
  return {
    ...demo,
    async stop() {
      await demo.stop();
      await Promise.all(databases.map((database) => database.drop()));
    },
  };
}

/** Sends an operation with a portal's client; answers the data and the codes of its errors. */
export async function query(client: Client, text: string, variables: Record<string, unknown> = {}) {
  const send = text.startsWith('mutation') ? client.mutation(text, variables) : client.query(text, variables);
  const { data, error } = await send.toPromise();
  return { data, codes: error?.graphQLErrors.map(({ extensions }) => extensions['code']) ?? [] };
}

/** Registers at the counter of the physician's hospital that somebody has come, as it has to be before a visit. */
export async function arrive(demo: Demo, healthId: string): Promise<void> {
  const text = 'mutation ($input: RegisterArrivalInput!) { registerArrival(input: $input) { patient { healthId } } }';
  const { codes } = await query(await demo.as('nurse'), text, input({ healthId, visit: 'Visit 114' }));
  if (codes.length > 0) throw new Error(codes.join());
}

/** A mutation's variables with a fresh idempotency key. */
export const input = (more: Record<string, unknown>) => ({ input: { idempotencyKey: randomUUID(), ...more } });
