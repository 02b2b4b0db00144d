import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGateway } from '@wasl/gateway/pipeline/createGateway';
import type { Gateway } from '@wasl/gateway/pipeline/gateway';
import { type RunningServer, startServer } from '@wasl/gateway/server/startServer';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { composeOrThrow } from '../support/startGateway.ts';
import { type FixtureSubgraph, startFixtureSubgraph } from '../support/startFixtureSubgraph.ts';

const folder = mkdtempSync(join(tmpdir(), 'wasl-replaced-'));
const supergraphFile = join(folder, 'supergraph.graphql');
const mostReloads = 10;
let ward: FixtureSubgraph;
let gateway: Gateway;
let server: RunningServer;

beforeAll(async () => {
  ward = await startFixtureSubgraph('ward', 'type Query { bed: String }', { Query: { bed: () => 'B' } });
  writeFileSync(supergraphFile, composeOrThrow([ward]));
  gateway = await createGateway({
    supergraphFile,
    subgraphUrls: new Map(),
    introspection: true,
    maxTokens: 1_000,
    maxDepth: 20,
    maxFields: 100,
    log: () => undefined,
  });
  server = await startServer(gateway, { port: 0 });
});

afterAll(async () => {
  await server?.stop();
  await ward?.stop();
  rmSync(folder, { recursive: true });
});

async function answerOf(query: string): Promise<unknown> {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

/** Names what V8 collected, without a reference that it would see: looking at a `WeakRef` keeps its object through a collection under way. */
const collected: string[] = [];
const onCollected = new FinalizationRegistry((part: string) => collected.push(part));

/** Watches the version in force, with its schema and an operation that it planned. Answers the parts' names. */
function watchInForce(): string[] {
  const supergraph = gateway.supergraph.current();
  const [operation] = supergraph.executor.mostUsed(1);
  if (!operation) throw new Error('No operation was planned.');
  const parts = { version: supergraph, document: supergraph.document, schema: supergraph.executor.schema, operation };
  for (const [name, part] of Object.entries(parts)) onCollected.register(part, name);
  return Object.keys(parts);
}

it('keeps nothing in memory of versions that were replaced, the first one included', async () => {
  const replaced = [];
  for (let version = 0; version < 3; version += 1) {
    expect(await answerOf('{ bed }')).toEqual({ data: { bed: 'B' } });
    replaced.push(...watchInForce());
    await gateway.supergraph.reload();
  }
  // V8 collects beside what runs, the further the more is run. What one collection came too early for, that of the next reload takes.
  for (let reload = 0; reload < mostReloads && collected.length < replaced.length; reload += 1) {
    for (let request = 0; request < 50; request += 1) await answerOf('{ bed }');
    await gateway.supergraph.reload();
  }
  expect(collected.toSorted()).toEqual(replaced.toSorted());
});
