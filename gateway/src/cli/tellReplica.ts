import type { ReplicaStatus } from '@wasl/kit/database/replica/judgeReplica';
import { logLine } from './logLine.ts';

const texts: Readonly<Record<ReplicaStatus, readonly [en: string, ar: string]>> = {
  used: ['reads of queries go to the replica', 'تُوجَّه قراءات الاستعلامات إلى النسخة'],
  starting: ['the replica was not asked yet', 'لم تُسأل النسخة بعد'],
  unreachable: ['the replica does not answer', 'النسخة لا تجيب'],
  pooled: ['a pooler stands before the replica or the primary', 'يقف مجمّع اتصالات أمام النسخة أو القاعدة الأصلية'],
  primary_unreachable: ['the primary does not say where it is', 'القاعدة الأصلية لا تخبر بموضعها'],
  not_standby: [
    'the replica is no standby: it was promoted, or is the primary itself',
    'النسخة ليست تابعة: رُقّيت أو هي القاعدة الأصلية نفسها',
  ],
  other_database: ['the replica is of another database', 'النسخة من قاعدة بيانات أخرى'],
  not_streaming: ['the replica receives nothing from a server', 'النسخة لا تستقبل شيئاً من أي خادم'],
  not_permitted: [
    'the replica cannot be judged: grant its role pg_read_all_stats',
    'لا يمكن الحكم على النسخة: امنح دورها pg_read_all_stats',
  ],
  other_timeline: [
    "the replica follows another timeline than the primary's",
    'النسخة تتبع خطاً زمنياً غير خط القاعدة الأصلية',
  ],
  late: ['the replica has not applied what was written', 'النسخة لم تطبّق بعدُ ما كُتب'],
};

/** Writes to the log that a subgraph's replica is used, or that the primary answers instead, and why. */
export function tellReplica(subgraph: string, status: ReplicaStatus): void {
  const [en, ar] = texts[status];
  if (status === 'used') logLine('info', en, { subgraph, replica: status, ar });
  else logLine('warn', `${en}: the primary answers`, { subgraph, replica: status, ar: `${ar}، فتجيب القاعدة الأصلية` });
}
