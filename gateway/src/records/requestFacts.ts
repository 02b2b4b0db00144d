import type { FactsCache } from './factsCache.ts';
import type { Acting, PatientFacts, ReadFacts } from './patientFacts.ts';

/** What is known of patients, by the health IDs as they were asked for. */
export type KnownFacts = ReadonlyMap<string, PatientFacts | undefined>;

export interface RequestFactsOptions {
  /** `isFresh` asks the registry, whatever is kept of other requests. */
  read(acting: Acting, healthIds: readonly string[], isFresh: boolean): ReturnType<ReadFacts>;
  /** Tells what may no longer hold. */
  changes: Pick<FactsCache, 'now' | 'isCurrent'>;
}

interface Known {
  facts: Promise<PatientFacts | undefined>;
  /** When it was asked: in drops, and in milliseconds. */
  since: number;
  sinceMs: number;
}

/** Milliseconds for which what lasts, such as a subscription, rests on what it has read. */
const restMs = 5_000;

/**
 * Reads facts for one request: of each patient once, those of a wave in one question. After something changed on which they may rest
 * they are read anew, so that no later decision of a request rests on what was withdrawn meanwhile.
 */
export function createRequestFacts({ read, changes }: RequestFactsOptions) {
  const known = new Map<string, Known>();

  function holds(patient: string): boolean {
    const found = known.get(patient);
    return found !== undefined && changes.isCurrent(patient, found.since) && performance.now() - found.sinceMs < restMs;
  }

  /** Asks about those of whom nothing is known that holds. */
  async function readMissing(acting: Acting, patients: readonly string[], isFresh: boolean): Promise<void> {
    const unknown = patients.filter((patient) => !holds(patient));
    if (unknown.length === 0) return;
    const since = changes.now();
    const sinceMs = performance.now();
    const reading = read(acting, unknown, isFresh);
    for (const patient of unknown) {
      const facts = reading.then((all) => all.get(patient));
      // Who asked for them hears of a failure; one that nobody waits for would end the process.
      facts.catch(() => undefined);
      known.set(patient, { facts, since, sinceMs });
    }
    await reading;
  }

  return async (acting: Acting, patients: Iterable<string>, isFresh: boolean): Promise<KnownFacts> => {
    const wanted = [...new Set(patients)];
    await readMissing(acting, wanted, isFresh);
    // What changed while it was read is read once more; what changes then is as if it came after the decision.
    await readMissing(acting, wanted, true);
    const found = wanted.map(async (patient) => [patient, await known.get(patient)?.facts] as const);
    return new Map(await Promise.all(found));
  };
}
