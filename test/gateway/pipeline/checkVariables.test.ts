import { buildSchema, getOperationAST, parse } from 'graphql';
import { NumberText } from '@wasl/gateway/core/numberText';
import { checkVariables } from '@wasl/gateway/pipeline/checkVariables';
import { DocumentRefused } from '@wasl/gateway/pipeline/documents/prepareOperation';
import { describe, expect, it } from 'vitest';

const types = `scalar Own input In { int: Int id: ID own: Own float: Float ids: [ID!] in: In }`;
const schema = buildSchema(`type Query { a(of: In): Int } ${types}`);
const inheriting = buildSchema(
  `type Query { a(of: Odd): Int } input Odd { toString: Int own: Own in: [Odd] } scalar Own`,
);

function check(definitions: string, variables: Record<string, unknown> | undefined, of = schema) {
  const document = parse(`query(${definitions}) { a }`);
  const operation = getOperationAST(document)!;
  return checkVariables({ query: '', headers: {}, variables }, operation, of);
}
const number = (text: string) => new NumberText(text);
/** Numbers as they were written, for comparing. */
const texts = (value: unknown): unknown => {
  if (value instanceof NumberText) return `written ${value.text}`;
  if (Array.isArray(value)) return value.map(texts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, texts(item)]));
};
const refusalOf = (...asked: Parameters<typeof check>) => {
  try {
    check(...asked);
  } catch (error) {
    if (error instanceof DocumentRefused) return [error.code, ...error.errors.map(({ message }) => message)];
    throw error;
  }
  return undefined;
};

describe('variables', () => {
  it('are those that were sent, as they are', () => {
    const sent = { x: { int: 1, own: { any: [null, 'thing'] } }, unknown: true };
    expect(check('$x: In', sent)).toBe(sent);
    expect(check('$x: In', undefined)).toEqual({});
    const document = parse('{ a }');
    expect(checkVariables({ query: '', headers: {} }, getOperationAST(document)!, schema)).toEqual({});
  });

  it.each<[string, string, Record<string, unknown>, string[]]>([
    ['is missing', '$x: Int!', {}, ['Variable "$x" of required type "Int!" was not provided.']],
    [
      'is of another type',
      '$x: Int',
      { x: 'a' },
      ['Variable "$x" got invalid value "a"; Int cannot represent non-integer value: "a"'],
    ],
    [
      'is one field too many',
      '$x: In',
      { x: { no: 1 } },
      ['Variable "$x" got invalid value { no: 1 }; Field "no" is not defined by type "In".'],
    ],
  ])('are refused where one %s', (_, definitions, variables, messages) =>
    expect(refusalOf(definitions, variables)).toEqual(['GRAPHQL_VALIDATION_FAILED', ...messages]),
  );

  it('are refused with 20 errors, and word that there are more', () => {
    const names = Array.from({ length: 30 }, (_, index) => `$x${index}: Int!`).join(' ');
    expect(refusalOf(names, {})).toHaveLength(1 + 20 + 1);
  });

  it('may nest 100 levels deep, themselves included', () => {
    const nested = (levels: number, isList: boolean): unknown =>
      levels === 0 ? null : isList ? [nested(levels - 1, isList)] : { in: nested(levels - 1, isList) };
    for (const isList of [true, false]) {
      expect(() => check('$x: Own', { x: nested(99, isList) })).not.toThrow();
      expect(() => check('$x: Own', { x: nested(100, isList) })).toThrow(
        expect.objectContaining({ code: 'OPERATION_TOO_LARGE', details: { maxVariableDepth: 100 } }),
      );
    }
  });

  it('may have 100,000 values, those in lists and objects included', () => {
    const tooMany = expect.objectContaining({ code: 'OPERATION_TOO_LARGE', details: { maxVariableValues: 100_000 } });
    const list = (length: number) => Array.from({ length }, () => 1);
    const object = (length: number) => Object.fromEntries(list(length).map((_, index) => [`k${index}`, 1]));
    expect(() => check('$x: Own', { x: list(99_999) })).not.toThrow();
    expect(() => check('$x: Own', { x: list(100_000) })).toThrow(tooMany);
    expect(() => check('$x: Own', { x: object(99_999) })).not.toThrow();
    expect(() => check('$x: Own', { x: object(100_000) })).toThrow(tooMany);
    const spread = (more: number) => ({ x: [list(50_000), object(49_000)], y: { z: list(995 + more) } });
    expect(() => check('$x: Own', spread(0))).not.toThrow();
    expect(() => check('$x: Own', spread(1))).toThrow(tooMany);
  });
});

