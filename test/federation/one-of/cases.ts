import { expect } from 'vitest';
import type { Case } from '../support/behaviour.ts';

/** Refused, with nobody asked. */
const refusal = (name: string, query: string, variables?: Record<string, unknown>): Case => ({
  name,
  query,
  ...(variables && { variables }),
  expected: { errors: [{ code: 'GRAPHQL_VALIDATION_FAILED' }] },
  asked: (asked) => expect(asked).toEqual([]),
});

const withWho = 'query ($who: Who!) { find(who: $who) }';

export const cases: Case[] = [
  {
    name: 'takes exactly one key, as a literal',
    query: '{ find(who: { healthId: "7" }) all(of: [{ number: 1 }, { name: { given: "Rim" } }]) }',
    expected: {
      data: { find: '{"who":{"healthId":"7"}}', all: '{"of":[{"number":1},{"name":{"given":"Rim"}}]}' },
    },
  },
  {
    name: 'takes exactly one key in variables, nested ones too',
    query: 'query ($who: Who!, $search: Search) { find(who: $who) search(search: $search) }',
    variables: {
      who: { any: [{ number: 1 }, { any: [] }] },
      search: { who: { name: { given: 'Rim' } }, others: [null, { healthId: '1' }] },
    },
    expected: {
      data: {
        find: '{"who":{"any":[{"number":1},{"any":[]}]}}',
        search: '{"search":{"who":{"name":{"given":"Rim"}},"limit":2,"others":[null,{"healthId":"1"}]}}',
      },
    },
  },
  {
    name: 'takes a variable that cannot be null as the value of the one key',
    query: 'query ($id: ID!, $given: String!) { find(who: { healthId: $id }) all(of: { name: { given: $given } }) }',
    variables: { id: '7', given: 'Rim' },
    expected: { data: { find: '{"who":{"healthId":"7"}}', all: '{"of":[{"name":{"given":"Rim"}}]}' } },
  },
  {
    name: 'takes the default of an argument, in a mutation',
    query: 'mutation { name other: name(who: { number: 2 }) }',
    expected: { data: { name: '{"who":{"number":1}}', other: '{"who":{"number":2}}' } },
  },
  {
    name: 'sends it to a subgraph that joins an entity',
    query: 'query ($who: Who) { person { visits(with: $who) a: visits(with: { number: 1 }) } }',
    variables: { who: { healthId: '7' } },
    expected: { data: { person: { visits: '{"with":{"healthId":"7"}}', a: '{"with":{"number":1}}' } } },
  },
  refusal('refuses two keys', '{ find(who: { healthId: "7", number: 1 }) }'),
  refusal('refuses no key', '{ find(who: {}) }'),
  refusal('refuses a null', '{ find(who: { healthId: null }) }'),
  refusal('refuses a null beside a value', '{ find(who: { healthId: "7", number: null }) }'),
  refusal('refuses two keys where it is nested', '{ all(of: [{ any: [{ number: 1, healthId: "1" }] }]) }'),
  refusal('refuses a field that it has not', '{ find(who: { nick: "x" }) }'),
  refusal(
    'refuses a variable that could be null as the value of the one key',
    'query ($id: ID) { person { visits(with: { healthId: $id }) } }',
    { id: '7' },
  ),
  refusal(
    'refuses such a variable although it has a default',
    'query ($id: ID = "1") { person { visits(with: { healthId: $id }) } }',
  ),
  refusal('refuses two keys in a variable', withWho, { who: { healthId: '7', number: 1 } }),
  refusal('refuses no key in a variable', withWho, { who: {} }),
  refusal('refuses a null in a variable', withWho, { who: { number: null } }),
  refusal('refuses two keys in a list in a variable', withWho, {
    who: { any: [{ number: 1 }, { number: 1, any: [] }] },
  }),
  refusal('refuses two keys in another input’s field in a variable', 'query ($s: Search) { search(search: $s) }', {
    s: { who: { number: 1, healthId: '2' } },
  }),
  refusal(
    'refuses two keys in the default of a variable',
    'query ($who: Who = { number: 1, healthId: "2" }) { all(of: [$who]) }',
  ),
  {
    name: 'tells clients which inputs they are',
    query: `{ who: __type(name: "Who") { kind isOneOf description inputFields { name description type { kind } defaultValue } }
      name: __type(name: "Name") { isOneOf } query: __type(name: "Query") { isOneOf } }`,
    expected: {
      data: {
        who: {
          kind: 'INPUT_OBJECT',
          isOneOf: true,
          description: 'One way to name a person.',
          inputFields: [
            { name: 'healthId', description: null, type: { kind: 'SCALAR' }, defaultValue: null },
            { name: 'number', description: null, type: { kind: 'SCALAR' }, defaultValue: null },
            { name: 'name', description: null, type: { kind: 'INPUT_OBJECT' }, defaultValue: null },
            { name: 'any', description: 'Any of these.', type: { kind: 'LIST' }, defaultValue: null },
          ],
        },
        name: { isOneOf: false },
        query: { isOneOf: null },
      },
    },
  },
];
