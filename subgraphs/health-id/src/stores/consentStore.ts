import { failure } from '@wasl/kit/errors';
import { isUuid } from '@wasl/kit/uuid';
import type { ConsentDirective } from '@wasl/prisma/health-id/generated/client.ts';
import { isRole } from '@wasl/schema/roles.ts';
import type { Db, Tx } from './client.ts';

export interface NewConsent {
  decision: string;
  /** The schema knows the categories: a mistyped one would silently deny nothing. */
  category?: string | null;
  facilityId?: string | null;
  role?: string | null;
  until?: Date | null;
}

/** Records what a patient permits or denies. @throws SubgraphError BAD_USER_INPUT naming the field, NOT_FOUND for an unknown facility */
export async function recordConsent(tx: Tx, healthId: string, consent: NewConsent, by: string): Promise<string> {
  const { decision, category, facilityId, role, until } = consent;
  const wrong = (field: string) => failure('BAD_USER_INPUT', { field });
  if (role != null && !isRole(role)) throw wrong('role');
  if (until && until.getTime() <= Date.now()) throw wrong('until');
  if (facilityId != null && !(await tx.facility.findUnique({ where: { id: facilityId } })))
    throw failure('NOT_FOUND', { field: 'facilityId' });
  const scope = {
    category: category ?? null,
    facilityId: facilityId ?? null,
    role: role ?? null,
    until: until ?? null,
  };
  const { id } = await tx.consentDirective.create({ data: { ...scope, decision, healthId, recordedBy: by } });
  return id;
}

/** The directives of these IDs, withdrawn or not, in no order. */
export async function consentsById(db: Db, ids: readonly string[]): Promise<ConsentDirective[]> {
  return db.consentDirective.findMany({ where: { id: { in: ids.filter(isUuid) } } });
}

/** The directives of these patients that were not withdrawn, oldest first. */
export function consentsOf(db: Db, healthIds: string[]): Promise<ConsentDirective[]> {
  return db.consentDirective.findMany({
    where: { healthId: { in: healthIds }, withdrawnAt: null },
    orderBy: [{ recordedAt: 'asc' }, { id: 'asc' }],
  });
}

/** Withdraws a directive; it stays on record. @throws SubgraphError NOT_FOUND when it was withdrawn before */
export async function withdrawConsent(tx: Tx, id: string, by: string): Promise<void> {
  const { count } = await tx.consentDirective.updateMany({
    where: { id, withdrawnAt: null },
    data: { withdrawnAt: new Date(), withdrawnBy: by },
  });
  if (count === 0) throw failure('NOT_FOUND');
}
