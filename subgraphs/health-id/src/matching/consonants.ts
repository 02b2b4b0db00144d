import { normalizeName } from './normalizeName.ts';

const arabicConsonants: Record<string, string> = {
  ب: 'b',
  پ: 'b',
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
  ڤ: 'f',
  ق: 'k',
  ك: 'k',
  گ: 'g',
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
  [/ph|v/g, 'f'],
  [/dj/g, 'j'],
  [/p/g, 'b'],
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
