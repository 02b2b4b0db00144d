import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { clinicSubgraphs } from '../support/clinicSubgraphs.ts';
import { startTestGateway, type TestGateway } from '../support/startTestGateway.ts';
import { startTestIssuer, type TestIssuer } from '../support/startTestIssuer.ts';
import type { PlainSubgraph } from '../support/startTestSubgraphs.ts';

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
  await askTimes(plain, 20, { variables: { id: '1' }, headers });
  expect(sharing.subgraphs.asked.length).toBeLessThan(plain.subgraphs.asked.length);
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

test('callers who ask the same at the same moment each get their own answer', async () => {
  const slow: PlainSubgraph = {
    name: 'slow',
    sdl: 'type Query { whoAmI: String }',
    resolvers: {
      Query: {
        whoAmI: async (_: unknown, __: unknown, { headers }: { headers: Record<string, string> }) => {
          await new Promise((done) => setTimeout(done, 300));
          return decodeJwt(headers['x-wasl-caller'] ?? '')['facilityId'] ?? 'nobody';
        },
      },
    },
  };
  const gateway = await startTestGateway([slow], {
    tokens: { jwksUrl: issuer.jwksUrl },
    gatewaySecret: 'a secret of at least thirty-two characters',
    trust: { claims: new Map([['slow', ['facilityId']]]) },
    shareInFlight: true,
  });
  const callers = [await issuer.headersFor({ facility_id: 'a' }), await issuer.headersFor({ facility_id: 'b' }), {}];
  const askAll = () => Promise.all([...callers, ...callers].map((headers) => gateway.ask('{ whoAmI }', { headers })));
  // Once before, so that tokens are verified and the plan is made.
  await askAll();
  gateway.subgraphs.asked.length = 0;
  expect(await askAll()).toEqual(['a', 'b', 'nobody', 'a', 'b', 'nobody'].map((whoAmI) => ({ data: { whoAmI } })));
  expect(gateway.subgraphs.asked).toHaveLength(3);
  await gateway.stop();
});
