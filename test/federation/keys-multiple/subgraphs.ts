import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const people = [
  { id: '1', email: 'rana@x', nickname: 'ran', badge: 7 },
  { id: '2', email: 'basel@x', nickname: 'bas', badge: 8 },
];
const by = (key: 'id' | 'email' | 'nickname' | 'badge') => (reference: Record<string, unknown>) =>
  people.find((person) => person[key] === reference[key]);

/** One entity under four keys, no two neighbours sharing all of them: some fields are several hops away. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'ids',
    sdl: `${federation('@key')}
      type Query { people: [Person!]! }
      type Person @key(fields: "id") { id: ID! }`,
    resolvers: { Query: { people: () => people }, Person: { __resolveReference: by('id') } },
  },
  {
    name: 'emails',
    sdl: `${federation('@key')}
      type Query { byEmail(email: String!): Person }
      type Person @key(fields: "id") @key(fields: "email") { id: ID! email: String! }`,
    resolvers: {
      Query: { byEmail: (_, args) => by('email')(args) },
      Person: { __resolveReference: (reference) => ('id' in reference ? by('id') : by('email'))(reference) },
    },
  },
  {
    name: 'nicknames',
    sdl: `${federation('@key')}
      type Person @key(fields: "email") @key(fields: "nickname") { email: String! nickname: String! }`,
    resolvers: {
      Person: {
        __resolveReference: (reference) => ('nickname' in reference ? by('nickname') : by('email'))(reference),
      },
    },
  },
  {
    name: 'points',
    sdl: `${federation('@key')}
      type Query { byNickname(nickname: String!): Person }
      type Person @key(fields: "nickname") { nickname: String! points: Int! }`,
    resolvers: {
      Query: { byNickname: (_, args) => by('nickname')(args) },
      Person: { __resolveReference: by('nickname'), points: ({ badge }) => badge * 100 },
    },
  },
];
