import { sayWhy } from '@wasl/kit/errors';
import type { Professional } from '@wasl/kit/professional';
import type { OrderContent } from './laboratoryOrder.ts';

const dayMs = 86_400_000;
/** For how long another facility's laboratory may take an order up, in days. */
const waitsDays = 180;
/** For how long after an order was answered or cancelled that laboratory still reads it and puts its results right, in days. */
const aftermathDays = 14;

/** The facility as the registry writes it. */
const facilityCode = /^F-[A-Z0-9]{2}-[A-Z0-9]{1,12}$/;

/** The laboratory that is asked, where it is not the orderer's own. @throws SubgraphError BAD_USER_INPUT for what is no facility */
export function readLaboratory(written: string | null | undefined, { facilityId }: Professional): string | undefined {
  const id = written?.trim().toUpperCase();
  if (id === undefined || id === facilityId) return undefined;
  if (facilityCode.test(id)) return id;
  const sentences = {
    en: 'A facility is named by its code, such as F-DI-001.',
    ar: 'تُسمّى المنشأة برمزها، مثل F-DI-001.',
  };
  throw sayWhy('BAD_USER_INPUT', sentences, { field: 'laboratoryId' });
}

/** An order of a time. */
interface Ordered {
  content: OrderContent;
  orderedAt: Date;
}

/** The other facility whose laboratory may still see an order and answer it; undefined where none may. */
export function performerOf({ content, orderedAt }: Ordered, now: Date): string | undefined {
  const { laboratoryId, completedAt, cancelledAt } = content;
  if (laboratoryId === undefined) return undefined;
  const over = cancelledAt ?? completedAt;
  const until = over === undefined ? orderedAt.getTime() + waitsDays * dayMs : Date.parse(over) + aftermathDays * dayMs;
  return now.getTime() < until ? laboratoryId : undefined;
}

/** What a result that another facility's laboratory recorded keeps of it: by that it can be read and put right there for a while. */
export interface MadeElsewhere {
  laboratoryId?: string;
  /** RFC 3339. */
  laboratoryUntil?: string;
}

export function madeAt(laboratoryId: string, now: Date): Required<MadeElsewhere> {
  return { laboratoryId, laboratoryUntil: new Date(now.getTime() + aftermathDays * dayMs).toISOString() };
}

/** The laboratory that may still read a result of its own. */
export function performerOfResult({ laboratoryId, laboratoryUntil }: MadeElsewhere, now: Date): string | undefined {
  return laboratoryUntil !== undefined && now.getTime() < Date.parse(laboratoryUntil) ? laboratoryId : undefined;
}
