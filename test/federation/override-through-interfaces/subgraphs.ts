import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const documents = [
  { __typename: 'Letter', id: 'l1' },
  { __typename: 'Report', id: 'r1' },
  { __typename: 'Letter', id: 'l2' },
];
const marked = (name: string, fields: string[]) =>
  Object.fromEntries(fields.map((field) => [field, ({ id }: { id: string }) => `${name} ${field} ${id}`]));
const moving = ['always', 'never', 'unset'];

/**
 * Fields of letters on their way from one subgraph to another, for all, for none, and by a label that nobody sets; those of reports stay.
 * A third subgraph has the interface as an interface object.
 */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'old',
    sdl: `${federation('@key', '@shareable')}
      type Query { documents: [Document!]! filed: [Filed!]! drawer: Drawer! }
      type Drawer { slots: [[Document]!]! top: Filed }
      interface Filed { always: String! }
      interface Document implements Filed @key(fields: "id") { id: ID! always: String! never: String! unset: String! }
      type Letter implements Document & Filed @key(fields: "id") { id: ID! always: String! never: String! unset: String! }
      type Report implements Document & Filed @key(fields: "id") { id: ID! always: String! never: String! unset: String! }`,
    resolvers: {
      Query: {
        documents: () => documents,
        filed: () => documents,
        drawer: () => ({ slots: [documents.slice(0, 2), [null, documents[2]]], top: documents[0] }),
      },
      Document: { __resolveReference: ({ id }) => documents.find((one) => one.id === id) },
      Letter: { __resolveReference: ({ id }) => ({ id }), ...marked('old', moving) },
      Report: { __resolveReference: ({ id }) => ({ id }), ...marked('old', moving) },
    },
  },
  {
    name: 'new',
    sdl: `${federation('@key', '@override')}
      type Query { drafts: [Draft!]! }
      interface Draft { id: ID! always: String! never: String! unset: String! }
      type Letter implements Draft @key(fields: "id") {
        id: ID!
        always: String! @override(from: "old", label: "percent(100)")
        never: String! @override(from: "old", label: "percent(0)")
        unset: String! @override(from: "old", label: "moved_letters")
      }`,
    resolvers: {
      Query: { drafts: () => [{ __typename: 'Letter', id: 'l3' }] },
      Letter: { __resolveReference: ({ id }) => ({ id }), ...marked('new', moving) },
    },
  },
  {
    name: 'audit',
    sdl: `${federation('@key', '@interfaceObject')}
      type Query { audited: [Document!]! }
      type Document @interfaceObject @key(fields: "id") { id: ID! auditor: String! }`,
    resolvers: {
      Query: { audited: () => documents.map(({ id }) => ({ id })) },
      Document: { __resolveReference: ({ id }) => ({ id }), auditor: ({ id }) => `auditor of ${id}` },
    },
  },
];
