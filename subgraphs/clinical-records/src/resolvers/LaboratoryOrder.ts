import { readPage, toConnection } from '@wasl/kit/pagination';
import { requireProfessional } from '@wasl/kit/professional';
import { requireCaller } from '@wasl/subgraph-sdk';
import type { ClinicalContext } from '../context.ts';
import { type MadeElsewhere, performerOf, performerOfResult } from '../orderedElsewhere.ts';
import type { OrderContent, OrderedTest as Test } from '../laboratoryOrder.ts';
import type { ClinicalRecord } from '../stores/recordStore.ts';
import { partsOf } from '../stores/answerOrders.ts';
import { worklistPosition } from '../stores/worklistStore.ts';
import { encounterOf } from './recordFields.ts';

const contentOf = ({ content }: ClinicalRecord) => content as unknown as OrderContent;
const own = (name: keyof OrderContent) => (order: ClinicalRecord) => contentOf(order)[name] ?? null;

/** What answers an order and stands, of the order's own patient, without what the reader may not see. */
const answers =
  (name: 'resultIds' | 'reportIds') =>
  async (order: ClinicalRecord, _: unknown, { loaders }: ClinicalContext) => {
    const found = await Promise.all((contentOf(order)[name] ?? []).map((id) => loaders.record.load(id)));
    return found.filter((answer) => answer?.healthId === order.healthId && answer.status !== 'ENTERED_IN_ERROR');
  };

export const LaboratoryOrder = {
  async __resolveReference({ id }: { id: string }, { loaders }: ClinicalContext) {
    const order = await loaders.record.load(id);
    return order?.kind === 'LABORATORY_ORDER' ? order : null;
  },
  patient: ({ healthId }: ClinicalRecord) => ({ healthId }),
  status: statusOf,
  author: ({ authorId }: ClinicalRecord) => ({ id: authorId }),
  orderedBy: (order: ClinicalRecord) => ({ id: contentOf(order).orderedBy }),
  facility: ({ facilityId }: ClinicalRecord) => ({ id: facilityId }),
  version: ({ number }: ClinicalRecord) => number,
  history: ({ id }: ClinicalRecord, _: unknown, { loaders }: ClinicalContext) => loaders.history.load(id),
  orderedAt: ({ effectiveAt }: ClinicalRecord) => effectiveAt,
  encounter: (order: ClinicalRecord, _: unknown, context: ClinicalContext) => encounterOf(order, context),
  tests: own('tests'),
  priority: own('priority'),
  specimen: own('specimen'),
  laboratory: (order: ClinicalRecord) => ({ id: contentOf(order).laboratoryId ?? order.facilityId }),
  performer: (order: ClinicalRecord) => reference(openTo(order)),
  missingTests: (order: ClinicalRecord, _: unknown, context: ClinicalContext) => missingTests(order, context),
  // Why a test is made is the chart's, which another facility's laboratory does not read.
  reasonCode: (order: ClinicalRecord, _: unknown, context: ClinicalContext) =>
    isElsewhere(order, context) ? null : own('reasonCode')(order),
  reason: (order: ClinicalRecord, _: unknown, context: ClinicalContext) =>
    isElsewhere(order, context) ? null : own('reason')(order),
  results: answers('resultIds'),
  reports: answers('reportIds'),
  completedAt: own('completedAt'),
  cancelledAt: own('cancelledAt'),
  cancelledBy: (order: ClinicalRecord) => {
    const { cancelledBy } = contentOf(order);
    return cancelledBy === undefined ? null : { id: cancelledBy };
  },
  cancelReason: own('cancelReason'),
};

export const OrderedTest = {
  display: ({ displayAr, displayEn }: Test) => ({ ar: displayAr, en: displayEn }),
};

const openTo = (order: ClinicalRecord) =>
  performerOf({ content: contentOf(order), orderedAt: order.effectiveAt }, new Date());

const reference = (id: string | undefined) => (id === undefined ? null : { id });

/** Whether the reader is of the other facility whose laboratory makes the tests. */
function isElsewhere(order: ClinicalRecord, { caller }: ClinicalContext): boolean {
  const { laboratoryId } = contentOf(order);
  return laboratoryId !== undefined && laboratoryId === caller?.facilityId;
}

/** The tests without an answer that stands and that the reader may see. */
async function missingTests(order: ClinicalRecord, context: ClinicalContext): Promise<Test[]> {
  const found = [
    ...(await answers('resultIds')(order, undefined, context)),
    ...(await answers('reportIds')(order, undefined, context)),
  ];
  const answered = new Set(found.flatMap((answer) => (answer ? [answer.code, ...partsOf(answer)] : [])));
  return contentOf(order).tests.filter(({ code }) => !answered.has(code));
}

/** The laboratory of another facility that recorded a result, as long as the result is open to it. */
export function performerOfObservation({ content }: ClinicalRecord): { id: string } | null {
  return reference(performerOfResult((content ?? {}) as MadeElsewhere, new Date()));
}

/** FHIR's request-status. */
function statusOf(order: ClinicalRecord): string {
  if (order.status === 'ACTIVE') return 'ACTIVE';
  return contentOf(order).cancelledAt === undefined ? 'COMPLETED' : 'REVOKED';
}

/** The order that a result or report answers; null too where the reader may not see it, which tells nothing. */
export async function basedOn(answer: ClinicalRecord, _: unknown, { loaders }: ClinicalContext) {
  const { basedOnId } = (answer.content ?? {}) as { basedOnId?: string };
  const order = basedOnId === undefined ? null : await loaders.record.load(basedOnId);
  return order?.kind === 'LABORATORY_ORDER' && order.healthId === answer.healthId ? order : null;
}

/** The open orders of the caller's own facility. */
export async function laboratoryWorklist(
  _: unknown,
  { first, after }: { first?: number | null; after?: string | null },
  context: ClinicalContext,
) {
  const { facilityId } = requireProfessional(requireCaller(context));
  const page = readPage(first, after);
  return toConnection(await context.loaders.worklist(facilityId, page), page, worklistPosition);
}
