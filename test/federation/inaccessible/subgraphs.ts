import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

/** What subgraphs use among themselves and no client may see: fields, types, enum values, arguments, input fields, keys. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'files',
    sdl: `${federation('@key', '@inaccessible')}
      type Query {
        file: File secret: Secret @inaccessible things: [Thing!]! find(by: By, trace: Boolean @inaccessible): String state: State
      }
      input By { name: String internal: Int @inaccessible }
      type File @key(fields: "number") @key(fields: "uuid") { number: ID! @inaccessible uuid: ID! @inaccessible title: String! }
      type Secret @inaccessible { code: String }
      interface Thing { id: ID! }
      type Open implements Thing { id: ID! }
      type Closed implements Thing @inaccessible { id: ID! }
      enum State { ON OFF HIDDEN @inaccessible }`,
    resolvers: {
      Query: {
        file: () => ({ number: '1', uuid: 'u1', title: 'File' }),
        things: () => [
          { __typename: 'Open', id: '1' },
          { __typename: 'Open', id: '2' },
        ],
        find: (_, args) => JSON.stringify(args),
        state: () => 'HIDDEN',
      },
    },
  },
  {
    name: 'pages',
    sdl: `${federation('@key', '@external', '@requires', '@inaccessible')}
      type File @key(fields: "number") {
        number: ID! title: String! @external pages: Int! bytes: Int! @inaccessible
        header: String! @requires(fields: "title")
      }`,
    resolvers: {
      File: { pages: ({ number }) => Number(number) * 7, bytes: () => 99, header: ({ title }) => `# ${title}` },
    },
  },
  {
    name: 'sizes',
    sdl: `${federation('@key', '@external', '@requires', '@inaccessible')}
      type File @key(fields: "uuid") {
        uuid: ID! bytes: Int! @external
        size: String! @requires(fields: "bytes")
      }`,
    resolvers: { File: { size: ({ uuid, bytes }) => `${bytes} bytes of ${uuid}` } },
  },
];
