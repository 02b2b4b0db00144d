import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const sms = { __typename: 'Sms', id: 's1', text: 'hello' };
const letter = { __typename: 'Letter', id: 'l1', text: 'dear', pages: 2 };

/** An interface whose fields and implementations differ between subgraphs. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'outbox',
    sdl: `${federation('@key')}
      type Query { outbox: [Message!]! }
      interface Message { id: ID! text: String! }
      type Sms implements Message @key(fields: "id") { id: ID! text: String! }
      type Letter implements Message @key(fields: "id") { id: ID! text: String! pages: Int! }`,
    resolvers: {
      Query: { outbox: () => [sms, letter] },
      Sms: { __resolveReference: () => sms },
      Letter: { __resolveReference: () => letter },
    },
  },
  {
    name: 'archive',
    sdl: `${federation('@key')}
      type Query { archive: [Message!]! latest: Sms }
      interface Message { id: ID! sentAt: String }
      interface Paper { id: ID! }
      type Sms implements Message @key(fields: "id") { id: ID! sentAt: String }
      type Letter implements Message & Paper @key(fields: "id") { id: ID! sentAt: String answers: [Message!]! }
      type Fax implements Message & Paper @key(fields: "id") { id: ID! sentAt: String text: String! }`,
    resolvers: {
      Query: {
        archive: () => [letter, { __typename: 'Fax', id: 'f1', text: 'fax' }, sms],
        latest: () => ({ id: 's1' }),
      },
      Sms: { sentAt: ({ id }) => `sent ${id}` },
      Letter: { sentAt: () => null, answers: () => [sms, { __typename: 'Fax', id: 'f2', text: 'fax2' }] },
      Fax: { sentAt: () => 'fax time' },
    },
  },
];
