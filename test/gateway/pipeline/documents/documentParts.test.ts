import { buildSchema, parse, validate } from 'graphql';
import { FiniteNumbersRule } from '@wasl/gateway/pipeline/documents/finiteNumbersRule';
import { refuseRepeated } from '@wasl/gateway/pipeline/documents/repeatedFields';
import { refuseDeepValues } from '@wasl/gateway/pipeline/documents/valueDepth';
import { describe, expect, it } from 'vitest';

const tooLarge = (details: object) => expect.objectContaining({ code: 'OPERATION_TOO_LARGE', details });

describe('numbers in a document', () => {
  const schema =
    buildSchema(`type Query { a(float: Float, int: Int, list: [Float!], own: Own, in: In, of: Kind): Int } scalar Own
    input In { float: Float! } enum Kind { X }`);
  const errorsIn = (query: string) =>
    validate(schema, parse(query), [FiniteNumbersRule]).map(({ message, locations }) => [message, locations?.length]);

  it.each([
    ['{ a(float: 1e400) }', 1],
    ['{ a(float: -1e400) }', 1],
    [`{ a(float: 1${'0'.repeat(400)}) }`, 1],
    ['{ a(list: [1e400, 1, -1e400]) }', 2],
    ['{ a(in: {float: 1e400}) }', 1],
    ['query($x: Float = 1e400) { a(float: $x) }', 1],
    ['{ a(float: 1e308, int: 1) }', 0],
    ['{ a(own: 1e400) }', 0],
    ['{ a(own: {x: 1e400}) }', 0],
    ['{ a(of: 1e400) }', 0],
    ['{ a(unknown: 1e400) }', 0],
  ])('may not be too large for a Float: %s', (query, count) =>
    expect(errorsIn(query)).toEqual(Array.from({ length: count }, () => ['A number is too large.', 1])),
  );
});

describe('values and types in a document', () => {
  it.each([
    ['{ a(x: 1) }', 0],
    ['{ a(x: [1]) }', 1],
    ['{ a(x: [1, [2, {b: [3]}]]) }', 4],
    ['{ a(x: {b: {c: 1}, d: 2}) }', 2],
    ['{ a @d(x: {b: 1}) }', 1],
    ['query($x: Int) { a }', 0],
    ['query($x: [Int!]!) { a }', 3],
    ['query($x: Int = [[1]]) { a }', 2],
    ['query($x: Int @d(y: [1])) { a }', 1],
  ])('nest only so deep: %s', (query, depth) => {
    expect(() => refuseDeepValues(parse(query), depth)).not.toThrow();
    expect(() => refuseDeepValues(parse(query), depth - 1)).toThrow(tooLarge({ maxDepth: depth - 1 }));
  });
});

describe('fields that are selected again and again', () => {
  // 447 selections make 99 681 pairs, 448 make 100 128: the most is 100 000.
  const [most, tooMany] = [447, 448];
  const times = (count: number, part: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => part(index)).join(' ');
  const refused = tooLarge({ maxFieldPairs: 100_000 });

  it.each<[string, (count: number) => string]>([
    ['one field', (count) => `{ ${times(count, () => 'a')} }`],
    ['one alias', (count) => `{ ${times(count, (index) => `a: f${index}`)} }`],
    ['a field in fragments', (count) => `{ ${times(count - 1, () => '... { a }')} ...F } fragment F on T { a }`],
    [
      'a field of one object, which is selected in two places',
      (count) => `{ x { ${times(count - 200, () => 'a')} } x { ${times(200, () => 'a')} } }`,
    ],
    ['a field of a fragment that nobody spreads', (count) => `{ a } fragment F on T { ${times(count, () => 'a')} }`],
    ['a fragment', (count) => `{ ${times(count, () => '...F')} } fragment F on T { a }`],
    ['a fragment that there is not', (count) => `{ ${times(count, () => '...F')} }`],
  ])('are refused: %s', (_, query) => {
    expect(() => refuseRepeated(parse(query(most)))).not.toThrow();
    expect(() => refuseRepeated(parse(query(tooMany)))).toThrow(refused);
  });

  it('count together, wherever they are', () => {
    expect(() => refuseRepeated(parse(`{ ${times(most, () => 'a')} }`))).not.toThrow();
    const places = `{ ${times(317, () => 'a')} x { ${times(317, () => 'a')} } }`;
    expect(() => refuseRepeated(parse(places))).toThrow(refused);
    expect(() => refuseRepeated(parse(`{ ${times(most, () => 'a')} } { ${times(30, () => 'a')} }`))).toThrow(refused);
  });

  it('make 100,000 pairs and no more', () => {
    // 99 681 and 300, 15, 3 and 1 of them.
    const counts = { a: most, b: 25, c: 6, d: 3, e: 2 };
    const all = Object.entries(counts).map(([name, count]) => times(count, () => name));
    expect(() => refuseRepeated(parse(`{ ${all.join(' ')} }`))).not.toThrow();
    expect(() => refuseRepeated(parse(`{ ${all.join(' ')} f f }`))).toThrow(refused);
  });

  it('are no others, however many there are', () => {
    expect(() => refuseRepeated(parse(`{ ${times(2_000, (index) => `f${index} a${index % 100}: b`)} }`))).not.toThrow();
    const spread = `{ ${times(400, () => '...F')} } fragment F on T { ${times(60, () => 'a')} }`;
    expect(() => refuseRepeated(parse(spread))).not.toThrow();
  });
});

describe('one value under many names, and directives', () => {
  const names = (count: number, part = 'b') =>
    Array.from({ length: count }, (_, index) => `a${index}: ${part}`).join(' ');

  it('are refused beyond 100 names, wherever they are written', () => {
    const refused = tooLarge({ maxNamesOfField: 100 });
    for (const query of [
      `{ ${names(101)} }`,
      `{ x { ${names(60)} ...F } } fragment F on T { c: b ${names(101)} }`,
      `query { x { ${names(60)} } x { ${names(101)} } }`,
      `mutation { x { ${names(101)} } }`,
    ])
      expect(() => refuseRepeated(parse(query))).toThrow(refused);
    for (const query of [
      `{ ${names(100)} }`,
      `{ ${names(200, 'b(x: 1)')} }`,
      `mutation { ${names(200)} }`,
      `{ x { ${names(100)} } y { ${names(100)} } }`,
    ])
      expect(() => refuseRepeated(parse(query))).not.toThrow();
  });

  it('are refused beyond 5 in one place', () => {
    for (const place of ['{ a DIRECTIVES }', 'query DIRECTIVES { a }', '{ ... DIRECTIVES { a } }']) {
      const withDirectives = (count: number) => () =>
        refuseRepeated(parse(place.replace('DIRECTIVES', '@x '.repeat(count))));
      expect(withDirectives(5)).not.toThrow();
      expect(withDirectives(6)).toThrow(tooLarge({ maxDirectives: 5 }));
    }
  });
});
