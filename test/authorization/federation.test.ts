import { withRules } from '../support/editSupergraph.ts';
import { federationLink, fieldRuleSuite, secret } from '../support/fieldRuleSuite.ts';
import type { PlainSubgraph } from '../support/startTestSubgraphs.ts';

const reference = { __resolveReference: (entity: object) => entity };

fieldRuleSuite(
  'a key that is protected',
  {
    subgraphs: [
      {
        name: 'people',
        sdl: `${federationLink}
          type Query { user: User sealed: Sealed }
          type User @key(fields: "nationalId") { nationalId: ID! @requiresScopes(scopes: [["id"]]) name: String }
          type Sealed @key(fields: "id") @authenticated { id: ID! }`,
        resolvers: {
          Query: {
            user: () => ({ nationalId: secret('User.nationalId'), name: 'Rima' }),
            sealed: () => ({ id: secret('Sealed.id') }),
          },
          User: reference,
        },
      },
      {
        name: 'records',
        sdl: `${federationLink}
          type User @key(fields: "nationalId") { nationalId: ID! @requiresScopes(scopes: [["id"]]) visits: Int note: String @authenticated }
          type Sealed @key(fields: "id") { id: ID! content: String }`,
        resolvers: {
          User: { ...reference, visits: () => 3, note: () => secret('User.note') },
          Sealed: { ...reference, content: () => secret('Sealed.content') },
        },
      },
    ],
  },
  [
    {
      what: 'still joins subgraphs, and is not answered',
      query: '{ user { name visits } }',
      data: { user: { name: 'Rima', visits: 3 } },
    },
    {
      what: 'is null where it is asked for: it bubbles',
      query: '{ user { nationalId visits } }',
      data: { user: null },
      denied: ['user.nationalId'],
      mayAsk: ['User.nationalId'],
    },
    {
      what: 'is denied under an alias of what it joins',
      query: '{ user { name visits: nationalId } }',
      data: { user: null },
      denied: ['user.visits'],
      mayAsk: ['User.nationalId'],
    },
    {
      what: 'does not come out under the name of another denied field',
      query: '{ user { name note } }',
      data: { user: { name: 'Rima', note: null } },
      denied: ['user.note'],
    },
    {
      what: 'is answered to who may',
      who: { scope: 'id' },
      query: '{ user { nationalId visits note } }',
      data: { user: { nationalId: secret('User.nationalId'), visits: 3, note: secret('User.note') } },
    },
    {
      what: 'of a protected type does not open it elsewhere',
      query: '{ sealed { content } }',
      data: { sealed: null },
      denied: ['sealed'],
      neverAsked: ['Sealed.content', 'Sealed.id'],
    },
  ],
);

fieldRuleSuite(
  '@provides',
  {
    subgraphs: [
      {
        name: 'users',
        sdl: `${federationLink}
          type Query { me: User }
          type User @key(fields: "id") { id: ID! name: String @shareable @authenticated }`,
        resolvers: { Query: { me: () => ({ id: '1' }) }, User: { ...reference, name: () => secret('User.name') } },
      },
      {
        name: 'reviews',
        sdl: `${federationLink}
          type Query { reviews: [Review!] }
          type Review { text: String author: User @provides(fields: "name") }
          type User @key(fields: "id") { id: ID! name: String @external reviews: [Review!] }`,
        resolvers: {
          Query: { reviews: () => [{ text: 'good', author: { id: '1', name: secret('User.name') } }] },
          User: { ...reference, reviews: () => [{ text: 'good' }] },
        },
      },
    ],
  },
  [
    {
      what: 'does not give a denied field away',
      query: '{ reviews { text author { id name } } }',
      data: { reviews: [{ text: 'good', author: { id: '1', name: null } }] },
      denied: ['reviews.0.author.name'],
    },
    {
      what: 'does not deny the field that provides',
      query: '{ reviews { author { reviews { text } } } }',
      data: { reviews: [{ author: { reviews: [{ text: 'good' }] } }] },
      neverAsked: ['User.name'],
    },
    {
      what: 'gives to who may',
      who: {},
      query: '{ reviews { author { name } } }',
      data: { reviews: [{ author: { name: secret('User.name') } }] },
    },
  ],
);

