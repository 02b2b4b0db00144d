import { JsonReader } from './jsonReader.ts';

/**
 * Finds what may be a number that JavaScript would write differently: many digits, an exponent, a zero after the last decimal, very small,
 * or negative zero. It has false positives, strings that look like such a number included, for which the slower reader runs in vain.
 */
const lossyNumber =
  /[:,[](?:[-\d]|[\t\n\r ]+[-\d])(?:[\d.]{15}|\d*(?:[eE]|\.(?:\d*(?:[eE]|0(?!\d))|0{6}))|(?<=-)0(?![.\d]))/;

/** Whether `JSON.parse` may read a number of the text as one that is written differently. It may say so of a text without such a number. */
export function mayLoseDigits(text: string): boolean {
  return lossyNumber.test(text);
}

/** As `JSON.parse`; numbers that JavaScript would write differently become a `NumberText`. @throws SyntaxError */
export function parseJson(text: string): unknown {
  return mayLoseDigits(text) ? new JsonReader(text).read() : JSON.parse(text);
}
