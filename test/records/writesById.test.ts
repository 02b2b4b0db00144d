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
  gateway = await startTestGateway(recordSubgraphs(world), { tokens: { jwksUrl: issuer.jwksUrl }, policiesDir });
});

beforeEach(() => {
  world.facts = { '1': { isTreating: true }, '2': {} };
  world.written = [];
  world.labels = {};
  gateway.subgraphs.asked.length = 0;
});

afterAll(async () => {
  await gateway?.stop();
  issuer?.stop();
});

async function amend(role: string, id: string, practitionerId = 'P-z') {
  const headers = await issuer.headersFor({ roles: [role], facility_id: 'F-DI-001', practitioner_id: practitionerId });
  gateway.subgraphs.asked.length = 0;
  const query = 'mutation ($input: AmendInput!) { amendEncounter(input: $input) { text } }';
  const answer = await gateway.ask(query, { headers, variables: { input: { id, text: 'x' } } });
  return { answer, fetches: gateway.subgraphs.asked.map(({ subgraph }) => subgraph) };
}

test('a mutation that names a record by its id runs where the record’s patient may be written', async () => {
  const { answer } = await amend('physician', '1-a');
  expect(answer).toEqual({ data: { amendEncounter: { text: 'Visit a of 1' } } });
  expect(world.written).toEqual(['1-a']);
});

test('it does not where not, and an id that is nobody’s is told in the same words after the same questions', async () => {
  world.facts['3'] = { isTreating: true, directives: [{ decision: 'deny', category: 'ENCOUNTERS' }] };
  world.labels = { '1-s': { confidentiality: 'V' } };
  const unknown = await amend('physician', 'none-a');
  expect(unknown).toMatchObject({
    answer: {
      data: { amendEncounter: null },
      errors: [{ path: ['amendEncounter'], extensions: { code: 'NO_TREATMENT_RELATIONSHIP' } }],
    },
    fetches: ['clinic', 'registry'],
  });
  for (const id of ['2-a', '3-a', '1-s']) expect(await amend('physician', id), id).toEqual(unknown);
  const nobodys = await amend('registrar', 'none-a');
  for (const id of ['1-a', '2-a', '1-s']) expect(await amend('registrar', id), id).toEqual(nobodys);
  expect(world.written).toEqual([]);
});

test('its labels bind the writer too, and not its author', async () => {
  world.labels = { '1-s': { confidentiality: 'V' } };
  await amend('physician', '1-s', 'P-z');
  expect(world.written).toEqual([]);
  await amend('physician', '1-s', 'P-s');
  expect(world.written).toEqual(['1-s']);
});

test('a supergraph is refused whose mutations name a type that nobody has as a record with a key', async () => {
  const [registry, clinic] = recordSubgraphs(world);
  for (const via of ['Visits', 'Notice', 'Nothing']) {
    const broken = { ...clinic!, sdl: clinic!.sdl.replace('via: "Encounter"', `via: "${via}"`) };
    await expect(
      startTestGateway([registry!, broken], { tokens: { jwksUrl: issuer.jwksUrl }, policiesDir }),
    ).rejects.toMatchObject({ code: 'SUPERGRAPH_REFUSED' });
  }
});
