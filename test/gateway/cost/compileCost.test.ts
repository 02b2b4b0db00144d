import { describe, expect, test } from 'vitest';
import { costsOf } from './support/compileText.ts';

describe('the examples of the cost specification', () => {
  const users = costsOf(`
    type User { name: String age: Int @cost(weight: "2.0") }
    type Query { users(max: Int): [User] @listSize(slicingArguments: ["max"]) }`);

  test('five users are six objects with the query, and each age has its weight', () => {
    expect(users('{ users(max: 5) { name } }')).toBe(6);
    expect(users('{ users(max: 5) { age } }')).toBe(6 + 5 * 2);
  });

  test('a field has its weight once each time that it is called, a type once for each object', () => {
    const cost = costsOf(`
      type Query { mostPopular: Product @cost(weight: "5.0") products(first: Int): [Product] @cost(weight: "3") @listSize(slicingArguments: ["first"]) }
      type Product @cost(weight: "4.0") { name: String related: [Product] @listSize(assumedSize: 2) }`);
    expect(cost('{ mostPopular { name } }')).toBe(1 + 5 + 4);
    expect(cost('{ products(first: 10) { name } }')).toBe(1 + 3 + 10 * 4);
    expect(cost('{ products(first: 10) { related { related { name } } } }')).toBe(1 + 3 + 10 * (4 + 2 * (4 + 2 * 4)));
  });

  test('scalars and enums are free unless they have a weight, in lists too', () => {
    const cost = costsOf(`
      scalar Scan @cost(weight: "7") enum Colour @cost(weight: "2") { RED }
      type Query { scan: Scan scans: [Scan] @listSize(assumedSize: 3) colour: Colour name: String names: [String] @listSize(assumedSize: 1000) }`);
    expect(cost('{ scan scans colour name names }')).toBe(1 + 7 + 3 * 7 + 2);
  });

  test('arguments and input fields cost what they say where they are given', () => {
    const cost = costsOf(`
      input Filter { approx: String @cost(weight: "12.0") exact: String and: [Filter!] deep: Filter @cost(weight: "1") }
      type Query { find(filter: Filter, near: Boolean @cost(weight: "30")): String }`);
    expect(cost('{ find }')).toBe(1);
    expect(cost('{ find(near: true) }')).toBe(31);
    expect(cost('{ find(filter: { exact: "a" }) }')).toBe(1);
    expect(
      cost('{ find(filter: { approx: "a", and: [{ approx: "b" }, { exact: "c" }], deep: { approx: "d" } }) }'),
    ).toBe(1 + 12 + 12 + 1 + 12);
    const byVariable = 'query ($filter: Filter) { find(filter: $filter) }';
    expect(cost(byVariable, { filter: { approx: 'a', and: [{ approx: 'b' }, {}], deep: null } })).toBe(1 + 12 + 12 + 1);
    expect(cost(byVariable, { filter: null })).toBe(1);
    const inLiteral = 'query ($and: [Filter!]) { find(filter: { approx: "a", and: $and }) }';
    expect(cost(inLiteral, { and: [{ approx: 'b' }, { approx: 'c' }] })).toBe(1 + 36);
    expect(cost('query ($filter: Filter = { approx: "a" }) { find(filter: $filter) }')).toBe(13);
  });

  test('a connection gives its size to the lists that it names', () => {
    const cost = costsOf(`
      type Query { visits(first: Int = 20, last: Int): VisitConnection
        @listSize(slicingArguments: ["first", "last"], sizedFields: ["edges", "nodes"], requireOneSlicingArgument: false) }
      type VisitConnection { edges: [VisitEdge] nodes: [Visit] facets: [Visit] pageInfo: PageInfo }
      type VisitEdge { node: Visit } type Visit { id: ID } type PageInfo { more: Boolean }`);
    expect(cost('{ visits(first: 30) { edges { node { id } } pageInfo { more } } }')).toBe(1 + 1 + 30 * 2 + 1);
    expect(cost('{ visits(first: 30) { edges { node { id } } nodes { id } } }')).toBe(1 + 1 + 30 * 2 + 30);
    expect(cost('{ visits { nodes { id } } }')).toBe(1 + 1 + 20);
    expect(cost('{ visits(first: 3, last: 50) { nodes { id } } }')).toBe(1 + 1 + 50);
    expect(cost('{ visits(first: 3) { facets { id } } }')).toBe(1 + 1 + 10);
  });

  test('a slicing argument may lie within an input', () => {
    const cost = costsOf(`
      input Page { size: Int other: Int }
      type Query { all(page: Page): [Item] @listSize(assumedSize: 8, slicingArguments: ["page.size"], requireOneSlicingArgument: false) }
      type Item { id: ID }`);
    expect(cost('{ all(page: { size: 40 }) { id } }')).toBe(41);
    expect(cost('{ all(page: { other: 40 }) { id } }')).toBe(9);
    expect(cost('query ($page: Page) { all(page: $page) { id } }', { page: { size: 7 } })).toBe(8);
    expect(cost('query ($page: Page) { all(page: $page) { id } }', { page: {} })).toBe(9);
    expect(cost('query ($size: Int) { all(page: { size: $size }) { id } }', { size: 6 })).toBe(7);
    expect(cost('query ($size: Int = 5) { all(page: { size: $size }) { id } }')).toBe(6);
  });

  test('exactly one slicing argument is asked for, unless one has a default or the schema does not mind', () => {
    const cost = costsOf(`
      type Query {
        one(first: Int, last: Int): [Item] @listSize(slicingArguments: ["first", "last"])
        usual(first: Int = 4): [Item] @listSize(slicingArguments: ["first"])
      }
      type Item { id: ID }`);
    expect(cost('{ one(last: 4) { id } }')).toBe(5);
    expect(cost('{ usual { id } }')).toBe(5);
    const refusal = 'Field "Query.one" must have exactly one of the arguments first, last.';
    expect(() => cost('{ one { id } }')).toThrow(refusal);
    expect(() => cost('{ one(first: null) { id } }')).toThrow(refusal);
    expect(() => cost('{ one(first: 1, last: 1) { id } }')).toThrow(refusal);
  });
});

