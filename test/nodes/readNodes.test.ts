import { readFileSync } from 'node:fs';
import { overlap, readIdPattern } from '@wasl/gateway/nodes/idPattern';
import { readNodes } from '@wasl/gateway/nodes/readNodes';
import { composeSupergraph } from '@wasl/gateway/registry/composeSupergraph';
import { idMarks, markedUuid, type MarkedType } from '@wasl/kit/markedUuid';
import { toHealthId } from '@wasl/kit/healthId';
import { isUuid } from '@wasl/kit/uuid';
import { type DirectiveNode, parse } from 'graphql';
import { describe, expect, it } from 'vitest';

const link = `schema @link(url: "https://specs.wasl.sy/node/v1.0", import: ["@node"]) { query: Query }`;
const read = (types: string) => readNodes(parse(`${link} ${types}`));

describe('a pattern of ids', () => {
  it.each<[string, string[], string[]]>([
    ['###', ['123', '000'], ['12', '1234', '12a', '١٢٣', ' 123', '123\n', '']],
    ['F-*', ['F-1', 'F-DI-001', `F-${'9'.repeat(62)}`], ['F-', 'f-1', 'F-1 ', 'F-ü', `F-${'9'.repeat(63)}`, 'G-1']],
    ['x-8#', ['a-80', '0-89'], ['A-80', 'g-80', 'a-8x', 'a-8']],
  ])('%s fits an id as it is given out, and no other text', (pattern, ids, others) => {
    const { fits } = readIdPattern(pattern, false);
    expect(ids.filter((id) => !fits(id))).toEqual([]);
    expect(others.filter(fits)).toEqual([]);
  });

  it('with check digits fits no number that is mistyped', () => {
    const { fits } = readIdPattern('############', true);
    const id = toHealthId('4815162343');
    expect([id, toHealthId('0000000001')].filter((one) => !fits(one))).toEqual([]);
    const mistyped = [...id].map((digit, at) => id.slice(0, at) + ((Number(digit) + 1) % 10) + id.slice(at + 1));
    expect(mistyped.filter(fits)).toEqual([]);
  });

  it.each(['', '*-1', 'a b', 'é', 'x'.repeat(65)])('that says nothing of ids is refused: %j', (pattern) => {
    expect(() => readIdPattern(pattern, false)).toThrow();
  });

  it('with check digits in something else than digits is refused', () => {
    expect(() => readIdPattern('F-*', true)).toThrow();
    expect(() => readIdPattern('x#', true)).toThrow();
  });

  it.each<[string, string, boolean]>([
    ['###', '####', false],
    ['###', '#*', true],
    ['F-*', 'F-DI-*', true],
    ['F-*', 'P-*', false],
    ['F-*', 'F', false],
    ['xx', '##', true],
    ['x-8001', 'x-8002', false],
    ['*', 'abc', true],
  ])('%s and %s: whether a text could be both', (one, other, could) => {
    const [left, right] = [readIdPattern(one, false), readIdPattern(other, false)];
    expect([overlap(left, right), overlap(right, left)]).toEqual([could, could]);
  });
});

describe('@node of a supergraph', () => {
  const a = 'type A { id: ID! } type B { key: ID! }';

  it('says which type an id is of, by its look alone', () => {
    const nodes = read(`${a} type Query { a(id: ID!): A @node(ids: "A-*") b(key: ID!): B @node(ids: "##") }`);
    expect(['A-1', '12', '123', 'a-1'].map((id) => nodes?.ofId(id)?.field)).toEqual(['a', 'b', undefined, undefined]);
  });

  it('is read under the name that it was imported by, and is none without its spec', () => {
    const renamed = link.replace('"@node"', '{ name: "@node", as: "@found" }');
    const types = `${a} type Query { a(id: ID!): A @found(ids: "A-*") }`;
    expect(readNodes(parse(`${renamed} ${types}`))?.byType.size).toBe(1);
    expect(readNodes(parse(types.replace('@found', '@node')))).toBeUndefined();
  });

  it.each<[string, string]>([
    [
      'an id could be of two types',
      `${a} type Query { a(id: ID!): A @node(ids: "#*") b(key: ID!): B @node(ids: "##") }`,
    ],
    ['two fields find one type', `${a} type Query { a(id: ID!): A @node(ids: "#") b(id: ID!): A @node(ids: "##") }`],
    ['the field answers a list', `${a} type Query { a(id: ID!): [A] @node(ids: "#") }`],
    ['the object may not be null', `${a} type Query { a(id: ID!): A! @node(ids: "#") }`],
    ['the field has more arguments', `${a} type Query { a(id: ID!, more: Int): A @node(ids: "#") }`],
    ['the argument is no ID', `${a} type Query { a(id: String!): A @node(ids: "#") }`],
    ['the type has not what it is found by', `${a} type Query { a(key: ID!): A @node(ids: "#") }`],
    ['the type has another id', `type A { id: ID! key: ID! } type Query { a(key: ID!): A @node(ids: "#") }`],
    ['the pattern says nothing', `${a} type Query { a(id: ID!): A @node(ids: "") }`],
    ['there is a Node already', `${a} interface Node { id: ID! } type Query { a(id: ID!): A @node(ids: "#") }`],
    ['there is a node already', `${a} type Query { node(id: ID!): A a(id: ID!): A @node(ids: "#") }`],
  ])('is refused where %s', (_, types) => {
    expect(() => read(types)).toThrow(/@node/);
  });
});

