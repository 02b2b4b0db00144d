import { markedUuid } from '@wasl/kit/markedUuid';
import { isUuid } from '@wasl/kit/uuid';
import type { JsonValue } from '@wasl/kit/writeOnce';
import type { Draft } from '@wasl/prisma/pharmacy/generated/client.ts';
import type { Db, Tx } from './client.ts';

export type { Draft } from '@wasl/prisma/pharmacy/generated/client.ts';

/** How long a draft waits for being written: the gateway comes back at once. */
const longestWaitMs = 24 * 3_600_000;

export interface NewDraft {
  operation: 'prescribe' | 'dispense';
  subject: string;
  healthId: string;
  medicationId: string;
  input: JsonValue;
}

/** Keeps what somebody asks for until it is checked, and forgets what nobody came back for. */
export async function openDraft(tx: Tx, draft: NewDraft): Promise<string> {
  const forgotten = new Date(Date.now() - longestWaitMs);
  await tx.draft.deleteMany({ where: { createdAt: { lt: forgotten } } });
  await tx.shownAlert.deleteMany({ where: { shownAt: { lt: forgotten } } });
  // A prescription is written under the id of its draft.
  const { id } = await tx.draft.create({
    data: { ...draft, id: markedUuid('Prescription'), input: draft.input as never },
  });
  return id;
}

/** The drafts of these IDs, in no order. */
export async function findDrafts(db: Db, ids: readonly string[]): Promise<Draft[]> {
  return db.draft.findMany({ where: { id: { in: ids.filter(isUuid) } } });
}
