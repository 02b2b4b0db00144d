import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/startTestGateway.ts';
import { startTestIssuer, type TestIssuer } from '../support/startTestIssuer.ts';
import type { PlainSubgraph } from '../support/startTestSubgraphs.ts';

const policiesDir = fileURLToPath(new URL('../../schema/policies', import.meta.url));
const link = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@composeDirective", "@inaccessible", "@shareable"])
  @link(url: "https://specs.wasl.sy/privacy/v1.0", import: ["@record", "@writesRecord"])
  @composeDirective(name: "@record") @composeDirective(name: "@writesRecord")
  directive @record(category: String!, subject: String, labels: String, author: String, mayBeNobodys: Boolean, keys: String) on OBJECT
  directive @writesRecord(category: String!, subject: String!, via: String) repeatable on FIELD_DEFINITION`;
const labelled = 'labels: "confidentiality sensitivities", author: "author.id"';
const labels = 'confidentiality: String sensitivities: [String!] author: Author';
/** All of a patient is in one subgraph, so that nobody knows whose it is before it comes. */
const registrySdl = `${link}
  type Query { patient(healthId: ID!): Patient patients: [Patient] found: [Hit]
    recordFacts(healthIds: [ID!]!, role: String!): [RecordFacts!] @inaccessible }
  type Mutation { deny(healthId: ID!): String @writesRecord(category: "CONSENTS", subject: "healthId")
    touch(healthId: ID!): Payload }
  type Payload { patient: Patient }
  type Hit @record(category: "SEARCH", subject: "patient.healthId") { patient: Patient }
  type Patient @key(fields: "healthId") @record(category: "DEMOGRAPHICS", subject: "healthId", keys: "formerIds") {
    healthId: ID! formerIds: [ID!] phone: String nicknames: [String!] home: Home mother: Patient children: [Patient]
    cards: [Card] person: Person visit: Visit visits: [Visit] plain: Visit2 page: Page entries: [Entry] claim: Claim }
  type Home { street: String }
  type Card @record(category: "IDENTIFIERS") { number: String }
  type Person @record(category: "IDENTIFIERS", subject: "patient.healthId", mayBeNobodys: true) { id: ID patient: Patient }
  type Author { id: ID! }
  type Visit @record(category: "ENCOUNTERS", subject: "patient.healthId", ${labelled}) {
    id: ID patient: Patient text: String problem: Problem problems: [Problem] ${labels} }
  type Visit2 @record(category: "ENCOUNTERS") { text: String problems: [Problem] }
  type Problem @record(category: "CONDITIONS", subject: "patient.healthId", ${labelled}) {
    patient: Patient text: String ${labels} }
  type Page { edges: [Edge] }
  type Edge { node: Problem }
  union Entry = Problem | Diagnosis
  type Diagnosis @record(category: "CONDITIONS", subject: "patient.healthId") { patient: Patient text: String }
  type Claim @record(category: "CONSENTS", subject: "patient.healthId") { patient: Patient text: String }
  type RecordFacts @inaccessible { healthId: ID! isOwn: Boolean guardianOf: String isTreating: Boolean
    hasActivePrescription: Boolean isGlassBroken: Boolean directives: [Directive!]! }
  type Directive @inaccessible { decision: String! category: String facilityId: String role: String }`;
const clinicSdl = `${link}
  type Patient @key(fields: "healthId") { healthId: ID! stays: [Stay] }
  type Stay @record(category: "PROCEDURES") { text: String }`;

type Lives = 'all' | 'nothing' | 'empty' | 'sealed' | 'restricted' | 'authored';
const world: { facts: Record<string, object>; lives: Lives; onStays?: () => Promise<void>; fails: boolean } = {
  facts: {},
  lives: 'all',
  fails: false,
};

const labelsNow = () => ({
  confidentiality: { sealed: 'V', restricted: 'R', authored: 'R' }[world.lives as string] ?? 'N',
  sensitivities: [],
  author: { id: world.lives === 'authored' ? 'P-1' : 'P-2' },
});
const has = () => world.lives !== 'nothing' && world.lives !== 'empty';
const one = <Value>(value: Value): Value | null => (has() ? value : null);
const list = <Value>(...values: Value[]): Value[] | null => (has() ? values : world.lives === 'empty' ? [] : null);
const patient = (healthId: string) => ({ healthId });
type Patient = ReturnType<typeof patient>;
const problem = (of: Patient) => ({ __typename: 'Problem', patient: of, text: 'asthma', ...labelsNow() });
const visit = (of: Patient) => ({ id: 'v', patient: of, text: 'a visit', subject: of, ...labelsNow() });

const registry: PlainSubgraph = {
  name: 'registry',
  sdl: registrySdl,
  resolvers: {
    Query: {
      patient: (_: unknown, { healthId }: Patient) => patient(healthId),
      patients: () => ['1', '2'].map(patient),
      found: () => ['2'].map((healthId) => ({ patient: patient(healthId) })),
      recordFacts: (_: unknown, { healthIds }: { healthIds: string[] }) =>
        healthIds.flatMap((healthId) =>
          world.facts[healthId] ? [{ healthId, directives: [], ...world.facts[healthId] }] : [],
        ),
    },
    Mutation: {
      deny: (_: unknown, { healthId }: Patient) => healthId,
      touch: (_: unknown, { healthId }: Patient) => ({ patient: patient(healthId) }),
    },
    Patient: {
      __resolveReference: (reference: Patient) => reference,
      formerIds: () => [],
      phone: () => {
        if (world.fails && !has()) throw new Error('no phone is there');
        return one('011');
      },
      nicknames: () => list('Abu Ahmad'),
      home: () => one({ street: 'Straight Street' }),
      mother: () => one(patient('3')),
      children: () => list(patient('3')),
      cards: () => list({ number: 'a' }, { number: 'b' }),
      person: (of: Patient) => one({ id: 'n', patient: of }),
      visit: (of: Patient) => one(visit(of)),
      visits: (of: Patient) => list(visit(of), visit(of)),
      plain: (of: Patient) => one({ text: 'a visit', of }),
      page: (of: Patient) => ({ edges: list({ node: problem(of) }, { node: problem(of) }) }),
      entries: (of: Patient) => list<object>(problem(of), { __typename: 'Diagnosis', patient: of, text: 'asthma' }),
      claim: (of: Patient) => one({ patient: of, text: 'a claim' }),
    },
    Visit: {
      problem: ({ subject }: { subject: Patient }) => one(problem(subject)),
      problems: ({ subject }: { subject: Patient }) => list(problem(subject)),
    },
    Visit2: { problems: ({ of }: { of: Patient }) => list(problem(of), problem(of)) },
  },
};
const clinic: PlainSubgraph = {
  name: 'clinic',
  sdl: clinicSdl,
  resolvers: {
    Patient: {
      __resolveReference: (reference: Patient) => reference,
      stays: async () => {
        await world.onStays?.();
        return [{ text: 'a stay' }];
      },
    },
  },
};

let issuer: TestIssuer;
let gateway: TestGateway;

beforeAll(async () => {
  issuer = await startTestIssuer();
  gateway = await startTestGateway([registry, clinic], {
    tokens: { jwksUrl: issuer.jwksUrl },
    policiesDir,
    facts: { ttlMs: 0 },
    gatewaySecret: 'a master secret that only this test has',
  });
});

beforeEach(() => {
  world.facts = { '1': { isTreating: true }, '2': {}, '3': {}, '4': { isOwn: true } };
  world.fails = false;
  delete world.onStays;
});

afterAll(async () => {
  await gateway?.stop();
  issuer?.stop();
});

const all = `{ healthId phone nicknames home { street } mother { healthId } children { healthId } cards { number }
  person { id } visit { text } visits { text } plain { text } page { edges { node { text } } }
  entries { __typename ... on Problem { text } ... on Diagnosis { text } } claim { text } }`;

interface Answer {
  data: Record<string, Record<string, unknown>>;
  errors?: { message: string; path: (string | number)[]; extensions: { code: string } }[];
}

async function ask(role: string, query: string, lives: Lives): Promise<Answer> {
  world.lives = lives;
  const headers = await issuer.headersFor({ roles: [role], facility_id: 'F-DI-001', practitioner_id: 'P-1' });
  return (await gateway.ask(query, { headers })) as unknown as Answer;
}

const codes = ({ errors = [] }: Answer) =>
  errors.map(({ path, extensions }) => `${path.join('.')} ${extensions.code}`).toSorted();
const closedTo = (code: string, ...fields: string[]) => fields.map((field) => `patient.${field} ${code}`).toSorted();
const fields = ['phone', 'nicknames', 'home', 'mother', 'children', 'cards', 'person', 'visit', 'visits', 'plain'];

test.each(['physician', 'nurse', 'emergency'])(
  'of a stranger a %s is told the same, whether there is anything or not, and whatever labels it bears',
  async (role) => {
    const full = await ask(role, `{ patient(healthId: "2") ${all} }`, 'all');
    expect(codes(full)).toEqual(
      [
        ...closedTo('NO_TREATMENT_RELATIONSHIP', ...fields, 'page.edges', 'entries'),
        ...closedTo(role === 'emergency' ? 'NO_TREATMENT_RELATIONSHIP' : 'PURPOSE_NOT_ALLOWED', 'claim'),
      ].toSorted(),
    );
    for (const lives of ['nothing', 'empty', 'sealed', 'restricted'] as const)
      expect(await ask(role, `{ patient(healthId: "2") ${all} }`, lives)).toEqual(full);
  },
);

test.each([
  '{ found { patient { phone cards { number } visit { text } } } }',
  '{ patients { phone visits { text } } }',
])('nor does an item of a list or a search tell it: %s', async (query) => {
  world.facts['1'] = {};
  const full = await ask('physician', query, 'all');
  expect(codes(full).length).toBeGreaterThan(1);
  for (const lives of ['nothing', 'empty', 'sealed'] as const)
    expect(await ask('physician', query, lives)).toEqual(full);
});

test('nor does what a mutation answers with', async () => {
  const query = 'mutation { touch(healthId: "2") { patient { phone cards { number } } } }';
  const full = await ask('physician', query, 'all');
  expect(codes(full)).toEqual([
    'touch.patient.cards NO_TREATMENT_RELATIONSHIP',
    'touch.patient.phone NO_TREATMENT_RELATIONSHIP',
  ]);
  expect(await ask('physician', query, 'nothing')).toEqual(full);
});

test('what the patient denies is denied where it is not there, and what is open is told', async () => {
  const directives = ['ENCOUNTERS', 'IDENTIFIERS'].map((category) => ({ decision: 'deny', category }));
  world.facts['1'] = { isTreating: true, directives };
  const query =
    '{ patient(healthId: "1") { phone cards { number } person { id } visit { text } visits { text } plain { text } page { edges { node { text } } } } }';
  const denied = closedTo('CONSENT_DENIED', 'cards', 'person', 'visit', 'visits', 'plain');
  for (const lives of ['all', 'nothing', 'empty', 'sealed'] as const) {
    const answer = await ask('physician', query, lives);
    expect([lives, codes(answer)]).toEqual([lives, denied]);
  }
  expect((await ask('physician', query, 'nothing')).data['patient']).toMatchObject({
    phone: null,
    page: { edges: null },
  });
  expect((await ask('physician', query, 'empty')).data['patient']).toMatchObject({ phone: null, page: { edges: [] } });
});

test('within a record that is open, what another kind denies does not tell either whether it is there', async () => {
  world.facts['1'] = { isTreating: true, directives: [{ decision: 'deny', category: 'CONDITIONS' }] };
  const query = (more: string) =>
    `{ patient(healthId: "1") { visits { text problem { text } problems { text } } ${more} } }`;
  world.lives = 'all';
  const within = '{ patient(healthId: "1") { plain { text problems { text } } } }';
  const full = await ask('physician', within, 'all');
  expect(full).toMatchObject({ data: { patient: { plain: { text: 'a visit', problems: null } } } });
  expect(codes(full)).toEqual(['patient.plain.problems CONSENT_DENIED']);
  expect(codes(await ask('physician', query(''), 'all'))).toEqual(
    [0, 1].flatMap((nth) => ['problem', 'problems'].map((name) => `patient.visits.${nth}.${name} CONSENT_DENIED`)),
  );
});

test('where the kind is open, what is hidden is as what is not there, and authors keep their own work', async () => {
  const query = '{ patient(healthId: "1") { visit { text } visits { text } page { edges { node { text } } } } }';
  expect(await ask('physician', query, 'empty')).toEqual({
    data: { patient: { visit: null, visits: [], page: { edges: [] } } },
  });
  expect(await ask('physician', query, 'sealed')).toEqual(await ask('physician', query, 'empty'));
  const restricted = await ask('physician', query, 'restricted');
  expect(restricted.data['patient']).toEqual({
    visit: null,
    visits: [null, null],
    page: { edges: [{ node: null }, { node: null }] },
  });
  expect((await ask('physician', query, 'authored')).data['patient']).toEqual({
    visit: { text: 'a visit' },
    visits: [{ text: 'a visit' }, { text: 'a visit' }],
    page: { edges: [{ node: { text: 'asthma' } }, { node: { text: 'asthma' } }] },
  });
});

test('what a subgraph says of a value that is closed is not told beside', async () => {
  const query = '{ patient(healthId: "2") { phone } }';
  const full = await ask('physician', query, 'all');
  world.fails = true;
  expect(await ask('physician', query, 'nothing')).toEqual(full);
});

test('what is decided once more, since something changed meanwhile, is told once', async () => {
  const query =
    '{ a: patient(healthId: "2") { phone cards { number } visits { text } } b: patient(healthId: "1") { stays { text } } }';
  const citizen = await issuer.headersFor({ roles: ['citizen'] });
  world.onStays = async () => {
    await gateway.ask('mutation { deny(healthId: "4") }', { headers: citizen });
    world.facts['2'] = { directives: [{ decision: 'deny' }] };
  };
  const full = await ask('physician', query, 'all');
  expect(codes(full)).toEqual(['a.cards', 'a.phone', 'a.visits'].map((path) => `${path} NO_TREATMENT_RELATIONSHIP`));
  for (const lives of ['nothing', 'empty', 'sealed'] as const) {
    world.facts['2'] = {};
    expect(await ask('physician', query, lives)).toEqual(full);
  }
});
