import { JsonReader } from './jsonReader.ts';

/**
 * Finds what may be a number that JavaScript would write differently: many digits, an exponent, a zero after the last decimal, very small,
 * or negative zero. It has false positives, strings that look like such a number included, for which the slower reader runs in vain. It
 * must be cheap: every answer is searched.
 */
const mayLoseDigits =
  /[:,[](?:[-\d]|[\t\n\r ]+[-\d])(?:[\d.]{15}|\d*(?:[eE]|\.(?:\d*(?:[eE]|0(?!\d))|0{6}))|(?<=-)0(?![.\d]))/;

/** As `JSON.parse`; numbers that JavaScript would write differently become a `NumberText`. @throws SyntaxError */
export function parseJson(text: string): unknown {
  return mayLoseDigits.test(text) ? new JsonReader(text).read() : JSON.parse(text);
}
