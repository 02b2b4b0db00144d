import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import * as proxies from '../support/faultProxy.ts';
import {
  answering,
  failingFirst,
  failingHalf,
  holding,
  type Fault,
  type FaultProxy,
  silent,
} from '../support/faultProxy.ts';
import { startClinicAndPharmacy } from './support/clinicAndPharmacy.ts';
import { readMetrics } from './support/readMetrics.ts';
import { startGateway, type StartedGateway } from './support/startGateway.ts';

// Processes may stand still for a while on a busy machine.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let subgraphs: Awaited<ReturnType<typeof startClinicAndPharmacy>>;
let clinic: FaultProxy;
let medicines: FaultProxy;
let running: StartedGateway[] = [];

beforeAll(async () => {
  subgraphs = await startClinicAndPharmacy();
  clinic = await proxies.startFaultProxy(subgraphs.clinic.url);
  medicines = await proxies.startFaultProxy(subgraphs.medicines.url);
});

afterEach(() => {
  clinic.failWith(undefined);
  medicines.failWith(undefined);
});

afterAll(async () => {
  await Promise.all(running.map((gateway) => gateway.stop()));
  await Promise.all([clinic?.stop(), medicines?.stop(), subgraphs?.stop()]);
});

async function start(environment: Record<string, string>): Promise<StartedGateway> {
  const behind = [
    { ...subgraphs.clinic, url: clinic.url },
    { ...subgraphs.medicines, url: medicines.url },
  ];
  const gateway = await startGateway(behind, environment);
  running = [...running, gateway];
  return gateway;
}

const chart = { query: '{ visit(id: "V1") { reason medicines } }' };
const whole = { data: { visit: { reason: 'fever', medicines: ['paracetamol'] } } };
const failures = 'wasl_subgraph_failures_total';
const durations = 'wasl_subgraph_request_duration_seconds_count';

/** What a chart says whose medicines are missing. */
const withoutMedicines = (code: string, more: object = {}) => ({
  status: 200,
  body: {
    data: { visit: { reason: 'fever', medicines: null } },
    errors: [
      {
        message: expect.any(String),
        path: ['visit', 'medicines'],
        extensions: { code, subgraph: 'medicines', ...more },
      },
    ],
  },
});
/** Lines of the log about a subgraph that did not answer. */
function linesOf(gateway: StartedGateway): Record<string, unknown>[] {
  const lines = gateway
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'));
  return lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ message }) => message === 'a subgraph did not answer');
}

/** A way to fail, what it costs the chart, and how metric and log tell of it. */
interface Case {
  name: string;
  fault: Fault;
  answer?: object;
  code?: string;
  outcome: string;
  reason: string;
  status?: number;
  said: string;
}

/** Fails as a case says, looks at what that costs and how it is told, and that all is well afterwards. */
async function tellsOf(gateway: StartedGateway, one: Case): Promise<void> {
  const metrics = async () => {
    const read = await readMetrics(gateway.origin);
    const status = one.status === undefined ? '' : String(one.status);
    return {
      outcome: read.value(durations, { subgraph: 'medicines', outcome: one.outcome }),
      ok: read.value(durations, { subgraph: 'medicines', outcome: 'ok' }),
      reason: read.value(failures, { subgraph: 'medicines', reason: one.reason, status }),
    };
  };
  const before = await metrics();
  medicines.failWith(one.fault);
  const answer = await gateway.ask(chart);
  expect(answer).toEqual(one.answer ?? withoutMedicines(one.code ?? ''));
  expect(JSON.stringify(answer)).not.toMatch(/internal-host|127\.0\.0\.1|slow down/);
  expect(await metrics()).toEqual({ outcome: before.outcome + 1, ok: before.ok, reason: before.reason + 1 });
  const { status } = one;
  expect(linesOf(gateway)).toContainEqual(
    expect.objectContaining({ subgraph: 'medicines', reason: one.said, ...(status !== undefined && { status }) }),
  );
  medicines.failWith(undefined);
  expect((await gateway.ask(chart)).body).toEqual(whole);
}

