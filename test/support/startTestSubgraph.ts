import { startSubgraph } from '@wasl/kit/startSubgraph';
import type { DatabaseClient, SubgraphDefinition } from '@wasl/kit/subgraph';
import { scopesOf } from '@wasl/schema/roles.ts';
import type { Caller } from '@wasl/subgraph-sdk';
import type { FormattedExecutionResult } from 'graphql';
import { SignJWT } from 'jose';

const gatewaySecret = 'a secret that only the tests know, of enough length';

export interface TestSubgraph {
  url: string;
  database: import('@wasl/kit/database/openDatabase').Database;
  /** Asks as the gateway would, on behalf of a caller. */
  ask(
    query: string,
    variables?: Record<string, unknown>,
    caller?: Caller | null,
    language?: string,
  ): Promise<FormattedExecutionResult>;
  stop(): Promise<void>;
}

/** A subgraph on a free port with a database in memory, or on Postgres where a URL is given. */
export async function startTestSubgraph<Db extends DatabaseClient, Context extends object>(
  definition: SubgraphDefinition<Db, Context>,
  options: { demoPatients?: number; databaseUrl?: string } = {},
): Promise<TestSubgraph> {
  const running = await startSubgraph(definition, {
    port: 0,
    dataDir: 'memory://',
    gatewaySecret,
    demoPatients: options.demoPatients ?? 0,
    databaseUrl: options.databaseUrl,
  });
  return {
    url: running.url,
    database: running.database,
    stop: running.stop,
    async ask(query, variables = {}, caller = null, language = 'en') {
      const response = await fetch(running.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'accept-language': language,
          'x-wasl-caller': await signCaller(caller),
        },
        body: JSON.stringify({ query, variables }),
      });
      return (await response.json()) as FormattedExecutionResult;
    },
  };
}

/** A caller who bears these roles, with whatever else the test sets. */
export function testCaller(roles: string[], more: Partial<Caller> = {}): Caller {
  return { subject: `test-${roles.join('-')}`, roles, scopes: scopesOf(roles), dependants: [], ...more };
}

/** The header by which a gateway vouches for a caller. */
export function signCaller(caller: Caller | null, secret = gatewaySecret): Promise<string> {
  const { subject, ...claims } = caller ?? { subject: 'anonymous' };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(subject)
    .setAudience('wasl-subgraph')
    .setExpirationTime('60s')
    .sign(new TextEncoder().encode(secret));
}
