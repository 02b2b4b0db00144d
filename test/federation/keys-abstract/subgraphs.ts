import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const owners = [
  { __typename: 'Person', id: 'p1', name: 'Rana', tags: ['a'] },
  { __typename: 'Company', id: 'c1', name: 'Hama Ltd', employees: 7 },
];
const ownerOf = ({ id }: { id: string }) => owners.find((owner) => owner.id === id);

/** An interface that is an entity in both subgraphs: it is asked for by its own name and by those of its implementations. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'owners',
    sdl: `${federation('@key')}
      type Query { owners: [Owner!]! holder: Holder }
      interface Owner @key(fields: "id") { id: ID! name: String! }
      type Person implements Owner @key(fields: "id") { id: ID! name: String! tags: [String!]! }
      type Company implements Owner @key(fields: "id") { id: ID! name: String! employees: Int! }
      union Holder = Person | Company`,
    resolvers: {
      Query: { owners: () => owners, holder: () => owners[1] },
      Owner: { __resolveReference: ownerOf, __resolveType: (owner) => owner.__typename },
      Person: { __resolveReference: ownerOf },
      Company: { __resolveReference: ownerOf },
    },
  },
  {
    name: 'houses',
    sdl: `${federation('@key')}
      type Query { houses: [House!]! }
      type House @key(fields: "number owner") { number: Int! owner: ID! by: Person firm: Company }
      type Person @key(fields: "id") { id: ID! houses: [House!]! }
      type Company @key(fields: "id") { id: ID! houses: [House!]! }`,
    resolvers: {
      Query: {
        houses: () => [
          { number: 1, owner: 'p1', by: { id: 'p1' }, firm: null },
          { number: 2, owner: 'c1', by: null, firm: { id: 'c1' } },
        ],
      },
      Person: { houses: ({ id }) => [{ number: 1, owner: id, by: { id }, firm: null }] },
      Company: { houses: () => [] },
    },
  },
];
