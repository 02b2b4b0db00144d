import { GraphQLError, parse } from 'graphql';
import { WaslError } from '@wasl/schema/errors.ts';
import { deliver, refuse } from '@wasl/gateway/pipeline/deliver';
import { release } from '@wasl/gateway/pipeline/release';
import { answerStream } from '@wasl/gateway/pipeline/answerStream';
import { DocumentRefused } from '@wasl/gateway/pipeline/documents/prepareOperation';
import type { Results } from '@wasl/gateway/pipeline/execute';
import type { Answer } from '@wasl/gateway/core/answer';
import type { AnswerPart, ExecutedResult } from '@wasl/gateway/core/executedResult';
import { describe, expect, it, vi } from 'vitest';
import { startExchange } from './testExchange.ts';

const denied = {
  message: 'Unauthorized field or type',
  path: ['user', 'name'],
  locations: [{ line: 1, column: 13 }],
  extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
};
const restored = { errors: [denied], data: { user: { id: '1', name: null } } };
const came = (): ExecutedResult => ({ data: { user: { id: '1' } } });
const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;

async function bodies(answer: Answer): Promise<unknown[]> {
  const stream = 'events' in answer ? answer.events : answer.parts;
  const all: unknown[] = [];
  for await (const body of stream ?? []) all.push(plain(body));
  return all;
}

describe('what leaves', () => {
  it('of a result has the nulls of denied fields again', async () => {
    const { exchange, allowed } = startExchange();
    const answer = await release({ kind: 'result', result: came(), allowed, exchange });
    expect(plain(answer)).toEqual({ status: 200, body: restored });
  });

  it('of a result that a mode explains says what is missing, and what else the mode says', async () => {
    const { exchange, allowed } = startExchange();
    const missing = { authenticated: false, scopes: [['x']], policies: [] };
    const denials = { explain: () => ({ missing }), extensions: { authorization: { mode: 'test' } } };
    const answer = await release({ kind: 'result', result: came(), allowed: { ...allowed, denials }, exchange });
    const { code } = denied.extensions;
    expect(plain(answer.body)).toEqual({
      ...restored,
      errors: [{ ...denied, extensions: { code, missing } }],
      extensions: denials.extensions,
    });
  });

  it('of a refused operation is the refusal as it is', async () => {
    const { exchange, allowed } = startExchange();
    const refusal = { data: null, errors: [new GraphQLError('x', { extensions: { code: 'FORBIDDEN' } })] };
    const answer = await release({
      kind: 'result',
      result: refusal,
      allowed: { ...allowed, denials: { refusal } },
      exchange,
    });
    expect(answer.body).toEqual({ data: null, errors: [{ message: 'x', extensions: { code: 'FORBIDDEN' } }] });
  });

  it('has no errors where there are none', async () => {
    const { exchange, allowed } = startExchange('{ user { id } }');
    for (const result of [came(), { ...came(), errors: [] }])
      expect(await release({ kind: 'result', result, allowed, exchange })).toEqual({ status: 200, body: came() });
    const extended = { ...allowed, denials: { extensions: { a: 1 } } };
    expect(await release({ kind: 'result', result: came(), allowed: extended, exchange })).toEqual({
      status: 200,
      body: { ...came(), extensions: { a: 1 } },
    });
  });

  it('of a part has its errors masked, and its own fields', async () => {
    const { exchange, allowed, log } = startExchange();
    const part: AnswerPart = { data: { a: 1 }, path: ['user'], label: 'l' };
    const failed: AnswerPart = { data: null, path: [], errors: [new GraphQLError('SECRET', { path: ['a'] })] };
    const { body } = await release({ kind: 'parts', parts: [part, failed], allowed, exchange });
    const [errorId] = log.mock.calls[0]!;
    expect(body).toEqual({
      incremental: [
        part,
        {
          data: null,
          path: [],
          errors: [
            {
              message: expect.not.stringContaining('SECRET'),
              path: ['a'],
              extensions: { code: 'INTERNAL_SERVER_ERROR', errorId },
            },
          ],
        },
      ],
    });
  });
});

