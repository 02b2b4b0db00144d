import { createHash } from 'node:crypto';
import { groupBy } from '@wasl/kit/groupBy';
import type { Professional } from '@wasl/kit/professional';
import { isUuid } from '@wasl/kit/uuid';
import type { AlertOverride } from '@wasl/prisma/pharmacy/generated/client.ts';
import { joinLabels, labelsOfMeaning } from '@wasl/terminology/recordLabels';
import type { Alert } from '../alerts.ts';
import type { Db, Tx } from './client.ts';
import type { Draft } from './draftStore.ts';

export type { AlertOverride } from '@wasl/prisma/pharmacy/generated/client.ts';

/** How long an alert that was shown may be acknowledged. */
const longestThoughtMs = 3_600_000;

type About = Pick<Draft, 'id' | 'subject' | 'healthId' | 'medicationId'>;

/** What an alert says, as one word: the same alert of another attempt has the same. */
export function fingerprintOf({ kind, severity, cause }: Alert): string {
  return createHash('sha256').update([kind, severity, cause.messageEn].join('\n')).digest('base64url');
}

/** Keeps the severe alerts that stop a draft; answers an ID of each, in their order, which tells nothing of its cause. */
export async function keepShown(tx: Tx, draft: About, fingerprints: readonly string[]): Promise<string[]> {
  const { id: draftId, subject, healthId, medicationId } = draft;
  const rows = await tx.shownAlert.createManyAndReturn({
    data: fingerprints.map((fingerprint) => ({ draftId, subject, healthId, medicationId, fingerprint })),
  });
  const ids = new Map(rows.map(({ id, fingerprint }) => [fingerprint, id]));
  return fingerprints.map((fingerprint) => ids.get(fingerprint) ?? '');
}

/** What of these alerts was shown lately to the same caller, for the same patient and medicine. */
export async function acknowledgedAmong(db: Db, alertIds: readonly string[], draft: About): Promise<Set<string>> {
  const { subject, healthId, medicationId } = draft;
  const rows = await db.shownAlert.findMany({
    where: {
      id: { in: alertIds.filter(isUuid) },
      subject,
      healthId,
      medicationId,
      shownAt: { gte: new Date(Date.now() - longestThoughtMs) },
    },
  });
  return new Set(rows.map(({ fingerprint }) => fingerprint));
}

/** Keeps who went past which alerts and why, guarded as the alert's cause and what the reason tells. */
export async function keepOverrides(
  tx: Tx,
  prescriptionId: string,
  operation: string,
  alerts: readonly Alert[],
  reason: string,
  by: Professional,
): Promise<void> {
  const told = labelsOfMeaning([{ text: reason }]);
  await tx.alertOverride.createMany({
    data: alerts.map((alert) => {
      const { confidentiality, sensitivities } = joinLabels(alert.cause.labels, told);
      return {
        prescriptionId,
        operation,
        kind: alert.kind,
        fingerprint: fingerprintOf(alert),
        category: alert.cause.category,
        confidentiality,
        sensitivities: [...sensitivities],
        reason,
        authorId: by.practitionerId,
        facilityId: by.facilityId,
      };
    }),
  });
}

/** The overrides of each of these prescriptions, oldest first. */
export async function overridesOf(db: Db, prescriptionIds: string[]): Promise<Map<string, AlertOverride[]>> {
  const where = { prescriptionId: { in: prescriptionIds } };
  const rows = await db.alertOverride.findMany({ where, orderBy: [{ overriddenAt: 'asc' }, { id: 'asc' }] });
  return groupBy(rows, ({ prescriptionId }) => prescriptionId);
}
