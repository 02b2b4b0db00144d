import { NumberText } from './numberText.ts';

/** An object that was read from JSON. */
export type JsonObject = Record<string, unknown>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NumberText);
}

/** Names that every object inherits. */
const inheritedNames = new Set(Object.getOwnPropertyNames(Object.prototype));

/** Makes a function that reads a key's own value. Only inherited names need more than a plain property read. */
export function readerOf(key: string): (object: JsonObject) => unknown {
  return inheritedNames.has(key) ? (object) => ownValue(object, key) : (object) => object[key];
}

/** The object's own value under a key. */
export function ownValue(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Sets a key of any name: plain assignment to `__proto__` would change the object's prototype. */
export function setOwn(object: JsonObject, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
  else object[key] = value;
}

/**
 * Merges an object from a subgraph into one of the answer. Objects, and lists of the same length, are merged deeply; a null never replaces
 * an object, which another subgraph resolved. Mutates `target`, which may keep parts of `source`; if `isShared`, it gets copies of them
 * instead.
 */
export function mergeInto(
  target: JsonObject,
  source: JsonObject,
  isObjectType: (name: string) => boolean,
  isShared = false,
): void {
  for (const key in source) {
    // Reading it from an object that has none would return `Object.prototype`.
    if (key === '__proto__') continue;
    const value = source[key];
    const present = target[key];
    if (key === '__typename') {
      if (present === undefined || (typeof value === 'string' && isObjectType(value))) target[key] = value;
    } else if (typeof present === 'object' && present !== null && !(present instanceof NumberText)) {
      mergeValue(present, value, isObjectType, isShared);
    } else {
      target[key] = isShared ? copyJson(value) : value;
    }
  }
}

function mergeValue(present: object, value: unknown, isObjectType: (name: string) => boolean, isShared: boolean): void {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(present)) {
    if (isJsonObject(present) && isJsonObject(value)) mergeInto(present, value, isObjectType, isShared);
    return;
  }
  if (!Array.isArray(value) || value.length !== present.length) return;
  for (let index = 0; index < present.length; index += 1) {
    const item = present[index] as unknown;
    if (typeof item === 'object' && item !== null) mergeValue(item, value[index], isObjectType, isShared);
    else if (item === null || item === undefined) present[index] = isShared ? copyJson(value[index]) : value[index];
  }
}

/** A deep copy, which later fetches can change on its own. */
export function copyJson<T>(value: T): T {
  if (typeof value !== 'object' || value === null || value instanceof NumberText) return value;
  if (Array.isArray(value)) return value.map(copyJson) as T;
  const copy: JsonObject = {};
  for (const key in value) setOwn(copy, key, copyJson(value[key]));
  return copy as T;
}

/** The number of values in a value, itself included. */
export function valuesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null || value instanceof NumberText) return 1;
  let count = 1;
  if (Array.isArray(value)) for (const item of value as unknown[]) count += valuesIn(item);
  else for (const key in value) count += valuesIn((value as JsonObject)[key]);
  return count;
}

const deepestJson = 200;

/** Whether lists and objects are nested deeper than 200 levels: copying and writing them is recursive. */
export function isTooDeep(value: object, depth = 1): boolean {
  if (depth > deepestJson) return true;
  const items: unknown[] = Array.isArray(value) ? value : Object.values(value);
  return items.some((item) => typeof item === 'object' && item !== null && isTooDeep(item, depth + 1));
}
