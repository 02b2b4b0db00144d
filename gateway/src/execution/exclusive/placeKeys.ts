/**
 * The internal keys of the fields at one place of an operation, by the key that they would have if nothing conflicted. Places
 * where nothing conflicts, neither there nor below, have none.
 */
export type PlaceKeys = ReadonlyMap<string, readonly KeyedFields[]>;

/** Fields that are asked for under one key. */
export interface KeyedFields {
  key: string;
  /** The object types that have them. */
  types: ReadonlySet<string>;
  below: PlaceKeys | undefined;
}

/** The fields that objects of a type have; `plainKey` is the key that they would have if nothing conflicted. */
export function keyedFieldsOf(
  keys: PlaceKeys | undefined,
  plainKey: string,
  typeName: string,
): KeyedFields | undefined {
  const found = keys?.get(plainKey);
  return found?.length === 1 ? found[0] : found?.find(({ types }) => types.has(typeName));
}

/** The fields that have a key. */
export function keyedFieldsAt(keys: PlaceKeys | undefined, key: string): KeyedFields | undefined {
  for (const fields of keys?.values() ?? []) for (const one of fields) if (one.key === key) return one;
  return undefined;
}

/** Whether different keys were given for one: only an object's type tells which of the fields it has. */
export function isSeparated(keys: PlaceKeys | undefined, plainKey: string): boolean {
  return (keys?.get(plainKey)?.length ?? 0) > 1;
}
