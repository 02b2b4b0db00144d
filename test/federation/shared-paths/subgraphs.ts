import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const kit = { __typename: 'Kit', code: 'k1' };
const memo = { __typename: 'Memo', title: 'Note', body: 'Call back' };

/**
 * Values without keys behind shareable fields: each subgraph knows other members of a union, other implementations, and
 * other fields of one.
 */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'care',
    sdl: `${federation('@shareable')}
      type Query { drug: Item @shareable kit: Item @shareable desk: Desk @shareable }
      type Desk @shareable { letter: Document memo: Document kit: Item }
      union Item = Drug | Device
      type Drug { id: ID! @shareable dose: Int }
      type Device { serial: Int }
      interface Document { title: String }
      type Letter implements Document { title: String @shareable sender: String }
      type Report implements Document { title: String @shareable }`,
    resolvers: {
      Query: {
        drug: () => ({ __typename: 'Drug', id: 'd1', dose: 5 }),
        kit: () => null,
        desk: () => ({ letter: { __typename: 'Letter', title: 'Dear', sender: 'Rana' }, memo: null, kit: null }),
      },
    },
  },
  {
    name: 'stock',
    sdl: `${federation('@shareable')}
      type Query { drug: Item @shareable kit: Item @shareable desk: Desk @shareable }
      type Desk @shareable { letter: Document memo: Document kit: Item }
      union Item = Drug | Kit
      type Drug { id: ID! @shareable batch: String }
      type Kit { code: String }
      interface Document { title: String }
      type Letter implements Document { title: String @shareable pages: Int }
      type Memo implements Document { title: String body: String }
      type Report implements Document { title: String @shareable }`,
    resolvers: {
      Query: {
        drug: () => ({ __typename: 'Drug', id: 'd1', batch: 'B5' }),
        kit: () => kit,
        desk: () => ({ letter: { __typename: 'Letter', title: 'Dear', pages: 2 }, memo, kit }),
      },
    },
  },
];
