import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseOnPglite } from '@wasl/kit/database/openDatabase';
import { openPglite } from '@wasl/kit/database/openPglite';
import { createSubgraph, serveSubgraph } from '@wasl/subgraph-sdk';
import { startTracing, type Tracing } from '@wasl/subgraph-sdk/tracing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type OtlpReceiver, startOtlpReceiver } from '../../support/startOtlpReceiver.ts';
import { signFor, testKeys } from '../../support/startTestSubgraph.ts';

let receiver: OtlpReceiver;
let tracing: Tracing;

beforeAll(async () => {
  receiver = await startOtlpReceiver();
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', receiver.url);
  vi.stubEnv('OTEL_EXPORTER_OTLP_PROTOCOL', 'http/json');
  tracing = (await startTracing('beds'))!;
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await receiver?.stop();
});

test('a subgraph shows its requests and what it works for them below the gateway’s spans', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wasl-traced-'));
  const database = databaseOnPglite(await openPglite(join(folder, 'db')));
  database.traceStatements?.(tracing.during);
  const adapter = await database.adapter.connect();
  const subgraph = createSubgraph({
    name: 'beds',
    typeDefs: 'type Query { free(of: String): Int bad: Int }',
    resolvers: {
      Query: {
        free: async () => {
          const { rows } = await adapter.queryRaw({ sql: ` select 7 as "Zubaydah"`, args: [], argTypes: [] });
          return Number(rows[0]?.[0]);
        },
        bad: () => {
          throw new Error('no bed for Zubaydah');
        },
      },
    },
    gateway: { keys: testKeys },
    log: () => undefined,
    tracing,
  });
  const served = await serveSubgraph(subgraph, { port: 0 });
  const ask = async (query: string, traceId: string) => {
    const body = JSON.stringify({ query, variables: { of: 'Zubaydah' } });
    const signed = signFor('beds', body, null);
    const traceparent = `00-${traceId}-${'b'.repeat(16)}-01`;
    const headers = { 'content-type': 'application/json', traceparent, ...signed };
    return (await fetch(served.url, { method: 'POST', headers, body })).json();
  };
  expect(await ask('{ free(of: "Zubaydah") }', 'a'.repeat(32))).toEqual({ data: { free: 7 } });
  await ask('{ bad }', 'c'.repeat(32));
  await served.stop();
  await tracing.close();
  await database.close();
  rmSync(folder, { recursive: true });

  expect(receiver.tree('a'.repeat(32))).toEqual(['answer', '  statement SELECT']);
  expect(receiver.tree('c'.repeat(32))).toEqual(['answer']);
  const [good, bad] = ['a', 'c'].map((digit) =>
    receiver.spans.find(({ name, traceId }) => name === 'answer' && traceId === digit.repeat(32)),
  );
  expect(good).toMatchObject({ parentSpanId: 'b'.repeat(16), attributes: [] });
  expect(JSON.stringify(bad?.attributes)).toContain('INTERNAL_SERVER_ERROR');
  expect(Buffer.concat(receiver.bodies).toString()).not.toContain('Zubaydah');
});

test('without a collector there is nothing to start', async () => {
  expect(await startTracing('beds', {})).toBeUndefined();
  const named = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };
  expect(await startTracing('beds', { ...named, OTEL_SDK_DISABLED: 'true' })).toBeUndefined();
  expect(await startTracing('beds', { ...named, OTEL_TRACES_EXPORTER: 'none' })).toBeUndefined();
});
