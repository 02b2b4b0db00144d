import { NumberText } from './numberText.ts';

/** An object that was read from JSON. */
export type JsonObject = Record<string, unknown>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NumberText);
}

/** Names that every object answers to without having them. */
const inheritedNames = new Set(Object.getOwnPropertyNames(Object.prototype));

/** Makes the reader of a key's own value. Only names that all objects inherit need more than plain reading. */
export function readerOf(key: string): (object: JsonObject) => unknown {
  return inheritedNames.has(key) ? (object) => ownValue(object, key) : (object) => object[key];
}

/** The object's own value under a key. */
export function ownValue(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Writes a key whatever its name: plain assignment to `__proto__` would change what the object is. */
export function setOwn(object: JsonObject, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
  else object[key] = value;
}

/**
 * Merges an object that a subgraph answered into the one that is there. Objects and lists of the same length grow together; a
 * null never takes the place of an object, for another subgraph knew it. Mutates `target`, which may keep parts of `source` unless
 * that is shared with others: then it gets copies.
 */
export function mergeInto(
  target: JsonObject,
  source: JsonObject,
  isObjectType: (name: string) => boolean,
  isShared = false,
): void {
  for (const key in source) {
    // Reading it from an object without one would answer what all objects inherit from.
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

/** A copy that shares nothing which a later fetch could change. */
export function copyJson<T>(value: T): T {
  if (typeof value !== 'object' || value === null || value instanceof NumberText) return value;
  if (Array.isArray(value)) return value.map(copyJson) as T;
  const copy: JsonObject = {};
  for (const key in value) setOwn(copy, key, copyJson(value[key]));
  return copy as T;
}

/** How many values there are in one, itself included. */
export function valuesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null || value instanceof NumberText) return 1;
  let count = 1;
  if (Array.isArray(value)) for (const item of value as unknown[]) count += valuesIn(item);
  else for (const key in value) count += valuesIn((value as JsonObject)[key]);
  return count;
}

const deepestJson = 200;

/** Whether lists and objects nest deeper than 200 levels: what copies and writes them calls itself for each. */
export function isTooDeep(value: object, depth = 1): boolean {
  if (depth > deepestJson) return true;
  const items: unknown[] = Array.isArray(value) ? value : Object.values(value);
  return items.some((item) => typeof item === 'object' && item !== null && isTooDeep(item, depth + 1));
}
