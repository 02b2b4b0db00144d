import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startClinicAndPharmacy } from './support/clinicAndPharmacy.ts';
import { startGateway, type StartedGateway } from './support/startGateway.ts';

let subgraphs: Awaited<ReturnType<typeof startClinicAndPharmacy>>;
let gateway: StartedGateway;

beforeAll(async () => {
  subgraphs = await startClinicAndPharmacy();
  gateway = await startGateway(subgraphs.all, { WASL_SUBGRAPHS_BREAKER_PERCENT: '0' });
});

afterEach(() => {
  subgraphs.clinic.answerWith(undefined);
  subgraphs.medicines.answerWith(undefined);
});

afterAll(async () => {
  await gateway?.stop();
  await subgraphs?.stop();
});

const chart = { query: '{ visit(id: "V1") { reason medicines } }' };

test('a subgraph that hangs up becomes an error on its field, and answers again when it is back', async () => {
  subgraphs.medicines.answerWith((response) => response.destroy());
  const { status, body } = await gateway.ask(chart);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    data: { visit: { reason: 'fever', medicines: null } },
    errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }],
  });
  subgraphs.medicines.answerWith(undefined);
  expect((await gateway.ask(chart)).body).toEqual({ data: { visit: { reason: 'fever', medicines: ['paracetamol'] } } });
});

test('a mutation that a subgraph did not answer is not sent again', async () => {
  subgraphs.clinic.answerWith((response) => response.destroy());
  const before = subgraphs.clinic.received.length;
  const { body } = await gateway.ask({ query: 'mutation { recordVisit(reason: "x") { id } }' });
  expect(body).toMatchObject({
    data: { recordVisit: null },
    errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }],
  });
  expect(subgraphs.clinic.received.length).toBe(before + 1);
});

const garbage: [string, number, string][] = [
  ['HTML', 200, '<html>internal-host-7</html>'],
  ['half a JSON text', 200, '{"data": {"visit"'],
  ['null', 200, 'null'],
  ['a number', 200, '7'],
  ['an object that is no answer', 200, '{"secret": "internal-host-7"}'],
  ['a server error page', 500, 'stack trace at internal-host-7'],
];
test.each(garbage)('%s from a subgraph becomes a clear error that tells nothing of it', async (_, status, text) => {
  subgraphs.clinic.answerWith((response) => {
    response.statusCode = status;
    response.end(text);
  });
  const { body } = await gateway.ask(chart);
  expect(body).toMatchObject({
    data: { visit: null },
    errors: [{ extensions: { code: 'SUBGRAPH_RESPONSE_INVALID' } }],
  });
  expect(JSON.stringify(body)).not.toMatch(/internal-host|127\.0\.0\.1|secret|html/);
});

test('an error of a subgraph reaches the client with its code and without internals', async () => {
  const error = {
    message: 'There is no such record.',
    extensions: { code: 'NOT_FOUND', stacktrace: ['at internal-host-7'] },
  };
  subgraphs.clinic.answerWith((response) => response.end(JSON.stringify({ data: { visit: null }, errors: [error] })));
  const { body } = await gateway.ask(chart, { 'accept-language': 'ar' });
  expect(body).toMatchObject({
    data: { visit: null },
    errors: [{ message: 'لا يوجد سجل كهذا.', extensions: { code: 'NOT_FOUND' } }],
  });
  expect(JSON.stringify(body)).not.toContain('internal-host');
});

test('language and trace are handed on to subgraphs, and the token of the caller is not', async () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  await gateway.ask(chart, { traceparent, 'accept-language': 'ar', cookie: 'session=1', 'x-wasl-caller': 'forged' });
  const headers = subgraphs.clinic.received.at(-1)?.headers ?? {};
  expect(headers).toMatchObject({ traceparent, 'accept-language': 'ar' });
  for (const name of ['authorization', 'cookie', 'x-wasl-caller']) expect(headers).not.toHaveProperty(name);
});
