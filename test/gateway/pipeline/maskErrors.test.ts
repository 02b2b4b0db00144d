import { GraphQLError } from 'graphql';
import { type ErrorCode, WaslError } from '@wasl/schema/errors.ts';
import type { LogFailure } from '@wasl/gateway/pipeline/answerError';
import { createMask } from '@wasl/gateway/pipeline/maskErrors';
import { shownOf } from '@wasl/gateway/pipeline/forPeople';
import { SubgraphErrorReport } from '@wasl/gateway/pipeline/subgraphErrorReport';
import { ToldBySubgraph } from '@wasl/gateway/core/toldBySubgraph';
import type { JsonObject } from '@wasl/gateway/core/jsonObject';
import { describe, expect, it, vi } from 'vitest';

const marked = (told: JsonObject, message = 'No bed is free.') =>
  shownOf(new ToldBySubgraph('beds', message, { forPeople: true, ...told }), 'en');
const plain = (told: JsonObject, message = 'SECRET') => shownOf(new ToldBySubgraph('beds', message, told), 'en');
const shown = (extensions: object, message = 'No bed is free.') => ({ message, extensions });

describe('an error that a subgraph marks as meant for people', () => {
  it('is shown with its message and code, and with the general code where it has none', () => {
    expect(marked({ code: 'BED_TAKEN' })).toEqual(shown({ code: 'BED_TAKEN' }));
    expect(marked({})).toEqual(shown({ code: 'DOWNSTREAM_SERVICE_ERROR' }));
    expect(marked({ code: 'NOT_FOUND' })).toEqual(shown({ code: 'NOT_FOUND' }));
  });

  it.each([
    'UNAUTHENTICATED',
    'INTERNAL_SERVER_ERROR',
    'OVERLOADED',
    'SHUTTING_DOWN',
    'TOKEN_OLD',
    'GRAPHQL_X',
    'SUBGRAPH_X',
    'DOWNSTREAM_X',
    'AUDIT_X',
    'bed_taken',
    'B',
    '1BED',
    'BED TAKEN',
    'BED_TAKEN\n',
    `B${'E'.repeat(64)}`,
    7,
    null,
    ['BED_TAKEN'],
  ])('is not where its code is %j', (code) => expect(marked({ code })).toBeUndefined());

  it.each(['BE', `B${'E'.repeat(63)}`, 'BED_2', 'MY_TOKEN_OLD'])('may have the code %s', (code) =>
    expect(marked({ code })).toEqual(shown({ code })),
  );

  it.each([['true'], [1], [null], [undefined]])('is none where the mark is %j', (forPeople) => {
    expect(plain({ code: 'BED_TAKEN', forPeople })).toBeUndefined();
    expect(plain({ code: 'NOT_FOUND', forPeople })).toEqual(shown({ code: 'NOT_FOUND' }, 'There is no such record.'));
  });

  it.each([
    ['  two\n\tlines  ', 'two lines'],
    ['turned \u202eback\u2066', 'turned back'],
    ['\u0000hidden\u200b', 'hidden'],
    ['می\u200cخواهم', 'می\u200cخواهم'],
    ['x'.repeat(500), 'x'.repeat(500)],
    ['x'.repeat(501), `${'x'.repeat(500)}…`],
    ['😀'.repeat(500), '😀'.repeat(500)],
    ['x'.repeat(5_000), `${'x'.repeat(500)}…`],
  ])('is one line that can be read', (message, text) =>
    expect(marked({ code: 'BED_TAKEN' }, message)).toEqual(shown({ code: 'BED_TAKEN' }, text)),
  );

  it.each(['', ' ', '\u202e'])('says the table’s sentence where its own is %j', (message) => {
    expect(marked({ code: 'NOT_FOUND' }, message)).toEqual(shown({ code: 'NOT_FOUND' }, 'There is no such record.'));
    expect(marked({ code: 'BED_TAKEN' }, message)).toBeUndefined();
  });

  it('shows the fields that are known, each of its kind, and details', () => {
    const fields = {
      field: 'input.items[2].name',
      argument: 'first',
      minimum: 1,
      maximum: 2.5,
      present: 'a',
      version: 3,
      remaining: 0,
      available: 5,
      retryAfterSeconds: 6,
    };
    const hidden = { field2: 'x', stack: 'SECRET', errorId: 'e' };
    expect(marked({ code: 'BED_TAKEN', ...fields, ...hidden })).toEqual(shown({ ...fields, code: 'BED_TAKEN' }));
    const wrong = {
      field: 'a b',
      argument: ['a'],
      minimum: '1',
      maximum: Infinity,
      present: '1a',
      version: null,
      remaining: NaN,
    };
    expect(marked({ code: 'BED_TAKEN', ...wrong })).toEqual(shown({ code: 'BED_TAKEN' }));
    expect(marked({ code: 'BED_TAKEN', field: `a${'b'.repeat(99)}` })).toEqual(
      shown({ code: 'BED_TAKEN', field: `a${'b'.repeat(99)}` }),
    );
    expect(marked({ code: 'BED_TAKEN', field: `a${'b'.repeat(100)}` })).toEqual(shown({ code: 'BED_TAKEN' }));
  });

  it('has details of plain values, at most twenty, shortened', () => {
    const details = { text: 'x'.repeat(201), number: 1, yes: true, none: null, list: [1], object: {}, 'a b': 1 };
    const read = { text: `${'x'.repeat(200)}…`, number: 1, yes: true };
    expect(marked({ code: 'BED_TAKEN', details })).toEqual(shown({ code: 'BED_TAKEN', details: read }));
    const many = Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`d${index}`, index]));
    expect(Object.keys(marked({ code: 'BED_TAKEN', details: many })?.extensions['details'] as object)).toHaveLength(20);
    const evil = JSON.parse('{"__proto__": 1}') as object;
    for (const none of [evil, {}, [1], 'x', null, 7])
      expect(marked({ code: 'BED_TAKEN', details: none })).toEqual(shown({ code: 'BED_TAKEN' }));
  });
});

