import { federation, type WholeServer } from '../support/behaviour.ts';
import type { Resolvers, SubgraphDefinition } from '../support/startSubgraphs.ts';

const definition = 'directive @oneOf on INPUT_OBJECT';
const inputs = `
  "One way to name a person."
  input Who @oneOf { healthId: ID number: Int name: Name "Any of these." any: [Who!] }
  input Name { given: String! family: String }
  input Search { who: Who! limit: Int = 2 others: [Who] }`;

/** Tells what arrived. */
const echo = (_: unknown, args: unknown) => JSON.stringify(args);
const persons: Resolvers = { Query: { find: echo, search: echo, all: echo }, Mutation: { name: echo } };
const visits = { visits: echo };

export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'persons',
    sdl: `${federation('@key')} ${definition} ${inputs}
      type Query { find(who: Who!): String search(search: Search): String all(of: [Who!]): String person: Person }
      type Mutation { name(who: Who = { number: 1 }): String }
      type Person @key(fields: "id") { id: ID! }`,
    resolvers: { ...persons, Query: { ...(persons['Query'] as object), person: () => ({ id: '1' }) } as never },
  },
  {
    name: 'visits',
    // It takes whatever the other takes, without enforcing that it is one.
    sdl: `${federation('@key')}
      input Who { healthId: ID number: Int name: Name any: [Who!] }
      input Name { given: String! family: String }
      type Person @key(fields: "id") { id: ID! visits(with: Who): String }`,
    resolvers: { Person: visits },
  },
];

export const whole: WholeServer = {
  sdl: `${inputs}
    type Query { find(who: Who!): String search(search: Search): String all(of: [Who!]): String person: Person }
    type Mutation { name(who: Who = { number: 1 }): String }
    type Person { id: ID! visits(with: Who): String }`,
  resolvers: {
    ...persons,
    Query: { ...(persons['Query'] as object), person: () => ({ id: '1' }) } as never,
    Person: visits,
  },
};
