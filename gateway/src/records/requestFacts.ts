import type { Acting, PatientFacts, ReadFacts } from './patientFacts.ts';

/** What is known of patients, by the health IDs as they were asked for. */
export type KnownFacts = ReadonlyMap<string, PatientFacts | undefined>;

export interface RequestFactsOptions {
  /** `isFresh` asks the registry, whatever is kept of other requests. */
  read(acting: Acting, healthIds: readonly string[], isFresh: boolean): ReturnType<ReadFacts>;
  /** Changes whenever what was known may no longer hold. */
  generation(): number;
}

/** Milliseconds for which what lasts, such as a subscription, rests on what it has read. */
const restMs = 5_000;

/**
 * Reads facts for one request: of each patient once, those of a wave in one question. After something changed on which they may rest
 * they are read anew, so that no later decision of a request rests on what was withdrawn meanwhile.
 */
export function createRequestFacts({ read, generation }: RequestFactsOptions) {
  let known = new Map<string, Promise<PatientFacts | undefined>>();
  let since = -Infinity;
  let ofGeneration = -1;

  function forgetOld(): void {
    if (ofGeneration === generation() && performance.now() - since < restMs) return;
    known = new Map();
    since = performance.now();
    ofGeneration = generation();
  }

  return async (acting: Acting, patients: Iterable<string>, isFresh: boolean): Promise<KnownFacts> => {
    forgetOld();
    const wanted = [...new Set(patients)];
    const current = known;
    const unknown = wanted.filter((patient) => !current.has(patient));
    const reading = unknown.length > 0 ? read(acting, unknown, isFresh) : undefined;
    for (const patient of unknown) {
      const own = (reading as ReturnType<ReadFacts>).then((facts) => facts.get(patient));
      // Who asked for them hears of a failure; one that nobody waits for would end the process.
      own.catch(() => undefined);
      current.set(patient, own);
    }
    await reading;
    const found = wanted.map(async (patient) => [patient, await current.get(patient)] as const);
    return new Map(await Promise.all(found));
  };
}