describe('variables', () => {
  const cost = costsOf(`
    type Query { items(first: Int = 20): [Item] @listSize(assumedSize: 25, slicingArguments: ["first"], requireOneSlicingArgument: false) item: Item }
    type Item { id: ID items(first: Int): [Item] @listSize(assumedSize: 5, slicingArguments: ["first"], requireOneSlicingArgument: false) }`);
  const query = 'query ($first: Int) { items(first: $first) { id } }';

  test.each([
    ['a number', { first: 3 }, 4],
    ['nothing asked for', { first: 0 }, 1],
    ['absent: the default of the argument', {}, 21],
    ['null: the assumed size', { first: null }, 26],
    ['negative: the assumed size', { first: -1 }, 26],
    ['huge', { first: 2_147_483_647 }, 2_147_483_648],
    ['an inherited name is no value', Object.create({ first: 9 }) as object, 21],
  ])('%s', (_, variables, expected) => {
    expect(cost(query, { ...variables })).toBe(expected);
  });

  test('a default of the variable counts where none is sent', () => {
    expect(cost('query ($first: Int = 7) { items(first: $first) { id } }')).toBe(8);
    expect(cost('query ($first: Int = 7) { items(first: $first) { id } }', { first: 2 })).toBe(3);
  });

  test('products never become infinite', () => {
    const deep = (levels: number): string => (levels === 0 ? 'id' : `items(first: $n) { ${deep(levels - 1)} }`);
    const estimated = cost(`query ($n: Int) { ${deep(40)} }`, { n: 2_147_483_647 });
    expect(estimated).toBe(Number.MAX_SAFE_INTEGER);
    expect(cost(`query ($n: Int) { ${deep(40)} }`, { n: 0 })).toBe(1);
  });

  test('what is skipped under the variables that were sent costs nothing', () => {
    const both = `query ($a: Boolean!, $b: Boolean = false) {
      item @skip(if: $a) { id } ... @include(if: $b) { more: items(first: 100) { id } } ...F }
      fragment F on Query { last: item @include(if: false) { id } }`;
    expect(cost(both, { a: false })).toBe(2);
    expect(cost(both, { a: true })).toBe(1);
    expect(cost(both, { a: true, b: true })).toBe(101);
  });
});

