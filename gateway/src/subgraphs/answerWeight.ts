/** Answers up to this size are never too heavy. */
const lightBytes = 1024 * 1024;
const mostValues = 2_000_000;
/** Bytes that start a value or separate two: `[`, `{` and `,`. */
const beginsValue = new Uint8Array(256);
for (const character of '[{,') beginsValue[character.charCodeAt(0)] = 1;

/**
 * Whether a JSON body may hold so many values that parsing it would block all other requests for seconds: a few million of the smallest
 * objects take as long as gigabytes of text. Commas in strings are counted too.
 */
export function isTooHeavy(body: Buffer): boolean {
  if (body.length <= lightBytes) return false;
  let values = 0;
  for (let index = 0; index < body.length; index += 1) values += beginsValue[body[index] as number] as number;
  return values > mostValues;
}
