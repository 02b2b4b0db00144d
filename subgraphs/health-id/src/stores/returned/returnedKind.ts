import type { Writing } from '@wasl/kit/actor';
import type { ReturnReview } from '@wasl/prisma/health-id/generated/client.ts';
import type { Tx } from '../client.ts';
import type { Patch } from '../demographicColumns.ts';

export type ReturnKind =
  | 'CONSENT'
  | 'TREATMENT'
  | 'GUARDIAN'
  | 'DEPENDANT'
  | 'CHILD'
  | 'IDENTIFIER'
  | 'APPOINTMENT'
  | 'BREAK_GLASS'
  | 'CORRECTION'
  | 'DEATH';

/** Which entries may have been meant for either of two records: those under an ID of the survivor, since the merge. */
export interface Between {
  survivorIds: string[];
  restored: string;
  since: Date;
}

/** An entry that waits for a person. */
export interface Entry {
  rowId: string;
  /** For a denial, its copy on the restored record. */
  copyId?: string;
  facilityId?: string;
  recordedAt: Date;
  /** For a correction, what it says by column. */
  changes?: Patch;
}

/** What a person has said of an entry. */
export interface Placed extends Pick<ReturnReview, 'rowId' | 'copyId'> {
  /** The restored record, where the entry is that one's; else it stays under the ID that it has. */
  movedTo: string | null;
  /** Whether another decision about the same row is still to come. */
  onHold: boolean;
  survivorIds: string[];
}

/** One kind of entry: how it is held, so that nobody gains by it, and how it is put where it belongs. */
export interface ReturnedKind {
  hold(tx: Tx, between: Between, writing: Writing): Promise<Entry[]>;
  place(tx: Tx, placed: Placed, writing: Writing): Promise<void>;
}

/** The columns of a row that is placed. */
export function columnsOf({ movedTo, onHold }: Placed): { healthId?: string; onHold: boolean } {
  return { onHold, ...(movedTo !== null && { healthId: movedTo }) };
}
