import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const visits = [
  { id: '1', finding: { __typename: 'Fracture', bone: 'ulna', code: 'S52' }, place: { __typename: 'Clinic', room: 7 } },
  {
    id: '2',
    finding: { __typename: 'Fever', degrees: 39.5, code: 'R50' },
    place: { __typename: 'Home', street: 'Rose' },
  },
  { id: '3', finding: null, place: { __typename: 'Home', street: 'Olive' } },
];

const kinds = `
  interface Finding { code: String! }
  type Fracture implements Finding @shareable { code: String! bone: String! }
  type Fever implements Finding @shareable { code: String! degrees: Float! }
  union Place = Clinic | Home
  type Clinic @shareable { room: Int! }
  type Home @shareable { street: String! }`;

/** Fields that require an interface or a union, through inline fragments. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'records',
    sdl: `${federation('@key', '@shareable')}
      type Query { visits: [Visit!]! }
      type Visit @key(fields: "id") { id: ID! finding: Finding place: Place! }
      ${kinds}`,
    resolvers: {
      Query: { visits: () => visits },
      Visit: { __resolveReference: ({ id }) => visits.find((visit) => visit.id === id) },
    },
  },
  {
    name: 'statistics',
    sdl: `${federation('@key', '@shareable', '@external', '@requires')}
      type Query { sampled: Visit! }
      type Visit @key(fields: "id") {
        id: ID!
        finding: Finding @external
        place: Place! @external
        group: String! @requires(fields: "finding { code ... on Fracture { bone } ... on Fever { degrees } }")
        region: String! @requires(fields: "place { __typename ... on Clinic { room } ... on Home { street } }")
        chapter: String! @requires(fields: "finding { code }")
      }
      ${kinds}`,
    resolvers: {
      Query: { sampled: () => ({ id: '2' }) },
      Visit: {
        group: ({ finding }) => (finding ? `${finding.code} ${finding.bone ?? finding.degrees}` : 'none'),
        region: ({ place }) => `${place.__typename} ${place.room ?? place.street}`,
        chapter: ({ finding }) => finding?.code.slice(0, 1) ?? '-',
      },
    },
  },
];
