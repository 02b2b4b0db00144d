import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const posts = [
  { id: 'p1', byExpert: true, author: { id: 'a1' } },
  { id: 'p2', byExpert: false, author: { id: 'a2' } },
];
const postOf = (id: string) => posts.find((post) => post.id === id);

/** Two subgraphs whose fields require each other's, in turns, of one type and across two types. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'texts',
    sdl: `${federation('@key', '@external', '@requires')}
      type Query { posts: [Post!]! }
      type Post @key(fields: "id") {
        id: ID!
        author: Author!
        byExpert: Boolean! @external
        byNovice: Boolean! @requires(fields: "byExpert")
        label: String! @requires(fields: "grade")
        grade: Int! @external
      }
      type Author @key(fields: "id") { id: ID! name: String! yearsOfService: Int! }`,
    resolvers: {
      Query: { posts: () => posts },
      Post: {
        __resolveReference: (reference) => ({ ...postOf(reference.id), ...reference }),
        byNovice: (post) => !post.byExpert,
        label: ({ grade }) => `grade ${grade}`,
      },
      Author: {
        __resolveReference: (reference) => reference,
        name: ({ id }) => `Author ${id}`,
        yearsOfService: ({ id }) => Number(id.slice(1)) * 5,
      },
    },
  },
  {
    name: 'reviews',
    sdl: `${federation('@key', '@external', '@requires')}
      type Query { reviewed: [Post!]! }
      type Post @key(fields: "id") {
        id: ID!
        author: Author! @external
        byExpert: Boolean! @requires(fields: "author { yearsOfService }")
        byNovice: Boolean! @external
        grade: Int! @requires(fields: "byNovice")
      }
      type Author @key(fields: "id") { id: ID! yearsOfService: Int! @external }`,
    resolvers: {
      Query: { reviewed: () => [{ id: 'p2' }, { id: 'p1' }] },
      Post: {
        byExpert: ({ author }) => author.yearsOfService >= 10,
        grade: ({ byNovice }) => (byNovice ? 1 : 9),
      },
    },
  },
];