describe('one subgraph that fails', () => {
  let gateway: StartedGateway;
  beforeAll(async () => {
    gateway = await start({
      WASL_SUBGRAPH_MEDICINES_DEADLINE_MS: '400',
      WASL_SUBGRAPH_MEDICINES_RETRY_PERCENT: '0',
      WASL_SUBGRAPH_MEDICINES_BREAKER_PERCENT: '0',
    });
  });

  const graphql = 'application/json';
  const page = '<html>internal-host-7</html>';
  const cases: Case[] = [
    {
      name: 'silent',
      fault: silent,
      code: 'SUBGRAPH_TIMEOUT',
      outcome: 'timeout',
      reason: 'timeout',
      said: 'There was no answer in time.',
    },
    {
      name: 'a slow drip',
      fault: proxies.dripping,
      code: 'SUBGRAPH_TIMEOUT',
      outcome: 'timeout',
      reason: 'timeout',
      said: 'There was no answer in time.',
    },
    {
      name: 'a body cut short',
      fault: proxies.cutting,
      code: 'SUBGRAPH_UNAVAILABLE',
      outcome: 'unavailable',
      reason: 'reset',
      said: 'The server closed the connection.',
    },
    {
      name: 'garbage',
      fault: proxies.babbling,
      code: 'SUBGRAPH_UNAVAILABLE',
      outcome: 'unavailable',
      reason: 'malformed',
      said: 'What came is not HTTP/1.1.',
    },
    {
      name: 'HTML with 200',
      fault: answering(200, 'text/html', page),
      code: 'SUBGRAPH_RESPONSE_INVALID',
      outcome: 'http_error',
      reason: 'media_type',
      status: 200,
      said: 'The answer is text/html, not GraphQL.',
    },
    {
      name: 'HTML that says it is JSON',
      fault: answering(200, graphql, page),
      code: 'SUBGRAPH_RESPONSE_INVALID',
      outcome: 'invalid',
      reason: 'not_graphql',
      status: 200,
      said: 'The answer is not a GraphQL response.',
    },
    {
      name: 'JSON that is not GraphQL',
      fault: answering(200, graphql, '{"status":"down"}'),
      code: 'SUBGRAPH_RESPONSE_INVALID',
      outcome: 'invalid',
      reason: 'not_graphql',
      status: 200,
      said: 'The answer is not a GraphQL response.',
    },
    {
      name: '429',
      fault: answering(429, 'text/plain', 'slow down', { 'retry-after': '7' }),
      answer: withoutMedicines('SUBGRAPH_UNAVAILABLE', { retryAfterSeconds: 7 }),
      outcome: 'http_error',
      reason: 'busy',
      status: 429,
      said: 'It is busy, or what stands before it does not reach it.',
    },
    {
      name: '503',
      fault: answering(503, 'text/html', page),
      code: 'SUBGRAPH_UNAVAILABLE',
      outcome: 'http_error',
      reason: 'busy',
      status: 503,
      said: 'It is busy, or what stands before it does not reach it.',
    },
    {
      name: '502 in JSON',
      fault: answering(502, graphql, '{"message":"bad gateway"}'),
      code: 'SUBGRAPH_RESPONSE_INVALID',
      outcome: 'http_error',
      reason: 'status',
      status: 502,
      said: 'The answer has a failure status.',
    },
    {
      name: '500',
      fault: answering(500, graphql, '{"message":"oh"}'),
      code: 'SUBGRAPH_RESPONSE_INVALID',
      outcome: 'http_error',
      reason: 'status',
      status: 500,
      said: 'The answer has a failure status.',
    },
    {
      name: 'another type',
      fault: answering(200, 'text/plain', '{"data":{}}'),
      code: 'SUBGRAPH_RESPONSE_INVALID',
      outcome: 'http_error',
      reason: 'media_type',
      status: 200,
      said: 'The answer is text/plain, not GraphQL.',
    },
  ];
  test.each(cases)('with $name costs its fields, and is told by code, metric and log', (one) => tellsOf(gateway, one));

  test('that refuses connections costs its fields, and is told by code, metric and log', async () => {
    await medicines.refuse();
    expect(await gateway.ask(chart)).toEqual(withoutMedicines('SUBGRAPH_UNAVAILABLE'));
    await medicines.listen();
    const { value } = await readMetrics(gateway.origin);
    expect(value(failures, { subgraph: 'medicines', reason: 'refused' })).toBe(1);
    expect(linesOf(gateway)).toContainEqual(expect.objectContaining({ reason: 'ECONNREFUSED' }));
    expect((await gateway.ask(chart)).body).toEqual(whole);
  });

  test('is told of in Arabic', async () => {
    medicines.failWith(silent);
    const { body } = await gateway.ask(chart, { 'accept-language': 'ar' });
    expect(body).toMatchObject({ errors: [{ message: 'لم يصل جواب في الوقت المحدد من النظام «medicines».' }] });
  });

  test('that resets connections at their second use is asked on a new one', async () => {
    medicines.failWith(proxies.resettingOnReuse);
    for (let number = 0; number < 5; number += 1) expect((await gateway.ask(chart)).body).toEqual(whole);
  });

  test('of whose answers half are 500 answers the other half', async () => {
    medicines.failWith(failingHalf(answering(500, 'text/html', page)));
    const answers = [];
    for (let number = 0; number < 30; number += 1) answers.push((await gateway.ask(chart)).body);
    const good = answers.filter((body) => !('errors' in body));
    expect(good).toHaveLength(15);
    expect(answers.every((body) => (body as typeof whole).data.visit.reason === 'fever')).toBe(true);
  });
});

