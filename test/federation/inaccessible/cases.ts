import type { Case } from '../support/behaviour.ts';

export const cases: Case[] = [
  {
    name: 'joins by keys, and requires fields, that no client can see',
    query: '{ file { title pages header size } }',
    expected: { data: { file: { title: 'File', pages: 7, header: '# File', size: '99 bytes of u1' } } },
  },
  {
    name: 'nulls an enum value that no client may see, with an error that does not name it',
    query: '{ state file { pages } }',
    stock: 'It tells no error.',
    expected: { data: { state: null, file: { pages: 7 } }, errors: [{ path: ['state'] }] },
  },
  {
    name: 'shows none of it to introspection',
    query: `{
      file: __type(name: "File") { fields { name } } secret: __type(name: "Secret") { name }
      thing: __type(name: "Thing") { possibleTypes { name } } state: __type(name: "State") { enumValues { name } }
      by: __type(name: "By") { inputFields { name } } query: __type(name: "Query") { fields { name args { name } } }
    }`,
    expected: {
      data: {
        file: { fields: [{ name: 'title' }, { name: 'pages' }, { name: 'header' }, { name: 'size' }] },
        secret: null,
        thing: { possibleTypes: [{ name: 'Open' }] },
        state: { enumValues: [{ name: 'ON' }, { name: 'OFF' }] },
        by: { inputFields: [{ name: 'name' }] },
        query: {
          fields: [
            { name: 'file', args: [] },
            { name: 'things', args: [] },
            { name: 'find', args: [{ name: 'by' }] },
            { name: 'state', args: [] },
          ],
        },
      },
    },
  },
  {
    name: 'refuses an operation that asks for a hidden field',
    query: '{ file { number } }',
    expected: { errors: [{ code: 'GRAPHQL_VALIDATION_FAILED' }] },
  },
  {
    name: 'answers an interface one of whose implementations is hidden',
    query: '{ things { __typename id } find(by: { name: "x" }) }',
    expected: {
      data: {
        things: [
          { __typename: 'Open', id: '1' },
          { __typename: 'Open', id: '2' },
        ],
        find: '{"by":{"name":"x"}}',
      },
    },
  },
];
