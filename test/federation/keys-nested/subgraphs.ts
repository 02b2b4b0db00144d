import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const hospital = { id: 'H1', city: 'Homs' };
const wards = [
  { code: 'W1', hospital },
  { code: 'W2', hospital: { id: 'H2', city: 'Hama' } },
];
const beds = [
  { number: 1, ward: wards[0] },
  { number: 1, ward: wards[1] },
];

/** Keys that reach into objects, one and two levels deep. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'building',
    sdl: `${federation('@key', '@shareable')}
      type Query { beds: [Bed!]! wards: [Ward!]! }
      type Bed @key(fields: "number ward { code hospital { id } }") { number: Int! @shareable ward: Ward! @shareable }
      type Ward @key(fields: "hospital { id } code") { code: String! @shareable hospital: Hospital! @shareable }
      type Hospital @key(fields: "id") { id: ID! city: String! }`,
    resolvers: {
      Query: { beds: () => beds, wards: () => wards },
      Hospital: {
        __resolveReference: ({ id }) => wards.map((ward) => ward.hospital).find((one) => one.id === id),
      },
      Ward: {
        __resolveReference: (ward) =>
          wards.find((one) => one.code === ward.code && one.hospital.id === ward.hospital.id),
      },
    },
  },
  {
    name: 'nursing',
    sdl: `${federation('@key', '@shareable')}
      type Query { firstWard: Ward! }
      type Bed @key(fields: "number ward { code hospital { id } }") { number: Int! @shareable ward: Ward! @shareable patient: String }
      type Ward @key(fields: "hospital { id } code") { code: String! @shareable hospital: Hospital! @shareable nurse: String! }
      type Hospital @key(fields: "id") { id: ID! staff: Int! }`,
    resolvers: {
      Query: { firstWard: () => ({ code: 'W1', hospital: { id: 'H1' } }) },
      Bed: { patient: ({ number, ward }) => `${number} in ${ward.code} of ${ward.hospital.id}` },
      Ward: { nurse: ({ code, hospital: { id } }) => `Nurse of ${code} ${id}` },
      Hospital: { staff: ({ id }) => Number(id.slice(1)) * 100 },
    },
  },
];
