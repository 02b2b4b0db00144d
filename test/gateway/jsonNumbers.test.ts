import { exactInteger } from '@wasl/gateway/core/exactInteger';
import { copyJson, isJsonObject, isTooDeep, type JsonObject, mergeInto } from '@wasl/gateway/core/jsonObject';
import { NumberText, writeJson } from '@wasl/gateway/core/numberText';
import { parseJson } from '@wasl/gateway/core/parseJson';
import { plainNumbers } from '@wasl/gateway/core/plainNumbers';
import { readReply } from '@wasl/gateway/execution/run/readReply';
import {
  array,
  assert,
  bigInt,
  constantFrom,
  letrec,
  nat,
  oneof,
  option,
  property,
  string,
  stringMatching,
  tuple,
  uniqueArray,
} from 'fast-check';
import { describe, expect, test } from 'vitest';

const digits = (most: number) => stringMatching(new RegExp(`^(?:0|[1-9]\\d{0,${most}})$`));
/** Any number that JSON allows, short and long. */
const numberText = tuple(
  constantFrom('', '-'),
  oneof(digits(3), digits(40)),
  option(stringMatching(/^\.\d{1,25}$/), { nil: '' }),
  option(stringMatching(/^[eE][+-]?\d{1,4}$/), { nil: '' }),
).map((parts) => parts.join(''));
const space = stringMatching(/^[ \t\r\n]{0,2}$/);
const text = oneof(string({ unit: 'binary' }), constantFrom('1.0', '", -0', '\\', '[1e5,', ': 1.50', '__proto__'));
const { json: jsonText } = letrec<{ json: string }>((tie) => ({
  json: oneof(
    { depthSize: 'small' },
    numberText,
    text.map((value) => JSON.stringify(value)),
    constantFrom('null', 'true', 'false', '[]', '{}'),
    array(tie('json'), { maxLength: 5 }).map((items) => `[${items.join(',')}]`),
    uniqueArray(tuple(text, tie('json')), { maxLength: 5, selector: ([key]) => key })
      // JavaScript puts keys that are indices first.
      .map((fields) => fields.filter(([key]) => !/^\d+$/.test(key)))
      .map((fields) => `{${fields.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`),
  ),
}));

