import { consonantsOf } from './consonants.ts';
import { nameWords } from './normalizeName.ts';
import { remembered } from './remembered.ts';

/** Letters that writers of Latin put for more than one Arabic consonant, the likeliest first. */
const latinChoices: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^(kh|q|k)/, ['k']],
  [/^x/, ['ks', 'k']],
  [/^ch/, ['s', 'k']],
  [/^c/, ['k', 's', 'j']],
  [/^sh/, ['s', 'sh']],
  [/^gh/, ['g']],
  [/^dh/, ['d', 'z', 'dh']],
  [/^th/, ['t', 'th', 'z']],
  [/^ph/, ['f']],
  // Turkish and Kurdish write و so.
  [/^v/, ['f', '']],
  // Turkish hardens what ends a name: Ahmet, Murat.
  [/^t$/, ['t', 'd']],
  [/^dj/, ['j']],
  // Kurds and Bedouins say ق so: Gassem, Gulistan.
  [/^g/, ['g', 'j', 'k']],
  [/^p/, ['b']],
  // After a vowel and before a consonant, or at the end, h may only lengthen the vowel: Nehmeh, Saleh.
  [/^h(?=[^aeiouy]|$)/, ['h', '']],
  [/^[aeiouyw]/, ['']],
];
const arabicChoices: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^ظ/, ['z', 'd']],
  // Turkish and Kurdish: Ramazan, Ziya.
  [/^ض/, ['d', 'z']],
  [/^ذ/, ['d', 'z']],
  [/^ث/, ['t', 's']],
  [/^گ/, ['g', 'k']],
];
const mostSounds = 8;
/** What stands for the consonants of a name that has none, such as آية. */
const noConsonants = '-';

/** The consonants by which a name may be heard, those of `consonantsOf` first; never empty for a name of letters. */
export const soundsOf = remembered(hear);

function hear(name: string): readonly string[] {
  const words = nameWords(name);
  const heard = [words.map(consonantsOf).join(''), ...combined(words.map(wordSounds))].map(single);
  const sounds = [consonantsOf(name), ...heard].map((sound) => sound || noConsonants);
  return words.length === 0 ? [] : [...new Set(sounds)].slice(0, mostSounds);
}

function wordSounds(word: string): string[] {
  const choices = /\p{Script=Arabic}/u.test(word) ? arabicChoices : latinChoices;
  let sounds = [''];
  for (let rest = word; rest !== '';) {
    const [pattern, options] = choices.find(([each]) => each.test(rest)) ?? [/^./u, null];
    const letters = pattern.exec(rest)?.[0] ?? rest;
    rest = rest.slice(letters.length);
    const next = options ?? [consonantOf(letters, rest)];
    sounds = sounds.flatMap((sound) => next.map((option) => sound + option)).slice(0, 2 * mostSounds);
  }
  return sounds;
}

/** A letter with one sound; ه at the end of a word is silent. */
function consonantOf(letter: string, rest: string): string {
  return letter === 'h' || (letter === 'ه' && rest !== '') ? 'h' : consonantsOf(letter);
}

/** Each choice of one sound per word, joined. */
function combined(words: readonly (readonly string[])[]): string[] {
  return words.reduce<string[]>(
    (joined, sounds) => joined.flatMap((before) => sounds.map((sound) => before + sound)).slice(0, 4 * mostSounds),
    [''],
  );
}

function single(sound: string): string {
  return sound.replaceAll(/(.)\1+/g, '$1');
}
