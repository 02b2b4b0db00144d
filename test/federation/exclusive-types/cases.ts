import { expect } from 'vitest';
import type { Case } from '../support/behaviour.ts';

/** Each level has twice as many places as the one above, for each type asks something else of what is near. */
function twofold(levels: number): string {
  const below = levels > 1 ? twofold(levels - 1) : 'id';
  return `... on Doctor { near { mark(w: 1) } } ... on Clinic { near { mark(w: 2) } } near { ${below} }`;
}

export const cases: Case[] = [
  {
    name: 'answers a field with the arguments that the object’s own type was selected with',
    query: '{ hits { ... on Doctor { photo { thumb(w: 1) } } ... on Clinic { photo { thumb(w: 2) } } } }',
    expected: {
      data: {
        hits: [
          { photo: { thumb: 'photo-d1 1' } },
          { photo: { thumb: 'photo-c1 2' } },
          {},
          { photo: { thumb: 'photo-d2 1' } },
        ],
      },
    },
  },
  {
    name: 'tells no fault of a field that was asked of an object of another type alone',
    query:
      '{ named { ... on Doctor { photos { caption } } ... on Clinic { photos { caption small: thumb(w: 13) } } } }',
    expected: {
      data: {
        named: [
          { photos: [{ caption: 'caption one-d1' }, { caption: 'caption two-d1' }] },
          { photos: [{ caption: 'caption one-c1', small: null }] },
        ],
      },
      errors: [{ path: ['named', 1, 'photos', 0, 'small'], code: 'NO_THUMB' }],
    },
  },
  {
    name: 'tells no argument from one, and leaves others alone',
    query: `{ hits { ... on Doctor { photo { thumb } } ... on Clinic { photo { thumb(w: 100) } } ... on Note { photo { caption } } } }`,
    expected: {
      data: {
        hits: [
          { photo: { thumb: 'photo-d1 0' } },
          { photo: { thumb: 'photo-c1 100' } },
          { photo: { caption: 'caption photo-n1' } },
          { photo: { thumb: 'photo-d2 0' } },
        ],
      },
    },
  },
  {
    name: 'answers different fields under one key, a name of the type among them',
    query: '{ hits { ... on Doctor { x: name } ... on Clinic { x: title } ... on Note { x: __typename } } }',
    expected: { data: { hits: [{ x: 'name d1' }, { x: 'title c1' }, { x: 'Note' }, { x: 'name d2' }] } },
  },
  {
    name: 'answers different fields of different objects under the same two keys, from three subgraphs',
    query: `{ hits { ... on Doctor { p: photo { t: thumb(w: 1) } } ... on Clinic { p: front { t: paper(size: 2) } } ... on Note { p: photo { t: print(size: 3) } } } }`,
    expected: {
      data: {
        hits: [
          { p: { t: 'photo-d1 1' } },
          { p: { t: 'paper front-c1 2' } },
          { p: { t: 'print photo-n1 3 caption photo-n1' } },
          { p: { t: 'photo-d2 1' } },
        ],
      },
    },
  },
  {
    name: 'rotates three fields of two subgraphs through three keys',
    query: `{ hits { ... on Doctor { photo { a: thumb(w: 1) b: paper(size: 1) c: print(size: 1) } } ... on Clinic { photo { a: paper(size: 2) b: print(size: 2) c: thumb(w: 2) } } ... on Note { photo { a: print(size: 3) b: thumb(w: 3) c: paper(size: 3) } } } }`,
    expected: {
      data: {
        hits: [
          { photo: { a: 'photo-d1 1', b: 'paper photo-d1 1', c: 'print photo-d1 1 caption photo-d1' } },
          { photo: { a: 'paper photo-c1 2', b: 'print photo-c1 2 caption photo-c1', c: 'photo-c1 2' } },
          { photo: { a: 'print photo-n1 3 caption photo-n1', b: 'photo-n1 3', c: 'paper photo-n1 3' } },
          { photo: { a: 'photo-d2 1', b: 'paper photo-d2 1', c: 'print photo-d2 1 caption photo-d2' } },
        ],
      },
    },
  },
  {
    name: 'takes arguments from variables, equal ones too',
    query: `query ($a: Int, $b: Int, $c: Int) { hits { ... on Doctor { photo { thumb(w: $a) } } ... on Clinic { photo { thumb(w: $b) } } ... on Note { photo { thumb(w: $c) } } } }`,
    variables: { a: 1, b: 1 },
    expected: {
      data: {
        hits: [
          { photo: { thumb: 'photo-d1 1' } },
          { photo: { thumb: 'photo-c1 1' } },
          { photo: { thumb: 'photo-n1 0' } },
          { photo: { thumb: 'photo-d2 1' } },
        ],
      },
    },
  },
  {
    name: 'answers lists in lists of lists',
    query: '{ pages { ... on Doctor { photos { thumb(w: 1) } } ... on Clinic { photos { thumb(w: 2) } } } }',
    expected: {
      data: {
        pages: [
          [{ photos: [{ thumb: 'one-d1 1' }, { thumb: 'two-d1 1' }] }, { photos: [{ thumb: 'one-c1 2' }] }],
          [{}, { photos: [{ thumb: 'one-d2 1' }, { thumb: 'two-d2 1' }] }],
        ],
      },
    },
  },
  {
    name: 'merges what is selected of an interface into each of its types',
    query: `{ named { id photo { caption } ... on Doctor { photo { thumb(w: 1) } } ... on Clinic { photo { thumb(w: 2) } } } }`,
    expected: {
      data: {
        named: [
          { id: 'd1', photo: { caption: 'caption photo-d1', thumb: 'photo-d1 1' } },
          { id: 'c1', photo: { caption: 'caption photo-c1', thumb: 'photo-c1 2' } },
        ],
      },
    },
  },
  {
    name: 'merges what is selected of an interface into types of a union, each with its own rest',
    query: `{ hits { ... on Named { photo { caption } } ... on Doctor { photo { ...L } } ... on Clinic { photo { ...L thumb(w: 2) } } ... on Note { photo { thumb(w: 3) } } } } fragment L on Photo { large(w: 1) { next { caption } } }`,
    expected: {
      data: {
        hits: [
          { photo: { caption: 'caption photo-d1', large: { next: { caption: 'caption photo-d1+' } } } },
          {
            photo: {
              caption: 'caption photo-c1',
              large: { next: { caption: 'caption photo-c1+' } },
              thumb: 'photo-c1 2',
            },
          },
          { photo: { thumb: 'photo-n1 3' } },
          { photo: { caption: 'caption photo-d2', large: { next: { caption: 'caption photo-d2+' } } } },
        ],
      },
    },
  },
  {
    name: 'keeps apart what differs several objects below the type condition',
    query: `{ hits { ... on Doctor { post { place { sign { thumb(w: 1) } } } } ... on Clinic { post { place { sign { thumb(w: 2) } } } } } }`,
    expected: {
      data: {
        hits: [
          { post: { place: { sign: { thumb: 'sign-d1 1' } } } },
          { post: { place: { sign: { thumb: 'sign-c1 2' } } } },
          {},
          { post: { place: { sign: { thumb: 'sign-d2 1' } } } },
        ],
      },
    },
  },
  {
    name: 'keeps arguments of a value object apart',
    query: '{ hits { ... on Doctor { post { label(short: true) } } ... on Clinic { post { label(short: false) } } } }',
    expected: {
      data: {
        hits: [
          { post: { label: 'label d1' } },
          { post: { label: 'label of c1' } },
          {},
          { post: { label: 'label d2' } },
        ],
      },
    },
  },
  {
    name: 'keeps apart what differs behind two subgraphs',
    query: `{ hits { ... on Doctor { photo { large(w: 1) { url(w: 3) next { large { next { thumb(w: 1) } } } } } } ... on Clinic { photo { large(w: 1) { url(w: 4) next { large { next { thumb(w: 2) } } } } } } } }`,
    expected: {
      data: {
        hits: [
          { photo: { large: { url: 'photo-d1 1/3', next: { large: { next: { thumb: 'photo-d1++ 1' } } } } } },
          { photo: { large: { url: 'photo-c1 1/4', next: { large: { next: { thumb: 'photo-c1++ 2' } } } } } },
          {},
          { photo: { large: { url: 'photo-d2 1/3', next: { large: { next: { thumb: 'photo-d2++ 1' } } } } } },
        ],
      },
    },
  },
  {
    name: 'keeps apart type conditions below type conditions',
    query: `{ hits { ... on Doctor { post { place { named { ... on Clinic { photo { thumb(w: 1) } } ... on Doctor { photo { thumb(w: 2) } } } } } } ... on Clinic { post { place { named { ... on Clinic { photo { thumb(w: 3) } } ... on Doctor { photo { thumb(w: 4) } } } } } } ... on Note { about { ... on Clinic { photo { thumb(w: 5) } } } } } }`,
    expected: {
      data: {
        hits: [
          { post: { place: { named: { photo: { thumb: 'photo-c1 1' } } } } },
          { post: { place: { named: { photo: { thumb: 'photo-d1 4' } } } } },
          { about: { photo: { thumb: 'photo-c1 5' } } },
          { post: { place: { named: { photo: { thumb: 'photo-d1 2' } } } } },
        ],
      },
    },
  },
  {
    name: 'lays out fragments that stand below several types',
    query: `{ hits { ... on Named { ...Common } ...OfDoctor ... on Clinic { photo { ...Small ... on Photo { large(w: 2) { url(w: 2) next { ...Small } } } } } } } fragment OfDoctor on Doctor { photo { large(w: 1) { url(w: 1) next { thumb(w: 5) } } } } fragment Small on Photo { thumb(w: 2) } fragment Common on Named { id photo { caption } ... on Doctor { photos { ...Small } } ... on Clinic { photos { thumb(w: 3) } } }`,
    expected: {
      data: {
        hits: [
          {
            id: 'd1',
            photo: { caption: 'caption photo-d1', large: { url: 'photo-d1 1/1', next: { thumb: 'photo-d1+ 5' } } },
            photos: [{ thumb: 'one-d1 2' }, { thumb: 'two-d1 2' }],
          },
          {
            id: 'c1',
            photo: {
              caption: 'caption photo-c1',
              thumb: 'photo-c1 2',
              large: { url: 'photo-c1 2/2', next: { thumb: 'photo-c1+ 2' } },
            },
            photos: [{ thumb: 'one-c1 3' }],
          },
          {},
          {
            id: 'd2',
            photo: { caption: 'caption photo-d2', large: { url: 'photo-d2 1/1', next: { thumb: 'photo-d2+ 5' } } },
            photos: [{ thumb: 'one-d2 2' }, { thumb: 'two-d2 2' }],
          },
        ],
      },
    },
  },
  {
    name: 'answers the fields of a mutation, one after the other',
    query: `mutation { a: touch(id: "d1") { ...X } b: touch(id: "c1") { ...X } rename(id: "d2", to: "new") { ... on Doctor { x: name photo { thumb(w: 1) } } ... on Clinic { x: title photo { thumb(w: 2) } } } } fragment X on Hit { ... on Doctor { photo { thumb(w: 1) } } ... on Clinic { photo { thumb(w: 2) } } }`,
    expected: {
      data: {
        a: { photo: { thumb: 'photo-d1 1' } },
        b: { photo: { thumb: 'photo-c1 2' } },
        rename: { x: 'new', photo: { thumb: 'photo-d2 1' } },
      },
    },
    asked: (asked) =>
      expect(asked.map(({ subgraph, query }) => `${subgraph} ${/touch|rename|photo/i.exec(query)?.[0]}`)).toEqual([
        'directory touch',
        'photos Photo',
        'directory touch',
        'photos Photo',
        'directory rename',
        'photos Photo',
      ]),
  },
  {
    name: 'sends each what it requires',
    query: `{ hits { ... on Doctor { photo { x: small } card { x: wide } } ... on Clinic { photo { x: wide } card { x: small } } ... on Note { photo { x: print(size: 7) } } } }`,
    expected: {
      data: {
        hits: [
          { photo: { x: 'small photo-d1 1' }, card: { x: 'wide card-d1 2' } },
          { photo: { x: 'wide photo-c1 2' }, card: { x: 'small card-c1 1' } },
          { photo: { x: 'print photo-n1 7 caption photo-n1' } },
          { photo: { x: 'small photo-d2 1' }, card: { x: 'wide card-d2 2' } },
        ],
      },
    },
  },
  {
    name: 'sends what is required beside other arguments of the same field',
    query: `{ hits { ... on Doctor { photo { thumb(w: 8) small } } ... on Clinic { photo { thumb(w: 9) small wide } } } }`,
    expected: {
      data: {
        hits: [
          { photo: { thumb: 'photo-d1 8', small: 'small photo-d1 1' } },
          { photo: { thumb: 'photo-c1 9', small: 'small photo-c1 1', wide: 'wide photo-c1 2' } },
          {},
          { photo: { thumb: 'photo-d2 8', small: 'small photo-d2 1' } },
        ],
      },
    },
  },
  {
    name: 'heeds conditions that hold',
    query: `query ($yes: Boolean!) { hits { ... on Doctor { photo @include(if: $yes) { thumb(w: 1) } } ... on Clinic { photo { thumb(w: 2) @include(if: $yes) caption @skip(if: $yes) } } } }`,
    variables: { yes: true },
    expected: {
      data: {
        hits: [
          { photo: { thumb: 'photo-d1 1' } },
          { photo: { thumb: 'photo-c1 2' } },
          {},
          { photo: { thumb: 'photo-d2 1' } },
        ],
      },
    },
  },
  {
    name: 'heeds conditions that do not',
    query: `query ($yes: Boolean!) { hits { ... on Doctor { photo @include(if: $yes) { thumb(w: 1) } } ... on Clinic { photo { thumb(w: 2) @include(if: $yes) caption @skip(if: $yes) } } } }`,
    variables: { yes: false },
    expected: { data: { hits: [{}, { photo: { caption: 'caption photo-c1' } }, {}, {}] } },
  },
  {
    name: 'answers fields of an interface object by the types that another subgraph tells',
    query: `{ devices { ... on Pump { photo(w: 1) { thumb(w: 1) } x: code(n: 1) } ... on Monitor { photo(w: 2) { thumb(w: 2) } x: code(n: 2) } } }`,
    expected: {
      data: {
        devices: [
          { photo: { thumb: 'p1@1 1' }, x: 'code p1 1' },
          { photo: { thumb: 'm1@2 2' }, x: 'code m1 2' },
        ],
      },
    },
  },
  {
    name: 'merges what is selected of an interface object into each of its types',
    query: `{ devices { photo(w: 1) { caption } ... on Pump { photo(w: 1) { thumb(w: 1) } } ... on Monitor { photo(w: 1) { thumb(w: 2) } } } }`,
    expected: {
      data: {
        devices: [
          { photo: { caption: 'caption p1@1', thumb: 'p1@1 1' } },
          { photo: { caption: 'caption m1@1', thumb: 'm1@1 2' } },
        ],
      },
    },
  },
  {
    name: 'takes the names of keys for other fields',
    query: `{ hits { ... on Doctor { id: name photo { id: thumb(w: 1) } } ... on Clinic { id: title photo { id: paper(size: 1) caption: id } } } }`,
    expected: {
      data: {
        hits: [
          { id: 'name d1', photo: { id: 'photo-d1 1' } },
          { id: 'title c1', photo: { id: 'paper photo-c1 1', caption: 'photo-c1' } },
          {},
          { id: 'name d2', photo: { id: 'photo-d2 1' } },
        ],
      },
    },
  },
  {
    name: 'takes keys that look like the gateway’s own',
    query: `{ hits { ... on Doctor { w_photo: photo { w_0_thumb: thumb(w: 1) thumb(w: 4) } w_0_photo: photo { thumb(w: 5) } } ... on Clinic { w_photo: front { w_0_thumb: thumb(w: 2) thumb(w: 6) } w_0_photo: photo { thumb(w: 7) } } } }`,
    expected: {
      data: {
        hits: [
          { w_photo: { w_0_thumb: 'photo-d1 1', thumb: 'photo-d1 4' }, w_0_photo: { thumb: 'photo-d1 5' } },
          { w_photo: { w_0_thumb: 'front-c1 2', thumb: 'front-c1 6' }, w_0_photo: { thumb: 'photo-c1 7' } },
          {},
          { w_photo: { w_0_thumb: 'photo-d2 1', thumb: 'photo-d2 4' }, w_0_photo: { thumb: 'photo-d2 5' } },
        ],
      },
    },
  },
  {
    name: 'takes the order of arguments for no difference',
    query: `query ($c: Crop) { hits { ... on Doctor { photo { thumb(w: 1, of: { top: 1, left: 2 }) thumb(of: { left: 2, top: 1 }, w: 1) } } ... on Clinic { photo { thumb(of: $c) } } } }`,
    variables: { c: { top: 8, left: 9 } },
    expected: {
      data: {
        hits: [
          { photo: { thumb: 'photo-d1 1 1,2' } },
          { photo: { thumb: 'photo-c1 0 8,9' } },
          {},
          { photo: { thumb: 'photo-d2 1 1,2' } },
        ],
      },
    },
  },
  {
    name: 'tells an error at the client’s key, of the objects that had it',
    query: '{ hits { ... on Doctor { p: photo { thumb(w: 1) } } ... on Clinic { p: front { thumb(w: 13) } } } }',
    expected: {
      data: { hits: [{ p: { thumb: 'photo-d1 1' } }, { p: { thumb: null } }, {}, { p: { thumb: 'photo-d2 1' } }] },
      errors: [{ path: ['hits', 1, 'p', 'thumb'], code: 'NO_THUMB', message: 'NO_THUMB happened' }],
    },
  },
  {
    name: 'tells errors of one key each with its place',
    query: `{ pages { ... on Doctor { photos { t: thumb(w: 13) } } ... on Clinic { photos { t: paper(size: 13) } photo { t: thumb(w: 13) } } } }`,
    expected: {
      data: {
        pages: [
          [{ photos: [{ t: null }, { t: null }] }, { photos: [{ t: 'paper one-c1 13' }], photo: { t: null } }],
          [{}, { photos: [{ t: null }, { t: null }] }],
        ],
      },
      errors: [
        { path: ['pages', 0, 0, 'photos', 0, 't'], code: 'NO_THUMB' },
        { path: ['pages', 0, 0, 'photos', 1, 't'], code: 'NO_THUMB' },
        { path: ['pages', 0, 1, 'photo', 't'], code: 'NO_THUMB' },
        { path: ['pages', 1, 1, 'photos', 0, 't'], code: 'NO_THUMB' },
        { path: ['pages', 1, 1, 'photos', 1, 't'], code: 'NO_THUMB' },
      ],
    },
  },
  {
    name: 'passes a null up to the photo of the type that asked for it',
    query: '{ hits { ... on Doctor { photo { strict(w: 1) } } ... on Clinic { photo { strict(w: 13) } } } }',
    expected: {
      data: {
        hits: [
          { photo: { strict: 'strict photo-d1 1' } },
          { photo: null },
          {},
          { photo: { strict: 'strict photo-d2 1' } },
        ],
      },
      errors: [{ path: ['hits', 1, 'photo', 'strict'] }],
    },
  },
  {
    name: 'passes a null up to the field above the type condition',
    query: `{ c: hit(id: "c1") { ...S } d: hit(id: "d1") { ...S } } fragment S on Hit { ... on Doctor { seal { strict(w: 13) } } ... on Clinic { seal { strict(w: 1) } } }`,
    expected: {
      data: { c: { seal: { strict: 'strict seal-c1 1' } }, d: null },
      errors: [{ path: ['d', 'seal', 'strict'] }],
    },
  },
  {
    name: 'asks one question about the photos of types that ask the same, and one about each other one',
    query: `{ hits { ... on Doctor { photo { thumb(w: 1) } } ... on Clinic { photo { thumb(w: 2) } } ... on Note { photo { thumb(w: 1) } } } }`,
    expected: {
      data: {
        hits: [
          { photo: { thumb: 'photo-d1 1' } },
          { photo: { thumb: 'photo-c1 2' } },
          { photo: { thumb: 'photo-n1 1' } },
          { photo: { thumb: 'photo-d2 1' } },
        ],
      },
    },
    asked: (asked) => {
      expect(asked.map(({ subgraph }) => subgraph)).toEqual(['directory', 'photos']);
      const questions = Object.values(asked[1]?.variables ?? {}).map((sent) =>
        (sent as { id: string }[]).map(({ id }) => id),
      );
      expect(questions).toEqual([['photo-d1', 'photo-n1', 'photo-d2'], ['photo-c1']]);
    },
  },
  {
    name: 'asks one question about all photos where nothing conflicts',
    query:
      '{ hits { ... on Doctor { photo { thumb(w: 1) } } ... on Clinic { photo { thumb(w: 1) t: thumb(w: 2) } } } }',
    expected: {
      data: {
        hits: [
          { photo: { thumb: 'photo-d1 1' } },
          { photo: { thumb: 'photo-c1 1', t: 'photo-c1 2' } },
          {},
          { photo: { thumb: 'photo-d2 1' } },
        ],
      },
    },
    asked: (asked) =>
      expect(asked.map(({ query }) => query)).toEqual([
        '{hits{__typename ...on Doctor{photo{__typename id}}...on Clinic{photo{__typename id}}}}',
        'query($representations:[_Any!]!){_entities(representations:$representations){...on Photo{w_thumb:thumb(w:1)w_t:thumb(w:2)}}}',
      ]),
  },
  {
    name: 'loses no photo to a field that only photos of another type were asked for, and that failed',
    query: '{ hits { ... on Doctor { photo { thumb(w: 1) } } ... on Clinic { photo { thumb(w: 1) strict(w: 13) } } } }',
    expected: {
      data: {
        hits: [{ photo: { thumb: 'photo-d1 1' } }, { photo: null }, {}, { photo: { thumb: 'photo-d2 1' } }],
      },
      errors: [{ path: ['hits', 1, 'photo', 'strict'] }],
    },
  },
  {
    name: 'keeps apart what is selected of an interface, level below level',
    query: `{ named { ${twofold(3)} } }`,
    expected: {
      data: {
        named: [
          { near: { mark: 'mark c1 1', near: { mark: 'mark d1 2', near: { mark: 'mark c1 1', id: 'c1' } } } },
          { near: { mark: 'mark d1 2', near: { mark: 'mark c1 1', near: { mark: 'mark d1 2', id: 'd1' } } } },
        ],
      },
    },
  },
  {
    name: 'refuses what would be kept apart in more places than anyone can ask for',
    query: `{ named { ${twofold(20)} } }`,
    expected: { errors: [{ code: 'PLANNING_FAILED' }] },
  },
  {
    name: 'refuses a mutation below one field of which one field is required with two different arguments',
    query: 'mutation { touch(id: "d1") { ... on Doctor { photo { small } } ... on Clinic { photo { wide } } } }',
    expected: { errors: [{ code: 'OPERATION_NOT_SUPPORTED' }] },
    asked: (asked) => expect(asked).toEqual([]),
  },
  {
    name: 'answers them below two fields of a mutation',
    query: `mutation { a: touch(id: "d1") { ... on Doctor { photo { small } } } b: touch(id: "d1") { ... on Doctor { photo { wide } } } }`,
    expected: {
      data: { a: { photo: { small: 'small photo-d1 1' } }, b: { photo: { wide: 'wide photo-d1 2' } } },
    },
  },
];
