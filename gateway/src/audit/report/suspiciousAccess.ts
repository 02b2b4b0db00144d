import { damascusTime } from '@wasl/schema/damascusTime.ts';
import type { EntryContent } from '../chain/chainEntry.ts';

type EventContent = EntryContent & { kind: 'event' };

/** Access that a person should look at. It accuses nobody: there may be a good reason for each. */
export interface Finding {
  kind: FindingKind;
  /** Day in Damascus, `YYYY-MM-DD`. */
  day: string;
  /** `sub` of who asked; of `manyReaders` and `ownRelative`, the patient stands in `patient`. */
  subject?: string | undefined;
  name?: string | undefined;
  role?: string | undefined;
  patient?: string;
  /** How many patients, refusals, readers or events. */
  count: number;
}

export const findingKinds = ['manyPatients', 'harvest', 'refusals', 'offShift', 'ownRelative', 'manyReaders'] as const;
export type FindingKind = (typeof findingKinds)[number];

export interface ReportOptions {
  /** More different patients than this by one person on one day. Default 50. */
  mostPatients?: number;
  /** More different patients than this by one person with one operation within one hour. Default 30. */
  mostHarvested?: number;
  /** More refused patients than this of one person on one day. Default 5. */
  mostRefused?: number;
  /** More different staff than this reading one patient on one day. Default 15. */
  mostReaders?: number;
  /** Hours in Damascus in which most staff work: from the first up to the second. Default 7 and 20. */
  shift?: readonly [number, number];
  /** Health IDs of relatives, by `sub`. */
  relatives?: ReadonlyMap<string, ReadonlySet<string>>;
}

/** They speak for patients, and read when they like. */
const patientSide = new Set(['citizen', 'guardian']);
/** They work at night. */
const atAnyHour = new Set(['emergency', 'nurse', 'physician']);

interface Counted {
  finding: Omit<Finding, 'count'>;
  seen: Set<string>;
}

/** Looks through events for access that a person should look at; the findings are in the order of days, most first. */
export async function findSuspiciousAccess(
  events: AsyncIterable<EventContent> | Iterable<EventContent>,
  options: ReportOptions = {},
): Promise<Finding[]> {
  const { mostPatients = 50, mostHarvested = 30, mostRefused = 5, mostReaders = 15, shift = [7, 20] } = options;
  const counted = new Map<string, Counted>();

  function count(finding: Omit<Finding, 'count'>, what: string, apart = ''): void {
    const key = JSON.stringify([finding.kind, finding.day, finding.subject, finding.patient, apart]);
    let known = counted.get(key);
    if (!known) counted.set(key, (known = { finding, seen: new Set() }));
    known.seen.add(what);
  }

  for await (const event of events) {
    const { caller, role, patient, outcome, operation, at } = event;
    if (patient === undefined || (role !== undefined && patientSide.has(role))) continue;
    const local = damascusTime(Date.parse(at));
    const [day, hour] = [local.slice(0, 10), Number(local.slice(11, 13))];
    const who = { day, subject: caller.subject, name: caller.name, role };
    if (outcome === 'refused') {
      count({ kind: 'refusals', ...who }, patient);
      continue;
    }
    count({ kind: 'manyPatients', ...who }, patient);
    count({ kind: 'harvest', ...who }, patient, `${hour} ${operation.hash}`);
    count({ kind: 'manyReaders', day, patient }, caller.subject ?? '');
    const isOnShift = hour >= shift[0] && hour < shift[1];
    if (!isOnShift && !atAnyHour.has(role ?? '')) count({ kind: 'offShift', ...who }, patient);
    if (options.relatives?.get(caller.subject ?? '')?.has(patient)) count({ kind: 'ownRelative', ...who, patient }, at);
  }

  const most = {
    manyPatients: mostPatients,
    harvest: mostHarvested,
    refusals: mostRefused,
    manyReaders: mostReaders,
    offShift: 0,
    ownRelative: 0,
  } satisfies Record<FindingKind, number>;
  return [...counted.values()]
    .map(({ finding, seen }) => ({ ...finding, count: seen.size }))
    .filter((finding) => finding.count > most[finding.kind])
    .sort((a, b) => a.day.localeCompare(b.day) || b.count - a.count);
}
