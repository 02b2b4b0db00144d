import { createHash } from 'node:crypto';
import { WaslError } from '@wasl/schema/errors.ts';
import { buildSchema, GraphQLError } from 'graphql';
import type { CompileCost } from '@wasl/gateway/pipeline/cost/compileCost';
import { createPrepare, DocumentRefused, type PrepareOptions } from '@wasl/gateway/pipeline/documents/prepareOperation';
import { describe, expect, it, vi } from 'vitest';

const schema = buildSchema(`directive @defer(if: Boolean, label: String) on FRAGMENT_SPREAD | INLINE_FRAGMENT
  type Query { user(id: ID, size: Float): User } type User { id: ID name: String friends: [User] }
  type Subscription { user: User other: User }`);
const usual: PrepareOptions = { introspection: true, maxTokens: 1_000, maxDepth: 10, maxFields: 1_000 };
function start(options: Partial<PrepareOptions> = {}, compile?: CompileCost) {
  const prepare = createPrepare(schema, { ...usual, ...options }, compile);
  return (sent: { query: string; operationName?: string | undefined }) => prepare({ ...sent, headers: {} });
}
const refusalOf = (query: string, operationName?: string, prepare = start()) => {
  try {
    prepare({ query, operationName });
  } catch (error) {
    if (error instanceof DocumentRefused) return { code: error.code, errors: error.errors };
    if (error instanceof WaslError) return { code: error.code, details: error.details };
    throw error;
  }
  return undefined;
};
const messages = (query: string, options: Partial<PrepareOptions> = {}) => {
  const refusal = refusalOf(query, undefined, start(options));
  return refusal && 'errors' in refusal ? [refusal.code, ...refusal.errors!.map(({ message }) => message)] : refusal;
};

describe('an operation that was read', () => {
  it('comes with its document, its name and what it costs', () => {
    const query = 'query A { user { id } } query B { user { name friends { id } } }';
    const prepared = start()({ query, operationName: 'B' });
    expect(prepared).toMatchObject({ operationName: 'B', defers: false });
    expect(prepared.operation.name?.value).toBe('B');
    expect(prepared.document.definitions).toHaveLength(2);
    expect(prepared.cost.estimate({})).toBe(1 + 1 + 10);
    expect(prepared.hash).toBe(createHash('sha256').update(`1:B${query}`).digest('base64url'));
    expect(start()({ query: '{ user { id } }' }).hash).toBe(
      createHash('sha256').update('-1:{ user { id } }').digest('base64url'),
    );
  });

  it('keeps nothing of the text', () => {
    expect(start()({ query: '{ user { id } }' }).document.loc?.source.body).toBe('');
  });

  it('is read once for all who send it', () => {
    const compile = vi.fn<CompileCost>(() => ({
      estimate: () => 0,
      costliestPath: () => '',
      isAnnotated: false,
      parts: 1,
    }));
    const prepare = start({}, compile);
    const query = 'query A { user { id } }';
    const first = prepare({ query });
    expect(prepare({ query })).toBe(first);
    expect(compile).toHaveBeenCalledTimes(1);
    const named = prepare({ query, operationName: 'A' });
    expect(named).not.toBe(first);
    expect(named.hash).not.toBe(first.hash);
  });

  it.each([
    ['{ user { ... @defer { id } } }', true],
    ['{ user { ...F @defer(label: "a") } } fragment F on User { id }', true],
    ['{ user { id @skip(if: false) } }', false],
  ])('tells whether something of it is put off: %s', (query, defers) => expect(start()({ query }).defers).toBe(defers));
});

