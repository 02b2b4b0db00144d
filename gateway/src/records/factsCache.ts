import { LRUCache } from 'lru-cache';
import type { Acting, PatientFacts, ReadFacts } from './patientFacts.ts';

export interface FactsCacheOptions {
  /** Milliseconds for which facts count. Default 5 000; 0 keeps none. */
  ttlMs?: number | undefined;
  /** Facts that are kept at most, of one caller about one patient each. Default 20 000. */
  max?: number | undefined;
}

/** Facts about callers and patients, for as long as nothing changed on which they rest. */
export interface FactsCache {
  /** What is kept, and for the rest what `read` answers. `isFresh` asks for all anew. */
  read(read: ReadFacts, acting: Acting, healthIds: readonly string[], isFresh: boolean): ReturnType<ReadFacts>;
  /** Forgets a patient, or everything. What is being read meanwhile is not kept. */
  drop(healthId?: string): void;
  /** Changes with each drop. */
  generation(): number;
}

/** A patient whom the registry does not know is kept as that. */
interface Kept {
  healthId: string;
  facts: PatientFacts | undefined;
}

const defaultTtlMs = 5_000;
const defaultMax = 20_000;

/** Keeps facts by caller, role and patient; the facility is the caller's. */
export function createFactsCache({ ttlMs = defaultTtlMs, max = defaultMax }: FactsCacheOptions = {}): FactsCache {
  /** Keys of each patient. */
  const ofPatients = new Map<string, Set<string>>();
  const kept =
    ttlMs > 0
      ? new LRUCache<string, Kept>({
          max,
          ttl: ttlMs,
          noDisposeOnSet: true,
          dispose: ({ healthId }, key) => forget(healthId, key),
        })
      : undefined;
  let generation = 0;

  function keep(key: string, healthId: string, facts: PatientFacts | undefined): void {
    if (!kept) return;
    kept.set(key, { healthId, facts });
    const keys = ofPatients.get(healthId);
    if (keys) keys.add(key);
    else ofPatients.set(healthId, new Set([key]));
  }

  function forget(healthId: string, key: string): void {
    const keys = ofPatients.get(healthId);
    keys?.delete(key);
    if (keys?.size === 0) ofPatients.delete(healthId);
  }

  return {
    async read(read, acting, healthIds, isFresh) {
      const keyOf = (healthId: string) => `${callerKey(acting)} ${acting.role} ${acting.facilityId} ${healthId}`;
      const known = new Map<string, PatientFacts>();
      const unknown = healthIds.filter((healthId) => {
        const found = isFresh ? undefined : kept?.get(keyOf(healthId));
        if (found?.facts) known.set(healthId, found.facts);
        return found === undefined;
      });
      if (unknown.length === 0) return known;
      const began = generation;
      const answered = await read(acting, unknown);
      for (const healthId of unknown) {
        const facts = answered.get(healthId);
        if (facts) known.set(healthId, facts);
        // Read before something changed, and answered after it, it may already not hold.
        if (began === generation) keep(keyOf(healthId), healthId, facts);
      }
      return known;
    },
    drop(healthId) {
      generation += 1;
      if (healthId === undefined) kept?.clear();
      else for (const key of ofPatients.get(healthId) ?? []) kept?.delete(key);
    },
    generation: () => generation,
  };
}

const callerKeys = new WeakMap<object, number>();
let callersSeen = 0;

/** The claims of a verified token are one object as long as it is remembered; those of two tokens never are. */
function callerKey({ caller: { claims } }: Acting): number {
  let key = callerKeys.get(claims);
  if (key === undefined) callerKeys.set(claims, (key = callersSeen += 1));
  return key;
}
