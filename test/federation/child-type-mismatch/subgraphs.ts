import { failure, federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const user = { __typename: 'User', id: '1', name: 'Rana' };
const bot = { __typename: 'Bot', id: '2', version: 3 };

/** Fields of one name whose types differ between types and subgraphs, as far as they can be merged. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'first',
    sdl: `${federation('@key', '@shareable')}
      type Query { all: [Actor!]! users: [User!] @shareable count: Int! @shareable node: Node @shareable }
      union Actor = User | Bot
      interface Node { id: ID }
      type User implements Node @key(fields: "id") { id: ID! name: String! @shareable tag: String @shareable note: String! @shareable }
      type Bot @key(fields: "id") { id: ID! version: Int! tag: Int! note: String }`,
    resolvers: {
      Query: { all: () => [user, bot], users: () => [user], count: () => 2, node: () => user },
      User: { tag: () => 'user tag', note: () => 'user note', __resolveReference: () => user },
      Bot: {
        tag: () => 7,
        note: () => {
          throw failure('NO_NOTE');
        },
      },
    },
  },
  {
    name: 'second',
    sdl: `${federation('@key', '@shareable')}
      type Query { users: [User!]! @shareable count: Int @shareable node: User @shareable strict: [[User!]!]! }
      interface Node { id: ID }
      type User implements Node @key(fields: "id") { id: ID! name: String @shareable tag: String! @shareable age: Int note: String @shareable }`,
    resolvers: {
      Query: { users: () => [user], count: () => 2, node: () => user, strict: () => [[{ id: '1' }]] },
      User: { name: () => null, tag: () => 'user tag', note: () => 'user note', age: () => 40 },
    },
  },
];
