import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/startTestGateway.ts';
import { startTestIssuer, type TestIssuer } from '../support/startTestIssuer.ts';
import { recordSubgraphs, type RecordWorld } from './support/recordSubgraphs.ts';

const policiesDir = fileURLToPath(new URL('../../schema/policies', import.meta.url));

let issuer: TestIssuer;
let gateway: TestGateway;
const world: RecordWorld = { facts: {}, written: [] };

beforeAll(async () => {
  issuer = await startTestIssuer();
  gateway = await startTestGateway(recordSubgraphs(world), {
    tokens: { jwksUrl: issuer.jwksUrl },
    policiesDir,
    facts: { ttlMs: 0 },
    gatewaySecret: 'a master secret that only this test has',
  });
});

beforeEach(() => {
  world.facts = { '1': { isTreating: true }, '2': {}, '3': { guardianOf: 'adolescent' }, '4': { isOwn: true } };
  world.labels = {};
  gateway.subgraphs.asked.length = 0;
});

afterAll(async () => {
  await gateway?.stop();
  issuer?.stop();
});

async function ask(role: string, query: string) {
  const headers = await issuer.headersFor({ roles: [role], facility_id: 'F-DI-001' });
  const before = gateway.subgraphs.asked.length;
  const answer = await gateway.ask(query, { headers });
  return { answer, fetches: gateway.subgraphs.asked.slice(before).map(({ subgraph }) => subgraph) };
}

const sealed = { confidentiality: 'V' };

test('a sealed record in a list is no item of it, and no error tells of it; what stands behind it moves up', async () => {
  world.labels = { '1-a': sealed };
  const { answer } = await ask('physician', '{ patient(healthId: "1") { encounters { nodes { text } } } }');
  expect(answer).toMatchObject({ data: { patient: { encounters: { nodes: [null] } } } });
  expect((answer as { errors: { path: unknown }[] }).errors.map(({ path }) => path)).toEqual([
    ['patient', 'encounters', 'nodes', 0],
  ]);
  world.labels = { '1-a': sealed, '1-b': sealed };
  expect((await ask('physician', '{ patient(healthId: "1") { encounters { nodes { text } } } }')).answer).toEqual({
    data: { patient: { encounters: { nodes: [] } } },
  });
});

test('an edge whose node is sealed is no edge', async () => {
  world.labels = { '4-c': sealed, '1-c': sealed };
  const query = (id: string) =>
    `{ patient(healthId: "${id}") { visits { edges { cursor node { text } } total hasMore } } }`;
  const page = (id: string, names: string[], total: number) => ({
    data: {
      patient: {
        visits: {
          edges: names.map((name) => ({ cursor: `after ${id}-${name}`, node: { text: `Visit ${name} of ${id}` } })),
          total,
          hasMore: total > 2,
        },
      },
    },
  });
  expect((await ask('citizen', query('4'))).answer).toEqual(page('4', ['a', 'c'], 4));
  expect((await ask('physician', query('1'))).answer).toEqual(page('1', ['a', 'd'], 3));
  world.labels = { '1-c': sealed, '1-e': sealed };
  expect((await ask('physician', query('1'))).answer).toEqual(page('1', ['a', 'd'], 2));
});

test('a single one is null as one that is not there, with as many questions asked', async () => {
  world.labels = { '1-x': sealed };
  const hidden = await ask('physician', '{ encounter(id: "1-x") { text } }');
  const none = await ask('physician', '{ encounter(id: "none-x") { text } }');
  expect(hidden.answer).toEqual({ data: { encounter: null } });
  expect(none).toEqual(hidden);
  world.labels = { '1-b': sealed };
  expect((await ask('physician', '{ patient(healthId: "1") { latest { text } } }')).answer).toEqual({
    data: { patient: { latest: null } },
  });
});

test.each([
  ['besides its patient', (id: string) => `{ patient(healthId: "1") { phone } encounter(id: "${id}") { text } }`],
  ['besides another patient', (id: string) => `{ patient(healthId: "3") { phone } encounter(id: "${id}") { text } }`],
  ['besides nobody', (id: string) => `{ patient(healthId: "none") { phone } encounter(id: "${id}") { text } }`],
  [
    'after one that was there',
    (id: string) => `{ encounter(id: "1-y") { text } other: encounter(id: "${id}") { text } }`,
  ],
])('a single one is asked about as often as one that is not there: %s', async (_, query) => {
  world.labels = { '1-x': sealed };
  const hidden = await ask('physician', query('1-x'));
  expect(hidden.answer).toMatchObject({ data: expect.anything() });
  expect(await ask('physician', query('none-x'))).toEqual(hidden);
});

test('nothing tells a guardian what an adolescent keeps private; to the patient all is there', async () => {
  const list = (id: string) => `{ patient(healthId: "${id}") { encounters { nodes { text } } latest { text } } }`;
  expect((await ask('guardian', list('3'))).answer).toEqual({
    data: { patient: { encounters: { nodes: [{ text: 'Visit a of 3' }] }, latest: null } },
  });
  expect((await ask('citizen', list('4'))).answer).toEqual({
    data: {
      patient: {
        encounters: { nodes: [{ text: 'Visit a of 4' }, { text: 'Visit b of 4' }] },
        latest: { text: 'Visit b of 4' },
      },
    },
  });
});

test('in a list of unions only what is hidden goes', async () => {
  world.labels = { '1-a': sealed };
  const query = '{ encountersOf(ids: ["1", "2"]) { ...on Encounter { text } ...on Notice { text } } }';
  const { answer } = await ask('physician', query);
  expect(answer).toMatchObject({ data: { encountersOf: [null, { text: 'free' }] } });
  expect((answer as { errors: unknown[] }).errors).toEqual([
    expect.objectContaining({
      path: ['encountersOf', 0],
      extensions: expect.objectContaining({ code: 'NO_TREATMENT_RELATIONSHIP' }),
    }),
  ]);
});

test.each([{ confidentiality: 'N', sensitivities: null }, { confidentiality: 'secret' }])(
  'labels that cannot be read, %j, count as sealed',
  async (labels) => {
    world.labels = { '1-a': labels };
    const { answer } = await ask('physician', '{ encounter(id: "1-a") { text } }');
    expect(answer).toEqual({ data: { encounter: null } });
  },
);
