import { isChapter, isRange } from './hierarchy.ts';

/** The codes from one to another, with all below them, by as many characters as its ends have. */
export interface CodeRange {
  readonly from: string;
  readonly to: string;
}

/** Reads `B24`, `O98.1-O98.3` or `B20-B24`; codes other than ICD-10's have no ranges. */
export function toCodeRange(text: string, mayBeRange = true): CodeRange {
  const [from = '', to = from] = mayBeRange ? text.split('-') : [text];
  return { from, to };
}

/** Whether a code in normal form lies in a range. Of a block, all must; a chapter lies in none. */
export function covers(range: CodeRange, code: string): boolean {
  if (isChapter(code)) return false;
  const ends = isRange(code) ? code.split('-') : [code];
  return ends.every((end) => liesIn(range, end));
}

function liesIn({ from, to }: CodeRange, code: string): boolean {
  return code.length >= from.length && code.slice(0, from.length) >= from && code.slice(0, to.length) <= to;
}
