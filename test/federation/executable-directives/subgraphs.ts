import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

/** Directives for every place of an operation; composition keeps those that all subgraphs define, where all let them stand. */
const shared = `
  directive @query(n: Int) repeatable on QUERY
  directive @mutation(n: Int) on MUTATION
  directive @field(n: Int) repeatable on FIELD
  directive @definition(n: Int) on FRAGMENT_DEFINITION
  directive @spread(n: Int) on FRAGMENT_SPREAD
  directive @inline(n: Int) on INLINE_FRAGMENT
  directive @variable(n: Int) on VARIABLE_DEFINITION
  directive @everywhere(n: Int) repeatable on
    QUERY | MUTATION | FIELD | FRAGMENT_DEFINITION | FRAGMENT_SPREAD | INLINE_FRAGMENT | VARIABLE_DEFINITION`;

export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'items',
    sdl: `${federation('@key')} ${shared}
      directive @narrow on QUERY | FIELD
      directive @ours on FIELD
      type Query { item: Item double(of: Int): Int }
      type Mutation { first: Item second: Item }
      type Item @key(fields: "id") { id: ID! name: String }`,
    resolvers: {
      Query: { item: () => ({ id: '1', name: 'one' }), double: (_, { of }) => of * 2 },
      Mutation: { first: () => ({ id: '1', name: 'one' }), second: () => ({ id: '2', name: 'two' }) },
    },
  },
  {
    name: 'sizes',
    sdl: `${federation('@key')} ${shared}
      directive @narrow on FIELD | MUTATION
      type Item @key(fields: "id") { id: ID! size(in: Int): Int twin: Item }`,
    resolvers: { Item: { size: ({ id }, { in: unit = 1 }) => Number(id) * unit, twin: () => ({ id: '2' }) } },
  },
];
