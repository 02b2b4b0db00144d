import { isJsonObject, type JsonObject, ownValue } from '../../core/jsonObject.ts';
import type { KeysAskedBack } from '../compile/askKeysBack.ts';
import type { KeyPart } from '../compile/entityKeys.ts';

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
    const isSame = fields.every(({ name, as, inner }) => isSameKey(ownValue(asked, name), ownValue(entity, as), inner));
    for (const { as, isAdded } of fields) if (isAdded) delete entity[as];
    if (isSame) continue;
    entities[index] = another;
    isConfused = true;
  }
  return isConfused;
}

/** Ids may come as numbers or as texts. Of objects, what belongs to the key is compared; of a scalar that is one, all. */
function isSameKey(asked: unknown, answered: unknown, parts: readonly KeyPart[] | undefined): boolean {
  if (Array.isArray(asked))
    return (
      Array.isArray(answered) &&
      asked.length === answered.length &&
      asked.every((item, index) => isSameKey(item, answered[index], parts))
    );
  if (isJsonObject(asked)) {
    const compared = parts ?? Object.keys(asked).map((name) => ({ name, inner: undefined }));
    return (
      isJsonObject(answered) &&
      compared.every(({ name, inner }) => isSameKey(ownValue(asked, name), ownValue(answered, name), inner))
    );
  }
  return asked === answered || (isPlain(asked) && isPlain(answered) && String(asked) === String(answered));
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}
