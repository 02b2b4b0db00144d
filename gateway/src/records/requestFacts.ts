import type { Eventually } from '../core/eventually.ts';
import type { FactsCache } from './factsCache.ts';
import { FactsOfOne, type KnownFacts } from './knownFacts.ts';
import type { Acting, PatientFacts } from './patientFacts.ts';

export interface RequestFactsOptions {
  /** `isFresh` asks the registry, whatever is kept of other requests. */
  read(acting: Acting, healthIds: readonly string[], isFresh: boolean): Eventually<KnownFacts>;
  /** Tells what may no longer hold. */
  changes: Pick<FactsCache, 'now' | 'isCurrent' | 'isOver' | 'drop'>;
}

/**
 * Where facts may come from: `kept` of other requests too, `request` what this one has read, `registry` asked now, whatever is known: then
 * nothing that was read before shows in how often it is asked.
 */
export type FactsFrom = 'kept' | 'request' | 'registry';

interface Known {
  reading: Promise<unknown>;
  /** What was answered; undefined until then, and where the registry does not know the patient. */
  facts: PatientFacts | undefined;
  isRead: boolean;
  /** When it was asked: in drops, and in milliseconds. */
  since: number;
  sinceMs: number;
}

const isThere = Promise.resolve();

/** Milliseconds for which what lasts, such as a subscription, rests on what it has read. */
const restMs = 5_000;

/**
 * Reads facts for one request: of each patient once, those of a wave in one question. After something changed on which they may rest
 * they are read anew, so that no later decision of a request rests on what was withdrawn meanwhile.
 */
export function createRequestFacts({ read, changes }: RequestFactsOptions) {
  const known = new Map<string, Known>();

  function holds(patient: string, item: Known | undefined): item is Known {
    if (item === undefined || isOver(item)) return false;
    return changes.isCurrent(patient, item.since) && performance.now() - item.sinceMs < restMs;
  }

  function isOver(item: Known | undefined): boolean {
    return item?.facts !== undefined && changes.isOver(item.facts);
  }

  /** What is known of them, where all of it was read and holds. */
  function readAlready(patients: readonly string[]): KnownFacts | undefined {
    const [only = ''] = patients;
    if (patients.length === 1) {
      const item = known.get(only);
      return item?.isRead && holds(only, item) ? new FactsOfOne(only, item.facts) : undefined;
    }
    const found = new Map<string, PatientFacts | undefined>();
    for (const patient of patients) {
      const item = known.get(patient);
      if (!item?.isRead || !holds(patient, item)) return undefined;
      found.set(patient, item.facts);
    }
    return found;
  }

  /** Asks about those of whom nothing is known that holds, or about all. At once where all of it is kept. */
  function readMissing(acting: Acting, patients: readonly string[], from: FactsFrom): Eventually<void> {
    const unknown = from === 'registry' ? patients : patients.filter((patient) => !holds(patient, known.get(patient)));
    if (unknown.length === 0) return;
    // What was decided before their moment is decided once more before it leaves, as after any other change.
    for (const patient of unknown) if (isOver(known.get(patient))) changes.drop(patient);
    const moment = { since: changes.now(), sinceMs: performance.now() };
    const reading = read(acting, unknown, from !== 'kept');
    if (reading instanceof Promise) return keepWhenRead(unknown, reading, moment);
    for (const patient of unknown)
      known.set(patient, { reading: isThere, facts: reading.get(patient), isRead: true, ...moment });
  }

  async function keepWhenRead(
    patients: readonly string[],
    reading: Promise<KnownFacts>,
    moment: Pick<Known, 'since' | 'sinceMs'>,
  ): Promise<void> {
    for (const patient of patients) {
      const before = known.get(patient);
      // What holds goes on to hold while it is asked for anew.
      if (before?.isRead && holds(patient, before)) known.set(patient, { ...before, reading });
      else known.set(patient, { reading, facts: undefined, isRead: false, ...moment });
    }
    const answered = await reading;
    for (const patient of patients) {
      const item = known.get(patient);
      // It may have been asked for anew meanwhile.
      if (item?.reading === reading) Object.assign(item, { facts: answered.get(patient), isRead: true, ...moment });
    }
  }

  /** Waits also for what is asked anew meanwhile, by whomever. */
  async function untilRead(patient: string): Promise<void> {
    for (let item = known.get(patient); item && !item.isRead; item = known.get(patient)) await item.reading;
  }

  async function readAll(acting: Acting, wanted: readonly string[], reading: Eventually<void>): Promise<KnownFacts> {
    await reading;
    // What changed while it was read is read once more; what changes then is as if it came after the decision.
    await readMissing(acting, wanted, 'request');
    // Others may have asked for some of them. Who did hears of a failure, and whoever waits with them.
    await Promise.all(wanted.map(untilRead));
    return new Map(wanted.map((patient) => [patient, known.get(patient)?.facts]));
  }

  /** Whether nothing changed, since a moment, on which what was decided of these patients may rest. */
  function holdsSince(moment: number): boolean {
    for (const [patient, item] of known) if (!changes.isCurrent(patient, moment) || isOver(item)) return false;
    return true;
  }

  /** What is known of patients, each named once: at once where all of it was read already, or is kept of other requests. */
  function factsOf(acting: Acting, patients: readonly string[], from: FactsFrom): Eventually<KnownFacts> {
    if (from === 'registry') return readAll(acting, patients, readMissing(acting, patients, from));
    const already = readAlready(patients);
    if (already) return already;
    const reading = readMissing(acting, patients, from);
    return (reading ? undefined : readAlready(patients)) ?? readAll(acting, patients, reading);
  }

  return { factsOf, holdsSince };
}
