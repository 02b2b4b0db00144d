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
  });
});

beforeEach(() => {
  world.facts = { '1': { isTreating: true }, '2': {} };
  world.labels = {};
  world.colleagues = [];
  gateway.subgraphs.asked.length = 0;
});

afterAll(async () => {
  await gateway?.stop();
  issuer?.stop();
});

/** What somebody reads of a patient's visits: visit b is restricted and psychiatric, and the work of P-b. */
async function visits(claims: Record<string, unknown>, id = '1') {
  const headers = await issuer.headersFor({ facility_id: 'F-DI-001', ...claims });
  const query = `{ patient(healthId: "${id}") { encounters { nodes { text } } } }`;
  const { data, errors = [] } = (await gateway.ask(query, { headers })) as {
    data: { patient: { encounters: { nodes: ({ text: string } | null)[] } | null } };
    errors?: { extensions: { code: string } }[];
  };
  return {
    texts: data.patient.encounters?.nodes.map((node) => node?.text),
    codes: errors.map(({ extensions }) => extensions.code),
  };
}

const physician = (practitionerId: string) => ({ roles: ['physician'], practitioner_id: practitionerId });
const asked = (field: string) => gateway.subgraphs.asked.filter(({ query }) => query.includes(field));

test('the author reads what is labelled, and nobody who only bears another name', async () => {
  expect(await visits(physician('P-b'))).toEqual({ texts: ['Visit a of 1', 'Visit b of 1'], codes: [] });
  expect(await visits(physician('P-z'))).toEqual({ texts: ['Visit a of 1', undefined], codes: ['RESTRICTED_RECORD'] });
  expect((await visits({ roles: ['physician'] })).codes).toEqual(['RESTRICTED_RECORD']);
});

test('so does whom the registry holds for a colleague of the author’s specialty, asked of once and only where it matters', async () => {
  world.colleagues = ['P-b'];
  expect(await visits(physician('P-z'))).toEqual({ texts: ['Visit a of 1', 'Visit b of 1'], codes: [] });
  expect(asked('authorFacts').map(({ variables }) => variables)).toEqual([{ practitionerIds: ['P-b'] }]);
  world.labels = { '1-b': { confidentiality: 'N', sensitivities: [] } };
  gateway.subgraphs.asked.length = 0;
  expect((await visits(physician('P-z'))).codes).toEqual([]);
  expect(asked('authorFacts')).toEqual([]);
});

test('what is sealed opens to its author and to no colleague, of whom nobody asks', async () => {
  world.labels = { '1-b': { confidentiality: 'V' } };
  world.colleagues = ['P-b'];
  expect(await visits(physician('P-b'))).toEqual({ texts: ['Visit a of 1', 'Visit b of 1'], codes: [] });
  expect(await visits(physician('P-z'))).toEqual({ texts: ['Visit a of 1'], codes: [] });
  expect(asked('authorFacts')).toEqual([]);
});

test('a pharmacist’s colleagues open nothing, and authorship opens no record of somebody who is not treated', async () => {
  world.colleagues = ['P-b'];
  expect((await visits({ ...physician('P-z'), roles: ['pharmacist'] })).texts).toBeUndefined();
  expect((await visits(physician('P-b'), '2')).texts).toBeUndefined();
});
