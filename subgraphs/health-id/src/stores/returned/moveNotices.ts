import type { NoticeKind } from '../../notices/content.ts';
import type { Tx } from '../client.ts';
import type { Placed } from './returnedKind.ts';

/** Of which row a notice tells: what it was told of, when, and by which details. */
export interface ToldOf {
  kinds: NoticeKind[];
  /** The instants at which the row changed: a notice bears the same. */
  at?: (Date | null)[];
  details?: Record<string, string>;
}

/** What was told of an entry goes with it: a notice is no less another person's than the treatment that it names. */
export async function moveNotices(
  tx: Tx,
  { movedTo, survivorIds }: Placed,
  { kinds, at, details = {} }: ToldOf,
): Promise<void> {
  if (movedTo === null) return;
  await tx.notice.updateMany({
    where: {
      healthId: { in: survivorIds },
      kind: { in: kinds },
      ...(at && { at: { in: at.filter((instant) => instant !== null) } }),
      AND: Object.entries(details).map(([key, equals]) => ({ details: { path: [key], equals } })),
    },
    data: { healthId: movedTo },
  });
}
