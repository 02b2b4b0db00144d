import { LRUCache } from 'lru-cache';
import type { Eventually } from '../core/eventually.ts';
import type { KnownFacts } from './knownFacts.ts';
import type { Acting, PatientFacts, ReadFacts } from './patientFacts.ts';

export interface FactsCacheOptions {
  /** Milliseconds for which facts count. Default 5 000; 0 keeps none. */
  ttlMs?: number | undefined;
  /** Facts that are kept at most, of one caller about one patient each. Default 20 000. */
  max?: number | undefined;
  /** Milliseconds by a clock that never goes back. Default: the process's. */
  clock?: (() => number) | undefined;
  /** Whether facts may be kept and used now; they always may when it is left out. */
  mayKeep?: (() => boolean) | undefined;
}

/** Facts about callers and patients, for as long as nothing changed on which they rest. */
export interface FactsCache {
  /** What is kept, and for the rest what `read` answers; at once where all is kept. `isFresh` asks for all anew. */
  read(read: ReadFacts, acting: Acting, healthIds: readonly string[], isFresh: boolean): Eventually<KnownFacts>;
  /** Forgets a patient, or everything. What is being read meanwhile is not kept. */
  drop(healthId?: string): void;
  /** A moment, for `isCurrent`. */
  now(): number;
  /** Whether nothing was dropped of a patient since a moment. */
  isCurrent(healthId: string, since: number): boolean;
  /** Whether something of facts that were read here has ended meanwhile: what was to end at a moment does, whatever is kept. */
  isOver(facts: PatientFacts): boolean;
}

/** A patient whom the registry does not know is kept as that. */
interface Kept {
  healthId: string;
  facts: PatientFacts | undefined;
}

const defaultTtlMs = 5_000;
const defaultMax = 20_000;
/** Characters of the longest ID that is kept. Who asks for a text of a megabyte as for a patient must not fill the memory with such texts. */
const longestKept = 128;
/** Patients of whom it is remembered that they were dropped; with more, everybody is. */
const mostDropped = 10_000;

/** Keeps facts by caller, role and patient. */
export function createFactsCache({
  ttlMs = defaultTtlMs,
  max = defaultMax,
  clock = () => performance.now(),
  mayKeep = () => true,
}: FactsCacheOptions = {}): FactsCache {
  /** Keys of each patient. */
  const ofPatients = new Map<string, Set<string>>();
  // Made when it is needed: it takes its room at once, and most supergraphs hold no records.
  let kept: LRUCache<string, Kept> | undefined;
  /** Counts drops: of everybody last, and of each patient. */
  let drops = 0;
  let everybody = 0;
  const dropped = new Map<string, number>();
  /** When facts end. */
  const ends = new WeakMap<PatientFacts, number>();

  function keep(key: string, healthId: string, facts: PatientFacts | undefined): void {
    if (ttlMs <= 0 || healthId.length > longestKept || !mayKeep()) return;
    kept ??= new LRUCache<string, Kept>({
      max,
      ttl: ttlMs,
      noDisposeOnSet: true,
      dispose: (gone, goneKey) => forget(gone.healthId, goneKey),
    });
    kept.set(key, { healthId, facts });
    const keys = ofPatients.get(healthId);
    if (keys) keys.add(key);
    else ofPatients.set(healthId, new Set([key]));
  }

  function isOver(facts: PatientFacts): boolean {
    if (facts.holdsForMs === undefined) return false;
    const end = ends.get(facts);
    return end !== undefined && clock() >= end;
  }

  function isCurrent(healthId: string, since: number): boolean {
    return since === drops || (since >= everybody && since >= (dropped.get(healthId) ?? 0));
  }

  function forget(healthId: string, key: string): void {
    const keys = ofPatients.get(healthId);
    keys?.delete(key);
    if (keys?.size === 0) ofPatients.delete(healthId);
  }

  async function readUnknown(
    read: ReadFacts,
    acting: Acting,
    healthIds: readonly string[],
    known: Map<string, PatientFacts>,
  ): Promise<KnownFacts> {
    const began = drops;
    const askedMs = clock();
    const answered = await read(acting, healthIds);
    for (const healthId of healthIds) {
      const facts = answered.get(healthId);
      if (facts) known.set(healthId, facts);
      if (facts?.holdsForMs !== undefined) ends.set(facts, askedMs + facts.holdsForMs);
      // Read before something changed, and answered after it, it may already not hold.
      if (isCurrent(healthId, began)) keep(keyOf(acting, healthId), healthId, facts);
    }
    return known;
  }

  return {
    read(read, acting, healthIds, isFresh) {
      const known = new Map<string, PatientFacts>();
      const isKept = !isFresh && mayKeep();
      const unknown = healthIds.filter((healthId) => {
        const found = isKept ? kept?.get(keyOf(acting, healthId)) : undefined;
        if (!found || (found.facts && isOver(found.facts))) return true;
        if (found.facts) known.set(healthId, found.facts);
        return false;
      });
      return unknown.length === 0 ? known : readUnknown(read, acting, unknown, known);
    },
    drop(healthId) {
      drops += 1;
      if (healthId !== undefined && dropped.size < mostDropped) {
        dropped.set(healthId, drops);
        for (const key of ofPatients.get(healthId) ?? []) kept?.delete(key);
        return;
      }
      everybody = drops;
      dropped.clear();
      kept?.clear();
    },
    now: () => drops,
    isCurrent,
    isOver,
  };
}

/** The facility is the caller's. */
function keyOf(acting: Acting, healthId: string): string {
  return `${callerKey(acting)} ${acting.role} ${healthId}`;
}

const callerKeys = new WeakMap<object, number>();
let callersSeen = 0;

/** The claims of a verified token are one object as long as it is remembered; those of two tokens never are. */
function callerKey({ caller: { claims } }: Acting): number {
  let key = callerKeys.get(claims);
  if (key === undefined) callerKeys.set(claims, (key = callersSeen += 1));
  return key;
}
