import { openTracing } from '@wasl/gateway/telemetry/traces/openTracing';
import type { Tracing } from '@wasl/gateway/telemetry/traces/tracing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { recordSubgraphs, type RecordWorld } from '../../records/support/recordSubgraphs.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../../support/startOtlpReceiver.ts';
import { startTestGateway, type TestGateway } from '../../support/startTestGateway.ts';
import { startTestIssuer, type TestIssuer } from '../../support/startTestIssuer.ts';
import { askInParts } from '../support/askInParts.ts';
import { openEventStream } from '../support/streamClients.ts';
import { startWardGateway, startWards } from '../support/wardSubgraphs.ts';

const world: RecordWorld = { facts: { '1': { isTreating: true } }, written: [] };
const failed = vi.fn<(reason: string) => void>();
let receiver: OtlpReceiver;
let issuer: TestIssuer;
let tracing: Tracing;
let gateway: TestGateway;
let physician: Record<string, string>;
let busy = 0;

beforeAll(async () => {
  receiver = await startOtlpReceiver();
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', receiver.url);
  vi.stubEnv('OTEL_BSP_SCHEDULE_DELAY', '20');
  issuer = await startTestIssuer();
  tracing = await openTracing({ protocol: 'http/json', onFailure: failed });
  const billing = {
    name: 'billing',
    sdl: 'type Query { balance: Int }',
    answer: () => (busy++ === 0 ? { status: 503, body: '' } : { body: '{"data":{"balance":3}}' }),
  };
  gateway = await startTestGateway([...recordSubgraphs(world), billing], {
    tokens: { jwksUrl: issuer.jwksUrl },
    decideRecord: () => ({ isPermitted: true, ground: 'TREATMENT', policy: 'treating' }),
    observe: { tracing },
  });
  physician = await issuer.headersFor({ roles: ['physician'], facility_id: 'F-DI-001' });
});

afterAll(async () => {
  await gateway?.stop();
  await tracing?.close();
  vi.unstubAllEnvs();
  issuer?.stop();
  await receiver?.stop();
});

let traces = 0;
/** A client's trace of its own. */
function newTrace() {
  traces += 1;
  const traceId = `${'a'.repeat(30)}${String(traces).padStart(2, '0')}`;
  return { traceId, headers: { traceparent: `00-${traceId}-${'b'.repeat(16)}-01`, tracestate: 'portal=x1' } };
}

/** Waits until the request's own span, which is the last to end, has come. */
async function ended(traceId: string, from = receiver): Promise<void> {
  while (!from.spans.some((span) => span.traceId === traceId && span.name === 'request'))
    await new Promise((resolve) => setTimeout(resolve, 10));
}
const attributesOf = (traceId: string, name: string) =>
  Object.fromEntries(
    receiver.spans
      .filter((span) => span.traceId === traceId && span.name === name)
      .flatMap(({ attributes }) => attributes.map(({ key, value }) => [key, Object.values(value)[0]])),
  );

test('a query about a patient is a tree: its stages, its plan, each decision, each fetch, and the audit', async () => {
  const { traceId, headers } = newTrace();
  const query = 'query Chart($id: ID!) { patient(healthId: $id) { phone encounters { count } } }';
  const more = { variables: { id: '1' }, headers: { ...physician, ...headers } };
  expect(await gateway.ask(query, more)).toMatchObject({ data: { patient: { phone: '01' } } });
  await ended(traceId);
  expect(receiver.tree(traceId)).toEqual([
    'request',
    '  authenticate',
    '  authorize',
    '  execute',
    '    decide',
    '    decide',
    '    decide',
    '    decide',
    '    fetch clinic',
    '    fetch registry',
    '    fetch registry',
    '    plan',
    '  prepare',
    '  release',
    '    audit',
  ]);
  expect(attributesOf(traceId, 'request')).toEqual({
    'http.request.method': 'POST',
    'http.response.status_code': 200,
    'graphql.operation.type': 'query',
    'graphql.operation.name': 'Chart',
    'wasl.operation.hash': expect.stringMatching(/^[\w-]{43}$/),
    'wasl.caller': 'citizen',
    'wasl.request_id': expect.stringMatching(/^[\da-f]{32}$/),
  });
  expect(attributesOf(traceId, 'fetch clinic')).toEqual({ 'wasl.subgraph': 'clinic', 'wasl.outcome': 'ok' });
  expect(gateway.sink.events().map((event) => event.traceId)).toContain(traceId);
});

