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

/** What an assertion says, where a test lets it say something else than a gateway would. */
export interface Assertion {
  secret?: string;
  audience?: string;
  /** Null leaves the end out. Default: in a minute. */
  expiresAt?: Date | null;
}

/** The header by which a gateway vouches for a caller. */
export function signCaller(caller: Caller | null, assertion: Assertion = {}): Promise<string> {
  const { secret = gatewaySecret, audience = 'wasl-subgraph', expiresAt = new Date(Date.now() + 60_000) } = assertion;
  const { subject, ...claims } = caller ?? { subject: 'anonymous' };
  const token = new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).setSubject(subject).setAudience(audience);
  if (expiresAt !== null) token.setExpirationTime(expiresAt);
  return token.sign(new TextEncoder().encode(secret));
}
