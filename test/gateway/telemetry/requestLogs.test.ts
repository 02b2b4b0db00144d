import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startClinicAndPharmacy } from '../support/clinicAndPharmacy.ts';
import { type StartedGateway, startGateway } from '../support/startGateway.ts';
import { startOtlpReceiver } from '../../support/startOtlpReceiver.ts';
import { openSocketClient } from '../support/streamClients.ts';

let subgraphs: Awaited<ReturnType<typeof startClinicAndPharmacy>>;
beforeAll(async () => void (subgraphs = await startClinicAndPharmacy()));
afterAll(() => subgraphs?.stop());

type Line = Record<string, unknown>;
const linesOf = (gateway: StartedGateway, message: string): Line[] =>
  gateway
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line)
    .filter((line) => line['message'] === message);

const nameOf = (operation: unknown) => (operation as { name?: string } | undefined)?.name;

async function untilLines(gateway: StartedGateway, message: string, count: number): Promise<Line[]> {
  for (;;) {
    const lines = linesOf(gateway, message);
    if (lines.length >= count) return lines;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('with the access log and the log of slow operations', () => {
  let gateway: StartedGateway;
  beforeAll(async () => {
    gateway = await startGateway(subgraphs.all, { WASL_ACCESS_LOG: 'on', WASL_SLOW_OPERATION_MS: '150' });
  });
  afterAll(() => gateway?.stop());

  test('each request is a line, from whatever transport, read or not', async () => {
    const id = '0b0d3a4e-6f0f-4f0e-9a55-4b8f3f1d2c3b';
    await gateway.ask({ query: 'query Visit { visit(id: "V1") { reason } }' }, { 'x-request-id': id });
    await gateway.ask('{"query":');
    await fetch(`${gateway.graphqlUrl}?query={nothing}`);
    const client = openSocketClient(gateway.graphqlUrl);
    for await (const answer of client.iterate({ query: '{ visits { id } }' })) expect(answer.data).toBeTruthy();
    await client.dispose();
    const lines = await untilLines(gateway, 'request', 4);
    const known = { time: expect.any(String), level: 'info', ms: expect.any(Number), requestId: expect.any(String) };
    expect(lines).toEqual([
      {
        ...known,
        message: 'request',
        requestId: id,
        method: 'POST',
        status: 200,
        operation: { kind: 'query', name: 'Visit', hash: expect.stringMatching(/^[\w-]{43}$/) },
        caller: 'anonymous',
      },
      { ...known, message: 'request', method: 'POST', status: 400, codes: ['BAD_REQUEST'] },
      { ...known, message: 'request', method: 'GET', status: 200, codes: ['GRAPHQL_VALIDATION_FAILED'] },
      {
        ...known,
        message: 'request',
        method: 'socket',
        operation: { kind: 'query', hash: expect.any(String) },
        caller: 'anonymous',
      },
    ]);
  });

  test('a slow operation is told of, with the time of its plan and of each subgraph', async () => {
    await gateway.ask({ query: 'query Slow($ms: Int!) { wait(ms: $ms) }', variables: { ms: 200 } });
    let line: Line | undefined;
    // On a busy machine others may be slow too.
    for (let count = 1; !line; count += 1)
      line = (await untilLines(gateway, 'slow operation', count)).find(({ operation }) => nameOf(operation) === 'Slow');
    expect(line).toMatchObject({
      level: 'warn',
      planMs: expect.any(Number),
      subgraphs: [{ subgraph: 'clinic', requests: 1, ms: expect.any(Number) }],
    });
    expect((line['subgraphs'] as { ms: number }[])[0]!.ms).toBeGreaterThan(100);
    expect(JSON.stringify(line)).not.toContain('200"');
  });
});

test('the level leaves out what is less urgent', async () => {
  const gateway = await startGateway(subgraphs.all, {
    WASL_ACCESS_LOG: 'on',
    WASL_SLOW_OPERATION_MS: '1',
    WASL_LOG_LEVEL: 'warn',
  });
  await gateway.ask({ query: '{ wait(ms: 20) }' });
  await untilLines(gateway, 'slow operation', 1);
  await gateway.stop();
  expect(linesOf(gateway, 'request')).toEqual([]);
});

test('with a collector, spans are exported as protobuf, and the rest of them at the stop', async () => {
  const receiver = await startOtlpReceiver();
  const gateway = await startGateway(subgraphs.all, {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_SERVICE_NAME: 'gateway-of-damascus',
  });
  await gateway.ask({ query: 'query Visit { visit(id: "V1") { reason } }' });
  expect(await gateway.stop()).toBe(0);
  expect(receiver.types).toEqual(['application/x-protobuf']);
  const text = receiver.bodies[0]!.toString('latin1');
  for (const word of ['gateway-of-damascus', 'fetch clinic', 'release', 'Visit']) expect(text).toContain(word);
  await receiver.stop();
});

test('a collector that is not there costs a line, and no request', async () => {
  const gateway = await startGateway(subgraphs.all, {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
    OTEL_BSP_SCHEDULE_DELAY: '10',
    OTEL_EXPORTER_OTLP_TIMEOUT: '50',
  });
  expect((await gateway.ask({ query: '{ visit(id: "V1") { reason } }' })).body).toEqual({
    data: { visit: { reason: 'fever' } },
  });
  const [line] = await untilLines(gateway, 'traces cannot be exported', 1);
  expect(line).toMatchObject({ level: 'warn', reason: expect.any(String) });
  await gateway.stop();
});

test.each([
  [{ WASL_LOG_LEVEL: 'loud' }, 'WASL_LOG_LEVEL must be one of info, warn, error.'],
  [{ WASL_SLOW_OPERATION_MS: '0' }, 'WASL_SLOW_OPERATION_MS must be'],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
    'OTEL_EXPORTER_OTLP_PROTOCOL must be http/protobuf or http/json.',
  ],
])('a setting that cannot be used ends the command: %j', async (environment, sentence) => {
  await expect(startGateway(subgraphs.all, environment)).rejects.toThrow(sentence);
});
