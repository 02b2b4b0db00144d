import { toLatinDigits } from '@wasl/kit/healthId';

const marks = /[\u064b-\u065f\u0670\u0640]/g;
const arabicVariants: Record<string, string> = {
  أ: 'ا',
  إ: 'ا',
  آ: 'ا',
  ٱ: 'ا',
  ى: 'ي',
  ة: 'ه',
  ؤ: 'و',
  ئ: 'ي',
  ء: '',
};

/**
 * A name as it is compared: no vowel marks or tatweel, letter variants joined, عبد tied to what follows, no article,
 * Latin in lower case without accents, digits 0–9.
 */
export function normalizeName(name: string): string {
  return toLatinDigits(name)
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .replaceAll(marks, '')
    .replaceAll(/[أإآٱىةؤئء]/g, (letter) => arabicVariants[letter] ?? '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s]/gu, ' ')
    .trim()
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/(^| )عبد ال/g, '$1عبدال')
    .replaceAll(/(^| )ال(?=\p{L}{2})/gu, '$1')
    .replaceAll(/(^| )(al|el)[ -]?(?=[a-z]{3})/g, '$1')
    .replaceAll(' ', '');
}

const arabicConsonants: Record<string, string> = {
  ب: 'b',
  ت: 't',
  ث: 't',
  ج: 'j',
  ح: 'h',
  خ: 'k',
  د: 'd',
  ذ: 'd',
  ر: 'r',
  ز: 'z',
  س: 's',
  ش: 's',
  ص: 's',
  ض: 'd',
  ط: 't',
  ظ: 'z',
  ع: '',
  غ: 'g',
  ف: 'f',
  ق: 'k',
  ك: 'k',
  ل: 'l',
  م: 'm',
  ن: 'n',
  ه: 'h',
  و: '',
  ي: '',
  ا: '',
};
const latinConsonants: [RegExp, string][] = [
  [/kh|q|c(?!h)/g, 'k'],
  [/sh|ch/g, 's'],
  [/gh/g, 'g'],
  [/dh/g, 'd'],
  [/th/g, 't'],
  [/ph/g, 'f'],
  [/[aeiouyw']/g, ''],
];

/** The consonants of a name in Latin letters, whichever script it is written in: محمد, Muhammad and Mohamed are `mhmd`. */
export function consonantsOf(name: string): string {
  const normalized = normalizeName(name);
  const isArabic = /\p{Script=Arabic}/u.test(normalized);
  const consonants = isArabic
    ? [...normalized.replace(/ه$/, '')].map((letter) => arabicConsonants[letter] ?? letter).join('')
    : latinConsonants.reduce(
        (text, [pattern, letter]) => text.replaceAll(pattern, letter),
        normalized.replace(/h$/, ''),
      );
  return consonants.replaceAll(/(.)\1+/g, '$1');
}
