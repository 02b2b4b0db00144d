import { type Page, readTimePosition } from '@wasl/kit/pagination';
import type { Notice } from '@wasl/prisma/health-id/generated/client.ts';
import type { Writing } from '@wasl/kit/actor';
import type { NoticeContent } from '../notices/content.ts';
import type { Reader, Tx } from './client.ts';

export type { Notice } from '@wasl/prisma/health-id/generated/client.ts';

/** Tells patients of something, each once, in the transaction that does it: what is not told has not happened. */
export async function tell(
  tx: Tx,
  healthIds: readonly string[],
  { kind, ...details }: NoticeContent,
  { actor, now }: Writing,
): Promise<void> {
  const rows = [...new Set(healthIds)].map((healthId) => ({ healthId, kind, details, actor, at: now }));
  await tx.notice.createMany({ data: rows });
}

/** One page of what a person was told of under any of these IDs, newest first: up to `first + 1`. */
export function listNotices(db: Reader, healthIds: readonly string[], page: Page): Promise<Notice[]> {
  const [time, id] = readTimePosition(page);
  const before = time === null || id === null ? {} : { OR: [{ at: { lt: time } }, { at: time, id: { lt: id } }] };
  return db.notice.findMany({
    where: { healthId: { in: [...healthIds] }, ...before },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: page.first + 1,
  });
}