describe('one subgraph that says too much', () => {
  let gateway: StartedGateway;
  beforeAll(async () => {
    // It is the size that ends the answer: on a busy machine so many bytes take longer than a short deadline.
    gateway = await start({
      WASL_SUBGRAPH_MEDICINES_DEADLINE_MS: '60000',
      WASL_SUBGRAPH_MEDICINES_RETRY_PERCENT: '0',
      WASL_SUBGRAPH_MEDICINES_BREAKER_PERCENT: '0',
    });
  });

  const cases: Case[] = [
    {
      name: 'an endless body',
      fault: proxies.endless,
      code: 'SUBGRAPH_RESPONSE_INVALID',
      outcome: 'too_large',
      reason: 'too_large',
      said: 'The body of the answer is too large.',
    },
    {
      name: '200 MB',
      fault: proxies.huge,
      code: 'SUBGRAPH_RESPONSE_INVALID',
      outcome: 'too_large',
      reason: 'too_large',
      said: 'The body of the answer is too large.',
    },
  ];
  test.each(cases)('with $name costs its fields, and is told by code, metric and log', (one) => tellsOf(gateway, one));
});

describe('a question', () => {
  let gateway: StartedGateway;
  beforeAll(async () => {
    gateway = await start({ WASL_SUBGRAPHS_DEADLINE_MS: '5000' });
  });
  const retries = async (reason: string) =>
    (await readMetrics(gateway.origin)).value('wasl_subgraph_retries_total', { subgraph: 'medicines', reason });

  test.each([
    ['429', answering(429, 'text/plain', ''), 'busy'],
    ['503', answering(503, 'text/plain', ''), 'busy'],
    ['503 that names a time', answering(503, 'text/plain', '', { 'retry-after': '1' }), 'busy'],
    ['a reset', (response) => void response.socket?.resetAndDestroy(), 'reset'],
  ] as [string, Fault, string][])('is asked again after %s', async (_, fault, reason) => {
    const before = await retries(reason);
    const asked = medicines.received.length;
    medicines.failWith(failingFirst(1, (...given) => fault(...given)));
    expect((await gateway.ask(chart)).body).toEqual(whole);
    // A reset of a kept connection is followed by a new one at once, which is no retry.
    expect(medicines.received.length).toBe(asked + 2);
    expect(await retries(reason)).toBeGreaterThanOrEqual(reason === 'busy' ? before + 1 : before);
  });

  test('is asked again after a connection was refused', async () => {
    await medicines.refuse();
    const answer = gateway.ask(chart);
    while ((await retries('refused')) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await medicines.listen();
    await answer;
    expect((await gateway.ask(chart)).body).toEqual(whole);
  });

  test('is asked three times at most', async () => {
    const asked = medicines.received.length;
    medicines.failWith(answering(503, 'text/plain', ''));
    expect(await gateway.ask(chart)).toEqual(withoutMedicines('SUBGRAPH_UNAVAILABLE'));
    expect(medicines.received.length).toBe(asked + 3);
  });

  test('is not asked again where the subgraph names a time beyond what is left', async () => {
    const asked = medicines.received.length;
    medicines.failWith(answering(503, 'text/plain', '', { 'retry-after': '60' }));
    expect(await gateway.ask(chart)).toEqual(withoutMedicines('SUBGRAPH_UNAVAILABLE', { retryAfterSeconds: 60 }));
    expect(medicines.received.length).toBe(asked + 1);
  });

  test('is not asked again once the budget is spent', async () => {
    medicines.failWith(failingHalf(answering(503, 'text/plain', '')));
    const asked = medicines.received.length;
    // A question earns a tenth of a repetition: of forty that all fail at first, not every one is asked again.
    for (let number = 0; number < 40; number += 1) await gateway.ask(chart);
    expect(medicines.received.length).toBeLessThan(asked + 60);
  });

  const writing = { query: 'mutation { recordVisit(reason: "x") { id } }' };
  test.each([
    ['429', answering(429, 'text/plain', '', { 'retry-after': '0' })],
    ['503', answering(503, 'text/plain', '', { 'retry-after': '0' })],
    ['a reset', (response) => void response.socket?.resetAndDestroy()],
    ['a reset at the second use', proxies.resettingOnReuse],
  ] as [string, Fault][])('that changes something is never asked again, not after %s', async (_, fault) => {
    await gateway.ask(chart);
    clinic.failWith(fault);
    const asked = clinic.received.length;
    expect((await gateway.ask(writing)).body).toMatchObject({
      data: { recordVisit: null },
      errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'clinic' } }],
    });
    expect(clinic.received.length).toBe(asked + 1);
  });
});

