import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const marked = (name: string, fields: string[]) =>
  Object.fromEntries(
    fields.map((field) => [field, (parent?: { id: string }) => `${name} ${field} ${parent?.id ?? ''}`.trim()]),
  );

/** Fields that moved from one subgraph to another; both still have them. Every value says who answered it. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'old',
    sdl: `${federation('@key', '@shareable')}
      type Query { bill: Bill! total: String! oldBills: [Bill!]! }
      type Bill @key(fields: "id") { id: ID! amount: String! payer: String! state: String! @shareable }`,
    resolvers: {
      Query: { bill: () => ({ id: '1' }), total: () => 'old total', oldBills: () => [{ id: '1' }, { id: '2' }] },
      Bill: marked('old', ['amount', 'payer', 'state']),
    },
  },
  {
    name: 'new',
    sdl: `${federation('@key', '@override')}
      type Query { total: String! @override(from: "old") newBill: Bill! }
      type Bill @key(fields: "id") {
        id: ID!
        amount: String! @override(from: "old")
        state: String! @override(from: "old")
      }`,
    resolvers: {
      Query: { total: () => 'new total', newBill: () => ({ id: '3' }) },
      Bill: marked('new', ['amount', 'state']),
    },
  },
  {
    name: 'other',
    sdl: `${federation('@key', '@override')}
      type Query { bill: Bill! @override(from: "old") }
      type Bill @key(fields: "id") { id: ID! note: String! }`,
    resolvers: { Query: { bill: () => ({ id: '9' }) }, Bill: marked('other', ['note']) },
  },
];
