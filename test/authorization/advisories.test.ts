import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { editSupergraph, withRules } from '../support/editSupergraph.ts';
import { deniedAt, type FieldRuleCase, federationLink, fieldRuleSuite, secret } from '../support/fieldRuleSuite.ts';
import { startTestGateway, type TestGateway } from '../support/startTestGateway.ts';
import { startTestIssuer, type TestIssuer } from '../support/startTestIssuer.ts';
import type { PlainSubgraph } from '../support/startTestSubgraphs.ts';

const accounts: PlainSubgraph = {
  name: 'accounts',
  sdl: `${federationLink}
    type Query { account: Account savings: Savings accounts: [Account!] }
    interface Account @key(fields: "id") { id: ID! balance: Int owner: String }
    type Savings implements Account @key(fields: "id") { id: ID! balance: Int owner: String }
    type Current implements Account @key(fields: "id") { id: ID! balance: Int owner: String }`,
  resolvers: {
    Query: {
      account: () => ({ __typename: 'Savings', id: 's' }),
      savings: () => ({ id: 's' }),
      accounts: () => [
        { __typename: 'Savings', id: 's' },
        { __typename: 'Current', id: 'c' },
      ],
    },
    Account: { __resolveType: () => 'Savings' },
    Savings: { balance: () => 424211, owner: () => secret('Savings.owner') },
    Current: { balance: () => 424212, owner: () => secret('Current.owner') },
  },
};

const balance: FieldRuleCase[] = [
  {
    what: 'the interface',
    query: '{ account { id balance } }',
    data: { account: { id: 's', balance: null } },
    denied: ['account.balance'],
  },
  {
    what: 'an inline fragment on an implementation',
    query: '{ account { id ... on Savings { balance } } }',
    data: { account: { id: 's', balance: null } },
    denied: ['account.balance'],
  },
  {
    what: 'a named fragment on an implementation',
    query: '{ accounts { ...S ...C } } fragment S on Savings { balance } fragment C on Current { balance }',
    data: { accounts: [{ balance: null }, { balance: null }] },
    denied: ['accounts.0.balance', 'accounts.1.balance'],
  },
  {
    what: 'the implementation itself',
    query: '{ savings { balance } }',
    data: { savings: { balance: null } },
    denied: ['savings.balance'],
  },
  {
    what: 'who may',
    who: {},
    query: '{ account { ... on Savings { balance } } savings { balance } }',
    data: { account: { balance: 424211 }, savings: { balance: 424211 } },
  },
];
fieldRuleSuite(
  'GHSA-mx7m-j9xf-62hw: a rule on an interface, got round by its implementations',
  { subgraphs: [accounts], edit: withRules({ 'Account.balance': '@authenticated' }) },
  balance,
);
fieldRuleSuite(
  'GHSA-mx7m-j9xf-62hw: a rule on an interface type, got round by its implementations',
  { subgraphs: [accounts], edit: withRules({ Account: '@requiresScopes(scopes: [["accounts"]])' }) },
  [
    {
      what: 'the implementation itself',
      who: {},
      query: '{ savings { id owner } }',
      data: { savings: null },
      denied: ['savings'],
    },
    {
      what: 'a fragment on an implementation',
      who: {},
      query: '{ accounts { ... on Savings { owner } ...C } } fragment C on Current { balance }',
      data: { accounts: null },
      denied: ['accounts'],
    },
    {
      what: 'who may',
      who: { scope: 'accounts' },
      query: '{ savings { owner } }',
      data: { savings: { owner: secret('Savings.owner') } },
    },
  ],
);
fieldRuleSuite(
  'GHSA-x33c-7c2v-mrj9: the same rule on every implementation, got round by the interface',
  {
    subgraphs: [accounts],
    edit: withRules({ 'Savings.balance': '@authenticated', 'Current.balance': '@authenticated' }),
  },
  balance,
);
fieldRuleSuite(
  'GHSA-x33c-7c2v-mrj9: the same rule on every implementing type',
  { subgraphs: [accounts], edit: withRules({ Savings: '@authenticated', Current: '@authenticated' }) },
  [
    {
      what: 'the interface',
      query: '{ account { owner } }',
      data: { account: null },
      denied: ['account'],
      neverAsked: ['Account.owner', 'Savings.owner'],
    },
    {
      what: 'a list of the interface',
      query: '{ accounts { ... on Current { owner } } }',
      data: { accounts: null },
      denied: ['accounts'],
      neverAsked: ['Current.owner'],
    },
  ],
);

