import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGateway } from '@wasl/gateway/pipeline/createGateway';
import type { Executor } from '@wasl/gateway/execution/executor';
import type { Gateway } from '@wasl/gateway/pipeline/gateway';
import type { HeldVersion } from '@wasl/gateway/supergraph/supergraphStore';
import { type RunningServer, startServer } from '@wasl/gateway/server/startServer';
import { errors as errorTable } from '@wasl/schema/errors.ts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { composeOrThrow } from './support/startGateway.ts';
import { type FixtureSubgraph, startFixtureSubgraph } from './support/startFixtureSubgraph.ts';
import { openEventStream, openSocketClient } from './support/streamClients.ts';

const wardSdl = `type Query { bed: String bunk: String } type Subscription { reading: Int }`;
const secret = 'patient 990012345678 at internal-host-7';

let ward: FixtureSubgraph;
let gateway: Gateway;
let logged: { errorId: string; error: unknown }[];
let folder: string;
const servers: RunningServer[] = [];

beforeAll(async () => {
  ward = await startFixtureSubgraph('ward', wardSdl, { Query: { bed: () => 'B', bunk: () => 'C' } });
  folder = mkdtempSync(join(tmpdir(), 'wasl-unexpected-'));
  const supergraphFile = join(folder, 'supergraph.graphql');
  writeFileSync(supergraphFile, composeOrThrow([ward]));
  gateway = await createGateway({
    supergraphFile,
    subgraphUrls: new Map(),
    introspection: true,
    maxTokens: 15_000,
    maxDepth: 50,
    maxFields: 10_000,
    log: (errorId, error) => void logged.push({ errorId, error }),
  });
});

beforeEach(() => {
  logged = [];
});

afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await ward?.stop();
  rmSync(folder, { recursive: true });
});

const fail = (): never => {
  throw new TypeError(secret);
};

/** The gateway with headers for subgraphs that no header can hold: what writes the fetch throws, with the text of the header's name. */
function withFaultyFetches(): Pick<Gateway, 'supergraph'> {
  const acquire = (): HeldVersion => {
    const held = gateway.supergraph.acquire();
    const { executor } = held.supergraph;
    const execute: Executor['execute'] = (operation) =>
      executor.execute({ ...operation, subgraphHeaders: { 'x-wasl-caller': `${secret}\n` } });
    return { ...held, supergraph: { ...held.supergraph, executor: { ...executor, execute } } };
  };
  return { supergraph: { ...gateway.supergraph, acquire } };
}

/** A server over a gateway that has a fault: one that ends the request, or one that fails each fetch. */
async function serveFaulty(fault: 'request' | 'fetch'): Promise<string> {
  const faulty = fault === 'request' ? { grantPolicies: fail } : withFaultyFetches();
  const server = await startServer({ ...gateway, ...faulty }, { port: 0 });
  servers.push(server);
  return `${server.url}/graphql`;
}

const post = async (url: string, query: string) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'accept-language': 'ar',
      accept: 'application/graphql-response+json',
    },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, text: await response.text() };
};

/** The only thing that a caller learns. */
const generic = () => ({
  message: errorTable.INTERNAL_SERVER_ERROR.ar,
  extensions: { code: 'INTERNAL_SERVER_ERROR', errorId: logged[0]?.errorId },
});

test('the text of an unexpected error that ends a request is told to nobody but the log', async () => {
  const url = await serveFaulty('request');
  const { status, text } = await post(url, '{ bed }');
  expect(status).toBe(500);
  expect(JSON.parse(text)).toEqual({ errors: [generic()] });
  expect(logged).toMatchObject([{ errorId: expect.stringMatching(/^[0-9a-f-]{36}$/), error: { message: secret } }]);
});

test('nor is it over GET, over server-sent events and over a socket', async () => {
  const url = await serveFaulty('request');
  const headers = { 'accept-language': 'ar' };
  const got = await fetch(`${url}?query={bed}`, { headers });
  expect({ status: got.status, body: await got.json() }).toEqual({ status: 500, body: { errors: [generic()] } });

  for (const query of ['{ bed }', 'subscription { reading }']) {
    logged = [];
    const stream = await openEventStream(url, query, { headers });
    expect(stream.status).toBe(500);
    expect(await stream.next()).toBeUndefined();
    stream.close();
    expect(logged).toHaveLength(1);

    logged = [];
    const client = openSocketClient(url, headers);
    const told = await new Promise((resolve) =>
      client.subscribe({ query }, { next: resolve, error: resolve, complete: () => undefined }),
    );
    expect(told).toEqual([generic()]);
    await client.dispose();
  }
});

test('the text of an unexpected error of a field is told to nobody but the log', async () => {
  const url = await serveFaulty('fetch');
  const { status, text } = await post(url, '{ bed }');
  expect(status).toBe(200);
  expect(JSON.parse(text)).toEqual({ errors: [{ ...generic(), path: ['bed'] }], data: { bed: null } });
  expect(text).not.toMatch(/header|x-wasl-caller|internal-host/i);
  expect(logged).toMatchObject([{ error: { message: expect.stringContaining('x-wasl-caller') } }]);
});
