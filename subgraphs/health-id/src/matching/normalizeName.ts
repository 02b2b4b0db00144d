import { toLatinDigits } from '@wasl/kit/healthId';

const marks = /[\u0300-\u036f\u064b-\u065f\u0670\u0640]/g;
const arabicVariants: Record<string, string> = { ٱ: 'ا', ى: 'ي', ة: 'ه', ء: '' };

/**
 * A name as it is compared: no vowel marks or tatweel, letter variants joined (أ إ آ as ا, ؤ ئ as their carriers, ى as ي,
 * ة as ه), عبد tied to what follows, no article, Latin in lower case without accents, digits 0–9.
 */
export function normalizeName(name: string): string {
  return toLatinDigits(name)
    .normalize('NFKD')
    .replaceAll(marks, '')
    .replaceAll(/[ٱىةء]/g, (letter) => arabicVariants[letter] ?? '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s]/gu, ' ')
    .trim()
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/(^| |ال)عبد ال/g, '$1عبدال')
    .replaceAll(/(^| )ال(?=\p{L}{2})/gu, '$1')
    .replaceAll(/(^| )(al|el)[ -]?(?=[a-z]{3})/g, '$1')
    .replace(/^(mhd|mohd)(?= |$)/, 'muhammad')
    .replaceAll(' ', '');
}
