import { createSubgraph, type RequestContext } from '@wasl/subgraph-sdk';
import { execute, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testKeys } from '../../support/startTestSubgraph.ts';
import { startTrustingSubgraph, type TrustingSubgraph } from './startTrustingSubgraph.ts';

const typeDefs = `
  extend schema @link(
    url: "https://specs.apollo.dev/federation/v2.9"
    import: ["@key", { name: "@requiresScopes", as: "@scoped" }]
  )
  interface Named { name: String }
  type Patient implements Named @key(fields: "id") @key(fields: "card { number }") @scoped(scopes: [["patient"], ["all"]]) {
    id: ID!
    card: Card
    name: String @scoped(scopes: [["name"]])
    blood: String
    visits: [Visit!]
    mood: String @scoped(scopes: [["mood", "deep"]])
  }
  type Card { number: ID! pin: String @scoped(scopes: [["pin"]]) }
  type Visit @key(fields: "id") @scoped(scopes: [["visit"]]) { id: ID! reason: String }
  union Found = Patient | Visit
  enum Ward @scoped(scopes: [["ward"]]) { A }
  type Query {
    open: String
    signedIn: String @federation__authenticated
    anyOf: String @scoped(scopes: [["a", "b"], ["c"]])
    empty: String @scoped(scopes: [])
    patient: Patient
    found: [Found!]!
    named: Named
    ward: Ward
    caller: String
  }
  type Mutation { admit: Visit discharge: String @scoped(scopes: [["discharge"]]) }`;

const ran: string[] = [];
const patient = {
  __typename: 'Patient',
  id: '1',
  card: { number: '7', pin: 'SECRET' },
  name: 'SECRET name',
  blood: 'SECRET A+',
  mood: 'SECRET',
};
const visit = { __typename: 'Visit', id: 'v1', reason: 'SECRET' };
const resolvers = {
  Patient: { __resolveReference: () => patient, visits: () => [visit] },
  Visit: { __resolveReference: () => visit },
  Query: {
    open: () => 'open',
    signedIn: (_: unknown, __: unknown, { caller }: RequestContext) => caller?.subject,
    anyOf: () => 'yes',
    empty: () => 'yes',
    patient: () => patient,
    found: () => [patient, visit],
    named: () => patient,
    ward: () => 'A',
  },
  Mutation: {
    admit: () => (ran.push('admit'), visit),
    discharge: () => (ran.push('discharge'), 'done'),
  },
};

let ward: TrustingSubgraph;
beforeAll(async () => {
  ward = await startTrustingSubgraph('ward', typeDefs, resolvers);
});
afterAll(() => ward.stop());

const as = (...scopes: string[]) => ({ claims: { scopes } });
const nobody = { subject: 'anonymous' };

