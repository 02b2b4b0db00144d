import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

/** Enums that differ between subgraphs: as results they are joined, as inputs only the common values stay. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'desk',
    sdl: `${federation('@key')}
      type Query { cases: [Case!]! byUrgency(urgency: Urgency, all: [Urgency!]): String }
      type Case @key(fields: "id") { id: ID! state: State! urgent(if: Urgency = LOW): Boolean }
      enum State { OPEN CLOSED }
      enum Urgency { LOW HIGH }`,
    resolvers: {
      Query: {
        cases: () => [
          { id: '1', state: 'OPEN' },
          { id: '2', state: 'CLOSED' },
        ],
        byUrgency: (_, args) => JSON.stringify(args),
      },
      Case: { urgent: (_, args) => args.if === 'HIGH' },
    },
  },
  {
    name: 'court',
    sdl: `${federation('@key')}
      type Query { trial(urgency: Urgency!): String }
      type Case @key(fields: "id") { id: ID! ruling: State history: [State]! }
      enum State { OPEN APPEALED }
      enum Urgency { HIGH EXTREME LOW }`,
    resolvers: {
      Query: { trial: (_, { urgency }) => urgency },
      Case: {
        ruling: ({ id }) => (id === '1' ? 'APPEALED' : null),
        history: () => ['OPEN', null, 'APPEALED'],
      },
    },
  },
];