describe('numbers that JavaScript would write otherwise', () => {
  it.each<[string, string, unknown, unknown]>([
    ['an Int', 'Int', number('12.0'), 12],
    ['an Int of many digits', 'Int!', number('1.20e1'), 12],
    ['an ID', 'ID', number('9007199254740993'), 'written 9007199254740993'],
    ['an ID that is exact', 'ID!', number('12.0'), 12],
    ['an ID with a fraction of nothing', 'ID', number('90071992547409930e-1'), 'written 9007199254740993'],
    ['a Float', 'Float', number('1.50'), 'written 1.50'],
    ['a scalar of the schema', 'Own', number('1.50'), 'written 1.50'],
    ['what is in a scalar of the schema', 'Own', { a: [number('1.50')] }, { a: ['written 1.50'] }],
    ['a list', '[ID]', [number('12.0'), null, 'x'], [12, null, 'x']],
    ['one item in the place of a list', '[[ID!]!]', number('12.0'), 12],
    [
      'an input',
      'In',
      { int: number('12.0'), float: number('1.50'), in: { id: number('7.0') } },
      { int: 12, float: 'written 1.50', in: { id: 7 } },
    ],
    ['a list in an input', 'In!', { ids: [number('7.0')], own: number('7.0') }, { ids: [7], own: 'written 7.0' }],
  ])('are as their types have them: %s', (_, type, sent, expected) => {
    const variables = { x: sent, other: number('1.50') };
    expect(texts(check(`$x: ${type}`, variables))).toEqual({ x: expected, other: 'written 1.50' });
    expect(variables.x).toBe(sent);
  });

  it.each([
    ['Int', '1.5', '1.5'],
    ['Int', '9007199254740993', '9007199254740992'],
    ['Int', '1e400', 'Infinity'],
    // A double would be an integer here, and the number is none.
    ['Int', '1.00000000000000000001', 'NaN'],
    ['ID', '1.00000000000000000001', 'NaN'],
    ['ID', '1.50', '1.5'],
  ])('are refused as %s where they are none: %s', (type, text, said) =>
    expect(refusalOf(`$x: ${type}`, { x: number(text) })).toEqual([
      'GRAPHQL_VALIDATION_FAILED',
      expect.stringMatching(new RegExp(`got invalid value ${said.replace('.', '\\.')}; ${type} cannot represent`)),
    ]),
  );

  it('are of fields that are the schema’s own, whatever objects inherit', () => {
    const refused = refusalOf('$x: In', { x: { toString: number('1.50'), int: number('1.0') } });
    expect(refused?.[1]).toMatch(/Field "toString" is not defined by type "In"/);
    const sent = JSON.parse('{"__proto__": {"own": 1}}') as Record<string, unknown>;
    expect(Object.hasOwn(check('$x: Own $y: ID', { x: sent, y: number('7.0') })['x'] as object, '__proto__')).toBe(
      true,
    );
  });

  it('are left where nobody defines them', () => {
    expect(texts(check('$x: Int', { y: number('1.50') }))).toEqual({ y: 'written 1.50' });
    expect(texts(check('$x: Int $toString: Int', { y: number('1.50') }))).toEqual({ y: 'written 1.50' });
  });
});

describe('input fields with names that every object answers to', () => {
  it('are missing where nobody sent them', () => {
    const sent: Record<string, unknown> = { x: { own: { a: [1] }, in: [{}, { toString: 1 }] } };
    const read = check('$x: Odd', sent, inheriting);
    expect(JSON.parse(JSON.stringify(read))).toEqual(sent);
    const [empty] = (read['x'] as { in: object[] }).in;
    expect('toString' in empty!).toBe(false);
    expect(check('$x: Odd', sent, inheriting)).not.toBe(sent);
  });

  it('are refused where they do not fit', () => {
    expect(refusalOf('$x: Odd', { x: { toString: 'a' } }, inheriting)?.[1]).toMatch(/at "x.toString"/);
  });
});
