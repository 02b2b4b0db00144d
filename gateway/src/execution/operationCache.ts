import { WaslError } from '@wasl/schema/errors.ts';
import { LRUCache } from 'lru-cache';
import type { CacheSize, PlanCacheFigures } from '../telemetry/figures.ts';

export interface OperationCacheOptions<Value> {
  /** Most bytes that are cached, as `sizeOf` counts them. */
  maxBytes: number;
  sizeOf(value: Value): number;
  /** Milliseconds for which a failure is cached. */
  failureTtlMs: number;
  figures: PlanCacheFigures;
}

interface Entry<Value> {
  value: Value;
  uses: number;
}

const mostFailures = 10_000;

/** Of the time that a failure counts, how much each lateness in a row counts: the first may be the machine's, under load. */
const shareOfLate = [0, 1 / 8, 1 / 4, 1 / 2, 1] as const;

/**
 * A bounded cache of values that are costly to make. Requests for a value that is being made share the one in-flight promise. A failure is
 * cached for `failureTtlMs`, unless it says nothing of the value: that too much is waiting at the moment. A value that was not made in time is
 * tried again at once, and the more often it was late in a row, the longer it is not.
 */
export function createOperationCache<Value>({ figures, ...options }: OperationCacheOptions<Value>) {
  const entries = new LRUCache<string, Entry<Value>>({
    maxSize: options.maxBytes,
    sizeCalculation: ({ value }, key) => Math.max(1, Math.min(options.sizeOf(value) + key.length, options.maxBytes)),
    dispose: (_, __, reason) => void (reason === 'evict' && (figures.evictions += 1)),
  });
  const failures = new LRUCache<string, { error: unknown }>({ max: mostFailures, ttl: options.failureTtlMs });
  const lateInRow = new LRUCache<string, number>({ max: mostFailures });
  const size: CacheSize = {
    get bytes() {
      return entries.calculatedSize;
    },
    get entries() {
      return entries.size;
    },
  };
  figures.open.add(size);
  const { lookups } = figures;
  const flights = new Map<string, Promise<Value>>();

  async function make(key: string, work: () => Promise<Value>): Promise<Value> {
    try {
      const value = await work();
      entries.set(key, { value, uses: 1 });
      lateInRow.delete(key);
      return value;
    } catch (error) {
      if (!isOfTheMoment(error)) keepFailure(key, error);
      throw error;
    } finally {
      flights.delete(key);
    }
  }

  function keepFailure(key: string, error: unknown): void {
    const late = isLate(error) ? (lateInRow.get(key) ?? 0) : shareOfLate.length - 1;
    if (isLate(error)) lateInRow.set(key, Math.min(late + 1, shareOfLate.length - 1));
    const ttl = Math.ceil(options.failureTtlMs * (shareOfLate[late] ?? 1));
    if (ttl > 0) failures.set(key, { error }, { ttl });
  }

  return {
    /** The value of a key, made by `work` when it is not cached. Throws a cached failure. */
    get(key: string, work: () => Promise<Value>): Value | Promise<Value> {
      const entry = entries.get(key);
      if (entry) {
        entry.uses += 1;
        lookups.hit += 1;
        return entry.value;
      }
      const failure = failures.get(key);
      if (failure) {
        lookups.refused += 1;
        throw failure.error;
      }
      let flight = flights.get(key);
      lookups[flight ? 'joined' : 'miss'] += 1;
      if (!flight) {
        flight = make(key, work);
        flights.set(key, flight);
      }
      return flight;
    },
    /** Removes this cache from the figures. */
    close: () => void figures.open.delete(size),
    mostUsed(count: number): Value[] {
      return [...entries.values()]
        .sort((one, other) => other.uses - one.uses)
        .slice(0, count)
        .map(({ value }) => value);
    },
  };
}

function isOfTheMoment(error: unknown): boolean {
  return error instanceof WaslError && (error.code === 'OVERLOADED' || error.code === 'RATE_LIMITED');
}

/** Whether a value was not made within its time. */
export function isLate(error: unknown): boolean {
  return error instanceof WaslError && 'deadlineMs' in error.details;
}
