import { failure } from '@wasl/kit/errors';
import { isUuid } from '@wasl/kit/uuid';
import type { ConsentDirective } from '@wasl/prisma/health-id/generated/client.ts';
import { isRole } from '@wasl/schema/roles.ts';
import type { Writing } from '@wasl/kit/actor';
import type { Reader, Tx } from './client.ts';
import { tell } from './noticeStore.ts';

export type { ConsentDirective } from '@wasl/prisma/health-id/generated/client.ts';

export interface NewConsent {
  decision: string;
  /** The schema knows the categories: a mistyped one would silently deny nothing. */
  category?: string | null;
  facilityId?: string | null;
  role?: string | null;
  until?: Date | null;
}

/** @throws SubgraphError BAD_USER_INPUT naming the field, NOT_FOUND for an unknown facility */
export async function checkConsent(tx: Tx, consent: NewConsent, now: Date): Promise<void> {
  const { facilityId, role, until } = consent;
  const wrong = (field: string) => failure('BAD_USER_INPUT', { field });
  if (role != null && !isRole(role)) throw wrong('role');
  if (until && until.getTime() <= now.getTime()) throw wrong('until');
  if (facilityId != null && !(await tx.facility.findUnique({ where: { id: facilityId } })))
    throw failure('NOT_FOUND', { field: 'facilityId' });
}

/**
 * Records what a patient permits or denies, under the ID that was named; the patient is told where somebody else said it.
 * @throws SubgraphError as `checkConsent` does
 */
export async function recordConsent(tx: Tx, healthId: string, consent: NewConsent, writing: Writing): Promise<void> {
  const { actor, now } = writing;
  await checkConsent(tx, consent, now);
  const { decision, category = null, facilityId = null, role = null, until = null } = consent;
  const recorded = { recordedBy: actor.subject, recordedActor: actor, recordedAt: now };
  await tx.consentDirective.create({ data: { healthId, decision, category, facilityId, role, until, ...recorded } });
  if (actor.healthId !== healthId) await tell(tx, [healthId], { kind: 'CONSENT_RECORDED', decision }, writing);
}

/** The directives of these IDs, withdrawn or not, in no order. */
export async function consentsById(db: Reader, ids: readonly string[]): Promise<ConsentDirective[]> {
  return db.consentDirective.findMany({ where: { id: { in: ids.filter(isUuid) } } });
}

/**
 * The directives of these patients that hold now, oldest first: not withdrawn, not over, and not on hold until a person has decided
 * whose they are.
 */
export function consentsOf(db: Reader, healthIds: string[], now = new Date()): Promise<ConsentDirective[]> {
  return db.consentDirective.findMany({
    where: {
      healthId: { in: healthIds },
      withdrawnAt: null,
      onHold: false,
      OR: [{ until: null }, { until: { gt: now } }],
    },
    orderBy: [{ recordedAt: 'asc' }, { id: 'asc' }],
  });
}

/** Every directive of these patients, those withdrawn or over too, oldest first; one on hold is nobody's yet. */
export function consentHistoryOf(db: Reader, healthIds: string[]): Promise<ConsentDirective[]> {
  return db.consentDirective.findMany({
    where: { healthId: { in: healthIds }, onHold: false },
    orderBy: [{ recordedAt: 'asc' }, { id: 'asc' }],
  });
}

/**
 * Withdraws a directive; it stays on record, and the patient is told where somebody else did it. Its copy on another record, where it
 * has one, is not touched. @throws SubgraphError NOT_FOUND when it was withdrawn before
 */
export async function withdrawConsent(tx: Tx, id: string, writing: Writing): Promise<void> {
  const { actor, now } = writing;
  const { count } = await tx.consentDirective.updateMany({
    where: { id, withdrawnAt: null },
    data: { withdrawnAt: now, withdrawnBy: actor.subject, withdrawnActor: actor },
  });
  if (count === 0) throw failure('NOT_FOUND');
  const { healthId, decision } = await tx.consentDirective.findUniqueOrThrow({ where: { id } });
  if (actor.healthId !== healthId) await tell(tx, [healthId], { kind: 'CONSENT_WITHDRAWN', decision }, writing);
}
