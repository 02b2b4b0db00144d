import { failure, sayWhy } from '@wasl/kit/errors';
import { markedUuid } from '@wasl/kit/markedUuid';
import type { Professional } from '@wasl/kit/professional';
import { readReason } from '@wasl/kit/readReason';
import { isUuid } from '@wasl/kit/uuid';
import type { Prisma } from '@wasl/prisma/clinical-records/generated/client.ts';
import type { PatientLife } from '@wasl/subgraph-sdk';
import { labelsOfAmended, labelsOfNew, storedLabels } from '@wasl/terminology/recordLabels';
import { type NewOrder, type OrderContent, readOrder } from '../laboratoryOrder.ts';
import { meaningOf } from '../meaningOf.ts';
import { readLaboratory } from '../orderedElsewhere.ts';
import { visitEnd } from '../visitEnd.ts';
import type { Tx } from './client.ts';
import { meaningOfStored } from './labelStore.ts';
import { authorOf, type ClinicalRecord, labelColumns, replace, requireVisit } from './recordStore.ts';
import { takeOff, waitFor } from './worklistStore.ts';

/** How long after its end a visit may still be ordered in, in days. */
const longestAfterDays = 7;

/**
 * Orders tests in a visit of the patient at the orderer's own facility, with the labels that the tests and the reason mean and those that are
 * asked for.
 * @throws SubgraphError BAD_USER_INPUT naming the field, SEX_IMPLAUSIBLE; NOT_FOUND for a visit that is not this patient's
 */
export async function order(
  tx: Tx,
  healthId: string,
  written: NewOrder & { encounterId: string },
  life: PatientLife | undefined,
  author: Professional,
): Promise<string> {
  const wanted = readOrder(written, life);
  const encounterId = await requireOpenVisit(tx, healthId, written.encounterId, author);
  const named = {
    code: wanted.tests[0]!.code,
    displayAr: wanted.tests.map(({ displayAr }) => displayAr).join('، '),
    displayEn: wanted.tests.map(({ displayEn }) => displayEn).join(', '),
  };
  const labels = labelsOfNew(meaningOf('LABORATORY_ORDER', { ...named, ...wanted }), written);
  const laboratoryId = readLaboratory(written.laboratoryId, author);
  const asked = laboratoryId !== undefined && { laboratoryId };
  const content: OrderContent = { ...wanted, ...asked, orderedBy: author.practitionerId };
  const id = markedUuid('LaboratoryOrder');
  const head = { id, kind: 'LABORATORY_ORDER', healthId, encounterId, ...named, effectiveAt: new Date() };
  const created = await tx.clinicalRecord.create({
    data: { ...head, content: toJson(content), ...labelColumns(labels), ...authorOf(author) },
  });
  await waitFor(tx, created);
  return created.id;
}

async function requireOpenVisit(tx: Tx, healthId: string, id: string, { facilityId }: Professional): Promise<string> {
  const visit = await requireVisit(tx, healthId, id);
  if (visit.facilityId !== facilityId)
    throw refusedVisit({
      en: 'This visit is at another facility: order in a visit at your own.',
      ar: 'هذه الزيارة في منشأة أخرى: اطلب الفحوص في زيارة في منشأتك.',
    });
  const end = visitEnd(visit);
  if (end && end.getTime() < Date.now() - longestAfterDays * 86_400_000)
    throw refusedVisit({
      en: `This visit ended more than ${longestAfterDays} days ago: order in a later one.`,
      ar: `انتهت هذه الزيارة قبل أكثر من ${longestAfterDays} أيام: اطلب الفحوص في زيارة أحدث.`,
    });
  return visit.id;
}

function refusedVisit(sentences: { en: string; ar: string }): Error {
  return sayWhy('BAD_USER_INPUT', sentences, { field: 'encounterId' });
}

/**
 * Cancels an order that waits for results, and keeps who did and why. What the reason tells guards the order from then on.
 * @throws SubgraphError NOT_FOUND, ALREADY_DECIDED for one that was answered or cancelled, BAD_USER_INPUT for a reason that says nothing
 */
export async function cancelOrder(
  tx: Tx,
  { id, reason }: { id: string; reason: string },
  by: Professional,
): Promise<string> {
  const cancelReason = readReason(reason);
  const old = await lockOrder(tx, id);
  if (!old) throw failure('NOT_FOUND');
  if (old.status !== 'ACTIVE') throw failure('ALREADY_DECIDED');
  const cancelled = { cancelledAt: new Date().toISOString(), cancelledBy: by.practitionerId, cancelReason };
  const content = { ...contentOf(old), ...cancelled };
  const after = meaningOf('LABORATORY_ORDER', {
    code: old.code,
    displayAr: old.displayAr,
    displayEn: old.displayEn,
    ...content,
  });
  const labels = labelsOfAmended(storedLabels(old), await meaningOfStored(tx, old), after, {});
  await replace(tx, old, { content: toJson(content), status: 'RESOLVED', ...labelColumns(labels) });
  await takeOff(tx, id);
  return id;
}

/** An order that nobody else changes until this transaction ends; null where there is none. */
export async function lockOrder(tx: Tx, id: string): Promise<ClinicalRecord | null> {
  if (!isUuid(id)) return null;
  await tx.$executeRawUnsafe('SELECT 1 FROM clinical_record WHERE id = $1::uuid FOR UPDATE', id);
  return tx.clinicalRecord.findFirst({ where: { id, kind: 'LABORATORY_ORDER' } });
}

export function contentOf({ content }: Pick<ClinicalRecord, 'content'>): OrderContent {
  return content as unknown as OrderContent;
}

export function toJson(content: OrderContent): Prisma.InputJsonObject {
  return JSON.parse(JSON.stringify(content)) as Prisma.InputJsonObject;
}
