import { hasBigNumbers } from './switches.ts';

/**
 * Integers beyond 2^53 as the world holds them: as text, for JavaScript rounds them. Subgraphs send and take numbers. The last digits
 * are within what would be rounded away.
 */
const mark = 'big:';
const start = '9007199254740';

/** Writes a number below 10 000 as a big one, where these are drawn. */
export function bigNumber(small: number): string | undefined {
  return hasBigNumbers && small < 10_000 ? `${mark}${start}${String(small).padStart(4, '0')}` : undefined;
}

/** The small number that a big one was made of. */
export function smallNumber(value: string): string | undefined {
  const digits = value.startsWith(mark + start) ? value.slice((mark + start).length) : undefined;
  return digits && String(Number(digits));
}

/** JSON as a subgraph sends it. */
export function withNumbers(json: string): string {
  return hasBigNumbers ? json.replaceAll(/"big:(\d+)"/g, '$1') : json;
}

/** JSON as the world reads it: an identifier may be a text of digits too. */
export function withTexts(json: string): string {
  return hasBigNumbers ? json.replaceAll(/(?<=[:,[])"?(\d{17})"?(?=[,\]}])/g, `"${mark}$1"`) : json;
}
