import { createHash } from 'node:crypto';
import { type Caller, requireCaller } from '@wasl/subgraph-sdk';
import { failure } from './errors.ts';

/** A JSON value: the stored result that a repeated submission gets. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** The input of every mutation. */
export interface Keyed {
  /** The client's key, 8 to 200 characters. */
  idempotencyKey: string;
}

export type Input<T> = { input: Keyed & T };

/** The part of a transaction's client that idempotency uses. */
export interface KeyStore {
  idempotencyKey: {
    findUnique(query: { where: { subject_operation_key: Place } }): Promise<Row | null>;
    create(query: { data: Place & { inputHash: string; result: never } }): Promise<unknown>;
  };
  $executeRawUnsafe(sql: string, ...values: unknown[]): Promise<number>;
}

/** A database client that runs transactions. */
export interface Transactional<Tx> {
  $transaction<T>(work: (tx: Tx) => Promise<T>, options?: { timeout?: number; maxWait?: number }): Promise<T>;
}

/** Runs a write once; `operation` is the mutation's name. */
export type WriteOnce<Tx> = <T extends JsonValue>(
  operation: string,
  input: Keyed,
  work: (tx: Tx, caller: Caller) => Promise<T>,
) => Promise<T>;

/** A key is unique per caller and mutation: the same text chosen by two callers is two keys. */
interface Place {
  subject: string;
  operation: string;
  key: string;
}

interface Row {
  inputHash: string;
  result: unknown;
}

const shortestKey = 8;
const longestKey = 200;

/**
 * Makes the `writeOnce` of one request: a write runs once per caller, operation and key, in one transaction that also stores its result.
 * Repeated submissions, concurrent ones included, get the first result. A failed write leaves the key unused. `onWritten` is called after
 * each write.
 * The write throws SubgraphError UNAUTHENTICATED without a caller; IDEMPOTENCY_KEY_REUSED when the key was used with another input;
 * BAD_USER_INPUT when it is too short or too long.
 */
export function createWriteOnce<Tx extends KeyStore>(
  db: Transactional<Tx>,
  request: { caller: Caller | null },
  onWritten: () => void,
): WriteOnce<Tx> {
  return async <T extends JsonValue>(operation: string, input: Keyed, work: (tx: Tx, caller: Caller) => Promise<T>) => {
    const caller = requireCaller(request);
    const place: Place = { subject: caller.subject, operation, key: readKey(input) };
    const inputHash = createHash('sha256').update(canonical(input)).digest('base64url');
    const result = await db.$transaction((tx) => firstResult(tx, place, inputHash, () => work(tx, caller)), {
      timeout: 15_000,
      maxWait: 10_000,
    });
    onWritten();
    return result;
  };
}

async function firstResult<T extends JsonValue>(
  tx: KeyStore,
  place: Place,
  inputHash: string,
  work: () => Promise<T>,
): Promise<T> {
  // Held until the transaction ends: a second submission waits, then finds the first one's result.
  const lock = `${place.subject}\n${place.operation}\n${place.key}`;
  await tx.$executeRawUnsafe('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', lock);
  const first = await tx.idempotencyKey.findUnique({ where: { subject_operation_key: place } });
  if (first && first.inputHash !== inputHash) throw failure('IDEMPOTENCY_KEY_REUSED');
  if (first) return first.result as T;
  const result = await work();
  await tx.idempotencyKey.create({ data: { ...place, inputHash, result: result as never } });
  return result;
}

function readKey({ idempotencyKey }: Keyed): string {
  if (idempotencyKey.length >= shortestKey && idempotencyKey.length <= longestKey) return idempotencyKey;
  throw failure('BAD_USER_INPUT', { argument: 'idempotencyKey', minimum: shortestKey, maximum: longestKey });
}

/** JSON with sorted keys: the same input has one form. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner) && !(inner instanceof Date)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