const media = (rule: string): PlainSubgraph[] => [
  {
    name: 'media',
    sdl: `${federationLink}
      type Query { media: Media all: [Media!] book: Book }
      interface Media @key(fields: "id") { id: ID! title: String }
      type Book implements Media @key(fields: "id") { id: ID! title: String }
      type Film implements Media @key(fields: "id") { id: ID! title: String }`,
    resolvers: {
      Query: {
        media: () => ({ __typename: 'Film', id: 'f' }),
        all: () => [
          { __typename: 'Book', id: 'b' },
          { __typename: 'Film', id: 'f' },
        ],
        book: () => ({ id: 'b' }),
      },
      Media: {
        __resolveType: ({ __typename = 'Book' }: { __typename?: string }) => __typename,
        __resolveReference: ({ id }: { id: string }) => ({ __typename: id === 'b' ? 'Book' : 'Film', id }),
      },
      Book: { ...reference, title: () => secret('Book.title') },
      Film: { ...reference, title: () => secret('Film.title') },
    },
  },
  {
    name: 'ratings',
    sdl: `${federationLink}
      type Media @interfaceObject @key(fields: "id") { id: ID! title: String @external stars: Int ${rule} open: Int blurb: String @requires(fields: "title") }`,
    resolvers: {
      Media: {
        ...reference,
        stars: () => 424205,
        open: () => 1,
        blurb: ({ title }: { title: string }) => `On ${title}`,
      },
    },
  },
];
fieldRuleSuite('@interfaceObject', { subgraphs: media('@authenticated') }, [
  {
    what: 'a field of it is denied through the interface',
    query: '{ all { id stars open } }',
    data: {
      all: [
        { id: 'b', stars: null, open: 1 },
        { id: 'f', stars: null, open: 1 },
      ],
    },
    denied: ['all.0.stars', 'all.1.stars'],
  },
  {
    what: 'a field of it is denied through an implementation',
    query: '{ book { id stars open } }',
    data: { book: { id: 'b', stars: null, open: 1 } },
    denied: ['book.stars'],
    neverAsked: ['Media.stars'],
  },
  {
    what: 'a field of it is denied in a fragment on an implementation',
    query: '{ media { ... on Film { stars } } }',
    data: { media: { stars: null } },
    denied: ['media.stars'],
    neverAsked: ['Media.stars'],
  },
  {
    what: 'a field of it is answered to who may',
    who: {},
    query: '{ book { stars } media { stars } }',
    data: { book: { stars: 424205 }, media: { stars: 424205 } },
  },
]);
fieldRuleSuite(
  '@interfaceObject in an older composition',
  { subgraphs: media(''), edit: withRules({ 'Media.stars': '@authenticated', 'Book.title': '@authenticated' }) },
  [
    {
      what: 'a rule written on the interface binds its implementations',
      query: '{ book { id stars open } }',
      data: { book: { id: 'b', stars: null, open: 1 } },
      denied: ['book.stars'],
      neverAsked: ['Media.stars'],
    },
    {
      what: 'what its resolver reads counts through the interface',
      query: '{ media { id blurb } }',
      data: { media: { id: 'f', blurb: null } },
      denied: ['media.blurb'],
      neverAsked: ['Media.blurb', 'Media.title', 'Film.title', 'Book.title'],
    },
    {
      what: 'what its resolver reads counts through an implementation',
      query: '{ book { id blurb } }',
      data: { book: { id: 'b', blurb: null } },
      denied: ['book.blurb'],
      neverAsked: ['Media.blurb', 'Media.title', 'Book.title'],
    },
    {
      what: 'and not where the implementation’s own is open',
      query: '{ media { ... on Film { title } } }',
      data: { media: { title: secret('Film.title') } },
    },
    {
      what: 'all is answered to who may',
      who: {},
      query: '{ book { stars blurb } }',
      data: { book: { stars: 424205, blurb: `On ${secret('Book.title')}` } },
    },
  ],
);

const context = (rule: string, dependent: string): PlainSubgraph[] => [
  {
    name: 'wards',
    sdl: `${federationLink}
      type Query { ward: Ward wards: [Ward!] }
      type Ward @key(fields: "id") @context(name: "ward") { id: ID! code: String ${rule} name: String bed: Bed! beds: [Bed!] }
      type Bed @key(fields: "id") {
        id: ID!
        label(code: String @fromContext(field: "$ward { code }")): String ${dependent}
        sign(name: String @fromContext(field: "$ward { name }")): String
      }`,
    resolvers: {
      Query: { ward: () => ({ id: 'w' }), wards: () => [{ id: 'w' }, { id: 'v' }] },
      Ward: {
        ...reference,
        code: () => secret('Ward.code'),
        name: () => 'North',
        bed: () => ({ id: 'b' }),
        beds: () => [{ id: 'b' }],
      },
      Bed: {
        ...reference,
        label: (_: unknown, { code }: { code: string }) => `bed of ${code}`,
        sign: (_: unknown, { name }: { name: string }) => `bed of ${name}`,
      },
    },
  },
  {
    name: 'other',
    sdl: `${federationLink} type Bed @key(fields: "id") { id: ID! free: Boolean }`,
    resolvers: { Bed: { ...reference, free: () => true } },
  },
];
const contextCases = [
  {
    what: 'a field that is given a denied one is denied',
    query: '{ ward { bed { id label sign } } }',
    data: { ward: { bed: { id: 'b', label: null, sign: 'bed of North' } } },
    denied: ['ward.bed.label'],
    neverAsked: ['Ward.code', 'Bed.label'],
  },
  {
    what: 'in a list',
    query: '{ wards { beds { free label } } }',
    data: { wards: [{ beds: [{ free: true, label: null }] }, { beds: [{ free: true, label: null }] }] },
    denied: ['wards.0.beds.0.label', 'wards.1.beds.0.label'],
    neverAsked: ['Ward.code', 'Bed.label'],
  },
  {
    what: 'a field that is given an open one is answered',
    query: '{ ward { bed { sign } } }',
    data: { ward: { bed: { sign: 'bed of North' } } },
    neverAsked: ['Ward.code'],
  },
  {
    what: 'who may read the source is answered',
    who: {},
    query: '{ ward { code bed { label } } }',
    data: { ward: { code: secret('Ward.code'), bed: { label: `bed of ${secret('Ward.code')}` } } },
  },
];
fieldRuleSuite('@fromContext', { subgraphs: context('@authenticated', '@authenticated') }, contextCases);
fieldRuleSuite(
  '@fromContext in an older composition, which wrote the rule on the source only',
  { subgraphs: context('', ''), edit: withRules({ 'Ward.code': '@authenticated' }) },
  contextCases,
);