const people = (write: (rule: string) => string): PlainSubgraph[] => [
  {
    name: 'people',
    sdl: `${federationLink} type Query { person: Person } type Person @key(fields: "id") { id: ID! nationalId: String ${write('@authenticated')} }`,
    resolvers: {
      Query: { person: () => ({ id: '1' }) },
      Person: { __resolveReference: (item: object) => item, nationalId: () => secret('Person.nationalId') },
    },
  },
  {
    name: 'cards',
    sdl: `${federationLink} type Person @key(fields: "id") { id: ID! nationalId: String @external card: String @requires(fields: "nationalId") ${write('@authenticated')} card2: String }`,
    resolvers: {
      Person: {
        __resolveReference: (item: object) => item,
        card: ({ nationalId }: { nationalId: string }) => `card of ${nationalId}`,
        card2: () => 'open card',
      },
    },
  },
];
const transitive: FieldRuleCase[] = [
  {
    what: 'only what depends on it is asked for',
    query: '{ person { id card } }',
    data: { person: { id: '1', card: null } },
    denied: ['person.card'],
    neverAsked: ['Person.nationalId'],
  },
  {
    what: 'beside an open field of the same subgraph',
    query: '{ person { card2 card } }',
    data: { person: { card2: 'open card', card: null } },
    denied: ['person.card'],
    neverAsked: ['Person.nationalId'],
  },
  {
    what: 'who may',
    who: {},
    query: '{ person { card } }',
    data: { person: { card: `card of ${secret('Person.nationalId')}` } },
  },
];
fieldRuleSuite(
  'GHSA-m8jr-fxqx-8xx6: a protected field, read through one that requires it',
  { subgraphs: people(() => ''), edit: withRules({ 'Person.nationalId': '@authenticated' }) },
  transitive,
);

for (const [name, rule, holder] of [
  ['authenticated', '@guard', {}],
  ['requiresScopes', '@guard(scopes: [["x"]])', { scope: 'x' }],
  ['policy', '@guard(policies: [["x"]])', { policies: ['x'] }],
] as const) {
  fieldRuleSuite(
    `GHSA-g8jh-vg5j-4h3f: @${name} imported under another name`,
    {
      subgraphs: [accounts],
      edit: editSupergraph({
        links: [
          `@link(url: "https://specs.apollo.dev/${name}/v0.1", import: [{name: "@${name}", as: "@guard"}], for: SECURITY)`,
        ],
        definitions: `directive @guard(scopes: [[String!]!], policies: [[String!]!]) on FIELD_DEFINITION | OBJECT | INTERFACE`,
        rules: { 'Savings.owner': rule, Current: rule },
      }),
    },
    [
      {
        what: 'a field',
        query: '{ savings { id owner } }',
        data: { savings: { id: 's', owner: null } },
        denied: ['savings.owner'],
      },
      { what: 'a type', query: '{ accounts { id } }', data: { accounts: null }, denied: ['accounts'] },
      {
        what: 'who may',
        who: holder,
        query: '{ savings { owner } accounts { id } }',
        data: { savings: { owner: secret('Savings.owner') }, accounts: [{ id: 's' }, { id: 'c' }] },
      },
    ],
  );
}