it('that leaves a doubt does not compose', () => {
  const sdl = (name: string, pattern: string) => `extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@composeDirective"])
    @link(url: "https://specs.wasl.sy/node/v1.0", import: ["@node"]) @composeDirective(name: "@node")
    directive @node(ids: String!, checkDigits: Boolean! = false) on FIELD_DEFINITION
    type Query { ${name.toLowerCase()}(id: ID!): ${name} @node(ids: "${pattern}") } type ${name} @key(fields: "id") { id: ID! }`;
  const compose = (other: string) =>
    composeSupergraph(
      [sdl('Ours', 'F-*'), sdl('Theirs', other)].map((text, index) => ({
        name: `s${index}`,
        sdl: text,
        url: 'http://s',
      })),
    );
  expect(compose('G-*')).not.toHaveProperty('errors');
  expect(compose('F-1')).toEqual({ errors: ['with @node, an id of Ours could be one of Theirs'] });
});

describe('the national graph', () => {
  const file = new URL('../../schema/supergraph.graphql', import.meta.url);
  const nodes = readNodes(parse(readFileSync(file, 'utf8')));

  it('knows the type of each id that is made', () => {
    const types = Object.keys(idMarks) as MarkedType[];
    expect(types.map((type) => nodes?.ofId(markedUuid(type))?.typeName)).toEqual(types);
    expect(types.every((type) => isUuid(markedUuid(type)))).toBe(true);
  });

  it('knows ids of people, places and medicines', () => {
    const ids = [toHealthId('4815162343'), '12345678901', 'F-DI-001', 'P-000001', 'M-J01CA04', 'PH-DI-001'];
    const types = ['Patient', 'Person', 'Facility', 'Practitioner', 'Medication', 'Pharmacy'];
    expect(ids.map((id) => nodes?.ofId(id)?.typeName)).toEqual(types);
    expect(nodes?.byType.size).toBe(types.length + Object.keys(idMarks).length);
  });
});

it('finds all that has an id, but for what no field finds: whoever adds to these has seen to it that no other object has that id', () => {
  const file = new URL('../../schema/supergraph.graphql', import.meta.url);
  const supergraph = parse(readFileSync(file, 'utf8'));
  const { byType } = readNodes(supergraph)!;
  const isHidden = ({ directives = [] }: { directives?: readonly DirectiveNode[] | undefined }) =>
    directives.some(({ name }) => name.value === 'inaccessible');
  const others = supergraph.definitions.flatMap((item) =>
    item.kind === 'ObjectTypeDefinition' &&
    item.fields?.some((field) => field.name.value === 'id' && !isHidden(field)) &&
    !isHidden(item) &&
    !byType.has(item.name.value)
      ? [item.name.value]
      : [],
  );
  expect(others.toSorted()).toEqual([
    'AccessLogEntry',
    'Account',
    'AccountLink',
    'BreakGlassSession',
    'ConsentDirective',
    'DuplicateReview',
    'Guardianship',
    'NationalRecall',
    'Notice',
    'PartedMerge',
    'RegistrarAct',
    'ReturnReview',
    'SafetyAlert',
    'StockMovement',
  ]);
});