describe('selections', () => {
  const sdl = `
    type Query { node: Node any: Any list: [Node] lists: [[A]] a: A }
    interface Node { id: ID next: Node }
    union Any = A | B
    type A implements Node @cost(weight: "3") { id: ID next: Node many: [B] }
    type B implements Node { id: ID next: Node }
    type Mutation { write: A cheap: Int @cost(weight: "1") }
    type Subscription { written: A }`;
  const cost = costsOf(sdl);

  test('an abstract type costs the most that one of its types does', () => {
    expect(cost('{ node { id } }')).toBe(1 + 3);
    expect(cost('{ any { ... on B { next { ... on B { id } } } } }')).toBe(1 + 1 + 3);
    expect(cost('{ any { ... on A { many { id } } ... on B { id } } }')).toBe(1 + 3 + 10);
  });

  test('lists of which nothing is said have the assumed size, lists of lists too', () => {
    expect(cost('{ list { id } }')).toBe(1 + 10 * 3);
    expect(cost('{ lists { id } }')).toBe(1 + 10 * 3);
    expect(costsOf(sdl, { assumedListSize: 2 })('{ lists { id } }')).toBe(1 + 2 * 3);
  });

  test('what is selected twice under one key costs once, under two keys twice', () => {
    expect(cost('{ a { id } a { many { id } } ...F } fragment F on Query { a { many { id } } }')).toBe(1 + 3 + 10);
    expect(cost('{ a { id } b: a { many { id } } ...F } fragment F on Query { c: a { many { id } } }')).toBe(
      1 + 3 + (3 + 10) * 2,
    );
  });

  test('mutations cost ten and what they return, events what they bring, questions about the schema nothing', () => {
    expect(cost('mutation { write { id } b: write { id } cheap }')).toBe(1 + 13 * 2 + 1);
    expect(cost('subscription { written { many { id } } }')).toBe(1 + 3 + 10);
    expect(cost('{ __typename __schema { types { name fields { name } } } }')).toBe(1);
  });

  test('what may be of very many shapes is refused before it is weighed', () => {
    // Each level doubles the selections that may come together, and none of them is written twice.
    const chain = (levels: number, name: string): string =>
      levels === 0 ? 'id' : `next { ${name}: id ${chain(levels - 1, name)} }`;
    const maze = (levels: number): string =>
      levels === 0
        ? 'id'
        : `next { ... on A { a${levels}: id ${chain(levels, `x${levels}`)} } ... on B { ${chain(levels, `y${levels}`)} } ${maze(levels - 1)} }`;
    const started = performance.now();
    expect(() => cost(`{ node { ${maze(30)} } }`)).toThrow('larger than this gateway accepts');
    expect(performance.now() - started).toBeLessThan(30_000);
  });
});

describe('the names of the directives', () => {
  const sdl = (cost: string, listSize: string) => `
    type Query { items: [Item] @${cost}(weight: "5") @${listSize}(assumedSize: 3) } type Item { id: ID }`;
  const link = (more: string) => `extend schema @link(url: "https://specs.apollo.dev/cost/v0.1" ${more})`;

  test.each([
    ['imported', 'cost', 'listSize', link('import: ["@cost", "@listSize"]')],
    ['one of them imported, as composition writes it', 'cost', 'listSize', link('import: ["@listSize"]')],
    ['renamed', 'price', 'many', link('import: [{ name: "@cost", as: "@price" }, { name: "@listSize", as: "@many" }]')],
    ['not imported', 'cost', 'cost__listSize', link('')],
    ['of a spec with another name', 'money', 'money__listSize', link('as: "money"')],
  ])('%s', (_, cost, listSize, linked) => {
    expect(costsOf(sdl(cost, listSize), {}, [cost, listSize], linked)('{ items { id } }')).toBe(1 + 5 + 3);
  });

  test('directives of the same names that come from elsewhere say nothing', () => {
    const elsewhere = 'extend schema @link(url: "https://example.org/cost/v0.1", import: ["@cost", "@listSize"])';
    expect(costsOf(sdl('cost', 'listSize'), {}, ['cost', 'listSize'], elsewhere)('{ items { id } }')).toBe(1 + 10);
  });
});
