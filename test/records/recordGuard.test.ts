import type { RecordDecision, RecordQuestion } from '@wasl/gateway/records/recordQuestion';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AskedOperation } from '../support/startTestSubgraphs.ts';
import { startTestGateway, type TestGateway } from '../support/startTestGateway.ts';
import { startTestIssuer, type TestIssuer } from '../support/startTestIssuer.ts';
import { recordSubgraphs, type RecordWorld } from './support/recordSubgraphs.ts';

const world: RecordWorld = { facts: {}, written: [] };

/** Treating or own is permitted unless consent denies; R only to oneself. */
function decideRecord({ category, facts: known, labels, role }: RecordQuestion): RecordDecision {
  const deny = (code: 'CONSENT_DENIED' | 'NO_TREATMENT_RELATIONSHIP' | 'RESTRICTED_RECORD'): RecordDecision => ({
    isPermitted: false,
    code,
    wouldBreakGlassHelp: role === 'physician',
    policy: category,
  });
  if (category === 'SEARCH' && role === 'physician') return { isPermitted: true, ground: 'SEARCH', policy: 'search' };
  if (known.isOwn) return { isPermitted: true, ground: 'OWN_RECORD', policy: 'own' };
  if (known.consent === 'deny') return deny('CONSENT_DENIED');
  if (!known.isTreating) return deny('NO_TREATMENT_RELATIONSHIP');
  if (labels.confidentiality > 'N' && labels.confidentiality !== 'U') return deny('RESTRICTED_RECORD');
  return { isPermitted: true, ground: 'TREATMENT', policy: 'treating' };
}

let issuer: TestIssuer;
let gateway: TestGateway;
let physician: Record<string, string>;

beforeAll(async () => {
  issuer = await startTestIssuer();
  gateway = await startTestGateway(recordSubgraphs(world), {
    tokens: { jwksUrl: issuer.jwksUrl },
    decideRecord,
    facts: { ttlMs: 0 },
  });
  physician = await issuer.headersFor({ roles: ['physician'], facility_id: 'F-DI-001' });
});

beforeEach(() => {
  world.facts = { '1': { isTreating: true }, '2': {}, '3': { isOwn: true } };
  world.written = [];
  delete world.labels;
  gateway.subgraphs.asked.length = 0;
});

afterAll(async () => {
  await gateway?.stop();
  issuer?.stop();
});

interface Body {
  data: Record<string, unknown> | null;
  errors?: { path?: (string | number)[]; extensions: { code: string; wouldBreakGlassHelp?: boolean } }[];
}

async function ask(query: string, more: Parameters<TestGateway['ask']>[1] = {}) {
  const { data, errors = [] } = (await gateway.ask(query, { headers: physician, ...more })) as Body;
  return { data, errors: errors.map(({ path, extensions }) => `${path?.join('.')} ${extensions.code}`) };
}

const asked = (subgraph: string): AskedOperation[] =>
  gateway.subgraphs.asked.filter((item) => item.subgraph === subgraph && !item.query.includes('recordFacts'));

describe('a record whose patient is known before it is fetched', () => {
  test('is given where the policies permit', async () => {
    expect(await ask('{ patient(healthId: "1") { name { ar } encounters { count nodes { text } } } }')).toEqual({
      data: {
        patient: {
          name: { ar: 'اسم 1' },
          encounters: { count: 2, nodes: [{ text: 'Visit a of 1' }, null] },
        },
      },
      errors: ['patient.encounters.nodes.1 RESTRICTED_RECORD'],
    });
  });

  test('is not asked of its owner where they do not', async () => {
    expect(await ask('{ patient(healthId: "2") { phone encounters { count } } }')).toEqual({
      data: { patient: { phone: null, encounters: null } },
      errors: ['patient.phone NO_TREATMENT_RELATIONSHIP', 'patient.encounters NO_TREATMENT_RELATIONSHIP'],
    });
    expect(asked('clinic')).toEqual([]);
  });

  test('is asked for without the categories that the patient denies', async () => {
    world.facts['1'] = { isTreating: true, directives: [{ decision: 'deny', category: 'CONDITIONS' }] };
    const answer = await ask('{ patient(healthId: "1") { phone summary { problems { text } visits { count } } } }');
    expect(answer).toEqual({
      data: { patient: { phone: '01', summary: { problems: null, visits: { count: 2 } } } },
      errors: ['patient.summary.problems CONSENT_DENIED'],
    });
    expect(asked('clinic').map(({ query }) => query.includes('problems'))).toEqual([false]);
  });

  test('of a list is split by decision', async () => {
    const { data, errors } = await ask('{ patients { healthId encounters { count } } }');
    expect(data).toEqual({
      patients: [
        { healthId: '1', encounters: { count: 2 } },
        { healthId: '2', encounters: null },
        { healthId: '3', encounters: { count: 2 } },
      ],
    });
    expect(errors).toEqual(['patients.1.encounters NO_TREATMENT_RELATIONSHIP']);
    const representations = asked('clinic').map(({ variables }) => variables['representations']);
    expect(JSON.stringify(representations)).not.toContain('"2"');
  });
});

