import type { Asker, PatientLife } from '../core/asker.ts';
import type { Caller } from '../core/caller.ts';
import type { Seen } from '../core/observer.ts';
import type { Role } from '@wasl/schema/roles.ts';
import type { PurposeOfUse, RecordCategory, RecordFacts } from './recordQuestion.ts';

/** One of a patient's directives that holds now. A scope that is undefined means all. */
export interface ConsentFact {
  decision: 'permit' | 'deny';
  category: RecordCategory | undefined;
  facilityId: string | undefined;
  role: string | undefined;
}

/** What the registry knows about a caller and one patient. */
export interface PatientFacts extends Omit<RecordFacts, 'consent' | 'isAuthor' | 'isAuthorsSpecialty' | 'isPerformer'> {
  directives: readonly ConsentFact[];
  /** Milliseconds, from when it was asked for, until any of it ends by time alone; absent where the registry does not tell. */
  holdsForMs?: number;
  /** What was asked about is no health ID at all, so that nobody bears it: its check digits are wrong, say. Absent otherwise. */
  isMistyped?: true;
  /** Not decided on: for subgraphs that date what is written. Absent where the registry does not tell. */
  life?: PatientLife;
}

/** As whom a caller acts in one request. */
export interface Acting {
  caller: Caller;
  role: string;
  facilityId: string | undefined;
  /** By which authors of records are known. */
  practitionerId: string | undefined;
  /** What the registry is told with the question besides. */
  headers: Readonly<Record<string, string>>;
  /** The request for which is asked. */
  seen?: Seen | undefined;
  /** On whose behalf is asked while it is not known of whom; undefined where requests are not signed. */
  asker: Asker | undefined;
}

/** As whom and why. */
export interface ActingCaller extends Acting {
  role: Role;
  purpose: PurposeOfUse;
}

/** Answers which of some practitioners are of the caller's specialty, at the caller's facility. */
export type ReadColleagues = (acting: Acting, practitionerIds: readonly string[]) => Promise<ReadonlySet<string>>;

/** Answers what is known about a caller and patients, by the health IDs as they were asked for. A patient who is not known is left out. */
export type ReadFacts = (acting: Acting, healthIds: readonly string[]) => Promise<ReadonlyMap<string, PatientFacts>>;

/** What a patient's directives say for one category: a denial goes before a permission. */
export function consentFor(
  directives: readonly ConsentFact[],
  category: RecordCategory,
  { role, facilityId }: Pick<Acting, 'role' | 'facilityId'>,
): RecordFacts['consent'] {
  const applying = directives.filter(
    (directive) =>
      (directive.category === undefined || directive.category === category) &&
      (directive.role === undefined || directive.role === role) &&
      (directive.facilityId === undefined || directive.facilityId === facilityId),
  );
  if (applying.some(({ decision }) => decision === 'deny')) return 'deny';
  return applying.length > 0 ? 'permit' : 'none';
}
