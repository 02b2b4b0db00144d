import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const marked = (name: string, fields: string[]) =>
  Object.fromEntries(
    fields.map((field) => [field, (parent?: { id: string }) => `${name} ${field} ${parent?.id ?? ''}`.trim()]),
  );

/** Fields on their way from one subgraph to another: for all, for none, and by a label that nobody sets. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'old',
    sdl: `${federation('@key')}
      type Query { slip: Slip! never: String! always: String! unset: String! }
      type Slip @key(fields: "id") { id: ID! never: String! always: String! unset: String! stays: String! }`,
    resolvers: {
      Query: { slip: () => ({ id: '1' }), ...marked('old', ['never', 'always', 'unset']) },
      Slip: marked('old', ['never', 'always', 'unset', 'stays']),
    },
  },
  {
    name: 'new',
    sdl: `${federation('@key', '@override')}
      type Query {
        newSlip: Slip!
        never: String! @override(from: "old", label: "percent(0)")
        always: String! @override(from: "old", label: "percent(100)")
        unset: String! @override(from: "old", label: "moved_slips")
      }
      type Slip @key(fields: "id") {
        id: ID!
        never: String! @override(from: "old", label: "percent(0)")
        always: String! @override(from: "old", label: "percent(100)")
        unset: String! @override(from: "old", label: "moved_slips")
      }`,
    resolvers: {
      Query: { newSlip: () => ({ id: '2' }), ...marked('new', ['never', 'always', 'unset']) },
      Slip: marked('new', ['never', 'always', 'unset']),
    },
  },
];
