import { buildASTSchema, getOperationAST, GraphQLError, type OperationDefinitionNode, parse } from 'graphql';
import { createCompileCost } from '@wasl/gateway/pipeline/cost/compileCost';
import { readCostAnnotations } from '@wasl/gateway/pipeline/cost/costAnnotations';
import { describe, expect, it } from 'vitest';
import { costLink, costsOf } from '../../cost/support/compileText.ts';

describe('the conditions of what is selected', () => {
  const cost = costsOf(`directive @mark(if: Boolean) on FIELD
    type Query { item: Item other: Item } type Item { id: ID item: Item }`);

  it.each<[string, string, Record<string, unknown>, number]>([
    ['a literal keeps', '{ item @include(if: true) { id } other @skip(if: false) { id } }', {}, 3],
    ['a literal leaves out', '{ item @include(if: false) { id } other @skip(if: true) { id } }', {}, 1],
    ['another directive says nothing', '{ item @mark(if: false) { id } }', {}, 2],
    ['one of two is met', '{ item @skip(if: $x) { id } item @include(if: $y) { id } }', { x: true, y: true }, 2],
    ['both are met', '{ item @skip(if: $x) { id } item @include(if: $y) { id } }', { x: false, y: true }, 3],
    ['one is the other turned round', '{ item @skip(if: $x) { id } item @include(if: $x) { id } }', { x: true }, 2],
    [
      'a fragment stands under two',
      '{ ...F @skip(if: $x) ...F @include(if: $x) } fragment F on Query { item { id } }',
      { x: true },
      2,
    ],
    [
      'their names run together',
      `{ ... @include(if: $x) { item @include(if: $y) { id } } item @include(if: $xy) { id } }`,
      { x: true, y: false, xy: true },
      2,
    ],
  ])('count: %s', (_, query, variables, expected) => {
    const names = [...new Set(query.match(/\$\w+/g))].map((name) => `${name}: Boolean!`);
    const operation = names.length > 0 ? `query(${names.join(' ')}) ${query}` : query;
    expect(cost(operation, variables)).toBe(expected);
  });

  it('count in each of several fragments', () => {
    expect(cost('{ ...F ...G } fragment F on Query { item { id } } fragment G on Query { other { id } }')).toBe(3);
  });
});

describe('the types of what is selected', () => {
  const cost = costsOf(`type Query { node: Node xy: XY a: A plain(of: Int): A }
    interface Node { id: ID conn(first: Int): Conn } interface Named { heavy: A }
    union XY = X | Y type X implements Named { heavy: A } type Y @cost(weight: "3") { heavy: A }
    type A implements Node { id: ID many: [B] conn(first: Int): Conn @listSize(slicingArguments: ["first"], sizedFields: ["nodes"]) }
    type B implements Node @cost(weight: "0") { id: ID conn(first: Int): Conn @listSize(assumedSize: 10, sizedFields: ["nodes"]) }
    type Conn { nodes: [A] }`);

  it('take a fragment on an interface that they have, and on no other', () => {
    expect(cost('{ a { ... on Node { id } } }')).toBe(2);
    expect(cost('{ a { ... on Node { conn(first: 2) { nodes { id } } } } }')).toBe(1 + 1 + 1 + 2);
    expect(cost('{ xy { ... on Named { heavy { id } } } }')).toBe(1 + 3);
    expect(cost('{ xy { ... on Named { heavy { conn(first: 5) { nodes { id } } } } } }')).toBe(1 + 1 + 1 + 1 + 5);
  });

  it('give one selection different sizes where they say different ones', () => {
    expect(cost('{ node { conn(first: 5) { nodes { id } } } }')).toBe(1 + 0 + 1 + 10);
    expect(cost('{ node { conn(first: 50) { nodes { id } } } }')).toBe(1 + 1 + 1 + 50);
  });

  it('take arguments of which nothing is said', () => {
    expect(cost('{ plain(of: 1) { id } }')).toBe(2);
  });

  it('are told apart by all their selections', () => {
    const more = Array.from({ length: 10 }, (_, index) => `k${index}: a { id }`).join(' ');
    expect(cost(`{ a { id } a { conn(first: 1) { nodes { id } } } ${more} }`)).toBe(1 + 1 + 1 + 1 + 10);
  });
});