describe('a field is resolved for those who hold its scopes', () => {
  it.each<[string, string[], unknown, string[]]>([
    ['{ anyOf }', ['a', 'b'], { anyOf: 'yes' }, []],
    ['{ anyOf }', ['c'], { anyOf: 'yes' }, []],
    ['{ anyOf }', ['a'], { anyOf: null }, ['anyOf FORBIDDEN']],
    ['{ empty }', [], { empty: 'yes' }, []],
    ['{ ward }', [], { ward: null }, ['ward FORBIDDEN']],
    ['{ ward }', ['ward'], { ward: 'A' }, []],
    ['{ patient { blood } }', [], { patient: null }, ['patient FORBIDDEN']],
    ['{ patient { blood } }', ['all'], { patient: { blood: 'SECRET A+' } }, []],
    ['{ patient { mood } }', ['all', 'mood'], { patient: { mood: null } }, ['patient.mood FORBIDDEN']],
    ['{ patient { mood } }', ['all', 'mood', 'deep'], { patient: { mood: 'SECRET' } }, []],
    ['{ patient { name } }', ['all'], { patient: { name: null } }, ['patient.name FORBIDDEN']],
    ['{ patient { name } }', ['all', 'name'], { patient: { name: 'SECRET name' } }, []],
    ['{ patient { visits { reason } } }', ['all'], { patient: { visits: null } }, ['patient.visits FORBIDDEN']],
  ])('%s with %j', async (query, scopes, data, codes) => {
    expect(await ward.ask(query, as(...scopes))).toEqual({ status: 200, data, codes });
  });

  it.each<[string, string, unknown, string[]]>([
    ['an alias', '{ open: anyOf }', { open: null }, ['open FORBIDDEN']],
    ['a fragment', '{ ...f } fragment f on Query { ... on Query { anyOf } }', { anyOf: null }, ['anyOf FORBIDDEN']],
    ['an interface', '{ named { name } }', { named: { name: null } }, ['named.name FORBIDDEN']],
    [
      'a union',
      '{ found { ... on Patient { blood } ... on Visit { reason } } }',
      { found: [{ blood: null }, { reason: null }] },
      ['found.0.blood FORBIDDEN', 'found.1.reason FORBIDDEN'],
    ],
  ])('and not through %s', async (_, query, data, codes) => {
    expect(await ward.ask(query, as())).toEqual({ status: 200, data, codes });
  });

  it('and not as an entity, of which only what keys are made of is told', async () => {
    const query = `query ($r: [_Any!]!) {
      _entities(representations: $r) { __typename ... on Patient { id key: card { number pin } it: blood } ... on Visit { reason } } }`;
    const variables = {
      r: [
        { __typename: 'Patient', id: '1' },
        { __typename: 'Visit', id: 'v1' },
      ],
    };
    expect(await ward.ask(query, { ...as(), variables })).toEqual({
      status: 200,
      data: {
        _entities: [
          { __typename: 'Patient', id: '1', key: { number: '7', pin: null }, it: null },
          { __typename: 'Visit', reason: null },
        ],
      },
      codes: ['_entities.0.key.pin FORBIDDEN', '_entities.0.it FORBIDDEN', '_entities.1.reason FORBIDDEN'],
    });
  });

  it('and a mutation does not run, whatever of it is selected', async () => {
    expect(await ward.ask('mutation { admit { __typename } discharge }', as())).toEqual({
      status: 200,
      data: { admit: null, discharge: null },
      codes: ['admit FORBIDDEN', 'discharge FORBIDDEN'],
    });
    expect(ran).toEqual([]);
    await ward.ask('mutation { admit { id } discharge }', as('visit', 'discharge'));
    expect(ran).toEqual(['admit', 'discharge']);
  });
});

it('somebody who has not signed in is told so', async () => {
  expect(await ward.ask('{ signedIn anyOf open }', nobody)).toEqual({
    status: 200,
    data: { signedIn: null, anyOf: null, open: 'open' },
    codes: ['signedIn UNAUTHENTICATED', 'anyOf UNAUTHENTICATED'],
  });
  expect(await ward.ask('{ signedIn }', { subject: 'rana' })).toMatchObject({ data: { signedIn: 'rana' } });
});

it('what a field without a resolver finds at the root is nothing', async () => {
  expect(await ward.ask('{ caller }', as('all'))).toEqual({ status: 200, data: { caller: null }, codes: [] });
});

it('whoever runs the schema without a caller gets nothing that has a rule', async () => {
  const { schema } = createSubgraph({ name: 'ward', typeDefs, resolvers, gateway: { keys: testKeys } });
  const { data, errors } = await execute({ schema, document: parse('{ anyOf open }') });
  expect(data).toEqual({ anyOf: null, open: 'open' });
  expect(errors).toHaveLength(1);
});

it('callers do not mix, though a subgraph hands the same context to all', async () => {
  const context = {};
  const slow = { ...resolvers.Query, patient: () => new Promise((done) => setTimeout(() => done(patient), 20)) };
  const subgraph = await startTrustingSubgraph('ward', typeDefs, { ...resolvers, Query: slow }, {}, () => context);
  const asked = Array.from({ length: 20 }, (_, at) =>
    subgraph.ask('{ patient { blood } }', as(...(at % 2 === 0 ? ['patient'] : []))),
  );
  const answers = await Promise.all(asked);
  expect(answers.map(({ data }) => data)).toEqual(
    Array.from({ length: 20 }, (_, at) => ({ patient: at % 2 === 0 ? { blood: 'SECRET A+' } : null })),
  );
  await subgraph.stop();
});
