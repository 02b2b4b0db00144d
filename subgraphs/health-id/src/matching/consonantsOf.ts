import { normalizeName } from './normalizeName.ts';

const arabicLetters: Record<string, string> = Object.fromEntries(
  'بb تt ثt جg حh خk دd ذd رr زz سs شs صs ضd طt ظz ع غg فf قk كk لl مm نn هh و ي ا'
    .split(' ')
    .map((pair) => [pair.slice(0, 1), pair.slice(1)]),
);
const arabicStarts: Record<string, string> = { ا: 'a', ع: 'a', و: 'w', ي: 'y' };

/** In this order: what is written with two letters goes before each of them. */
const latinSpellings: readonly [pattern: RegExp, consonant: string][] = [
  [/^ou(?=[aei])/, 'W'],
  [/^w/, 'W'],
  [/^(y|i(?=[aou]))/, 'Y'],
  [/^[aeiou']+/, 'A'],
  [/kh|q|ck|c(?!h)/g, 'k'],
  [/sh|ch/g, 's'],
  [/gh|dj|j/g, 'g'],
  [/dh/g, 'd'],
  [/th/g, 't'],
  [/ph|v/g, 'f'],
  [/p/g, 'b'],
  [/[aeiouyw']/g, ''],
];

/**
 * The consonants of a name in Latin letters, whichever script it is written in: محمد, Muhammad and Mohamed are `mhmd`.
 * A vowel counts only where a name begins with it; a breath at the end, which scribes leave out, does not count.
 */
export function consonantsOf(name: string): string {
  const normalized = normalizeName(name).replace(/[هحh]$/, '');
  const letters = /\p{Script=Arabic}/u.test(normalized) ? ofArabic(normalized) : ofLatin(normalized);
  return letters
    .replaceAll(/(.)\1+/g, '$1')
    .replace(/^abdl(?=.)/, 'abd'); // Abdulrahman, Abderrahmane: the article is spelled as it sounds
}

function ofArabic(name: string): string {
  return [...name]
    .map((letter, index) => (index === 0 && arabicStarts[letter]) || (arabicLetters[letter] ?? letter))
    .join('');
}

function ofLatin(name: string): string {
  return latinSpellings
    .reduce((text, [pattern, consonant]) => text.replace(pattern, consonant), name)
    .toLowerCase();
}
