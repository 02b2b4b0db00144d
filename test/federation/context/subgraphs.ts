import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const accounts = [
  { id: 'a1', currency: 'SYP', owner: { name: 'Rana' }, cards: [{ id: 'c1' }, { id: 'c2' }] },
  { id: 'a2', currency: 'USD', owner: { name: null }, cards: [{ id: 'c1' }] },
];

const holders = [
  { id: 'h1', name: 'Rana', rating: 1 },
  { id: 'h2', name: 'Sami', rating: 2 },
];
const holderOf = (id: string) => holders.find((holder) => holder.id === id);

/** Arguments that are filled from an object above, by `@context` and `@fromContext`. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'cards',
    sdl: `${federation('@key', '@context', '@fromContext', '@external', '@requires')}
      type Query { accounts: [Account!]! branch: Branch! holders: [Holder!]! }
      type Account @key(fields: "id") @context(name: "account") {
        id: ID!
        currency: String! @external
        owner: Owner! @external
        cards: [Card!]!
        main: Card
        keeper: Holder!
      }
      type Owner { name: String @external }
      type Branch @key(fields: "id") { id: ID! city: String! accounts: [Account!]! }
      type Card @key(fields: "id") {
        id: ID!
        limit(times: Int = 1, currency: String @fromContext(field: "$account { currency }")): String
        label(owner: String @fromContext(field: "$account { owner { name } }")): String
      }
      type Holder @key(fields: "id") {
        id: ID!
        name: String!
        rating: Int! @external
        guarantor: Holder @requires(fields: "rating")
      }`,
    resolvers: {
      Query: {
        accounts: () =>
          accounts.map(({ id, cards }) => ({ id, cards, main: cards[0], keeper: { id: 'h1', name: 'Rana' } })),
        holders: () => holders.map(({ id, name }) => ({ id, name })),
        branch: () => ({ id: 'b1', city: 'Homs', accounts: [{ id: 'a2', cards: [{ id: 'c9' }], main: null }] }),
      },
      Account: {
        __resolveReference: ({ id }) => ({ id, cards: accounts.find((one) => one.id === id)?.cards ?? [] }),
      },
      Card: {
        limit: ({ id }, { times, currency }) => `${id} ${times} ${currency}`,
        label: ({ id }, { owner }) => `${id} of ${owner}`,
      },
      Holder: {
        __resolveReference: (reference) => ({ name: holderOf(reference.id)?.name, ...reference }),
        guarantor: ({ rating }) => holders.find((holder) => holder.rating > rating),
      },
    },
  },
  {
    name: 'accounts',
    sdl: `${federation('@key', '@external', '@requires')}
      type Query { account(id: ID!): Account }
      type Account @key(fields: "id") { id: ID! currency: String! owner: Owner! }
      type Owner { name: String }
      type Holder @key(fields: "id") {
        id: ID!
        name: String! @external
        rating: Int!
        guarantor: Holder @external
        standing: String! @requires(fields: "name guarantor { rating }")
      }`,
    resolvers: {
      Query: { account: (_, { id }) => accounts.find((one) => one.id === id) },
      Account: { __resolveReference: ({ id }) => accounts.find((one) => one.id === id) },
      Holder: {
        __resolveReference: (reference) => ({ rating: holderOf(reference.id)?.rating, ...reference }),
        standing: ({ name, guarantor }) => `${name} by ${guarantor?.rating ?? 'nobody'}`,
      },
    },
  },
];
