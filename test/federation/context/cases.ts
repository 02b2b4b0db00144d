import type { Case } from '../support/behaviour.ts';

const stock = 'It refuses to load a supergraph with @context.';

export const cases: Case[] = [
  {
    name: 'fills an argument from the object above, for each of equal entities below different ones',
    stock,
    query: '{ accounts { cards { id limit } } }',
    expected: {
      data: {
        accounts: [
          {
            cards: [
              { id: 'c1', limit: 'c1 1 SYP' },
              { id: 'c2', limit: 'c2 1 SYP' },
            ],
          },
          { cards: [{ id: 'c1', limit: 'c1 1 USD' }] },
        ],
      },
    },
  },
  {
    name: 'fills it beside arguments of the client and under aliases',
    stock,
    query: 'query ($times: Int) { accounts { main { a: limit(times: $times) b: limit(times: 3) } } }',
    variables: { times: 2 },
    expected: {
      data: {
        accounts: [{ main: { a: 'c1 2 SYP', b: 'c1 3 SYP' } }, { main: { a: 'c1 2 USD', b: 'c1 3 USD' } }],
      },
    },
  },
  {
    name: 'fills it from a nested object, null too',
    stock,
    query: '{ accounts { cards { label } } }',
    expected: {
      data: {
        accounts: [{ cards: [{ label: 'c1 of Rana' }, { label: 'c2 of Rana' }] }, { cards: [{ label: 'c1 of null' }] }],
      },
    },
  },
  {
    name: 'fills it where the operation begins in the other subgraph',
    stock,
    query: '{ account(id: "a1") { currency cards { limit label } } }',
    expected: {
      data: {
        account: {
          currency: 'SYP',
          cards: [
            { limit: 'c1 1 SYP', label: 'c1 of Rana' },
            { limit: 'c2 1 SYP', label: 'c2 of Rana' },
          ],
        },
      },
    },
  },
  {
    name: 'hides such arguments from the client',
    stock,
    query: '{ __type(name: "Card") { fields { name args { name } } } }',
    expected: {
      data: {
        __type: {
          fields: [
            { name: 'id', args: [] },
            { name: 'limit', args: [{ name: 'times' }] },
            { name: 'label', args: [] },
          ],
        },
      },
    },
  },
  {
    name: 'answers beside it what Apollo’s planner knows no plan for',
    stock,
    query: '{ holders { standing } }',
    expected: { data: { holders: [{ standing: 'Rana by 2' }, { standing: 'Sami by nobody' }] } },
  },
  {
    name: 'answers both in one operation, where each has a root field',
    stock,
    query: `query ($times: Int) { holders { standing } ...OfAccounts }
      fragment OfAccounts on Query { accounts { main { limit(times: $times) } } again: holders { id } }`,
    variables: { times: 3 },
    expected: {
      data: {
        holders: [{ standing: 'Rana by 2' }, { standing: 'Sami by nobody' }],
        accounts: [{ main: { limit: 'c1 3 SYP' } }, { main: { limit: 'c1 3 USD' } }],
        again: [{ id: 'h1' }, { id: 'h2' }],
      },
    },
  },
  {
    name: 'refuses both below one root field rather than answer half of it as null',
    stock,
    query: '{ accounts { keeper { standing } main { limit } } }',
    expected: { errors: [{ code: 'PLANNING_FAILED' }] },
  },
];
