import { createHash } from 'node:crypto';
import { failure } from './errors.ts';
import type { Caller } from './subgraph.ts';

/** A value that survives JSON: what a repeated submission is answered with. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

interface Row {
  inputHash: string;
  result: unknown;
}

/** The part of a transaction's client that idempotency touches. */
interface KeyStore {
  idempotencyKey: {
    findUnique(query: { where: { subject_operation_key: Place } }): Promise<Row | null>;
    create(query: { data: Place & { inputHash: string; result: never } }): Promise<unknown>;
  };
  $executeRawUnsafe(sql: string, ...values: unknown[]): Promise<number>;
}

interface Place {
  subject: string;
  operation: string;
  key: string;
}

interface Transactional<Tx> {
  $transaction<T>(work: (tx: Tx) => Promise<T>, options?: { timeout?: number; maxWait?: number }): Promise<T>;
}

export interface Submission {
  /** The client's key, 8 to 200 characters. */
  key: string;
  /** The mutation's name: one key may serve two mutations. */
  operation: string;
  caller: Caller;
  input: unknown;
}

/**
 * Does a write once per key and caller, in one transaction with the record of its result; repeated submissions, also
 * concurrent ones, get the first result. @throws WaslError IDEMPOTENCY_KEY_REUSED when the key comes back with another
 * input; BAD_USER_INPUT when it is too short or too long. A failed write leaves the key unused.
 */
export async function idempotently<Tx extends KeyStore, T>(
  db: Transactional<Tx>,
  submission: Submission,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const { key, operation, caller } = submission;
  if (key.length < 8 || key.length > 200) {
    throw failure('BAD_USER_INPUT', { argument: 'idempotencyKey', minimum: 8, maximum: 200 });
  }
  const place: Place = { subject: caller.subject, operation, key };
  const inputHash = createHash('sha256').update(canonical(submission.input)).digest('base64url');
  return db.$transaction(
    async (tx) => {
      // Held until the transaction ends: a second submission waits, then finds the first one's result.
      const lock = `${place.subject}\n${operation}\n${key}`;
      await tx.$executeRawUnsafe('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', lock);
      const first = await tx.idempotencyKey.findUnique({ where: { subject_operation_key: place } });
      if (first && first.inputHash !== inputHash) throw failure('IDEMPOTENCY_KEY_REUSED');
      if (first) return first.result as T;
      const result = await work(tx);
      await tx.idempotencyKey.create({ data: { ...place, inputHash, result: result as never } });
      return result;
    },
    { timeout: 15_000, maxWait: 10_000 },
  );
}

/** JSON with sorted keys: the same input has one form. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner) && !(inner instanceof Date)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
