import type { Language } from '@wasl/schema/errors.ts';

/** What is wrong, and where. */
export interface Problem {
  what: ProblemKind;
  /** The chain that it is in; undefined for a checkpoint. */
  chain?: string;
  /** Number of the entry, or of the checkpoint. */
  sequence: number;
  /** The last number, where several entries are missing. */
  until?: number;
}

const texts = {
  altered: ['The entry was altered: its hash is another.', 'عُدِّل القيد: بصمته غير بصمة محتواه.'],
  unreadable: ['The entry cannot be read.', 'لا يمكن قراءة القيد.'],
  misplaced: ['The entry is not from this place.', 'القيد ليس من هذا الموضع.'],
  unlinked: [
    'The entry does not follow the one before: one of the two was exchanged.',
    'القيد لا يتبع سابقه: استُبدل أحدهما.',
  ],
  relabelled: [
    'The entry says another time, patient or person than its row.',
    'يذكر القيد وقتاً أو مريضاً أو شخصاً غير ما في صفّه.',
  ],
  missing: ['Entries are missing.', 'قيود ناقصة.'],
  repeated: ['The entry is there twice.', 'القيد مكرر.'],
  unopened: ['The chain does not begin as chains do.', 'لا تبدأ السلسلة كما تبدأ السلاسل.'],
  continued: ['The chain was closed before this entry.', 'أُغلقت السلسلة قبل هذا القيد.'],
  unsigned: ['No checkpoint knows this chain.', 'لا تعرف هذه السلسلةَ أيُّ نقطة تحقق.'],
  head: ['A checkpoint has signed another entry here.', 'وقّعت نقطة تحقق قيداً آخر في هذا الموضع.'],
  seen: ['The gateway has noted another entry here.', 'دوّنت البوابة قيداً آخر في هذا الموضع.'],
  retired: ['The month of this chain was removed, and the entry is there.', 'حُذف شهر هذه السلسلة والقيد موجود.'],
  follower: ['The chain after this one names another end.', 'تذكر السلسلة التالية نهاية أخرى لهذه السلسلة.'],
  checkpointAltered: ['The checkpoint was altered.', 'عُدِّلت نقطة التحقق.'],
  checkpointMissing: ['Checkpoints are missing.', 'نقاط تحقق ناقصة.'],
  checkpointUnlinked: ['The checkpoint does not follow the one before.', 'نقطة التحقق لا تتبع سابقتها.'],
  checkpointRows: [
    'The checkpoint is found by other entries than it covers: proofs may fail or name another one.',
    'يُعثر على نقطة التحقق من قيود غير التي تشملها: قد تفشل البراهين أو تذكر نقطة غيرها.',
  ],
  checkpointForged: ['The signature of the checkpoint is not good.', 'توقيع نقطة التحقق غير صحيح.'],
  checkpointKey: [
    'The checkpoint is signed by a key that is not known here.',
    'وُقّعت نقطة التحقق بمفتاح غير معروف هنا.',
  ],
} as const satisfies Record<string, readonly [en: string, ar: string]>;

export type ProblemKind = keyof typeof texts;

/** A problem in one line. */
export function sayProblem({ what, chain, sequence, until }: Problem, language: Language): string {
  const [en, ar] = texts[what];
  const numbers = until === undefined || until === sequence ? String(sequence) : `${sequence}–${until}`;
  if (language === 'ar') {
    const place = chain === undefined ? `نقطة التحقق ${numbers}` : `السلسلة ${chain}، القيد ${numbers}`;
    return `${place}: ${ar}`;
  }
  const place = chain === undefined ? `checkpoint ${numbers}` : `chain ${chain}, entry ${numbers}`;
  return `${place}: ${en}`;
}
