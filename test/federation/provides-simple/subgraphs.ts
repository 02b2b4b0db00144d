import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

/** A subgraph that answers another's field on one path, and may not on any other. What it provides bears its mark. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'register',
    sdl: `${federation('@key', '@shareable')}
      type Doctor @key(fields: "id") { id: ID! name: String! @shareable phone: String @shareable licence: String! }`,
    resolvers: {
      Doctor: {
        name: ({ id }) => `${id} of the register`,
        phone: ({ id }) => `register ${id}`,
        licence: ({ id }) => `L-${id}`,
      },
    },
  },
  {
    name: 'rota',
    sdl: `${federation('@key', '@external', '@provides')}
      type Query {
        onCall: Doctor! @provides(fields: "name")
        reserve: Doctor!
        team: [Doctor!]! @provides(fields: "name phone")
      }
      type Doctor @key(fields: "id") {
        id: ID!
        name: String! @external
        phone: String @external
        substitute: Doctor
      }`,
    resolvers: {
      Query: {
        onCall: () => ({ id: 'd1', name: 'd1 of the rota' }),
        reserve: () => ({ id: 'd2' }),
        team: () => [
          { id: 'd1', name: 'd1 of the rota', phone: 'rota d1' },
          { id: 'd2', name: 'd2 of the rota', phone: null },
        ],
      },
      Doctor: { substitute: ({ id }) => (id === 'd1' ? { id: 'd2' } : null) },
    },
  },
];