describe('a subgraph that others wait for', () => {
  let gateway: StartedGateway;
  beforeAll(async () => {
    gateway = await start({
      WASL_SUBGRAPH_MEDICINES_CONNECTIONS: '3',
      WASL_SUBGRAPH_MEDICINES_QUEUE: '2',
      WASL_SUBGRAPH_MEDICINES_DEADLINE_MS: '60000',
      WASL_SUBGRAPH_MEDICINES_BREAKER_PAUSE_MS: '300',
    });
  });
  const gauge = async (name: string, labels = {}) =>
    (await readMetrics(gateway.origin)).value(name, { subgraph: 'medicines', ...labels });

  test('holds no more requests than its share; what others answer is answered', async () => {
    const { fault, held, release } = holding();
    medicines.failWith(fault);
    const settled: object[] = [];
    const answers = Array.from({ length: 20 }, async () => settled.push(await gateway.ask(chart)));
    while (settled.length < 15) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(settled).toEqual(
      Array.from({ length: 15 }, () => withoutMedicines('SUBGRAPH_UNAVAILABLE', { retryAfterSeconds: 1 })),
    );
    expect(held()).toBe(3);
    expect(await gauge('wasl_subgraph_requests_in_flight')).toBe(3);
    expect(await gauge('wasl_subgraph_queue_depth')).toBe(2);
    expect((await gateway.ask({ query: '{ visit(id: "V1") { reason } }' })).body).toEqual({
      data: { visit: { reason: 'fever' } },
    });
    medicines.failWith(undefined);
    release();
    await Promise.all(answers);
    expect(settled.slice(15)).toEqual(Array.from({ length: 5 }, () => ({ status: 200, body: whole })));
    expect(await gauge(failures, { reason: 'queue_full' })).toBe(15);
    expect(await gauge('wasl_subgraph_queue_depth')).toBe(0);
  });

  test('is not asked any more after a while, and again when it is back', async () => {
    medicines.failWith(answering(500, 'text/html', ''));
    const states = async () =>
      Promise.all(['closed', 'open', 'half_open'].map((state) => gauge('wasl_subgraph_breakers', { state })));
    expect(await states()).toEqual([1, 0, 0]);
    while ((await gauge(failures, { reason: 'breaker_open' })) === 0) await gateway.ask(chart);
    expect(await states()).toEqual([0, 1, 0]);
    const asked = medicines.received.length;
    expect(await gateway.ask(chart)).toEqual(withoutMedicines('SUBGRAPH_UNAVAILABLE', { retryAfterSeconds: 1 }));
    expect(medicines.received.length).toBe(asked);
    expect(gateway.output()).toContain('a subgraph is not asked for a while: most requests to it failed');
    medicines.failWith(undefined);
    while ('errors' in (await gateway.ask(chart)).body) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await states()).toEqual([1, 0, 0]);
    expect(gateway.output()).toContain('a subgraph answers again');
    expect((await gateway.ask(chart)).body).toEqual(whole);
  });
});

describe('a slow subgraph', () => {
  test('is asked a second time beside the first where that is configured, and whichever answers counts', async () => {
    const gateway = await start({ WASL_SUBGRAPH_MEDICINES_HEDGE_MS: '50' });
    const asked = medicines.received.length;
    medicines.failWith(failingFirst(1, silent));
    expect((await gateway.ask(chart)).body).toEqual(whole);
    expect(medicines.received.length).toBe(asked + 2);
    const { value } = await readMetrics(gateway.origin);
    expect(value('wasl_subgraph_retries_total', { subgraph: 'medicines', reason: 'hedge' })).toBe(1);
    expect(value('wasl_subgraph_requests_in_flight', { subgraph: 'medicines' })).toBe(0);
  });
});