describe('the arguments of what is selected', () => {
  const cost = costsOf(`input Filter { a: Int @cost(weight: "12") b: Int } input Page { size: Int }
    type Query {
      find(filter: Filter): String
      first(other: Int = 3, first: Int = 4): [Item] @listSize(slicingArguments: ["first"])
      either(more: String, first: Int = 4, last: Int): [Item] @listSize(slicingArguments: ["first", "last"])
      page(page: Page = { size: 12 }): [Item] @listSize(slicingArguments: ["page.size"], requireOneSlicingArgument: false)
      bare(page: Page): [Item] @listSize(slicingArguments: ["page.size"], requireOneSlicingArgument: false)
      groups(first: Int): [Group] @listSize(slicingArguments: ["first"], sizedFields: ["items"])
    }
    type Item { id: ID } type Group { items: [Item] }`);

  it.each<[string, Record<string, unknown>, number]>([
    ['{ find(filter: null) }', {}, 1],
    ['query($x: Int, $f: Filter = { a: 1 }) { find(filter: $f) first(first: $x) { id } }', { x: 0 }, 13],
    ['{ first { id } }', {}, 5],
    ['query($a: Int = 7, $b: Int = 9) { first(first: $b) { id } first_: first(first: $a) { id } }', {}, 17],
    ['{ page { id } }', {}, 13],
    ['{ page(page: { size: 2 }) { id } }', {}, 3],
    ['{ page(page: null) { id } }', {}, 11],
    ['{ bare { id } }', {}, 11],
    ['query($p: Page = { size: 3 }) { bare(page: $p) { id } }', {}, 4],
    ['query($p: Page = null) { bare(page: $p) { id } }', {}, 11],
    ['query($p: Page) { page(page: $p) { id } }', {}, 13],
    ['{ either { id } }', {}, 5],
    ['{ either(last: 2) { id } }', {}, 5],
    ['{ groups(first: 2) { items { id } } }', {}, 1 + 10 * (1 + 2)],
  ])('cost what they say: %s', (query, variables, expected) => expect(cost(query, variables)).toBe(expected));

  it('are refused where two tell how many, with the place of the field', () => {
    const refused = () => cost('{ either(first: 1, last: 2) { id } }');
    expect(refused).toThrow('Field "Query.either" must have exactly one of the arguments first, last.');
    try {
      refused();
    } catch (error) {
      expect((error as GraphQLError).locations).toEqual([{ line: 1, column: 3 }]);
    }
  });
});

describe('what is told of a cost', () => {
  const document = parse(`${costLink} type Query { a: Item b: Item size: Int } type Item { items: [Item] id: ID }`);
  const compile = createCompileCost(buildASTSchema(document, { assumeValid: true }), readCostAnnotations(document));
  const read = (query: string) => {
    const operation = parse(query);
    return compile(operation, getOperationAST(operation) as OperationDefinitionNode);
  };

  it('is where most of it comes from, and of how many parts it is', () => {
    const told = read('{ a { id } b { items { items { id } } } }');
    expect(told.costliestPath({})).toBe('b.items.items');
    expect([told.isAnnotated, told.parts]).toEqual([true, 5 + 6]);
  });

  it('is refused beyond 50,000 selections that would have to be looked at', () => {
    const of = (fields: number) => `{ ${Array.from({ length: fields }, (_, index) => `f${index}: size`).join(' ')} }`;
    expect(read(of(49_999)).parts).toBe(50_000);
    expect(() => read(of(50_000))).toThrow(
      expect.objectContaining({ code: 'OPERATION_TOO_LARGE', details: { maxCostSteps: 50_000 } }),
    );
  });
});
