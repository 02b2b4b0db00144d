import type { Case } from '../support/behaviour.ts';

export const cases: Case[] = [
  {
    name: 'answers an external key from the extending subgraph, which always has it',
    query: '{ authors { id posts { title } } }',
    expected: {
      data: {
        authors: [
          { id: '1', posts: [{ title: 'post of 1' }] },
          { id: '2', posts: [{ title: 'post of 2' }] },
        ],
      },
    },
  },
  {
    name: 'asks the owner for an external field',
    query: '{ authors { born name } }',
    expected: {
      data: {
        authors: [
          { born: 1981, name: 'name 1' },
          { born: 1982, name: 'name 2' },
        ],
      },
    },
  },
  {
    name: 'takes an external field from the path that provides it',
    query: '{ editor { id born } }',
    expected: { data: { editor: { id: '5', born: 1 } } },
  },
  {
    name: 'requires an external field of an extended type, from either side',
    query: '{ me { age posts { by { name age(in: 2000) } } } authors { age } }',
    expected: {
      data: {
        me: { age: 45, posts: [{ by: { name: 'name 1', age: 19 } }] },
        authors: [{ age: 45 }, { age: 44 }],
      },
    },
  },
  {
    name: 'merges the root fields of all that extend Query',
    query: '{ me { id } editor { id } person(id: "3") { name } __typename }',
    expected: { data: { me: { id: '1' }, editor: { id: '5' }, person: { name: 'name 3' }, __typename: 'Query' } },
  },
];
