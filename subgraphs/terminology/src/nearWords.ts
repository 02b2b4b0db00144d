import { skeleton } from './normalWords.ts';

/** Shorter words are too near one another; Arabic ones that differ in long vowels alone are not. */
const shortest = 6;
const shortestArabic = 5;

/**
 * Whether two words are one word, once mistyped: a letter too many, missing, another, or two swapped; in Arabic also other long vowels.
 * Both in normal form; the first letter is seldom wrong.
 */
export function isMistyped(typed: string, meant: string): boolean {
  if (Math.abs(typed.length - meant.length) > 2 || typed[0] !== meant[0]) return false;
  const least = Math.min(typed.length, meant.length);
  const bones = skeleton(typed);
  if (least >= shortestArabic && bones.length >= 4 && bones === skeleton(meant)) return true;
  return least >= shortest && isOneEditAway(typed, meant);
}

function isOneEditAway(left: string, right: string): boolean {
  let start = 0;
  while (start < left.length && left[start] === right[start]) start += 1;
  let end = 0;
  while (end < Math.min(left.length, right.length) - start && left.at(-1 - end) === right.at(-1 - end)) end += 1;
  const [inLeft, inRight] = [left.slice(start, left.length - end), right.slice(start, right.length - end)];
  if (inLeft.length <= 1 && inRight.length <= 1) return true;
  return inLeft.length === 2 && inLeft === [...inRight].toReversed().join('');
}
