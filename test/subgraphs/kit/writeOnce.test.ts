import { setTimeout } from 'node:timers/promises';
import { createWriteOnce, type JsonValue, type KeyStore, type Transactional } from '@wasl/kit/writeOnce';
import { describe, expect, it, vi } from 'vitest';
import { testCaller } from '../../support/startTestSubgraph.ts';

type Key = Parameters<KeyStore['idempotencyKey']['create']>[0]['data'];

/** Transactions and keys in memory. A lock is held until its transaction ends, and what a failed one wrote is gone. */
function createKeys() {
  const rows = new Map<string, Key>();
  const locks = new Map<string, Promise<void>>();
  const options: unknown[] = [];

  async function takeLock(sql: string, of: unknown): Promise<() => void> {
    const lock = JSON.stringify([sql, of]);
    const before = locks.get(lock);
    const held = deferred<void>();
    locks.set(lock, held.promise);
    await before;
    return held.resolve;
  }

  const db: Transactional<KeyStore> = {
    async $transaction(work, given) {
      options.push(given);
      const written: [string, Key][] = [];
      const releases: (() => void)[] = [];
      const place = ({ subject, operation, key }: Pick<Key, 'subject' | 'operation' | 'key'>) =>
        JSON.stringify([subject, operation, key]);
      try {
        const result = await work({
          idempotencyKey: {
            findUnique: async ({ where }) => rows.get(place(where.subject_operation_key)) ?? null,
            create: async ({ data }) => written.push([place(data), data]),
          },
          $executeRawUnsafe: async (sql, ...values) => {
            if (sql.includes('pg_advisory_xact_lock')) releases.push(await takeLock(sql, values));
            return 1;
          },
        });
        for (const [at, row] of written) rows.set(at, row);
        return result;
      } finally {
        for (const release of releases) release();
      }
    },
  };
  return { db, rows, options };
}

function deferred<T>() {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}

const nurse = testCaller(['nurse']);

function start(keys = createKeys(), caller: typeof nurse | null = nurse) {
  const onWritten = vi.fn<() => void>();
  const writeOnce = createWriteOnce(keys.db, { caller }, onWritten);
  let writes = 0;
  const write = (input: object, operation = 'record', work = async (): Promise<JsonValue> => (writes += 1)) =>
    writeOnce(operation, { idempotencyKey: 'a key of a test', ...input }, work);
  return { write, onWritten, keys };
}
const another = (input: object, other: object) => {
  const { write } = start();
  return expect(write(input).then(() => write(other))).rejects;
};
const reused = { code: 'IDEMPOTENCY_KEY_REUSED' };

describe('a write with an idempotency key', { timeout: 5_000 }, () => {
  it('is done once and answered as often as it is asked for', async () => {
    const { write, onWritten } = start();
    expect([await write({}), await write({}), await write({})]).toEqual([1, 1, 1]);
    expect(onWritten).toHaveBeenCalledTimes(3);
  });

  it('is done once when it is asked for twice at the same time', async () => {
    const { write } = start();
    let writes = 0;
    const slowly = async () => {
      await setTimeout(5);
      return (writes += 1);
    };
    expect(await Promise.all([write({}, 'record', slowly), write({}, 'record', slowly)])).toEqual([1, 1]);
  });

  it.each<[string, object, string, typeof nurse]>([
    ['caller', {}, 'record', testCaller(['physician'])],
    ['operation', {}, 'cancel', nurse],
    ['key', { idempotencyKey: 'another key' }, 'record', nurse],
  ])('neither waits for nor answers another %s', async (_, input, operation, caller) => {
    const keys = createKeys();
    const begun = deferred<JsonValue>();
    const first = start(keys).write({}, 'record', () => begun.promise);
    expect(await start(keys, caller).write(input, operation, async () => 'other')).toBe('other');
    begun.resolve('first');
    expect(await first).toBe('first');
    expect(keys.rows.size).toBe(2);
  });

  it('knows its caller', async () => {
    const { write } = start();
    const { db } = createKeys();
    const writeOnce = createWriteOnce(db, { caller: nurse }, () => {});
    expect(await writeOnce('record', { idempotencyKey: 'a key of a test' }, async (_, { subject }) => subject)).toBe(
      nurse.subject,
    );
    await expect(start(createKeys(), null).write({})).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await write({})).toBe(1);
  });

  it('that fails leaves its key unused', async () => {
    const { write, onWritten } = start();
    const failing = () => Promise.reject(new Error('no stock'));
    await expect(write({}, 'record', failing)).rejects.toThrow('no stock');
    expect(onWritten).not.toHaveBeenCalled();
    expect(await write({ other: 'input' })).toBe(1);
  });

  it('has the same input in whichever order its fields come', async () => {
    const { write } = start();
    await write({ a: 1, c: [{ b: null, e: 5 }], b: { x: 1, y: 2 } });
    expect(await write({ b: { y: 2, x: 1 }, c: [{ e: 5, b: null }], a: 1 })).toBe(1);
  });

  it('is refused under the key of another input, however deep the difference', async () => {
    await another({ a: { b: [{ c: 1 }] } }, { a: { b: [{ c: 2 }] } }).toMatchObject(reused);
    await another({ a: [1, 2] }, { a: [2, 1] }).toMatchObject(reused);
    await another({ a: [] }, { a: {} }).toMatchObject(reused);
    await another({ a: null }, {}).toMatchObject(reused);
    await another({ a: 1, b: 2 }, { a: 2, b: 1 }).toMatchObject(reused);
  });

  it('tells dates apart, and knows a date again', async () => {
    await another({ on: new Date('2026-01-01') }, { on: new Date('2026-01-02') }).toMatchObject(reused);
    const { write } = start();
    await write({ on: new Date('2026-01-01') });
    expect(await write({ on: new Date('2026-01-01') })).toBe(1);
  });

  it('keeps a digest of the input, not the input', async () => {
    const { write, keys } = start();
    await write({ note: 'what a patient told' });
    expect([...keys.rows.values()]).toEqual([
      {
        subject: nurse.subject,
        operation: 'record',
        key: 'a key of a test',
        inputHash: expect.stringMatching(/^[\w-]{43}$/),
        result: 1,
      },
    ]);
  });

  it('waits longer for its turn than the five and two seconds of Prisma', async () => {
    const { write, keys } = start();
    await write({});
    expect(keys.options).toEqual([{ timeout: 15_000, maxWait: 10_000 }]);
  });

  it.each([8, 200])('takes a key of %i characters', async (length) => {
    expect(await start().write({ idempotencyKey: 'k'.repeat(length) })).toBe(1);
  });

  it.each([0, 7, 201])('refuses a key of %i characters and says which may be', async (length) => {
    const { write, keys } = start();
    await expect(write({ idempotencyKey: 'k'.repeat(length) })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      details: { argument: 'idempotencyKey', minimum: 8, maximum: 200 },
    });
    expect(keys.rows.size).toBe(0);
  });
});
