import { isJsonObject, type JsonObject, ownValue } from '../../core/jsonObject.ts';
import type { KeysAskedBack } from '../compile/askKeysBack.ts';

/** Stands for an entity that is not the one that was asked for; it is no object, and nothing is merged of it. */
const another = 'another';

/**
 * Replaces entities that do not bear the key by which they were asked for, and takes off what was added to see it. Returns whether any was
 * another. Representations are those of the request, as JSON.
 */
export function replaceOthers(entities: unknown[], representations: readonly string[], keys: KeysAskedBack): boolean {
  let isConfused = false;
  for (let index = 0; index < entities.length; index += 1) {
    const entity = entities[index];
    if (!isJsonObject(entity)) continue;
    const asked = JSON.parse(representations[index] ?? 'null') as JsonObject;
    const fields = keys.get(String(asked['__typename'])) ?? [];
    const isSame = fields.every(({ name }) => isSameKey(ownValue(asked, name), ownValue(entity, name)));
    for (const { name, isAdded } of fields) if (isAdded) delete entity[name];
    if (isSame) continue;
    entities[index] = another;
    isConfused = true;
  }
  return isConfused;
}

/** Ids may come as numbers or as texts. */
function isSameKey(asked: unknown, answered: unknown): boolean {
  return asked === answered || (isPlain(asked) && isPlain(answered) && String(asked) === String(answered));
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}
