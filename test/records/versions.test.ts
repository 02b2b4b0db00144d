import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/startTestGateway.ts';
import { startTestIssuer, type TestIssuer } from '../support/startTestIssuer.ts';
import { recordSubgraphs, type RecordWorld } from './support/recordSubgraphs.ts';

// What a record said before bears the labels that it had then: they may be more than it bears now.

const policiesDir = fileURLToPath(new URL('../../schema/policies', import.meta.url));
const world: RecordWorld = { facts: {}, written: [] };
const version = (text: string, confidentiality = 'N', sensitivities: string[] = [], author = 'P-a') => ({
  text,
  confidentiality,
  sensitivities,
  author: { id: author },
});

let issuer: TestIssuer;
let gateway: TestGateway;
beforeAll(async () => {
  issuer = await startTestIssuer();
  const tokens = { jwksUrl: issuer.jwksUrl };
  gateway = await startTestGateway(recordSubgraphs(world), { tokens, policiesDir, facts: { ttlMs: 0 } });
});
beforeEach(() => {
  world.facts = { '1': { isTreating: true } };
  world.versions = {
    '1-a': [version('plain'), version('of her mind', 'N', ['PSY']), version('sealed', 'V'), version('restricted', 'R')],
  };
  gateway.sink.entries.splice(1);
});
afterAll(async () => {
  await gateway?.stop();
  issuer?.stop();
});

async function ask(query: string, practitioner?: string) {
  const headers = await issuer.headersFor({
    roles: ['physician'],
    facility_id: 'F-DI-001',
    ...(practitioner !== undefined && { practitioner_id: practitioner }),
  });
  const { data, errors = [] } = (await gateway.ask(query, { headers })) as {
    data: unknown;
    errors?: { path: string[]; extensions: { code: string } }[];
  };
  return { data, errors: errors.map(({ path, extensions }) => `${path.join('.')} ${extensions.code}`) };
}

test('a version is decided by its own labels, whose it is and its kind by the record, and a sealed one leaves no trace', async () => {
  expect(await ask('{ encounter(id: "1-a") { text history { text } } }')).toEqual({
    data: { encounter: { text: 'Visit a of 1', history: [{ text: 'plain' }, null, null] } },
    errors: ['encounter.history.1 RESTRICTED_RECORD', 'encounter.history.2 RESTRICTED_RECORD'],
  });
  expect(
    gateway.sink.events().map(({ outcome, patient, categories, fields }) => [outcome, patient, categories, fields]),
  ).toEqual(
    expect.arrayContaining([
      ['released', '1', ['ENCOUNTERS'], ['Encounter.history', 'Encounter.text', 'Version.text']],
      ['refused', '1', ['ENCOUNTERS'], ['Version.text']],
    ]),
  );
});

test('its author reads it, by the author of the version and not of the record', async () => {
  const query = '{ encounter(id: "1-a") { history { words: text } } }';
  world.versions = { '1-a': [version('mine', 'V', [], 'P-9'), version('hers', 'V', [], 'P-a')] };
  expect((await ask(query, 'P-9')).data).toEqual({ encounter: { history: [{ words: 'mine' }] } });
});

test('it is nothing where the record is not given, and within a list of records it is decided as in one', async () => {
  expect((await ask('{ encounter(id: "2-a") { history { text } } }')).data).toEqual({ encounter: null });
  const listed = '{ patient(healthId: "1") { encounters { nodes { id history { text } } } } }';
  world.labels = { '1-b': { confidentiality: 'N', sensitivities: [] } };
  world.versions = { '1-a': [version('restricted', 'R')], '1-b': [version('plain')] };
  expect(await ask(listed)).toEqual({
    data: {
      patient: {
        encounters: {
          nodes: [
            { id: '1-a', history: [null] },
            { id: '1-b', history: [{ text: 'plain' }] },
          ],
        },
      },
    },
    errors: ['patient.encounters.nodes.0.history.0 RESTRICTED_RECORD'],
  });
  // Of a record that is refused as a whole, nothing more is told.
  world.labels = { '1-b': { confidentiality: 'R' } };
  world.versions = { '1-b': [version('plain'), version('restricted', 'R')] };
  expect((await ask(listed)).errors).toEqual(['patient.encounters.nodes.1 RESTRICTED_RECORD']);
});

test('labels that cannot be read count as a seal', async () => {
  world.versions = { '1-a': [{ ...version('unknown'), sensitivities: null as unknown as string[] }] };
  expect((await ask('{ encounter(id: "1-a") { history { text } } }')).data).toEqual({ encounter: { history: [] } });
});

test('a part without labels, or with a patient of its own, is no part: the supergraph is refused', async () => {
  for (const other of [
    'category: "SAME"',
    'category: "SAME", subject: "text", labels: "confidentiality sensitivities"',
  ]) {
    const edit = (sdl: string) =>
      sdl.replace('category: "SAME", labels: "confidentiality sensitivities", author: "author.id"', other);
    const options = { tokens: { jwksUrl: issuer.jwksUrl }, policiesDir };
    await expect(startTestGateway(recordSubgraphs(world), options, edit)).rejects.toMatchObject({
      code: 'SUPERGRAPH_REFUSED',
    });
  }
});
