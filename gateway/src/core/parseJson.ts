import { JsonReader } from './jsonReader.ts';

/**
 * Finds what may be a number that JavaScript would write otherwise: of many digits, with an exponent, with a zero after its last
 * decimal, very small, or a negative zero. It may find others, and texts that look like one: then the slower reader runs in vain. It
 * is cheap, for every answer is looked through.
 */
const mayLoseDigits =
  /[:,[](?:[-\d]|[\t\n\r ]+[-\d])(?:[\d.]{15}|\d*(?:[eE]|\.(?:\d*(?:[eE]|0(?!\d))|0{6}))|(?<=-)0(?![.\d]))/;

/** As `JSON.parse`; numbers that JavaScript would write otherwise become a `NumberText`. @throws SyntaxError */
export function parseJson(text: string): unknown {
  return mayLoseDigits.test(text) ? new JsonReader(text).read() : JSON.parse(text);
}
