import type { RecordFacts } from '../../records/recordQuestion.ts';

/** Whose record a question is about, in one word: what caller and patient are to each other. */
export const whoseFacts = {
  own: { isOwn: true },
  child: { guardianOf: 'child' },
  adolescent: { guardianOf: 'adolescent' },
  treated: { isTreating: true },
  prescribed: { hasActivePrescription: true },
  stranger: {},
} as const satisfies Record<string, Partial<RecordFacts>>;

export type Whose = keyof typeof whoseFacts;

export const whoseWords = Object.keys(whoseFacts) as Whose[];

export function isWhose(word: string): word is Whose {
  return Object.hasOwn(whoseFacts, word);
}
