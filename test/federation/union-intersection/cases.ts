import type { Case } from '../support/behaviour.ts';

const all = '... on Drug { id dose batch } ... on Device { id serial } ... on Kit { code }';

export const cases: Case[] = [
  {
    name: 'leaves out of a subgraph’s question the members that it does not know',
    query: `{ items { __typename ${all} } }`,
    expected: {
      data: {
        items: [
          { __typename: 'Drug', id: 'd1', dose: 5, batch: 'batch of d1' },
          { __typename: 'Device', id: 'v1', serial: 'S-v1' },
        ],
      },
    },
  },
  {
    name: 'does so for the other subgraph',
    query: `{ shelf { ${all} } }`,
    expected: { data: { shelf: [{ code: 'k1' }, { id: 'd1', dose: 5, batch: 'batch of d1' }] } },
  },
  {
    name: 'answers an empty object for a member that nothing is selected of',
    query: '{ shelf { ... on Device { serial } ... on Drug { id } } items { ... on Kit { code } } }',
    expected: { data: { shelf: [{}, { id: 'd1' }], items: [{}, {}] } },
  },
  {
    name: 'answers a shared field from either',
    query: `{ shared { ... on Drug { dose batch } __typename } order { item { ${all} } } }`,
    expected: {
      data: {
        shared: { dose: 5, batch: 'batch of d1', __typename: 'Drug' },
        order: { item: { id: 'd1', dose: 5, batch: 'batch of d1' } },
      },
    },
  },
  {
    name: 'follows members that contain the union again',
    query: `{ order { extra { __typename ... on Kit { parts { ${all} } } } } }`,
    expected: {
      data: {
        order: { extra: { __typename: 'Kit', parts: [{ id: 'd1', dose: 5, batch: 'batch of d1' }, { code: 'k1' }] } },
      },
    },
  },
];