describe('an operation that is refused', () => {
  it.each<[string, string | undefined]>([
    ['query A { user { id } } query B { user { id } }', undefined],
    ['query A { user { id } }', 'B'],
    ['{ user { id } }', ''],
  ])('is none that was asked for: %s, by the name of %s', (query, name) =>
    expect(refusalOf(query, name)).toEqual({ code: 'OPERATION_RESOLUTION_FAILURE', details: {} }),
  );

  it('is no GraphQL', () => {
    expect(refusalOf('{ user { id }\n !')).toEqual({
      code: 'GRAPHQL_PARSE_FAILED',
      errors: [{ message: 'Syntax Error: Expected Name, found "!".', locations: [{ line: 2, column: 2 }] }],
    });
  });

  it('does not fit the schema', () => {
    expect(refusalOf('{ user {\n nam } }')).toEqual({
      code: 'GRAPHQL_VALIDATION_FAILED',
      errors: [
        {
          message: 'Cannot query field "nam" on type "User". Did you mean "name"?',
          locations: [{ line: 2, column: 2 }],
        },
      ],
    });
    expect(messages('{ user(size: 1e400) { id } }')).toEqual(['GRAPHQL_VALIDATION_FAILED', 'A number is too large.']);
  });

  it('quotes no more of what was sent than anybody reads', () => {
    const [, message] = messages(`{ ${'a'.repeat(2_000)} }`) as string[];
    expect(message).toMatch(/^Cannot query field "a{900}/);
    expect(message).toHaveLength(1_001);
  });

  it('tells 20 errors, and that there are more', () => {
    const all = messages(`{ ${Array.from({ length: 30 }, (_, index) => `f${index}`).join(' ')} }`) as string[];
    expect(all).toHaveLength(22);
    expect(all.at(-1)).toBe('Too many validation errors, error limit reached. Validation aborted.');
  });

  it('asks about a schema that is kept, and is told no names of it', () => {
    const hidden = { introspection: false };
    expect(messages('{ __schema { types { name } } }', hidden)).toEqual([
      'GRAPHQL_VALIDATION_FAILED',
      expect.stringContaining('introspection'),
      expect.stringContaining('introspection'),
    ]);
    expect(messages('{ user { nam } }', hidden)).toEqual([
      'GRAPHQL_VALIDATION_FAILED',
      'Cannot query field "nam" on type "User".',
    ]);
    expect(messages('{ __schema { types { name } } }')).toBeUndefined();
  });

  it.each<[string, string, Partial<PrepareOptions>, object]>([
    ['has too many tokens', '{ user { id } }', { maxTokens: 5 }, { maxTokens: 5 }],
    ['has far too many tokens', '{ user { id id id id id id id } }', { maxTokens: 10 }, { maxTokens: 10 }],
    ['is too deep', '{ user { id } }', { maxDepth: 1 }, { maxDepth: 1 }],
    ['repeats itself', `{ ${'user { id } '.repeat(500)} }`, { maxTokens: 10_000 }, { maxFieldPairs: 100_000 }],
    ['is deeper than the stack', `{ user(id: ${'['.repeat(40_000)}`, { maxTokens: 100_000 }, {}],
  ])('%s', (_, query, options, details) =>
    expect(refusalOf(query, undefined, start(options))).toEqual({ code: 'OPERATION_TOO_LARGE', details }),
  );

  it('goes round in a circle, which is all that is told of it', () => {
    expect(messages('{ user { ...F nothing } } fragment F on User { ...F nothing }')).toEqual([
      'GRAPHQL_VALIDATION_FAILED',
      'Cannot spread fragment "F" within itself.',
    ]);
  });

  it('goes round in a circle below itself', () => {
    expect(messages('{ user { ...F } } fragment F on User { friends { ...F } }')).toEqual([
      'GRAPHQL_VALIDATION_FAILED',
      'Cannot spread fragment "F" within itself.',
    ]);
  });

  it('keeps for the log why it is too large for us', () => {
    const thrownBy = (query: string, compile?: CompileCost) => {
      try {
        start({ maxTokens: 100_000 }, compile)({ query });
      } catch (error) {
        return error instanceof Error ? error.cause : undefined;
      }
      return undefined;
    };
    expect(thrownBy(`{ user(id: ${'['.repeat(40_000)}`)).toBeInstanceOf(RangeError);
    const stack = new RangeError('Maximum call stack size exceeded');
    const overflowing: CompileCost = () => {
      throw stack;
    };
    expect(thrownBy('{ user { id } }', overflowing)).toBe(stack);
  });

  it('takes graphql-js more steps to validate than it allows itself', () => {
    const uses = Array.from({ length: 300 }, (_, index) => `u${index}: user(id: $x) { id }`);
    const operations = Array.from({ length: 200 }, (_, index) => `query Q${index}($x: ID) { ...F }`);
    const query = `${operations.join(' ')} fragment F on Query { ${uses.join(' ')} }`;
    const wide = { maxTokens: 100_000, maxFields: 1_000_000, maxObjects: 1_000_000, maxAliases: 1_000_000 };
    expect(refusalOf(query, 'Q1', start(wide))).toEqual({ code: 'OPERATION_TOO_LARGE', details: {} });
    expect(refusalOf(`${operations[0]} ${query.slice(query.indexOf('fragment'))}`, 'Q0', start(wide))).toBeUndefined();
  });

  it('is told what costs are refused for, whatever its words', () => {
    const prepare = start({}, () => {
      throw new GraphQLError('Validation aborted.');
    });
    expect(refusalOf('{ user { id } }', undefined, prepare)).toEqual({
      code: 'GRAPHQL_VALIDATION_FAILED',
      errors: [{ message: 'Validation aborted.' }],
    });
  });

  it('is a subscription whose one field has a condition by a variable', () => {
    expect(messages('subscription($x: Boolean!) { user @include(if: $x) { id } other { id } }')).toMatchObject([
      'GRAPHQL_VALIDATION_FAILED',
      expect.any(String),
    ]);
  });

  it('is refused again without being read again', () => {
    const compile = vi.fn<CompileCost>(() => {
      throw new GraphQLError('needs a size');
    });
    const prepare = start({}, compile);
    const thrown = [0, 1].map(() => {
      try {
        prepare({ query: '{ user { id } }' });
      } catch (error) {
        return error;
      }
      return undefined;
    });
    expect(thrown[0]).toBeInstanceOf(DocumentRefused);
    expect(thrown[1]).toBe(thrown[0]);
    expect(compile).toHaveBeenCalledTimes(1);
  });

  it('is read again where what failed is our own', () => {
    const compile = vi.fn<CompileCost>(() => {
      throw new TypeError('a bug');
    });
    const prepare = start({}, compile);
    for (let times = 0; times < 2; times += 1) expect(() => prepare({ query: '{ user { id } }' })).toThrow(TypeError);
    expect(compile).toHaveBeenCalledTimes(2);
  });

  it('is too large where the cost takes too long, or too deep a stack', () => {
    const refusedBy = (error: Error) =>
      refusalOf(
        '{ user { id } }',
        undefined,
        start({}, () => {
          throw error;
        }),
      );
    expect(refusedBy(new WaslError('OPERATION_TOO_LARGE', { maxCostSteps: 1 }))).toEqual({
      code: 'OPERATION_TOO_LARGE',
      details: { maxCostSteps: 1 },
    });
    expect(refusedBy(new RangeError('Maximum call stack size exceeded'))).toEqual({
      code: 'OPERATION_TOO_LARGE',
      details: {},
    });
  });
});
