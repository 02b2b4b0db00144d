import { isJsonObject, type JsonObject, setOwn } from './jsonObject.ts';
import { NumberText } from './numberText.ts';

/** Whether a value contains a `NumberText`. */
export function holdsNumberText(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(holdsNumberText);
  if (value instanceof NumberText) return true;
  for (const key in value) if (holdsNumberText((value as JsonObject)[key])) return true;
  return false;
}

/** The value with each `NumberText` as a JavaScript number, for graphql-js. The value itself where it contains none. */
export function plainNumbers<Value>(value: Value): Value {
  return holdsNumberText(value) ? (plain(value) as Value) : value;
}

function plain(value: unknown): unknown {
  if (value instanceof NumberText) return value.value;
  if (Array.isArray(value)) return value.map(plain);
  if (!isJsonObject(value)) return value;
  const copy: JsonObject = {};
  for (const key in value) setOwn(copy, key, plain(value[key]));
  return copy;
}
