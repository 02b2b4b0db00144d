/**
 * The internal keys of the fields of one selection set, by the key that each would have without a conflict. Undefined for selection sets
 * without a conflict there or below.
 */
export type InternalKeys = ReadonlyMap<string, readonly KeyedFields[]>;

/** Fields that are fetched under one internal key. */
export interface KeyedFields {
  key: string;
  /** The object types on which they are selected. */
  types: ReadonlySet<string>;
  below: InternalKeys | undefined;
}

/** The fields of a key on an object type; `plainKey` is the key that they would have without a conflict. */
export function keyedFieldsOf(
  keys: InternalKeys | undefined,
  plainKey: string,
  typeName: string,
): KeyedFields | undefined {
  const found = keys?.get(plainKey);
  return found?.length === 1 ? found[0] : found?.find(({ types }) => types.has(typeName));
}

/** The fields with this internal key. */
export function keyedFieldsAt(keys: InternalKeys | undefined, key: string): KeyedFields | undefined {
  for (const fields of keys?.values() ?? []) for (const one of fields) if (one.key === key) return one;
  return undefined;
}

/** Whether one key was split into several: only an object's type tells which of the fields it has. */
export function isSeparated(keys: InternalKeys | undefined, plainKey: string): boolean {
  return (keys?.get(plainKey)?.length ?? 0) > 1;
}
