import { isCommonName } from './commonNames.ts';
import { consonantsOf } from './consonants.ts';
import { nameWords, normalizeName } from './normalizeName.ts';
import { similarity } from './similarity.ts';
import { soundsOf } from './sounds.ts';

/** A name in whichever scripts are known. */
export interface MatchName {
  ar?: string | null;
  latin?: string | null;
}

/** A name made ready for comparing with many others. */
export interface PreparedName {
  ar: string;
  arWords: readonly string[];
  latin: string;
  latinWords: readonly string[];
  consonants: string;
  /** The consonants by which it may be heard. */
  sounds: readonly string[];
}

/** How far two names agree, from the best: the same, the same sound across scripts, a slip apart, another name. */
export const nameAgreements = ['same', 'sound', 'close', 'other'] as const;
export type NameAgreement = (typeof nameAgreements)[number];

/** Null when the name is not known in any script. */
export function prepareName(name: MatchName | undefined): PreparedName | null {
  const [arText, latinText] = [name?.ar ?? '', name?.latin ?? ''];
  const [ar, latin] = [normalizeName(arText), normalizeName(latinText)];
  if (ar === '' && latin === '') return null;
  return {
    ar,
    arWords: nameWords(arText),
    latin,
    latinWords: nameWords(latinText),
    consonants: consonantsOf(ar === '' ? latinText : arText),
    sounds: soundsOf(ar === '' ? latinText : arText),
  };
}

/** Undefined when a side is unknown: that says nothing. */
export function compareNames(left: PreparedName | null, right: PreparedName | null): NameAgreement | undefined {
  if (!left || !right) return undefined;
  if ((left.ar !== '' && left.ar === right.ar) || (left.latin !== '' && left.latin === right.latin)) return 'same';
  // Two names that people do bear are two names, however alike: حسن and حسين are brothers.
  if (left.ar !== '' && right.ar !== '' && isCommonName(left.ar) && isCommonName(right.ar)) return 'other';
  const sameScript = (left.ar !== '' && right.ar !== '') || (left.latin !== '' && right.latin !== '');
  if (left.sounds.some((sound) => right.sounds.includes(sound))) return sameScript ? 'close' : 'sound';
  return isClose(left, right, sameScript) ? 'close' : 'other';
}

function isClose(left: PreparedName, right: PreparedName, sameScript: boolean): boolean {
  if (sameScript) {
    return (
      (left.ar !== '' && right.ar !== '' && similarity(left.ar, right.ar) >= 0.8) ||
      (left.latin !== '' && right.latin !== '' && similarity(left.latin, right.latin) >= 0.8) ||
      isPartOf(left.arWords, right.arWords) ||
      isPartOf(left.latinWords, right.latinWords)
    );
  }
  const longest = Math.max(left.consonants.length, right.consonants.length);
  return longest > 2 && similarity(left.consonants, right.consonants) >= 0.75;
}

/** Of a compound name people write one part: محمد خالد and خالد. */
function isPartOf(left: readonly string[], right: readonly string[]): boolean {
  const [few, many] = left.length < right.length ? [left, right] : [right, left];
  return few.length > 0 && few.length < many.length && few.every((word) => many.includes(word));
}