describe('JSON that was read is written as it was', () => {
  test('whatever it holds', () => {
    assert(
      property(jsonText, (json) => {
        const list = `[${json}]`;
        expect(writeJson(parseJson(list))).toBe(list);
      }),
      { numRuns: 3_000 },
    );
  });

  test('with spaces between its parts, which alone are lost', () => {
    assert(
      property(array(tuple(numberText, space, space)), (numbers) => {
        const spaced = numbers.map(([number, before, after]) => before + number + after).join(',');
        expect(writeJson(parseJson(`{"a": [${spaced}]}`))).toBe(`{"a":[${numbers.map(([number]) => number).join()}]}`);
      }),
    );
  });

  test.each([
    '9007199254740993',
    '1.0',
    '0.10',
    '1e5',
    '1E+5',
    '-0',
    '-0.0',
    '1e400',
    '0.0000001',
    '-0.0000001',
    '0.1000000000000000055',
    '1234567890.12345678',
    '100000000000000000000000',
    '1e21',
    '5e-324',
    '1.5e3',
  ])('%s, wherever it stands', (number) => {
    const json = `{"a":${number},"b":[${number},${number}],"c":{"d":${number}}}`;
    expect(writeJson(parseJson(json))).toBe(json);
    expect(writeJson(parseJson(json.replaceAll(number, ` ${number} `)))).toBe(json);
  });

  test('numbers that JavaScript writes alike are plain numbers', () => {
    const plain = '[0,7,-1,2.5,1e+21,5e-7,9007199254740992,123456789012345]';
    expect(parseJson(plain)).toEqual(JSON.parse(plain));
  });

  test('what is no JSON is refused as ever', () => {
    const broken = [
      '[1.0',
      '{1.0:1}',
      '[01.0]',
      '[1.0.0]',
      '[-]',
      '[1.0e]',
      '["1.0]',
      '[.0]',
      '[1.0"a"]',
      '1.0 2',
      '[1.0 -0]',
      '',
    ];
    for (const json of broken) {
      const reason = reasonOf(() => JSON.parse(json) as unknown);
      expect(reason).toBeInstanceOf(SyntaxError);
      expect(reasonOf(() => parseJson(json))).toEqual(reason);
    }
    assert(
      property(string({ unit: constantFrom(...'[]{},:"\\-+.eE019 a'), maxLength: 20 }), (json) => {
        const reason = reasonOf(() => JSON.parse(json) as unknown);
        expect(reasonOf(() => parseJson(json))).toEqual(reason);
      }),
      { numRuns: 5_000 },
    );
  });

  test('a key that objects inherit is a key like others', () => {
    const read = parseJson('{"__proto__":{"a":1.0},"constructor":-0}') as JsonObject;
    expect(Object.keys(read)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect(writeJson(copyJson(read))).toBe('{"__proto__":{"a":1.0},"constructor":-0}');
  });

  test('outside of an answer, as in a log, a number is rounded', () => {
    const read = parseJson('{"a":9007199254740993}');
    expect(JSON.stringify(read)).toBe('{"a":9007199254740992}');
    expect(JSON.stringify(plainNumbers(read))).toBe('{"a":9007199254740992}');
  });
});

describe('what is large costs no more than its size', () => {
  test.each([
    ['a number of ten million digits', `[${'9'.repeat(10_000_000)}]`],
    ['ten million decimals', `[0.${'0'.repeat(10_000_000)}]`],
    ['an exponent of ten million digits', `[1e${'9'.repeat(10_000_000)}]`],
    ['a million numbers', `[${'1.0,'.repeat(1_000_000)}1.0]`],
    ['a text of ten million backslashes', `["${'\\'.repeat(10_000_000)}",1.0]`],
    ['a text of ten million quotes', `["${'\\"'.repeat(5_000_000)}",1.0]`],
    ['a text that looks like numbers', `["${', 1.0'.repeat(2_000_000)}"]`],
    ['200 000 levels', `${'[1.0,'.repeat(200_000)}1.0${']'.repeat(200_000)}`],
  ])('%s', (_, json) => {
    const startedAt = performance.now();
    const read = parseJson(json);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    if (!json.startsWith('[1.0,[')) expect(writeJson(read)).toBe(json);
    else expect(isTooDeep(read as object)).toBe(true);
  });
});

describe('a number as it was written is no object', () => {
  const number = new NumberText('1.50');

  test('of an answer', () => {
    expect(isJsonObject(number)).toBe(false);
    expect(copyJson({ a: [number] })).toEqual({ a: [number] });
  });

  test('that others could be merged into, or that takes the place of one', () => {
    const target: JsonObject = { value: number, list: [number, null], object: { a: 1 }, none: null };
    mergeInto(target, { value: { a: 1 }, list: [{ a: 1 }, number], object: number, none: number }, () => false);
    expect(writeJson(target)).toBe('{"value":{"a":1},"list":[1.50,1.50],"object":{"a":1},"none":1.50}');
    expect(writeJson(number)).toBe('1.50');
  });
});

test('a step of an error’s path is a number however it is written', () => {
  const { errors } = readReply({
    body: '{"data":null,"errors":[{"message":"no","path":["list",1.0,"a"]},{"path":[1.50]}]}',
  });
  expect(errors.map(({ path }) => path)).toEqual([['list', 1, 'a'], undefined]);
});

test('the extensions of a subgraph’s errors keep their numbers', () => {
  const extensions = '{"code":"TOO_MUCH","most":9007199254740993,"share":[0.10]}';
  const { errors } = readReply({ body: `{"data":null,"errors":[{"message":"no","extensions":${extensions}}]}` });
  expect(writeJson(errors[0]?.extensions)).toBe(extensions);
});

describe('an integer is one however it is written', () => {
  test.each([
    ['12', '12'],
    ['12.0', '12'],
    ['1.2e1', '12'],
    ['120e-1', '12'],
    ['-0', '0'],
    ['0.00e5', '0'],
    ['-12.50e1', '-125'],
    ['9007199254740993.0', '9007199254740993'],
    ['9.007199254740993e15', '9007199254740993'],
    ['1.5', undefined],
    ['12.00000000000000000000001', undefined],
    ['1e-400', undefined],
    ['1e1000', undefined],
    ['1e999999999999', undefined],
    ['-1e-1', undefined],
  ])('%s is %s', (written, integer) => expect(exactInteger(written)).toBe(integer));

  test('as arithmetic has it', () => {
    assert(
      property(bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), nat(20), nat(20), (value, zeros, shift) => {
        const sign = value < 0n ? '-' : '';
        const all = (value < 0n ? -value : value).toString() + '0'.repeat(zeros);
        const padded = all.padStart(shift + 1, '0');
        const point = padded.length - shift;
        const written = `${sign}${padded.slice(0, point)}${shift > 0 ? `.${padded.slice(point)}` : ''}e${shift - zeros}`;
        expect(exactInteger(written)).toBe(value.toString());
      }),
    );
  });
});

function reasonOf(read: () => unknown): unknown {
  try {
    read();
    return undefined;
  } catch (error) {
    return error;
  }
}