describe('what a patient leads to', () => {
  test('is a list without a patient and labels of its own: null as a whole, so that nobody counts it', async () => {
    expect(await ask('{ patient(healthId: "1") { cards { number } } }')).toEqual({
      data: { patient: { cards: [{ number: 'a1' }, { number: 'b1' }] } },
      errors: [],
    });
    expect(await ask('{ patient(healthId: "2") { cards { number } } }')).toEqual({
      data: { patient: { cards: null } },
      errors: ['patient.cards NO_TREATMENT_RELATIONSHIP'],
    });
  });

  test('is a relative: that there is one is about the patient too', async () => {
    world.facts['2'] = { isTreating: true };
    world.facts['1'] = {};
    expect((await ask('{ patient(healthId: "1") { mother { healthId phone } } }')).data).toEqual({
      patient: { mother: null },
    });
  });

  test('is a record of another subgraph: meanwhile the patient’s own, and then decided by what it says', async () => {
    expect(await ask('{ patient(healthId: "1") { claim { id text } } }')).toEqual({
      data: { patient: { claim: { id: 'C-1', text: 'Claim C-1' } } },
      errors: [],
    });
    expect(await ask('{ patient(healthId: "2") { claim { id text } } }')).toEqual({
      data: { patient: { claim: null } },
      errors: ['patient.claim NO_TREATMENT_RELATIONSHIP'],
    });
    world.facts['1'] = { isTreating: true, directives: [{ decision: 'deny', category: 'CONSENTS' }] };
    expect((await ask('{ patient(healthId: "1") { phone claim { id } } }')).data).toEqual({
      patient: { phone: '01', claim: null },
    });
  });
});

describe('a record whose patient comes with it', () => {
  test('is taken out before the answer leaves', async () => {
    expect(await ask('{ encounter(id: "2-a") { id text } }')).toEqual({
      data: { encounter: null },
      errors: ['encounter NO_TREATMENT_RELATIONSHIP'],
    });
    expect(await ask('{ encounter(id: "1-a") { text } }')).toEqual({
      data: { encounter: { text: 'Visit a of 1' } },
      errors: [],
    });
  });

  test('is found in unions, under fragments and aliases, and what is no record stays', async () => {
    const answer = await ask(
      '{ all: encountersOf(ids: ["1", "2"]) { ...on Encounter { what: text } ...on Notice { text } } }',
    );
    expect(answer).toEqual({
      data: { all: [{ what: 'Visit a of 1' }, null, { text: 'free' }] },
      errors: ['all.1 NO_TREATMENT_RELATIONSHIP'],
    });
  });

  test('is decided by its own patient and labels, whatever is asked for under their names', async () => {
    const latest = await ask('{ patient(healthId: "1") { latest { confidentiality: id sensitivities: id text } } }');
    expect([latest.data, latest.errors]).toEqual([{ patient: { latest: null } }, ['patient.latest RESTRICTED_RECORD']]);
    const other = await ask('{ encounter(id: "2-a") { patient: author { healthId: id } text } }');
    expect([other.data, other.errors]).toEqual([{ encounter: null }, ['encounter NO_TREATMENT_RELATIONSHIP']]);
    expect((await ask('{ claim(id: "C-2") { patient: text } }')).data).toEqual({ claim: null });
  });

  test('another patient within is judged by their own facts', async () => {
    expect(await ask('{ patient(healthId: "1") { phone mother { phone name { ar } latest { text } } } }')).toEqual({
      data: { patient: { phone: '01', mother: { phone: null, name: null, latest: null } } },
      errors: [
        'patient.mother.phone NO_TREATMENT_RELATIONSHIP',
        'patient.mother.name NO_TREATMENT_RELATIONSHIP',
        'patient.mother.latest NO_TREATMENT_RELATIONSHIP',
      ],
    });
  });

  test('that says it has no patient is no record, where that may be', async () => {
    const claim = async (id: string) => (await ask(`{ claim(id: "${id}") { text } }`)).data;
    expect(await claim('C-')).toEqual({ claim: { text: 'Claim C-' } });
    expect(await claim('C-2')).toEqual({ claim: null });
    expect(await claim('C-9')).toEqual({ claim: null });
  });

  test('that names nobody is nobody’s to give, whoever’s it comes beside', async () => {
    world.labels = { '1-b': { confidentiality: 'N', sensitivities: [], patient: { healthId: '' } } };
    expect(await ask('{ patient(healthId: "1") { encounters { nodes { text } } } }')).toEqual({
      data: { patient: { encounters: { nodes: [{ text: 'Visit a of 1' }, null] } } },
      errors: ['patient.encounters.nodes.1 NO_TREATMENT_RELATIONSHIP'],
    });
  });

  test('that nobody knows is nobody’s to give', async () => {
    expect((await ask('{ encounter(id: "9-a") { text } }')).errors).toEqual(['encounter NO_TREATMENT_RELATIONSHIP']);
  });

  test('and is named by its id alone is null without an error to who may not search for people, as one that is not there', async () => {
    const headers = await issuer.headersFor({ roles: ['citizen'] });
    const query = '{ entry: encounter(id: "%") { ... on Encounter { id text patient { phone } } } }';
    for (const id of ['2-a', '9-a', '2-none'])
      expect(await ask(query.replace('%', id), { headers }), id).toEqual({ data: { entry: null }, errors: [] });
    expect((await ask(query.replace('%', '3-a'), { headers })).data).toMatchObject({ entry: { id: '3-a' } });
    expect((await ask('{ patient(healthId: "2") { phone } }', { headers })).errors).toEqual([
      'patient.phone NO_TREATMENT_RELATIONSHIP',
    ]);
  });
});

