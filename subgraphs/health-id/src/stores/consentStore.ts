import { failure } from '@wasl/kit/errors';
import type { ConsentDirective, Prisma } from '@wasl/prisma/health-id/generated/client.ts';
import { isRole } from '@wasl/schema/roles.ts';
import type { Db } from './patientStore.ts';

type Tx = Prisma.TransactionClient;

export interface NewConsent {
  decision: string;
  category?: string | null;
  facilityId?: string | null;
  role?: string | null;
  until?: Date | null;
}

/** What a directive may speak of: a mistyped category would deny nothing and say nothing. */
export const consentCategories = new Set([
  'Patient',
  'RelatedPerson',
  'CareTeam',
  'Encounter',
  'Condition',
  'Observation',
  'AllergyIntolerance',
  'Immunization',
  'Procedure',
  'DiagnosticReport',
  'MedicationRequest',
  'MedicationDispense',
]);

/** Records what a patient permits or denies. @throws WaslError BAD_USER_INPUT naming the field, NOT_FOUND for an unknown facility */
export async function recordConsent(tx: Tx, healthId: string, consent: NewConsent, by: string): Promise<string> {
  const { decision, category, facilityId, role, until } = consent;
  const wrong = (field: string) => failure('BAD_USER_INPUT', { field });
  if (category != null && !consentCategories.has(category)) throw wrong('category');
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

/** A directive, withdrawn or not. @throws WaslError NOT_FOUND */
export async function requireConsent(db: Db, id: string): Promise<ConsentDirective> {
  const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
  const found = isUuid ? await db.consentDirective.findUnique({ where: { id } }) : null;
  if (!found) throw failure('NOT_FOUND');
  return found;
}

/** Withdraws a directive; it stays on record. @throws WaslError NOT_FOUND when it was withdrawn before */
export async function withdrawConsent(tx: Tx, id: string, by: string): Promise<void> {
  const { count } = await tx.consentDirective.updateMany({
    where: { id, withdrawnAt: null },
    data: { withdrawnAt: new Date(), withdrawnBy: by },
  });
  if (count === 0) throw failure('NOT_FOUND');
}