test('it goes on where the client’s own span left it, and each subgraph gets a place of its own in it', async () => {
  const { traceId, headers } = newTrace();
  gateway.subgraphs.asked.length = 0;
  await gateway.ask('{ patient(healthId: "1") { phone encounters { count } } }', {
    headers: { ...physician, ...headers },
  });
  await ended(traceId);
  const root = receiver.spans.find((span) => span.traceId === traceId && span.name === 'request');
  expect(root?.parentSpanId).toBe('b'.repeat(16));
  const fetches = receiver.spans.filter((span) => span.traceId === traceId && span.name.startsWith('fetch '));
  const told = gateway.subgraphs.asked.map(({ headers: sent }) => sent);
  expect(told.map(({ traceparent }) => traceparent).sort()).toEqual(
    fetches.map(({ spanId }) => `00-${traceId}-${spanId}-01`).sort(),
  );
  expect(new Set(told.map(({ tracestate }) => tracestate))).toEqual(new Set(['portal=x1']));
  expect(new Set(told.map((sent) => sent['x-request-id']))).toEqual(
    new Set([attributesOf(traceId, 'request')['wasl.request_id']]),
  );
});

test('a fetch that was tried again says so, and one that failed says why', async () => {
  const { traceId, headers } = newTrace();
  busy = 0;
  expect(await gateway.ask('{ balance }', { headers })).toEqual({ data: { balance: 3 } });
  await ended(traceId);
  const [span] = receiver.spans.filter(({ name, traceId: of }) => of === traceId && name === 'fetch billing');
  expect(span?.events?.map(({ name }) => name)).toEqual(['retry']);
  expect(span?.events?.[0]?.attributes).toContainEqual({ key: 'reason', value: { stringValue: 'busy' } });
});

test('parts that were put off are released one by one', async () => {
  const { traceId, headers } = newTrace();
  const query = '{ ward patient(healthId: "1") { phone ... @defer { encounters { count } } } }';
  const { parts } = await askInParts(gateway.url, query, {}, undefined, { ...physician, ...headers });
  expect(parts.length).toBeGreaterThan(1);
  await ended(traceId);
  const tree = receiver.tree(traceId);
  expect(tree.filter((line) => line === '  release')).toHaveLength(2);
  expect(tree).toContain('    fetch clinic');
});

test('a subscription’s events are spans of one request, which ends with it', async () => {
  const wards = await startWards();
  const wardGateway = await startWardGateway([wards.monitor, wards.registry], { observe: { tracing } });
  const { traceId, headers } = newTrace();
  const query = 'subscription { measured(ward: "A") { number patient { name } } }';
  const stream = await openEventStream(wardGateway.url, query, { headers });
  for (const number of [1, 2]) {
    while (wards.subscribed.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    wards.topic.publish({ number, patient: { id: `P${number}` } });
    await stream.next();
  }
  stream.close();
  await ended(traceId);
  const tree = receiver.tree(traceId);
  expect(tree.filter((line) => line === '  event')).toHaveLength(2);
  expect(tree.filter((line) => line === '    fetch registry')).toHaveLength(2);
  expect(tree).toContain('    fetch monitor');
  await wardGateway.stop();
  await wards.stop();
});

test('what is refused is a trace too, with the codes of its errors', async () => {
  const { traceId, headers } = newTrace();
  await gateway.ask('{ nothing }', { headers });
  await ended(traceId);
  expect(receiver.tree(traceId)).toEqual(['request', '  authenticate', '  prepare', '  release']);
  expect(JSON.stringify(attributesOf(traceId, 'request')['wasl.error_codes'])).toContain('GRAPHQL_VALIDATION_FAILED');
});

test('a traceparent that is none begins a new trace, and is not handed on', async () => {
  gateway.subgraphs.asked.length = 0;
  await gateway.ask('{ ward }', {
    headers: { traceparent: `00-${'0'.repeat(32)}-${'b'.repeat(16)}-01`, tracestate: 'x=1' },
  });
  const { traceparent, tracestate } = gateway.subgraphs.asked[0]!.headers;
  expect(traceparent).toMatch(/^00-(?!0{32})[\da-f]{32}-[\da-f]{16}-01$/);
  expect(tracestate).toBeUndefined();
});

test('a client that does not sample is not sampled', async () => {
  const { traceId } = newTrace();
  gateway.subgraphs.asked.length = 0;
  await gateway.ask('{ ward }', { headers: { traceparent: `00-${traceId}-${'b'.repeat(16)}-00` } });
  expect(gateway.subgraphs.asked[0]!.headers['traceparent']).toMatch(new RegExp(`^00-${traceId}-[\\da-f]{16}-00$`));
  const other = newTrace();
  await gateway.ask('{ ward }', { headers: other.headers });
  await ended(other.traceId);
  expect(receiver.tree(traceId)).toEqual([]);
});
