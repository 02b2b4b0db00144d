import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const animals = [
  { __typename: 'Dog', id: '1', age: 3, chip: { code: 'c1' } },
  { __typename: 'Cat', id: '2', age: null, chip: null },
  { __typename: 'Dog', id: '3', age: 12, chip: { code: 'c3' } },
];
const animalOf = ({ id }: { id: string }) => animals.find((animal) => animal.id === id);

/** Fields of an interface that each implementation computes from what another subgraph holds, each from something else. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'register',
    sdl: `${federation('@key')}
      type Query { animals: [Animal!]! }
      interface Animal { id: ID! age: Int }
      type Dog implements Animal @key(fields: "id") { id: ID! age: Int chip: Chip }
      type Cat implements Animal @key(fields: "id") { id: ID! age: Int }
      type Chip { code: String! }`,
    resolvers: {
      Query: { animals: () => animals },
      Dog: { __resolveReference: animalOf },
      Cat: { __resolveReference: animalOf },
    },
  },
  {
    name: 'clinic',
    sdl: `${federation('@key', '@external', '@requires')}
      type Query { waiting: [Patient!]! next: Patient }
      interface Patient { id: ID! advice: String! }
      type Dog implements Patient @key(fields: "id") {
        id: ID! age: Int @external chip: Chip @external
        advice: String! @requires(fields: "age chip { code }")
      }
      type Cat implements Patient @key(fields: "id") {
        id: ID! age: Int @external
        advice: String! @requires(fields: "age")
      }
      type Chip { code: String! @external }`,
    resolvers: {
      Query: {
        waiting: () => animals.map(({ __typename, id }) => ({ __typename, id })).toReversed(),
        next: () => ({ __typename: 'Cat', id: '2' }),
      },
      Dog: { advice: ({ age, chip }) => `dog of ${age} with ${chip?.code ?? 'no chip'}` },
      Cat: { advice: (cat) => ('chip' in cat ? 'a cat has no chip' : `cat of ${cat.age}`) },
    },
  },
];
