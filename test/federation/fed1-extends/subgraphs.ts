import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

/** Subgraphs written for federation 1: no link, `extend type`, @external keys, value types shared by being the same. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'accounts',
    sdl: `
      extend type Query { me: User user(id: ID!): User }
      type User @key(fields: "id") @key(fields: "login") { id: ID! login: String! address: Address }
      type Address { street: String city: String }`,
    resolvers: {
      Query: { me: () => ({ id: '1', login: 'a1' }), user: (_, { id }) => ({ id, login: `a${id}` }) },
      User: {
        __resolveReference: ({ id, login }) => ({ id: id ?? login.slice(1), login: login ?? `a${id}` }),
        address: () => ({ street: 'Rose', city: 'Homs' }),
      },
    },
  },
  {
    name: 'reviews',
    sdl: `
      extend type Query { reviews: [Review!]! }
      type Review @key(fields: "id") { id: ID! text: String author: User @provides(fields: "login") writer: User }
      extend type User @key(fields: "id") {
        id: ID! @external
        login: String! @external
        reviews: [Review!]!
        badge: String @requires(fields: "login")
      }
      type Address { street: String city: String }
      type Shop { address: Address }
      extend type Query { shop: Shop }`,
    resolvers: {
      Query: {
        reviews: () => [
          { id: 'r1', text: 'good', user: '1' },
          { id: 'r2', text: null, user: '2' },
        ],
        shop: () => ({ address: { street: 'Olive', city: 'Hama' } }),
      },
      Review: {
        author: ({ user }) => ({ id: user, login: `provided ${user}` }),
        writer: ({ user }) => ({ id: user }),
      },
      User: {
        reviews: ({ id }) => [{ id: 'r1', text: `of ${id}`, user: id }],
        badge: ({ login }) => `[${login}]`,
      },
    },
  },
  {
    name: 'logins',
    sdl: `extend type User @key(fields: "login") { login: String! @external lastSeen: String }`,
    resolvers: { User: { lastSeen: ({ login }) => `${login} today` } },
  },
];