describe('a mutation', () => {
  test('is decided before it runs', async () => {
    const query = 'mutation ($input: PhoneInput!) { linkPhone(input: $input) { healthId } }';
    expect(await ask(query, { variables: { input: { healthId: '2', phone: 'x' } } })).toEqual({
      data: { linkPhone: null },
      errors: ['linkPhone NO_TREATMENT_RELATIONSHIP'],
    });
    expect(await ask('mutation { recordEncounter(healthId: "2") { text } }')).toEqual({
      data: { recordEncounter: null },
      errors: ['recordEncounter NO_TREATMENT_RELATIONSHIP'],
    });
    expect(world.written).toEqual([]);
    await ask(query, { variables: { input: { healthId: '1', phone: 'x' } } });
    expect(world.written).toEqual(['1']);
  });
});

describe('a mutation that names a record by its key', () => {
  const amend = 'mutation ($input: AmendInput!) { amendEncounter(input: $input) { text } }';
  const amended = (id: string) => ask(amend, { variables: { input: { id } } });

  test('is decided by the patient and the labels of that record before it runs', async () => {
    expect(await amended('1-a')).toEqual({ data: { amendEncounter: { text: 'Visit a of 1' } }, errors: [] });
    expect(await amended('2-a')).toEqual({
      data: { amendEncounter: null },
      errors: ['amendEncounter NO_TREATMENT_RELATIONSHIP'],
    });
    // In the same words as one that is not there: that there is one to refuse is told to nobody.
    expect((await amended('1-b')).errors).toEqual(['amendEncounter NO_TREATMENT_RELATIONSHIP']);
    expect(world.written).toEqual(['1-a']);
  });

  test('does not run where there is no such record, or its owner does not say whose it is', async () => {
    expect((await amended('1-none')).errors).toEqual(['amendEncounter NO_TREATMENT_RELATIONSHIP']);
    expect((await amended('1-down')).errors).toEqual(['amendEncounter NO_TREATMENT_RELATIONSHIP']);
    expect(world.written).toEqual([]);
  });

  test('must name one that says whose it is, or the supergraph is refused', async () => {
    const edit = (sdl: string) => sdl.replace('via: "Encounter"', 'via: "Notice"');
    const options = { tokens: { jwksUrl: issuer.jwksUrl }, decideRecord };
    await expect(startTestGateway(recordSubgraphs(world), options, edit)).rejects.toMatchObject({
      code: 'SUPERGRAPH_REFUSED',
    });
  });
});

describe('a request', () => {
  test('acts in one role: the one it names, or the only one that its caller has', async () => {
    const both = await issuer.headersFor({ roles: ['physician', 'auditor'] });
    const query = '{ ward patient(healthId: "1") { phone } }';
    expect((await ask(query, { headers: both })).errors).toEqual(['patient.phone BAD_REQUEST']);
    expect((await ask(query, { headers: { ...both, 'x-wasl-role': 'physician' } })).errors).toEqual([]);
    expect((await ask(query, { headers: { ...both, 'x-wasl-role': 'registrar' } })).errors).toEqual([
      'patient.phone BAD_REQUEST',
    ]);
    expect(await ask('{ ward }', { headers: both })).toEqual({ data: { ward: 'open' }, errors: [] });
    expect((await ask(query, { headers: {} })).data).toEqual({ ward: 'open', patient: { phone: null } });
  });

  test('asks the registry once for all patients of a wave', async () => {
    await ask('{ patients { encounters { count } summary { visits { count } } } }');
    const questions = gateway.subgraphs.asked.filter(({ query }) => query.includes('recordFacts'));
    expect(questions.map(({ variables }) => variables)).toEqual([{ healthIds: ['1', '2', '3'], role: 'physician' }]);
  });
});

test('without facts nothing is given', async () => {
  world.facts = {};
  expect((await ask('{ patient(healthId: "1") { phone } }')).data).toEqual({ patient: { phone: null } });
});
