import { type Random } from '@wasl/demo/random';

const arabicLetters = [...'ابتثجحخدذرزسشصضطظعغفقكلمنهوي'];
const latinLetters = [...'abcdefghijklmnopqrstuvwxyz'];

/** A letter left out, added, mistaken, or swapped with its neighbour. */
export function typingError(name: string, dice: Random): string {
  const place = dice.int(Math.max(1, name.length - 1));
  const letter = dice.pick(/\p{Script=Arabic}/u.test(name) ? arabicLetters : latinLetters);
  const [before, at, after] = [name.slice(0, place), name.charAt(place), name.slice(place + 1)];
  switch (dice.int(4)) {
    case 0:
      return name.length > 2 ? before + after : before + at + letter + after;
    case 1:
      return before + at + letter + after;
    case 2:
      return before + letter + after;
    default:
      return before + after.charAt(0) + at + after.slice(1);
  }
}

const arabicHabits: [RegExp, string][] = [
  [/[أإآ]/g, 'ا'],
  [/ة$/g, 'ه'],
  [/ى$/g, 'ي'],
  [/ي$/g, 'ى'],
  [/ؤ/g, 'و'],
  [/ئ/g, 'ي'],
  [/ء$/g, ''],
  [/عبد ال/g, 'عبدال'],
  [/^ال/g, ''],
  [/(?<=\p{L})(?=\p{L})/u, 'ـ'],
  [/(?<=\p{L})(?=\p{L})/u, '\u064e'],
];

/** The same name as another hand writes it: hamza, ta marbuta, alef maksura, vowel marks, tatweel, spaces. */
export function arabicSpelling(name: string, dice: Random): string {
  return arabicHabits.reduce(
    (text, [pattern, instead]) => (dice.chance(0.5) ? text.replace(pattern, instead) : text),
    name,
  );
}

const latinHabits: [RegExp, string][] = [
  [/^Muh?ammad/i, 'Mohamed'],
  [/mm/g, 'm'],
  [/ou/g, 'u'],
  [/u/g, 'o'],
  [/ee/g, 'i'],
  [/i(?=[a-z])/g, 'e'],
  [/ay/g, 'ei'],
  [/y(?=[a-z])/g, 'i'],
  [/q/gi, 'k'],
  [/^Al/g, 'Al-'],
  [/^Al-?/g, 'El '],
  [/a(?=[a-z]$)/g, 'e'],
  [/ah?$/g, 'ah'],
  [/(?<=[aeiou])s(?=[aeiou])/g, 'ss'],
  [/Abdul?/g, 'Abd al-'],
  [/sh/g, 'ch'],
];

/** The same name as another transliterates it. */
export function latinSpelling(name: string, dice: Random): string {
  return latinHabits.reduce(
    (text, [pattern, instead]) => (dice.chance(0.3) ? text.replace(pattern, instead) : text),
    name,
  );
}

const kurdish: Readonly<Record<string, string>> = { ي: 'ی', ك: 'ک', و: 'ۆ', ه: 'ھ', ة: 'ە' };

/** A name in Arabic letters as a Kurdish or Persian keyboard writes them. */
export function kurdishLetters(name: string): string {
  return name.replaceAll(/[يكوهة]/g, (letter) => kurdish[letter] ?? letter);
}

const turkishHabits: [RegExp, string][] = [
  [/sh/g, 'ş'],
  [/Sh/g, 'Ş'],
  [/j/g, 'c'],
  [/J/g, 'C'],
  [/d(?= |$)/g, 't'],
  [/(?<=[a-z])i/g, 'ı'],
  [/w/g, 'v'],
  [/W/g, 'V'],
  [/gh/g, 'ğ'],
];

/** A name in Latin letters as Turkish writes it: Mehmet, Halit, Cemal. */
export function turkishSpelling(name: string): string {
  return turkishHabits.reduce((text, [pattern, instead]) => text.replaceAll(pattern, instead), name);
}