describe('GHSA-pfjj-6f4p-rvmh: names of Object.prototype as aliases, variables and keys', () => {
  const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__'];
  let issuer: TestIssuer;
  let gateway: TestGateway;
  beforeAll(async () => {
    issuer = await startTestIssuer();
    const edit = withRules({ 'Savings.owner': '@authenticated' });
    gateway = await startTestGateway([accounts], { tokens: { jwksUrl: issuer.jwksUrl } }, edit);
  });
  afterAll(async () => {
    await gateway.stop();
    issuer.stop();
  });
  const untouched = () => expect(Object.keys(Object.prototype)).toEqual([]);

  it.each(names)('a denied field as %s is null, and nothing is inherited', async (name) => {
    const body = await gateway.ask(`{ ${name}: savings { id ${name}: owner } }`);
    const savings = JSON.parse(`{"id":"s","${name}":null}`) as unknown;
    expect(JSON.stringify(body)).toContain(JSON.stringify(savings));
    expect((body as { errors: unknown }).errors).toEqual([deniedAt(`${name}.${name}`)]);
    untouched();
  });

  it.each(names)('an open field as %s beside a denied one is answered', async (name) => {
    const body = await gateway.ask(`{ savings { ${name}: id owner } }`);
    expect(JSON.stringify((body as { data: unknown }).data)).toBe(`{"savings":{"${name}":"s","owner":null}}`);
    untouched();
  });

  it.each(names)('a variable named %s decides what it should', async (name) => {
    const query = `query ($${name}: Boolean!) { savings { id owner @include(if: $${name}) } }`;
    for (const included of [true, false]) {
      const variables = JSON.parse(`{"${name}": ${included}}`) as unknown;
      expect(await gateway.ask(query, { variables })).toEqual({
        ...(included && { errors: [deniedAt('savings.owner')] }),
        data: { savings: { id: 's', ...(included && { owner: null }) } },
      });
    }
    untouched();
  });

  it('a subgraph that answers with them changes nothing, and nothing is inherited from what it said', async () => {
    const owner = secret('Savings.owner');
    const hostile = `{"id":"s","__proto__":{"owner":"${owner}","polluted":1},"constructor":{"prototype":{"polluted":1}}}`;
    const answers = {
      savings: `{"data":{"__proto__":{"polluted":1},"savings":${hostile}},"__proto__":{"polluted":1}}`,
      card: `{"data":{"_entities":[${hostile.replace('"id":"s"', '"__typename":"Savings","card":"c"')}]},"constructor":{}}`,
    };
    const cards: PlainSubgraph = {
      name: 'cards',
      sdl: `${federationLink} type Savings @key(fields: "id") { id: ID! card: String holder: String }`,
      answer: () => ({ body: answers.card }),
    };
    const lying = await startTestGateway(
      [{ ...accounts, answer: () => ({ body: answers.savings }) }, cards],
      { tokens: { jwksUrl: issuer.jwksUrl } },
      withRules({ 'Savings.owner': '@authenticated', 'Savings.holder': '@authenticated' }),
    );
    const query = '{ savings { id owner card holder } }';
    const savings = { id: 's', owner: null, card: 'c', holder: null };
    expect(await lying.ask(query)).toEqual({
      data: { savings },
      errors: [deniedAt('savings.owner'), deniedAt('savings.holder')],
    });
    // Who may ask is answered null too, and told: the subgraphs gave the fields no value of their own.
    const left = { extensions: { code: 'SUBGRAPH_RESPONSE_INVALID' } };
    expect(await lying.ask(query, { headers: await issuer.headersFor({}) })).toMatchObject({
      data: { savings },
      errors: [
        { path: ['savings', 'owner'], ...left },
        { path: ['savings', 'holder'], ...left },
      ],
    });
    await lying.stop();
    untouched();
  });

  it('a token’s claim of such a name grants nothing', async () => {
    const headers = await issuer.headersFor(JSON.parse('{"__proto__": {"scope": "x"}, "constructor": "x"}'));
    expect(await gateway.ask('{ savings { owner } }', { headers })).toEqual({
      data: { savings: { owner: secret('Savings.owner') } },
    });
    untouched();
  });
});
