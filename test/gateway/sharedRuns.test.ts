import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { clinicSubgraphs } from '../support/clinicSubgraphs.ts';
import { startTestGateway, type TestGateway } from '../support/startTestGateway.ts';
import { startTestIssuer, type TestIssuer } from '../support/startTestIssuer.ts';

const query = 'query ($id: ID!) { patient(id: $id) { name visits { reason } } }';
const sami = { data: { patient: { name: 'Name 1', visits: [{ reason: 'Cough' }] } } };

let issuer: TestIssuer;
let sharing: TestGateway;
let plain: TestGateway;

beforeAll(async () => {
  issuer = await startTestIssuer();
  const options = { tokens: { jwksUrl: issuer.jwksUrl }, gatewaySecret: 'a secret of at least thirty-two characters' };
  sharing = await startTestGateway(clinicSubgraphs, { ...options, shareInFlight: true });
  plain = await startTestGateway(clinicSubgraphs, options);
});

beforeEach(() => {
  for (const { subgraphs } of [sharing, plain]) subgraphs.asked.length = 0;
});

afterAll(async () => {
  await sharing.stop();
  await plain.stop();
  issuer.stop();
});

const askTimes = (gateway: TestGateway, times: number, more: Parameters<TestGateway['ask']>[1]) =>
  Promise.all(Array.from({ length: times }, () => gateway.ask(query, more)));

test('identical queries of one caller that are under way at once share one run', async () => {
  const headers = await issuer.headersFor({ facility_id: 'a' });
  expect(await askTimes(sharing, 20, { variables: { id: '1' }, headers })).toEqual(
    Array.from({ length: 20 }, () => sami),
  );
  expect(sharing.subgraphs.asked.length).toBeLessThan(20);
});

test('a query that comes when the other is answered is run anew', async () => {
  await sharing.ask(query, { variables: { id: '1' } });
  await sharing.ask(query, { variables: { id: '1' } });
  expect(sharing.subgraphs.asked).toHaveLength(4);
});

test('other callers, other variables and other languages are other runs', async () => {
  const answers = await Promise.all([
    sharing.ask(query, { variables: { id: '1' }, headers: await issuer.headersFor({ facility_id: 'a' }) }),
    sharing.ask(query, { variables: { id: '1' }, headers: await issuer.headersFor({ facility_id: 'b' }) }),
    sharing.ask(query, { variables: { id: '2' }, headers: await issuer.headersFor({ facility_id: 'a' }) }),
    sharing.ask(query, {
      variables: { id: '1' },
      headers: { ...(await issuer.headersFor({ facility_id: 'a' })), 'accept-language': 'ar' },
    }),
  ]);
  expect(answers).toHaveLength(4);
  expect(sharing.subgraphs.asked).toHaveLength(8);
});

test('mutations are never shared', async () => {
  const rename = 'mutation { rename(id: "1", name: "Rana") { name } }';
  const answers = await Promise.all(Array.from({ length: 10 }, () => sharing.ask(rename)));
  expect(answers).toEqual(Array.from({ length: 10 }, () => ({ data: { rename: { name: 'Rana' } } })));
  expect(sharing.subgraphs.asked).toHaveLength(10);
});

test('nothing is shared unless it is switched on', async () => {
  await askTimes(plain, 20, { variables: { id: '1' } });
  expect(plain.subgraphs.asked).toHaveLength(40);
});
