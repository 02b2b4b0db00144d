import type { Database } from '@wasl/kit/database/database';
import { toLatinDigits } from '@wasl/kit/healthId';
import { startSubgraph } from '@wasl/kit/startSubgraph';
import type { DatabaseClient, SubgraphDefinition } from '@wasl/kit/subgraph';
import { scopesOf } from '@wasl/schema/roles.ts';
import type { Caller } from '@wasl/subgraph-sdk';
import type { FormattedExecutionResult } from 'graphql';
import { openMigrated } from './openMigrated.ts';
import { type RequestToSign, type SignedHeaders, signRequest } from './signRequest.ts';

/** A key of the first epoch, made for tests. */
export const testKeys = `1:${Buffer.alloc(32, 'only the tests know it').toString('base64url')}`;

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

/** The patients whom a test has named so far, at whichever server: several may stand behind one gateway. */
const named = new Set<string>();

/** A subgraph on a free port with a database in memory, or on Postgres where a URL is given. */
export async function startTestSubgraph<Db extends DatabaseClient, Context extends object>(
  definition: SubgraphDefinition<Db, Context>,
  options: { demoPatients?: number; databaseUrl?: string; database?: Database } = {},
): Promise<TestSubgraph> {
  const isElsewhere = options.databaseUrl !== undefined || options.database !== undefined;
  const own = isElsewhere ? undefined : await openMigrated(definition.name);
  const database = own ?? options.database;
  const running = await startSubgraph(definition, {
    port: 0,
    dataDir: 'memory://',
    gatewayKeys: testKeys,
    demoPatients: options.demoPatients ?? 0,
    databaseUrl: options.databaseUrl,
    ...(database && { database }),
  });
  return {
    url: running.url,
    database: running.database,
    async stop() {
      await running.stop();
      await own?.close();
    },
    async ask(query, variables = {}, caller = null, language = 'en') {
      const body = JSON.stringify({ query, variables });
      for (const id of idsIn(body)) named.add(id);
      const signed = signFor(definition.name, body, caller && decidedOn(caller, [...named]));
      const headers = { 'content-type': 'application/json', 'accept-language': language, ...signed };
      const response = await fetch(running.url, { method: 'POST', headers, body });
      return (await response.json()) as FormattedExecutionResult;
    },
  };
}

/** As a gateway that decided of everybody whom a test has named so far, unless the test says of whom. */
function decidedOn(caller: Caller, patients: string[]): Caller {
  return caller.decision ? { ...caller, decision: { patients, ...caller.decision } } : caller;
}

function idsIn(body: string): string[] {
  return toLatinDigits(body).match(/(?<![0-9-])[0-9](?:[ \u200e-]?[0-9]){11}(?![0-9-])/g) ?? [];
}

const identity = ['DEMOGRAPHICS', 'IDENTIFIERS'];
const clinical = [
  'ENCOUNTERS',
  'CONDITIONS',
  'OBSERVATIONS',
  'MEDICATIONS',
  'ALLERGIES',
  'IMMUNIZATIONS',
  'PROCEDURES',
];
const chart = [...identity, ...clinical, 'REPORTS'];
/** What a gateway's decision gives a role at most. */
const categoriesOf: Record<string, string[]> = {
  citizen: [...chart, 'CONSENTS', 'ACCESS_LOG'],
  guardian: [...chart, 'CONSENTS', 'ACCESS_LOG'],
  physician: [...chart, 'PLACING'],
  nurse: [...chart, 'PLACING'],
  emergency: [...chart, 'PLACING'],
  pharmacist: ['DEMOGRAPHICS', 'MEDICATIONS', 'ALLERGIES'],
  registrar: [...identity, 'CONSENTS', 'PLACING'],
  auditor: ['ACCESS_LOG'],
  partner: identity,
};

/** A caller who bears these roles and acts in the first, with whatever else the test sets. */
export function testCaller(roles: string[], more: Partial<Caller> = {}): Caller {
  const [role] = roles;
  const acting = role === undefined ? {} : { role };
  const decision = { ...acting, purpose: 'TREAT', categories: categoriesOf[role ?? ''] ?? [], labels: ['*'] };
  return { subject: `test-${roles.join('-')}`, roles, scopes: scopesOf(roles), decision, ...more };
}

/** A caller to whom the gateway gives nothing of the patients who are asked for. */
export function deniedCaller(roles: string[], more: Partial<Caller> = {}): Caller {
  const { decision, ...caller } = testCaller(roles, more);
  return { ...caller, decision: { ...decision, categories: [] } };
}

/** The headers by which a gateway vouches for a caller and for a body; `more` is what a test has otherwise. */
export function signFor(
  subgraph: string,
  body: string,
  caller: Caller | null,
  more: Partial<RequestToSign> = {},
): SignedHeaders {
  const { subject, ...claims } = caller ?? { subject: 'anonymous' };
  return signRequest({ keys: testKeys, subgraph, body, subject, claims, ...more });
}
