import { exactReply, readParsedReply, readReply, readRoundedReply } from '@wasl/gateway/execution/run/readReply';
import { NumberText } from '@wasl/gateway/core/numberText';
import { describe, expect, it, vi } from 'vitest';

const invalid = expect.objectContaining({ code: 'SUBGRAPH_RESPONSE_INVALID' });
const nested = (levels: number): object => (levels === 1 ? {} : { in: nested(levels - 1) });
const errorOf = (error: unknown) => readParsedReply({ data: {}, errors: [error] }).errors[0];

describe('a reply of a subgraph', () => {
  it.each<[string, unknown, unknown]>([
    ['data alone', { data: { a: 1 } }, { data: { a: 1 }, errors: [] }],
    ['data and no errors', { data: { a: 1 }, errors: null }, { data: { a: 1 }, errors: [] }],
    ['data and an empty list of errors', { data: {}, errors: [] }, { data: {}, errors: [] }],
    [
      'data and errors',
      { data: { a: null }, errors: [{ message: 'x' }] },
      { data: { a: null }, errors: [{ message: 'x' }] },
    ],
    ['errors alone', { errors: [{ message: 'x' }] }, { data: null, errors: [{ message: 'x' }] }],
    ['null and errors', { data: null, errors: [{ message: 'x' }] }, { data: null, errors: [{ message: 'x' }] }],
  ])('is read: %s', (_, reply, read) => expect(readReply({ body: JSON.stringify(reply) })).toEqual(read));

  it.each<[string, string]>([
    ['no JSON', '<html>'],
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '[{"data":{}}]'],
    ['a text', '"data"'],
    ['an object that says nothing', '{}'],
    ['null without a reason', '{"data":null}'],
    ['null with no errors', '{"data":null,"errors":[]}'],
    ['a list of data', '{"data":[]}'],
    ['a text as data', '{"data":"x"}'],
    ['a false as data', '{"data":false,"errors":[{"message":"x"}]}'],
    ['errors that are no list', '{"data":{},"errors":{"message":"x"}}'],
  ])('is none: %s', (_, body) => {
    const onUnusable = vi.fn<(reason: string) => void>();
    expect(() => readReply({ body, onUnusable })).toThrow(invalid);
    expect(onUnusable.mock.calls).toEqual([['The answer is not a GraphQL response.']]);
    expect(() => readReply({ body })).toThrow(invalid);
  });

  it('that fails keeps its cause for the log', () => {
    expect(() => readReply({ body: '<html>' })).toThrow(expect.objectContaining({ cause: expect.any(SyntaxError) }));
  });

  it.each<[string, object, boolean]>([
    ['errors with a message', { errors: [{ message: 'x' }] }, true],
    ['no errors', { data: {} }, false],
    ['errors without a message', { data: {}, errors: [{ message: 'x' }, {}] }, false],
  ])('whose status says no is an answer only with errors: %s', (_, reply, isAnswer) => {
    const onUnusable = vi.fn<() => void>();
    const read = () => readReply({ body: JSON.stringify(reply), mustTellErrors: true, onUnusable });
    if (isAnswer) expect(read).not.toThrow();
    else expect(read).toThrow(invalid);
    expect(onUnusable).toHaveBeenCalledTimes(isAnswer ? 0 : 1);
  });
});

describe('an error of a subgraph', () => {
  it('keeps message, path and extensions, and nothing else', () => {
    const error = {
      message: 'x',
      path: ['a', 0, 'b'],
      extensions: { code: 'C' },
      locations: [{ line: 1 }],
      stack: 's',
    };
    expect(errorOf(error)).toEqual({ message: 'x', path: ['a', 0, 'b'], extensions: { code: 'C' } });
  });

  it.each([['x'], [null], [7], [['x']], [{ message: 7 }], [{ message: null }]])(
    'has an empty message where it has none: %j',
    (error) => expect(errorOf(error)).toEqual({ message: '' }),
  );

  it.each([
    ['a'],
    [[-1]],
    [[1.5]],
    [[null]],
    [[{}]],
    [['a', true]],
    [{ 0: 'a' }],
    [Array.from({ length: 201 }, () => 0)],
  ])('has no path where that is none: %j', (path) => expect(errorOf({ message: 'x', path })).toEqual({ message: 'x' }));

  it('has a path of 200 steps, numbers however they were written', () => {
    const path = Array.from({ length: 200 }, () => 0);
    expect(errorOf({ message: 'x', path })).toEqual({ message: 'x', path });
    expect(errorOf({ message: 'x', path: ['a', new NumberText('1.0')] })).toEqual({ message: 'x', path: ['a', 1] });
    expect(errorOf({ message: 'x', path: [new NumberText('9007199254740993')] })).toEqual({ message: 'x' });
  });

  it.each([['C'], [['C']], [null], [nested(201)]])(
    'has no extensions where those are none or nest too deep',
    (extensions) => expect(errorOf({ message: 'x', extensions })).toEqual({ message: 'x' }),
  );

  it('has extensions of 200 levels', () => {
    expect(errorOf({ message: 'x', extensions: nested(200) })).toEqual({ message: 'x', extensions: nested(200) });
  });

  it('is shortened to 1,000 characters, and one of 10,000', () => {
    expect(errorOf({ message: 'x'.repeat(1_001) })).toEqual({ message: `${'x'.repeat(1_000)}…` });
    expect(errorOf({ message: 'x'.repeat(1_000) })).toEqual({ message: 'x'.repeat(1_000) });
    const errors = Array.from({ length: 10_001 }, () => ({ message: 'x' }));
    expect(readParsedReply({ data: {}, errors }).errors).toHaveLength(10_000);
  });
});

describe('a reply that is read quickly', () => {
  const wide = '{"data":{"id":9007199254740993}}';

  it('is rounded, until its digits are asked for', () => {
    const reply = readRoundedReply({ body: wide });
    expect(reply.data).toEqual({ id: 9007199254740992 });
    expect(exactReply(reply, 'any')).toEqual({ data: { id: new NumberText('9007199254740993') }, errors: [] });
  });

  it('is read once where rounding changes nothing', () => {
    expect(exactReply(readRoundedReply({ body: '{"data":{"id":12,"cost":1.5}}' }), 'any')).toBeUndefined();
  });

  it.each(['1.00000000000000000001', '1e-400', '1E-400', '-0'])('is read again for an Int that is %s', (number) => {
    const reply = readRoundedReply({ body: `{"data":{"count":${number}}}` });
    expect(exactReply(reply, 'ints')?.data).toEqual({ count: new NumberText(number) });
    expect(exactReply(reply, 'none')).toBeUndefined();
  });

  it('is read once where its numbers are of 32 bits, whatever its texts hold', () => {
    const reply = readRoundedReply({ body: '{"data":{"count":12,"text":",123456789012345678"}}' });
    expect(exactReply(reply, 'ints')).toBeUndefined();
    expect(exactReply(reply, 'any')?.data).toEqual({ count: 12, text: ',123456789012345678' });
  });

  it('keeps every digit of errors', () => {
    const body = '{"data":{},"errors":[{"message":"x","extensions":{"id":9007199254740993}}]}';
    const reply = readRoundedReply({ body });
    expect(reply.errors).toEqual([{ message: 'x', extensions: { id: new NumberText('9007199254740993') } }]);
    expect(exactReply(reply, 'any')).toBeUndefined();
  });
});
