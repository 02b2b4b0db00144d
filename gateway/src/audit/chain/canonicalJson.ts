/**
 * The one JSON text of a value (RFC 8785): keys in the order of their UTF-16 code units, no spaces. What is undefined is left out.
 * @throws TypeError for what JSON has no word for, and for numbers that are not whole: their text is not the same everywhere.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object') throw new TypeError(`A ${typeof value} has no canonical JSON.`);
  const fields = value as Record<string, unknown>;
  let text = '';
  for (const key of Object.keys(value).sort()) {
    if (fields[key] === undefined) continue;
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(fields[key])}`;
  }
  return `{${text}}`;
}
