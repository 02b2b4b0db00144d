import { failure, federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const hits = [
  { __typename: 'Doctor', id: 'd1' },
  { __typename: 'Clinic', id: 'c1' },
  { __typename: 'Note', id: 'n1' },
  { __typename: 'Doctor', id: 'd2' },
];
const hitOf = (id: string) => hits.find((hit) => hit.id === id) ?? null;
const photoOf = (kind: string) => (parent: { id: string }) => ({ id: `${kind}-${parent.id}` });

/**
 * Objects of several types that all have photos, which two other subgraphs know: one key of an answer stands for different fields
 * of the photos, depending on whose photo it is.
 */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'directory',
    sdl: `${federation('@key', '@shareable')}
      type Query { hit(id: ID!): Hit hits: [Hit!]! pages: [[Hit!]!]! named: [Named!]! devices: [Device!]! }
      type Mutation { touch(id: ID!): Hit! rename(id: ID!, to: String!): Hit! }
      union Hit = Doctor | Clinic | Note
      interface Named { id: ID! photo: Photo photos: [Photo!] near: Named mark(w: Int): String }
      type Doctor implements Named @key(fields: "id") { id: ID! name: String post: Post! photo: Photo photos: [Photo!] seal: Photo! near: Named mark(w: Int): String }
      type Clinic implements Named @key(fields: "id") { id: ID! title: String post: Post! photo: Photo photos: [Photo!] front: Photo seal: Photo! near: Named mark(w: Int): String }
      type Note { id: ID! text: String! about: Named photo: Photo }
      type Post { place: Place label(short: Boolean): String }
      type Place { sign: Photo named: Named }
      type Photo @key(fields: "id") { id: ID! }
      interface Device @key(fields: "id") { id: ID! }
      type Pump implements Device @key(fields: "id") { id: ID! litres: Int }
      type Monitor implements Device @key(fields: "id") { id: ID! inches: Int }`,
    resolvers: {
      Query: {
        hit: (_, { id }) => hitOf(id),
        hits: () => hits,
        pages: () => [hits.slice(0, 2), hits.slice(2)],
        named: () => hits.slice(0, 2),
        devices: () => [
          { __typename: 'Pump', id: 'p1', litres: 3 },
          { __typename: 'Monitor', id: 'm1', inches: 20 },
        ],
      },
      Mutation: {
        touch: (_, { id }) => hitOf(id),
        rename: (_, { id, to }) => ({ ...hitOf(id), name: to, title: to }),
      },
      Doctor: {
        name: ({ id, name }) => name ?? `name ${id}`,
        near: () => hits[1],
        mark: ({ id }, { w }) => `mark ${id} ${w}`,
        post: ({ id }) => ({ id }),
        photo: photoOf('photo'),
        photos: ({ id }) => [{ id: `one-${id}` }, { id: `two-${id}` }],
        seal: photoOf('seal'),
      },
      Clinic: {
        title: ({ id, title }) => title ?? `title ${id}`,
        near: () => hits[0],
        mark: ({ id }, { w }) => `mark ${id} ${w}`,
        post: ({ id }) => ({ id }),
        photo: photoOf('photo'),
        photos: ({ id }) => [{ id: `one-${id}` }],
        front: photoOf('front'),
        seal: photoOf('seal'),
      },
      Note: { text: ({ id }) => `text ${id}`, about: () => hits[1], photo: photoOf('photo') },
      Post: { place: ({ id }) => ({ id }), label: ({ id }, { short }) => `label ${short ? '' : 'of '}${id}` },
      Place: { sign: photoOf('sign'), named: ({ id }) => hits.find((hit) => hit.id !== id) },
      Device: {
        __resolveReference: ({ id }) => ({ id }),
        __resolveType: ({ id }) => (id === 'p1' ? 'Pump' : 'Monitor'),
      },
    },
  },
  {
    name: 'photos',
    sdl: `${federation('@key', '@interfaceObject')}
      type Photo @key(fields: "id") { id: ID! thumb(w: Int = 0, of: Crop): String caption: String! large(w: Int = 0): Image strict(w: Int = 0): String! }
      type Image { url(w: Int = 0): String next: Photo }
      input Crop { top: Int left: Int }
      type Device @key(fields: "id") @interfaceObject { id: ID! photo(w: Int = 0): Photo code(n: Int = 0): String }`,
    resolvers: {
      Photo: {
        thumb: ({ id }, { w, of }) => {
          if (w === 13) throw failure('NO_THUMB');
          return `${id} ${w}${of ? ` ${of.top},${of.left}` : ''}`;
        },
        caption: ({ id }) => `caption ${id}`,
        large: ({ id }, { w }) => ({ id, w }),
        strict: ({ id }, { w }) => (w === 13 ? null : `strict ${id} ${w}`),
      },
      Image: { url: ({ id, w }, args) => `${id} ${w}/${args.w}`, next: ({ id }) => ({ id: `${id}+` }) },
      Device: { photo: ({ id }, { w }) => ({ id: `${id}@${w}` }), code: ({ id }, { n }) => `code ${id} ${n}` },
    },
  },
  {
    name: 'prints',
    sdl: `${federation('@key', '@external', '@requires')}
      type Photo @key(fields: "id") {
        id: ID!
        caption: String! @external
        thumb(w: Int = 0, of: Crop): String @external
        paper(size: Int = 0): String
        print(size: Int = 0): String @requires(fields: "caption")
        small: String @requires(fields: "thumb(w: 1)")
        wide: String @requires(fields: "thumb(w: 2)")
      }
      input Crop { top: Int left: Int }
      type Doctor @key(fields: "id") { id: ID! card: Photo }
      type Clinic @key(fields: "id") { id: ID! card: Photo }`,
    resolvers: {
      Photo: {
        paper: ({ id }, { size }) => `paper ${id} ${size}`,
        print: ({ id, caption }, { size }) => `print ${id} ${size} ${caption}`,
        small: ({ thumb }) => `small ${thumb}`,
        wide: ({ thumb }) => `wide ${thumb}`,
      },
      Doctor: { card: photoOf('card') },
      Clinic: { card: photoOf('card') },
    },
  },
];
