import { fileURLToPath } from 'node:url';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/startTestGateway.ts';
import { startTestIssuer, type TestIssuer } from '../support/startTestIssuer.ts';
import { recordSubgraphs, type RecordWorld } from './support/recordSubgraphs.ts';

const policiesDir = fileURLToPath(new URL('../../schema/policies', import.meta.url));

let issuer: TestIssuer;
let gateway: TestGateway;
const world: RecordWorld = { facts: {}, written: [] };

beforeAll(async () => {
  issuer = await startTestIssuer();
  const tokens = { jwksUrl: issuer.jwksUrl };
  gateway = await startTestGateway(recordSubgraphs(world), {
    tokens,
    policiesDir,
    facts: { ttlMs: 0 },
    gatewaySecret: 'a master secret that only this test has',
  });
});

beforeEach(() => {
  world.facts = { '1': { isTreating: true }, '2': { guardianOf: 'adolescent' }, '3': { isOwn: true } };
  gateway.subgraphs.asked.length = 0;
});

afterAll(async () => {
  await gateway?.stop();
  issuer?.stop();
});

async function ask(roles: string[], query: string, headers: Record<string, string> = {}) {
  const token = await issuer.headersFor({ roles, facility_id: 'F-DI-001' });
  return gateway.ask(query, { headers: { ...token, ...headers } });
}

/** What each question bore, by what was asked. */
const told = (subgraph: string) =>
  gateway.subgraphs.asked
    .filter((item) => item.subgraph === subgraph && !item.query.includes('recordFacts'))
    .map(({ headers }) => decodeJwt(String(headers['x-wasl-caller']))['decision']);

const chart = (id: string) => `{ patient(healthId: "${id}") { healthId encounters { count } } }`;
const clinical = [
  'ALLERGIES',
  'CONDITIONS',
  'DEMOGRAPHICS',
  'ENCOUNTERS',
  'IDENTIFIERS',
  'IMMUNIZATIONS',
  'MEDICATIONS',
  'OBSERVATIONS',
  'PLACING',
  'PROCEDURES',
  'REPORTS',
  'SEARCH',
];