describe('an error that a subgraph does not mark', () => {
  it('of our table says what the table says, with known fields and no details', () => {
    const told = { code: 'BAD_USER_INPUT', field: 'quantity', minimum: 1, details: { a: 1 }, stack: 's' };
    expect(plain(told)).toEqual(
      shown({ code: 'BAD_USER_INPUT', field: 'quantity', minimum: 1 }, 'A value of the request is not valid.'),
    );
    expect(shownOf(new ToldBySubgraph('beds', 'SECRET', { code: 'NOT_FOUND' }), 'ar')?.message).toBe(
      'لا يوجد سجل كهذا.',
    );
  });

  it.each([[{}], [{ code: 'BED_TAKEN' }], [{ code: 'UNAUTHENTICATED' }], [{ code: 7 }], [{ code: 'toString' }]])(
    'is not shown: %j',
    (told) => expect(plain(told)).toBeUndefined(),
  );
});

const title = { en: 'The registry', ar: 'السجل' };
const titles = new Map([['registry', title]]);

describe('the mask of an answer’s errors', () => {
  const mask = (headers = {}) => {
    const log = vi.fn<LogFailure>();
    return { mask: createMask({ headers }, log, titles), log };
  };
  const told = (message: string, code?: string, subgraph = 'beds') =>
    new GraphQLError(message, {
      path: ['a', 0],
      originalError: new ToldBySubgraph(subgraph, message, code ? { code } : {}),
    });

  it('tells what the gateway expected, with its details, however deep it lies', () => {
    const { mask: of, log } = mask({ 'accept-language': 'ar' });
    const cause = new WaslError('FORBIDDEN', { field: 'a' });
    const expected = { message: 'لا تملك صلاحية القيام بذلك.', extensions: { field: 'a', code: 'FORBIDDEN' } };
    expect(of(new GraphQLError('x', { originalError: cause }))).toEqual(expected);
    expect(of(new GraphQLError('x', { originalError: new Error('y', { cause }) }))).toEqual(expected);
    expect(log).not.toHaveBeenCalled();
  });

  it.each<[ErrorCode, string, string]>([
    ['SUBGRAPH_UNAVAILABLE', 'The registry does not answer at the moment.', 'لا يأتي جواب حالياً من السجل.'],
    ['SUBGRAPH_TIMEOUT', 'The registry did not answer in time.', 'لم يصل جواب في الوقت المحدد من السجل.'],
    [
      'SUBGRAPH_RESPONSE_INVALID',
      'The registry sent an answer that cannot be used.',
      'وصلت إجابة لا يمكن استخدامها من السجل.',
    ],
  ])('calls a system that fails with %s by its title, in the language of the reader', (code, english, arabic) => {
    const error = new GraphQLError('x', { originalError: new WaslError(code, { subgraph: 'registry' }) });
    const extensions = { subgraph: 'registry', code, forPeople: true };
    expect(mask().mask(error)).toEqual({ message: english, extensions });
    expect(mask({ 'accept-language': 'ar' }).mask(error)).toEqual({ message: arabic, extensions });
  });

  it('calls a system without a title by its name, and says of no other failure whose it is', () => {
    const said = (details: object, language = 'en', code: ErrorCode = 'SUBGRAPH_TIMEOUT') =>
      mask({ 'accept-language': language }).mask(
        new GraphQLError('x', { originalError: new WaslError(code, { ...details }) }),
      );
    const extensions = { subgraph: 'beds', code: 'SUBGRAPH_TIMEOUT' };
    expect(said({ subgraph: 'beds' })).toEqual({ message: 'The system “beds” did not answer in time.', extensions });
    expect(said({ subgraph: 'beds' }, 'ar').message).toBe('لم يصل جواب في الوقت المحدد من النظام «beds».');
    expect(said({}).message).toBe('One of the health systems did not answer in time.');
    expect(said({ subgraph: 'registry' }, 'en', 'FORBIDDEN').message).toBe('You may not do that.');
  });

  it('says which system told an error that is not for people', () => {
    const masked = mask().mask(told('SECRET', undefined, 'registry'));
    expect(masked).toEqual({
      message: 'The registry reported an error. Quote the error id to the help desk.',
      extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', errorId: expect.any(String), forPeople: true },
    });
  });

  it('tells what the gateway says itself of a field, in the language of the reader where it is a sentence of the table', () => {
    const { mask: of } = mask({ 'accept-language': 'ar' });
    const extensions = { code: 'NOT_FOUND', a: 1 };
    expect(of(new GraphQLError('There is no such record.', { extensions }))).toEqual({
      message: 'لا يوجد سجل كهذا.',
      extensions,
    });
    expect(of(new GraphQLError('own words', { extensions }))).toEqual({ message: 'own words', extensions });
  });

  it.each([
    ['no code', new GraphQLError('SECRET')],
    ['a code that is no text', new GraphQLError('SECRET', { extensions: { code: ['NOT_FOUND'] } })],
    ['a code that is none', new GraphQLError('SECRET', { extensions: { code: 'toString' } })],
    [
      'a cause that nobody expected',
      new GraphQLError('SECRET', { originalError: new Error('SECRET'), extensions: { code: 'NOT_FOUND' } }),
    ],
  ])('tells nothing of an error with %s but the id of its line in the log', (_, error) => {
    const { mask: of, log } = mask();
    const masked = of(error);
    expect(log.mock.calls).toEqual([[masked.extensions['errorId'], error, undefined]]);
    expect(masked).toEqual({
      message: expect.not.stringContaining('SECRET'),
      extensions: { code: 'INTERNAL_SERVER_ERROR', errorId: expect.stringMatching(/^[\w-]{36}$/) },
    });
  });

  it('shows what may be shown of a subgraph’s error, and logs nothing', () => {
    const { mask: of, log } = mask({ 'accept-language': 'ar' });
    const shownError = { message: 'لا يوجد سجل كهذا.', extensions: { code: 'NOT_FOUND' } };
    expect(of(told('SECRET', 'NOT_FOUND'))).toEqual(shownError);
    expect(log).not.toHaveBeenCalled();
  });

  it('looks for what was expected three causes deep, and never in a circle', () => {
    const { mask: of } = mask();
    const under = (cause: unknown) => new Error('x', { cause });
    const codeOf = (originalError: Error) => of(new GraphQLError('x', { originalError })).extensions['code'];
    const forbidden = new WaslError('FORBIDDEN');
    expect(codeOf(under(under(forbidden)))).toBe('FORBIDDEN');
    expect(codeOf(under(under(under(forbidden))))).toBe('INTERNAL_SERVER_ERROR');
    const circle: Error = new Error('x');
    circle.cause = circle;
    expect(codeOf(circle)).toBe('INTERNAL_SERVER_ERROR');
  });

  it('logs an error of a subgraph once, however many fields it is told at', () => {
    const { mask: of, log } = mask();
    const errors = [
      told('SECRET'),
      told('SECRET'),
      told('SECRET', 'CODE'),
      told('other'),
      told('SECRET', undefined, 'wards'),
    ];
    const ids = errors.map((error) => of(error).extensions['errorId']);
    expect(new Set(ids).size).toBe(4);
    expect(ids[1]).toBe(ids[0]);
    expect(log).toHaveBeenCalledTimes(4);
    expect(of(told('SECRET'))).toEqual({
      message: expect.not.stringContaining('SECRET'),
      extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', errorId: ids[0] },
    });
  });

  it('logs twenty different ones, and of the rest a line for each subgraph', () => {
    const { mask: of, log } = mask();
    for (let index = 0; index < 30; index += 1) of(told(`m${index}`));
    for (let index = 0; index < 5; index += 1) of(told(`m${index}`, undefined, 'wards'));
    of(told('m0'));
    expect(log).toHaveBeenCalledTimes(22);
  });

  it('says to operators where to look, and nothing that a message holds', () => {
    const trace = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const { mask: of, log } = mask({ traceparent: trace });
    const errorId = 'aaaaaaaa-0000-0000-0000-000000000000';
    const error = new ToldBySubgraph('beds', 'patient 123456', { code: 'CODE_1234', errorId });
    of(new GraphQLError('x', { path: ['of1234567', 0, 'b12'], originalError: error }));
    const report = log.mock.calls[0]![1] as SubgraphErrorReport;
    expect(report.message).toBe('a subgraph told an error that is not for people');
    expect(report.about).toEqual({
      subgraph: 'beds',
      codeDigest: expect.stringMatching(/^[0-9a-f]{12}$/),
      path: ['of#', 'b12'],
      messageLength: 14,
      messageDigest: expect.stringMatching(/^[0-9a-f]{12}$/),
      traceId: 'a'.repeat(32),
      subgraphErrorId: errorId,
    });
    expect(new SubgraphErrorReport(error).about['messageDigest']).toBe(report.about['messageDigest']);
    const odd = new SubgraphErrorReport(
      new ToldBySubgraph('beds', 'm', { code: 'a b', errorId: `x${errorId}` }),
      undefined,
    );
    expect(odd.about).not.toHaveProperty('code');
    expect(odd.about).toMatchObject({ path: [], traceId: undefined, subgraphErrorId: undefined });
    const long = new SubgraphErrorReport(new ToldBySubgraph('beds', 'm', { code: 7 }), ['x'.repeat(101)]);
    expect(long.about).not.toHaveProperty('code');
    expect(long.about).toMatchObject({ path: ['x'.repeat(100)], subgraphErrorId: undefined });
  });
});
