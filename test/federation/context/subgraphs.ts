import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const accounts = [
  { id: 'a1', currency: 'SYP', owner: { name: 'Rana' }, cards: [{ id: 'c1' }, { id: 'c2' }] },
  { id: 'a2', currency: 'USD', owner: { name: null }, cards: [{ id: 'c1' }] },
];

/** Arguments that are filled from an object above, by `@context` and `@fromContext`. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'cards',
    sdl: `${federation('@key', '@context', '@fromContext', '@external')}
      type Query { accounts: [Account!]! branch: Branch! }
      type Account @key(fields: "id") @context(name: "account") {
        id: ID!
        currency: String! @external
        owner: Owner! @external
        cards: [Card!]!
        main: Card
      }
      type Owner { name: String @external }
      type Branch @key(fields: "id") { id: ID! city: String! accounts: [Account!]! }
      type Card @key(fields: "id") {
        id: ID!
        limit(times: Int = 1, currency: String @fromContext(field: "$account { currency }")): String
        label(owner: String @fromContext(field: "$account { owner { name } }")): String
      }`,
    resolvers: {
      Query: {
        accounts: () => accounts.map(({ id, cards }) => ({ id, cards, main: cards[0] })),
        branch: () => ({ id: 'b1', city: 'Homs', accounts: [{ id: 'a2', cards: [{ id: 'c9' }], main: null }] }),
      },
      Account: {
        __resolveReference: ({ id }) => ({ id, cards: accounts.find((one) => one.id === id)?.cards ?? [] }),
      },
      Card: {
        limit: ({ id }, { times, currency }) => `${id} ${times} ${currency}`,
        label: ({ id }, { owner }) => `${id} of ${owner}`,
      },
    },
  },
  {
    name: 'accounts',
    sdl: `${federation('@key')}
      type Query { account(id: ID!): Account }
      type Account @key(fields: "id") { id: ID! currency: String! owner: Owner! }
      type Owner { name: String }`,
    resolvers: {
      Query: { account: (_, { id }) => accounts.find((one) => one.id === id) },
      Account: { __resolveReference: ({ id }) => accounts.find((one) => one.id === id) },
    },
  },
];
