import { toLatinDigits } from '@wasl/kit/healthId';

/** Vowel marks, hamza and madda that NFKD splits off their letter, superscript alef, tatweel. */
const marks = /[\u064b-\u065f\u0670\u0640]/g;
const arabicVariants: Record<string, string> = { ٱ: 'ا', ى: 'ي', ی: 'ي', ة: 'ه', ک: 'ك', ء: '' };

/**
 * The words of a name as they are compared: no vowel marks or tatweel, letter variants joined, عبد tied to what follows, no
 * article, Latin in lower case without accents, digits 0–9.
 */
export function nameWords(name: string): string[] {
  return toLatinDigits(name)
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .replaceAll(marks, '')
    .replaceAll(/[ٱىیةکء]/g, (letter) => arabicVariants[letter] ?? '')
    .toLowerCase()
    .replaceAll(/['’ʼ`]/g, '')
    .replaceAll(/[^\p{L}\p{N}\s]/gu, ' ')
    .trim()
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/(^| )عبد (?=\p{L})/gu, '$1عبد')
    .replaceAll(/(^| )(abdul|abdel|abdal|abd (?:al|el|ul)|abd) ?(?=[a-z]{3})/g, '$1abdal')
    .replaceAll(/(^| )(ابو|بن|abu|abou|bin|ibn) (?=\p{L})/gu, '$1$2')
    .replaceAll(/(^| )ال ?(?=\p{L}{2})/gu, '$1')
    .replaceAll(/(^| )(al|el|as|ash|ad|ar|an|at) (?=[a-z]{3})/g, '$1')
    .replaceAll(/(^| )(al|el)(?=[a-z]{3})/g, '$1')
    .split(' ')
    .filter((word) => word !== '');
}

/** A name as one word: `nameWords` without their spaces. */
export function normalizeName(name: string): string {
  return nameWords(name).join('');
}