describe('the answer to what is refused', () => {
  const refusal = async (error: unknown, headers = {}) => {
    const { exchange, gateway, log } = startExchange('{ size }', headers);
    return { answer: await release({ kind: 'refusal', error, request: exchange.request, gateway }), log };
  };

  it('of a document has what GraphQL says of it', async () => {
    const document = parse('{\n  x }');
    const error = new GraphQLError('no x', { nodes: document.definitions[0]! });
    const { answer } = await refusal(
      new DocumentRefused('GRAPHQL_VALIDATION_FAILED', [error, new GraphQLError('y', { extensions: { a: 1 } })]),
    );
    expect(answer).toEqual({
      status: 400,
      body: {
        errors: [
          { message: 'no x', locations: [{ line: 1, column: 1 }], extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
          { message: 'y', extensions: { a: 1, code: 'GRAPHQL_VALIDATION_FAILED' } },
        ],
      },
    });
  });

  const refusals: [WaslError, number, boolean, Record<string, string>][] = [
    [new WaslError('BAD_REQUEST'), 400, true, {}],
    [new WaslError('UNAUTHENTICATED'), 401, true, { 'www-authenticate': 'Bearer error="invalid_token"' }],
    [new WaslError('TOKEN_KEYS_UNAVAILABLE'), 503, true, { 'retry-after': '1' }],
    [new WaslError('METHOD_NOT_ALLOWED'), 405, true, { allow: 'POST, OPTIONS' }],
    [new WaslError('NOT_ACCEPTABLE'), 406, true, {}],
    [new WaslError('UNSUPPORTED_MEDIA_TYPE'), 415, true, { accept: 'application/json' }],
    [
      new WaslError('UNSUPPORTED_MEDIA_TYPE', { header: 'content-encoding' }),
      415,
      true,
      { 'accept-encoding': 'identity' },
    ],
    [new WaslError('PAYLOAD_TOO_LARGE'), 413, true, {}],
    [new WaslError('OVERLOADED'), 503, true, { 'retry-after': '1' }],
    [new WaslError('SHUTTING_DOWN'), 503, true, {}],
    [new WaslError('INTERNAL_SERVER_ERROR'), 500, true, {}],
    [new WaslError('OPERATION_TOO_LARGE', { maximum: 5 }), 400, false, {}],
    [new WaslError('FORBIDDEN'), 403, false, {}],
  ];
  it.each(refusals.map((row) => [row[0].code, ...row] as const))(
    'has status, headers and message of its code: %s',
    async (_, error, status, isTransportError, headers) => {
      const { answer, log } = await refusal(error);
      const { code, details, message } = error;
      expect(answer).toEqual({
        status,
        isTransportError,
        headers,
        body: { errors: [{ message, extensions: { ...details, code } }] },
      });
      expect(log).not.toHaveBeenCalled();
    },
  );

  it('is in the language of its reader', async () => {
    const { answer } = await refusal(new WaslError('FORBIDDEN'), { 'accept-language': 'ar' });
    expect(answer.body.errors?.[0]?.message).toBe('لا تملك صلاحية القيام بذلك.');
  });

  it('of what nobody expected says nothing of it but the id of its line in the log', async () => {
    const error = new Error('SECRET');
    const { answer, log } = await refusal(error);
    expect(log.mock.calls).toEqual([[expect.stringMatching(/^[0-9a-f-]{36}$/), error, undefined]]);
    const [errorId] = log.mock.calls[0]!;
    expect(answer.body.errors?.[0]?.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', errorId });
    expect(JSON.stringify(answer)).not.toContain('SECRET');
    expect(answer.status).toBe(500);
  });
});

describe('results', () => {
  it('that are whole leave at once, and end the exchange', async () => {
    const { exchange, allowed, released } = startExchange();
    const answer = await deliver({ kind: 'whole', result: came() }, allowed, exchange);
    expect(plain(answer)).toEqual({ status: 200, body: restored });
    expect(released).toHaveBeenCalledTimes(1);
  });

  it('that are whole are the only event of a stream, which ends with it', async () => {
    const { exchange, allowed, released } = startExchange();
    exchange.becomeStream();
    const answer = await deliver({ kind: 'whole', result: came() }, allowed, exchange);
    expect(Object.keys(answer)).toEqual(['events']);
    expect(released).not.toHaveBeenCalled();
    expect(await bodies(answer)).toEqual([restored]);
    expect(released).toHaveBeenCalledTimes(1);
  });

  it('in parts leave one after the other; the exchange ends with the last', async () => {
    const { exchange, allowed, released } = startExchange();
    const [one, two]: AnswerPart[] = [
      { data: { a: 1 }, path: [] },
      { data: { b: 2 }, path: [] },
    ];
    const more = (async function* () {
      yield [one!];
      yield [two!];
    })();
    const answer = await deliver({ kind: 'parts', first: came(), more }, allowed, exchange);
    expect(answer).toMatchObject({ status: 200 });
    expect(plain((answer as { body: unknown }).body)).toEqual(restored);
    expect(released).not.toHaveBeenCalled();
    expect(await bodies(answer)).toEqual([{ incremental: [one] }, { incremental: [two] }]);
    expect(released).toHaveBeenCalledTimes(1);
  });

  const events = (...all: (ExecutedResult | Error)[]): Results => ({
    kind: 'events',
    events: (async function* () {
      for (const one of all) {
        if (one instanceof Error) throw one;
        yield one;
      }
    })(),
  });

  it('of a stream leave each as an answer of its own', async () => {
    const { exchange, allowed, released } = startExchange();
    const answer = await deliver(events(came(), came()), allowed, exchange);
    expect(await bodies(answer)).toEqual([restored, restored]);
    expect(released).toHaveBeenCalledTimes(1);
  });

  it('of a stream that breaks off end with the reason', async () => {
    const { exchange, allowed, released } = startExchange();
    const answer = await deliver(events(came(), new WaslError('SHUTTING_DOWN')), allowed, exchange);
    expect(await bodies(answer)).toEqual([
      restored,
      { errors: [{ message: expect.any(String), extensions: { code: 'SHUTTING_DOWN' } }] },
    ]);
    expect(released).toHaveBeenCalledTimes(1);
  });
});

describe('a refusal', () => {
  const forbidden = { errors: [{ message: 'You may not do that.', extensions: { code: 'FORBIDDEN' } }] };

  it('ends the exchange, where there is one', async () => {
    const { exchange, gateway, released } = startExchange();
    const answer = await refuse(new WaslError('FORBIDDEN'), exchange.request, gateway, exchange);
    expect(answer).toMatchObject({ status: 403, body: forbidden });
    expect(released).toHaveBeenCalledTimes(1);
    expect(await refuse(new WaslError('OVERLOADED'), exchange.request, gateway)).toMatchObject({ status: 503 });
  });

  it('of a stream is its only event', async () => {
    const { exchange, gateway, released } = startExchange();
    exchange.becomeStream();
    const answer = await refuse(new WaslError('FORBIDDEN'), exchange.request, gateway, exchange);
    expect(Object.keys(answer)).toEqual(['events']);
    expect(await bodies(answer)).toEqual([forbidden]);
    expect(released).toHaveBeenCalledTimes(1);
  });

  it('of a stream before GraphQL was read is none', async () => {
    const { exchange, gateway, released } = startExchange();
    exchange.becomeStream();
    const answer = await refuse(new WaslError('OVERLOADED'), exchange.request, gateway, exchange);
    expect(answer).toMatchObject({ status: 503, isTransportError: true });
    expect(released).toHaveBeenCalledTimes(1);
  });
});

describe('a stream of answers', () => {
  const onEnd = () => vi.fn<() => void>();
  const numbers = (fails = false) =>
    (async function* () {
      yield 1;
      if (fails) throw new Error('broken');
      return undefined;
    })();

  it('ends when it has been read, also where it is left unread', async () => {
    const [read, left] = [onEnd(), onEnd()];
    const stream = answerStream(numbers(), read);
    expect(await stream.next()).toEqual({ done: false, value: 1 });
    expect(read).not.toHaveBeenCalled();
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    expect(read).toHaveBeenCalledTimes(1);
    expect(await answerStream(numbers(), left).return?.()).toEqual({ done: true, value: undefined });
    expect(left).toHaveBeenCalledTimes(1);
  });

  it('ends when it fails', async () => {
    const ended = onEnd();
    const stream = answerStream(numbers(true), ended);
    await stream.next();
    await expect(stream.next()).rejects.toThrow('broken');
    expect(ended).toHaveBeenCalledTimes(1);
  });
});
