import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const rates: Record<string, number> = { USD: 1, EUR: 2, SYP: 3 };

/** Fields that require another subgraph's field with arguments of their own. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'prices',
    sdl: `${federation('@key')}
      type Query { drugs: [Drug!]! drug: Drug! }
      enum Currency { USD EUR SYP }
      type Drug @key(fields: "id") {
        id: ID!
        price(currency: Currency = USD): Int!
        names(language: String!, first: Int = 2): [Name!]!
        maker: Maker!
      }
      type Name { text(upper: Boolean = false): String! }
      type Maker { label(short: Boolean!): String! }`,
    resolvers: {
      Query: { drugs: () => [{ id: '1' }, { id: '2' }], drug: () => ({ id: '1' }) },
      Drug: {
        price: ({ id }, { currency }) => Number(id) * 100 * (rates[currency] ?? 0),
        names: ({ id }, { language, first }) =>
          ['x', 'y', 'z'].slice(0, first).map((letter) => ({ letter: `${letter}${id}${language}` })),
        maker: ({ id }) => ({ id }),
      },
      Name: { text: ({ letter }, { upper }) => (upper ? letter.toUpperCase() : letter) },
      Maker: { label: ({ id }, { short }) => (short ? `m${id}` : `maker ${id}`) },
    },
  },
  {
    name: 'taxes',
    sdl: `${federation('@key', '@external', '@requires')}
      enum Currency { USD EUR SYP }
      type Drug @key(fields: "id") {
        id: ID!
        price(currency: Currency = USD): Int! @external
        names(language: String!, first: Int = 2): [Name!]! @external
        maker: Maker! @external
        tax: Int! @requires(fields: "price(currency: USD)")
        stamp: Int! @requires(fields: "price")
        duty(percent: Int!): Int! @requires(fields: "price(currency: SYP)")
        leaflet: String! @requires(fields: "names(language: \\"ar\\", first: 1) { text(upper: true) }")
        box: String! @requires(fields: "maker { label(short: true) }")
      }
      type Name { text(upper: Boolean = false): String! @external }
      type Maker { label(short: Boolean!): String! @external }`,
    resolvers: {
      Drug: {
        tax: ({ price }) => price / 10,
        stamp: ({ price }) => price / 100,
        duty: ({ price }, { percent }) => (price * percent) / 100,
        leaflet: ({ names }) => names.map(({ text }: { text: string }) => text).join(' '),
        box: ({ maker }) => `[${maker.label}]`,
      },
    },
  },
];
