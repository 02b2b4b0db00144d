import { toAsciiDigits } from './normalCode.ts';

const carriers: Readonly<Record<string, string>> = { ٱ: 'ا', ى: 'ي', ی: 'ي', ک: 'ك', ة: 'ه', ؤ: 'و', ئ: 'ي', ء: '' };

/**
 * The words of a text as they are compared: lower case, without accents, tashkeel or tatweel, أ إ آ as ا, ة as ه, ى as ي, and without
 * the article. انسولين and الإنسولين are one word.
 */
export function normalWords(text: string, longest = 1000): string[] {
  const letters = toAsciiDigits(text.slice(0, longest))
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[\p{M}\u0640\p{Cf}]/gu, '')
    .replaceAll(/[ٱىیکةؤئء]/g, (letter) => carriers[letter] ?? letter);
  return letters.split(/[^\p{L}\p{N}]+/u).flatMap((word) => (word === '' ? [] : [withoutArticle(word)]));
}

/** What remains of an Arabic word without its long vowels: اموكسيسلين and أموكسيسيلين have one. Empty for others. */
export function skeleton(word: string): string {
  return /^[\u0621-\u064A]{4,}$/.test(word) ? word.replaceAll(/[اوي]/g, '') : '';
}

function withoutArticle(word: string): string {
  return word.length > 4 && word.startsWith('ال') ? word.slice(2) : word;
}
