/** A copy without what FHIR's JSON does not know: null, undefined, empty texts, lists and objects. */
export function tidy<Value>(value: Value): Value {
  return (tidied(value) ?? {}) as Value;
}

function tidied(value: unknown): unknown {
  if (value === null || value === undefined || value === '') return undefined;
  if (Array.isArray(value)) {
    const items = value.map(tidied).filter((item) => item !== undefined);
    return items.length > 0 ? items : undefined;
  }
  if (typeof value !== 'object') return value;
  const entries = Object.entries(value).flatMap(([name, part]) => {
    const kept = tidied(part);
    return kept === undefined ? [] : [[name, kept] as const];
  });
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
