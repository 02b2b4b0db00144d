import type { TestedFederation } from './federations.ts';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@external",
  "@requires", "@provides", "@shareable", "@override", "@interfaceObject", "@inaccessible"])\n`;

function federation(name: string, subgraphs: Record<string, string>): TestedFederation {
  return { name, subgraphs: Object.entries(subgraphs).map(([own, sdl]) => ({ name: own, sdl: link + sdl })) };
}

/** Root types by other names, which objects and interfaces lead back to. */
export const renamedRoots: TestedFederation = federation('renamed roots', {
  a: `schema { query: Start mutation: Change }
    type Start implements Named { name: String start: Start item: Item named: [Named] }
    type Change { change(id: ID!): Item again: Start }
    interface Named { name: String }
    type Item implements Named @key(fields: "id") { id: ID! name: String start: Start! }`,
  b: `schema { query: Begin }
    type Begin { items: [Item!] begin: Begin count(of: Int): Int }
    type Item @key(fields: "id") { id: ID! size(in: Int = 1): Int begin: Begin }`,
});

/** Schemas that put features of the federation together; data and operations are random. */
export const schemaFederations: readonly TestedFederation[] = [
  federation('interface that refers to itself across subgraphs', {
    a: `type Query { item: Item items: [Item!]! }
      interface Item { related: [Item!] }
      type Book implements Item @key(fields: "id") { id: ID! related: [Item!] @shareable }`,
    b: `interface Item { id: ID! related: [Item!] }
      type Book implements Item @key(fields: "id") { id: ID! related: [Item!] @shareable title: String price(in: Int = 1): Int }`,
  }),
  federation('override of a field that others require', {
    a: `type Query { a: User } type User @key(fields: "id") { id: ID! name: String }`,
    b: `type Query { b: User } type User @key(fields: "id") { id: ID! name: String @override(from: "a") mark: Int! }`,
    c: `type Query { c: [User] }
      type User @key(fields: "id") { id: ID! name: String @external label: String @requires(fields: "name") }`,
  }),
  federation('override of an interface’s field', {
    a: `type Query { feed: [Post] } interface Post { id: ID! made: String }
      type Image implements Post @key(fields: "id") { id: ID! made: String }
      type Text implements Post @key(fields: "id") { id: ID! made: String body: String @inaccessible }`,
    b: `type Query { other: [Post] anyone: Any } interface Post { id: ID! made: String } union Any = Image | Text
      type Image implements Post @key(fields: "id") { id: ID! made: String @override(from: "a") }
      type Text implements Post @key(fields: "id") { id: ID! made: String @shareable @override(from: "a") }`,
  }),
  federation('parents as entities', {
    a: `type Query { products: [Product!]! } type Product @key(fields: "id pid") { id: ID! pid: ID! }`,
    b: `type Product @key(fields: "id pid") { id: ID! pid: ID! category: Category @shareable }
      type Category { details: Details @shareable } type Details { count: Int @shareable b: String }`,
    c: `type Product @key(fields: "id pid") { id: ID! pid: ID! category: Category @shareable }
      type Category { details: Details @shareable } type Details { count: Int @shareable c: Float }`,
  }),
  federation('a mash of keys', {
    a: `type Query { a: A b: B } type A @key(fields: "id") @key(fields: "pid x { id }") { id: ID! pid: ID x: X }
      type X { id: ID! } type B @key(fields: "id") { id: ID! a: A }`,
    b: `type A @key(fields: "pid x { id }") { pid: ID x: X name: String } type X { id: ID! @shareable }
      type B @key(fields: "id") { id: ID! a: A @external note: String @requires(fields: "a { name }") }`,
    c: `type Query { c: A } type A @key(fields: "id") { id: ID! name: String @external nick: String @requires(fields: "name") own: [B!] }
      type B @key(fields: "id", resolvable: false) { id: ID! }`,
  }),
  federation('union and interface spread over subgraphs', {
    a: `type Query { any: [Any!]! node: Node } union Any = A | B interface Node { id: ID! }
      type A implements Node @key(fields: "id") { id: ID! a: Int } type B @key(fields: "id") { id: ID! }`,
    b: `type Query { more: [Any] } union Any = B | C interface Node { id: ID! }
      type B implements Node @key(fields: "id") { id: ID! name: String }
      type C implements Node @key(fields: "id") { id: ID! name: String b: B any: Any node: Node }`,
    c: `type C @key(fields: "id") { id: ID! c: [C!] }`,
  }),
  federation('interface objects with two keys, in lists, of each other', {
    a: `type Query { nodes: [Node!]! grid: [[Node!]] }
      interface Node @key(fields: "id") @key(fields: "code") { id: ID! code: String! }
      type X implements Node @key(fields: "id") @key(fields: "code") { id: ID! code: String! x: Int }
      type Y implements Node @key(fields: "id") @key(fields: "code") { id: ID! code: String! y: Int next: Node }`,
    b: `type Query { some: [Node!] } type Node @key(fields: "id") @interfaceObject { id: ID! b: String peers: [Node!] other: Other }
      type Other @key(fields: "id") { id: ID! of: Node }`,
    c: `type Node @key(fields: "code") @interfaceObject { code: String! c(n: Int = 2): String b: String @external both: String @requires(fields: "b") }
      type Other @key(fields: "id") { id: ID! c: Int }`,
  }),
  federation('provided through unions and interfaces', {
    a: `type Query { media: [Media] @shareable item: Item @provides(fields: "... on Book { title } ... on Film { title }") }
      union Media = Book | Film interface Item { id: ID! }
      type Book implements Item @key(fields: "id") { id: ID! title: String @external }
      type Film implements Item @key(fields: "id") { id: ID! title: String @external }`,
    b: `type Query { media: [Media] @shareable } union Media = Book | Film
      type Book @key(fields: "id") { id: ID! title: String @shareable pages: Int }
      type Film @key(fields: "id") { id: ID! title: String @shareable minutes: Int }`,
  }),
  federation('requirements that need requirements of other objects', {
    a: `type Query { order: Order orders(first: Int = 2): [Order] } type Order @key(fields: "id") { id: ID! lines: [Line!]! customer: Customer }
      type Line @key(fields: "id") { id: ID! amount: Int! } type Customer @key(fields: "id") { id: ID! }`,
    b: `type Line @key(fields: "id") { id: ID! amount: Int! @external tax: Int! @requires(fields: "amount") }
      type Customer @key(fields: "id") { id: ID! level: String }`,
    c: `type Order @key(fields: "id") { id: ID! lines: [Line!]! @external customer: Customer @external
        total: Int @requires(fields: "lines { tax amount }") gift: String @requires(fields: "customer { level }") }
      type Line @key(fields: "id") { id: ID! tax: Int! @external amount: Int! @external }
      type Customer @key(fields: "id") { id: ID! level: String @external }`,
    d: `type Order @key(fields: "id") { id: ID! total: Int @external gift: String @external note: String @requires(fields: "total gift") }`,
  }),
];
