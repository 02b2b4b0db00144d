import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const names = ['constructor', 'toString', 'hasOwnProperty', 'valueOf'];
const own = (prefix: string, more: Record<string, unknown> = {}) =>
  Object.assign(Object.create(null), Object.fromEntries(names.map((name) => [name, `${prefix} ${name}`])), more);

/** Fields, types, arguments and keys that bear the names of what every JavaScript object has. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'first',
    sdl: `${federation('@key')}
      scalar JSON
      enum Words { constructor toString }
      input Box { constructor: Int toString: Box }
      type Query {
        thing: Thing things: [Thing!]! word(valueOf: Words): Words box(constructor: Box): JSON
        json: JSON constructor: String toString: constructor
      }
      type Thing @key(fields: "constructor") { constructor: ID! name: String }
      type constructor @key(fields: "toString") { toString: ID! }`,
    resolvers: {
      Query: {
        thing: () => own('1', { name: 'one' }),
        things: () => ['1', '2', '1'].map((prefix) => own(prefix, { name: prefix })),
        word: (_, args) => args.valueOf,
        box: (_, args) => (Object.hasOwn(args, 'constructor') ? args.constructor : null),
        json: () => JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": 1}}'),
        constructor: () => 'root constructor',
        toString: () => own('3'),
      },
    },
  },
  {
    name: 'second',
    sdl: `${federation('@key')}
      type Thing @key(fields: "constructor") { constructor: ID! toString: String hasOwnProperty: Thing valueOf: [Int!] }
      type constructor @key(fields: "toString") { toString: ID! valueOf: String }`,
    resolvers: {
      Thing: {
        toString: (thing: Record<string, unknown>) => `string of ${thing['constructor']}`,
        hasOwnProperty: () => own('9'),
        valueOf: () => [1],
      },
      constructor: { valueOf: (thing: Record<string, unknown>) => `value of ${thing['toString']}` },
    },
  },
];
