import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

/** `@provides` that reaches into objects, lists and further entities. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'catalogue',
    sdl: `${federation('@key', '@shareable')}
      type Drug @key(fields: "id") { id: ID! name: String! @shareable maker: Maker! @shareable forms: [Form!]! @shareable }
      type Maker @key(fields: "id") { id: ID! name: String! @shareable country: String! @shareable }
      type Form { code: String! @shareable dose: Int! @shareable }`,
    resolvers: {
      Drug: {
        name: ({ id }) => `catalogue ${id}`,
        maker: () => ({ id: 'm1' }),
        forms: () => [{ code: 'TAB', dose: 500 }],
      },
      Maker: { name: ({ id }) => `catalogue ${id}`, country: () => 'catalogue SY' },
    },
  },
  {
    name: 'shelf',
    sdl: `${federation('@key', '@external', '@provides')}
      type Query {
        first: Drug! @provides(fields: "name maker { name }")
        all: [Drug!]! @provides(fields: "forms { code } maker { name country }")
        bare: Drug!
      }
      type Drug @key(fields: "id") { id: ID! name: String! @external maker: Maker! @external forms: [Form!]! @external }
      type Maker @key(fields: "id") { id: ID! name: String! @external country: String! @external }
      type Form { code: String! @external }`,
    resolvers: {
      Query: {
        first: () => ({ id: '1', name: 'shelf 1', maker: { id: 'm1', name: 'shelf m1' } }),
        all: () =>
          ['1', '2'].map((id) => ({
            id,
            forms: [{ code: `shelf ${id}` }, { code: 'shelf' }],
            maker: { id: 'm1', name: 'shelf m1', country: 'shelf SY' },
          })),
        bare: () => ({ id: '3' }),
      },
    },
  },
];
