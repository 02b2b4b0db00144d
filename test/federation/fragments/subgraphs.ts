import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const animals = [
  { __typename: 'Dog', id: '1', name: 'Rex', barks: true },
  { __typename: 'Cat', id: '2', name: 'Tom', lives: 9 },
  { __typename: 'Fish', id: '3', name: 'Wanda' },
];

/** Interfaces over interfaces and a union, of entities that continue in another subgraph. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'zoo',
    sdl: `${federation('@key')}
      type Query { animals: [Animal!]! pets: [Pet!]! any: [AnyAnimal!]! dog: Dog }
      interface Animal { id: ID! name: String! }
      interface Pet implements Animal { id: ID! name: String! }
      union AnyAnimal = Dog | Cat | Fish
      type Dog implements Pet & Animal @key(fields: "id") { id: ID! name: String! barks: Boolean! }
      type Cat implements Pet & Animal @key(fields: "id") { id: ID! name: String! lives: Int! }
      type Fish implements Animal @key(fields: "id") { id: ID! name: String! }`,
    resolvers: {
      Query: {
        animals: () => animals,
        pets: () => animals.slice(0, 2),
        any: () => animals.toReversed(),
        dog: () => animals[0],
      },
    },
  },
  {
    name: 'vet',
    sdl: `${federation('@key')}
      type Dog @key(fields: "id") { id: ID! weight: Float! vaccine: Vaccine }
      type Cat @key(fields: "id") { id: ID! weight: Float! }
      type Fish @key(fields: "id") { id: ID! length: Int! }
      type Vaccine { name: String! batch: String! }`,
    resolvers: {
      Dog: { weight: () => 20.5, vaccine: () => ({ name: 'rabies', batch: 'B1' }) },
      Cat: { weight: () => 4 },
      Fish: { length: () => 12 },
    },
  },
];
