import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const shapes = [
  { __typename: 'Circle', id: '1', radius: 2 },
  { __typename: 'Square', id: '2', side: 3 },
];

/** Objects behind interfaces and unions, whose type the client asks for everywhere. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'shapes',
    sdl: `${federation('@key', '@shareable')}
      type Query { shapes: [Shape!]! figure: Figure circle: Circle point: Point @shareable }
      type Mutation { draw: Shape }
      interface Shape { id: ID! }
      union Figure = Circle | Square
      type Circle implements Shape @key(fields: "id") { id: ID! radius: Int! }
      type Square implements Shape @key(fields: "id") { id: ID! side: Int! }
      type Point @shareable { x: Int }`,
    resolvers: {
      Query: { shapes: () => shapes, figure: () => shapes[1], circle: () => shapes[0], point: () => ({ x: 1 }) },
      Mutation: { draw: () => shapes[0] },
      Square: { __resolveReference: ({ id }) => shapes.find((shape) => shape.id === id) },
    },
  },
  {
    name: 'colors',
    sdl: `${federation('@key', '@shareable')}
      type Query { point: Point @shareable nothing: Circle }
      type Circle @key(fields: "id") { id: ID! color: Color twin: Figure }
      type Square @key(fields: "id") { id: ID! color: Color }
      union Figure = Circle | Square
      type Color { name: String! }
      type Point @shareable { x: Int y: Int }`,
    resolvers: {
      Query: { point: () => ({ x: 1, y: 2 }), nothing: () => null },
      Circle: { color: () => ({ name: 'red' }), twin: () => ({ __typename: 'Square', id: '2' }) },
      Square: { color: () => null },
    },
  },
];