describe('a subgraph is told', () => {
  test('before it is known of whom: what the policies could permit to the role for the purpose', async () => {
    await ask(['physician'], chart('1'));
    const [registry] = told('registry') as { categories: string[] }[];
    expect({ ...registry, categories: registry?.categories.toSorted() }).toEqual({
      role: 'physician',
      purpose: 'TREAT',
      categories: clinical,
      labels: ['*'],
      hiddenLabels: ['V'],
    });
    await ask(['citizen'], chart('3'));
    expect(told('registry').at(-1)).not.toHaveProperty('hiddenLabels');
    await ask(['pharmacist'], chart('1'));
    expect(told('registry').at(-1)).toMatchObject({
      categories: ['DEMOGRAPHICS', 'MEDICATIONS', 'ALLERGIES', 'SEARCH'],
    });
    await ask(['statistician'], '{ ward }');
    expect(told('registry').at(-1)).toMatchObject({ role: 'statistician', categories: [], labels: [] });
    await ask(['physician'], '{ ward }', { 'x-purpose-of-use': 'HRESCH' });
    expect(told('registry').at(-1)).toEqual({ role: 'physician', purpose: 'HRESCH', categories: [], labels: [] });
  });

  test('once that is known: the categories that this fetch asks for, and the labels that open or hide', async () => {
    await ask(['physician'], chart('1'));
    expect(told('clinic')).toEqual([
      { role: 'physician', purpose: 'TREAT', categories: ['ENCOUNTERS'], labels: ['*'], hiddenLabels: ['V'] },
    ]);
    await ask(['citizen'], chart('3'));
    expect(told('clinic').at(-1)).toEqual({
      role: 'citizen',
      purpose: 'PATRQT',
      categories: ['ENCOUNTERS'],
      labels: ['*'],
    });
    await ask(['guardian'], chart('2'));
    expect(told('clinic').at(-1)).toMatchObject({
      labels: expect.not.arrayContaining(['HIV', 'R', 'V', '*']),
      hiddenLabels: expect.arrayContaining(['HIV', 'R', 'V']),
    });
  });

  test('of one caller in one role what that role may have, for the purpose that it names, whatever was asked before', async () => {
    const token = await issuer.headersFor({ roles: ['physician', 'pharmacist'], facility_id: 'F-DI-001' });
    const inTurn = [
      ['physician', 'TREAT'],
      ['pharmacist', 'TREAT'],
      ['physician', 'HRESCH'],
      ['physician', 'TREAT'],
    ] as const;
    for (const [role, purpose] of inTurn)
      await gateway.ask(chart('1'), { headers: { ...token, 'x-wasl-role': role, 'x-purpose-of-use': purpose } });
    const toldRegistry = told('registry') as { role: string; purpose: string; categories: string[] }[];
    expect(toldRegistry.map(({ role, purpose }) => [role, purpose])).toEqual(inTurn);
    expect(toldRegistry.map(({ categories }) => categories.includes('CONDITIONS'))).toEqual([true, false, false, true]);
    const asWhom = (told('clinic') as typeof toldRegistry).map(({ role, purpose }) => [role, purpose]);
    expect(asWhom).toEqual([inTurn[0], inTurn[3]]);
  });

  test('not of a category that is denied', async () => {
    world.facts['1'] = { isTreating: true, directives: [{ decision: 'deny', category: 'CONDITIONS' }] };
    await ask(['physician'], '{ patient(healthId: "1") { summary { problems { text } visits { count } } } }');
    expect(told('clinic')).toEqual([expect.objectContaining({ categories: ['ENCOUNTERS'] })]);
  });

  test('apart of patients for whom other labels open', async () => {
    world.facts = { '1': { isOwn: true }, '2': { guardianOf: 'adolescent' }, '3': { isOwn: true } };
    await ask(['citizen'], '{ patients { encounters { count } } }');
    const questions = gateway.subgraphs.asked.filter(({ subgraph }) => subgraph === 'clinic');
    const ids = questions.map(({ variables }) =>
      (variables['representations'] as { healthId: string }[]).map(({ healthId }) => healthId),
    );
    expect(ids).toEqual([['1', '3'], ['2']]);
    expect(told('clinic')).toEqual([
      expect.not.objectContaining({ hiddenLabels: expect.anything() }),
      expect.objectContaining({ hiddenLabels: expect.arrayContaining(['V']) }),
    ]);
  });

  test('of a patient who comes with a record: what hides from the caller of that very patient, whom it learns first', async () => {
    world.labels = { '2-c': { confidentiality: 'R' }, '3-c': { confidentiality: 'R' } };
    const pages = 'patient { visits { total hasMore edges { cursor } } }';
    const both = `{ ward: encounter(id: "2-a") { text ${pages} } own: encounter(id: "3-a") { text ${pages} } }`;
    const { data } = (await ask(['guardian'], both)) as { data: unknown };
    const visits = (of: string, total: number, second: string) => ({
      text: `Visit a of ${of}`,
      patient: {
        visits: { total, hasMore: true, edges: [{ cursor: `after ${of}-a` }, { cursor: `after ${of}-${second}` }] },
      },
    });
    expect(data).toEqual({ ward: visits('2', 3, 'd'), own: visits('3', 4, 'c') });
    const asked = gateway.subgraphs.asked.filter(
      ({ subgraph, query }) => subgraph === 'clinic' && query.includes('visits'),
    );
    expect(asked.map(({ variables }) => variables['representations'])).toEqual([
      [{ __typename: 'Patient', healthId: '2' }],
      [{ __typename: 'Patient', healthId: '3' }],
    ]);
    world.labels = {};
  });

  test('with a mutation: on whom it may write, whether its arguments name the patient or a record', async () => {
    await ask(['physician'], 'mutation { recordEncounter(healthId: "1", text: "x") { text } }');
    expect(told('clinic').at(-1)).toMatchObject({ role: 'physician', patients: ['1'] });
    await ask(['physician'], 'mutation { amendEncounter(input: { id: "1-a", text: "x" }) { text } }');
    const sent = gateway.subgraphs.asked.filter(({ query }) => query.startsWith('mutation'));
    expect(sent.map(({ headers }) => decodeJwt(String(headers['x-wasl-caller']))['decision'])).toEqual([
      expect.objectContaining({ patients: ['1'] }),
      expect.objectContaining({ patients: ['1'] }),
    ]);
    await ask(['physician'], chart('1'));
    expect(told('clinic').at(-1)).not.toHaveProperty('patients');
  });

  test('nothing of a caller in no one role', async () => {
    await ask(['physician', 'auditor'], '{ ward }');
    expect(told('registry')).toEqual([{ categories: [] }]);
    await gateway.ask('{ ward }');
    expect(told('registry').at(-1)).toEqual({ categories: [] });
  });
});

test('one assertion serves the questions of one decision, whatever they ask', async () => {
  await ask(['physician'], chart('1'));
  await ask(['physician'], chart('1'));
  const assertions = gateway.subgraphs.asked
    .filter(({ subgraph }) => subgraph === 'clinic')
    .map(({ headers }) => headers['x-wasl-caller']);
  expect(new Set(assertions).size).toBe(1);
});
