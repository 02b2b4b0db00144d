import { afterAll, beforeAll, expect, test } from 'vitest';
import { clinicSubgraphs } from '../../support/clinicSubgraphs.ts';
import { startTestGateway, type TestGateway } from '../../support/startTestGateway.ts';

let gateway: TestGateway;
beforeAll(async () => void (gateway = await startTestGateway(clinicSubgraphs)));
afterAll(() => gateway?.stop());

const made = /^[\da-f]{32}$/;

async function idFor(sent: string | undefined, init: RequestInit = {}, url = `${gateway.url}?query={greeting}`) {
  const headers = { ...(init.headers as Record<string, string>), ...(sent !== undefined && { 'x-request-id': sent }) };
  const response = await fetch(url, { ...init, headers });
  await response.text();
  return response.headers.get('x-request-id');
}

test.each([
  '0b0d3a4e-6f0f-4f0e-9a55-4b8f3f1d2c3b',
  '0B0D3A4E-6F0F-4F0E-9A55-4B8F3F1D2C3B',
  'd41d8cd98f00b204e9800998ecf8427e',
  '01ARZ3NDEKTSV4RRFFQ69G5FAV',
])('an ID that is well formed is given back, and told to every subgraph: %s', async (id) => {
  gateway.subgraphs.asked.length = 0;
  expect(await idFor(id, {}, `${gateway.url}?query={patient(id:"7"){name visits{id}}}`)).toBe(id);
  expect(gateway.subgraphs.asked.map(({ headers }) => headers['x-request-id'])).toEqual([id, id]);
});

test.each([undefined, '', '01020304050', 'Rima', 'a'.repeat(33), `${'a'.repeat(32)},${'b'.repeat(32)}`])(
  'anything else is replaced, since it could be somebody’s number or name: %s',
  async (sent) => {
    gateway.subgraphs.asked.length = 0;
    const id = await idFor(sent);
    expect(id).toMatch(made);
    expect(gateway.subgraphs.asked.map(({ headers }) => headers['x-request-id'])).toEqual([id]);
    expect(await idFor(sent)).not.toBe(id);
  },
);

test('answers of every form have one, refusals too', async () => {
  const post = (body: string, accept = 'application/json') => ({
    method: 'POST',
    headers: { 'content-type': 'application/json', accept },
    body,
  });
  const greeting = '{"query":"{ greeting }"}';
  for (const init of [
    post('{'),
    post(greeting),
    post(greeting, 'text/event-stream'),
    post('{"query":"{ greeting ... @defer { patient(id: 1) { name } } }"}', 'multipart/mixed; deferSpec=20220824'),
    { method: 'DELETE' },
  ])
    expect(await idFor(undefined, init, gateway.url)).toMatch(made);
});
