import { failure, federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const fail = (code: string) => () => {
  throw failure(code);
};

/** Subgraphs whose errors have to find their way to where the client asked. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'wards',
    sdl: `${federation('@key')}
      type Query { ward: Ward wards: [Ward]! rootFails: String rooms: [[Bed]!]! beds(ids: [ID!]!): [Bed]! }
      type Mutation { move(to: ID!): Bed }
      type Ward { name: String fails: Int head: Bed beds: [Bed!]! }
      type Bed @key(fields: "id") { id: ID! }`,
    resolvers: {
      Query: {
        ward: () => ({ name: 'W', head: { id: 'bad' }, beds: [{ id: '1' }, { id: 'bad' }] }),
        wards: () => [{ name: 'A', head: { id: 'bad' }, beds: [] }, null, { head: null, beds: [{ id: 'bad' }] }],
        rootFails: fail('ROOT'),
        rooms: () => [[{ id: '1' }], [null, { id: 'bad' }]],
        beds: (_, { ids }) => ids.map((id: string) => ({ id })),
      },
      Mutation: { move: (_, { to }) => ({ id: to }) },
      Ward: { fails: fail('WARD') },
    },
  },
  {
    name: 'beds',
    sdl: `${federation('@key')}
      type Bed @key(fields: "id") {
        id: ID! state: String parts: [Part!] after: String echo(text: String): String
      }
      type Part { number: Int wheel: Wheel }
      type Wheel { size: Int }`,
    resolvers: {
      Bed: {
        async __resolveReference({ id }) {
          if (id === 'gone') throw failure('GONE');
          return { id };
        },
        state: ({ id }) => (id === 'bad' ? fail('STATE')() : `state ${id}`),
        parts: ({ id }) => [
          { number: 1, wheel: { id: 'good' } },
          { number: 2, wheel: { id } },
        ],
        after: () => 'after',
        echo: ({ id }, { text }) => (id === 'bad' ? fail(`ECHO_${text}`)() : text),
      },
      Wheel: { size: ({ id }) => (id === 'bad' ? fail('WHEEL')() : 20) },
    },
    respond: (answer, { query }) =>
      query.includes('after')
        ? { ...answer, errors: [{ message: 'somewhere', extensions: { code: 'PATHLESS', forPeople: true } }] }
        : answer,
  },
  {
    name: 'closed',
    sdl: `${federation('@key')}
      type Query { page: String fine: String }
      type Bed @key(fields: "id") { id: ID! price: Int tax: Int }`,
    respond: (_, { query }) => (query.includes('fine') ? { data: { fine: 'fine' } } : '<html>Bad gateway</html>'),
  },
];
