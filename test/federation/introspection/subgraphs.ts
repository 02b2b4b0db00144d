import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

/** A schema with something of every kind, to be asked about itself. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'left',
    sdl: `${federation('@key', '@inaccessible')}
      "What can be asked."
      type Query { thing: Thing any: [Any!] hidden: String @inaccessible }
      interface Node { id: ID! }
      "A thing."
      type Thing implements Node @key(fields: "id") { id: ID! old: Int @deprecated(reason: "Use new.") kind(of: Kind = A): Kind }
      enum Kind { A B @deprecated }
      union Any = Thing | Other
      type Other { name: String }`,
    resolvers: {
      Query: { thing: () => ({ id: '1' }), any: () => [{ __typename: 'Thing', id: '2' }] },
      Thing: { kind: (_, { of }) => of },
    },
  },
  {
    name: 'right',
    sdl: `${federation('@key')}
      type Thing @key(fields: "id") { id: ID! new: Int sort(by: Sort! = { up: true }): String }
      input Sort { up: Boolean = false by: [String!] }`,
    resolvers: { Thing: { new: () => 5 } },
  },
];
