import type { PlanPathStep, Rewrite } from '../../planning/plan.ts';
import { isJsonObject, type JsonObject, ownValue, setOwn } from '../../core/jsonObject.ts';
import type { SupergraphTypes } from './supergraphTypes.ts';

/** Compiles a plan's rewrites of an object into one function that applies them in order. */
export function compileRewrites(
  rewrites: readonly Rewrite[] | undefined,
  types: SupergraphTypes,
): ((value: JsonObject) => void) | undefined {
  if (!rewrites || rewrites.length === 0) return undefined;
  const changes = rewrites.map((rewrite) => {
    const change = changeOf(rewrite);
    return (value: JsonObject) => applyAt(value, rewrite.path, 0, change, types);
  });
  return (value) => {
    for (const change of changes) change(value);
  };
}

/** The keys that a plan invented, each with the key that it stands for. */
export function renamedKeys(rewrites: readonly Rewrite[] = []): ReadonlyMap<string, string> {
  return new Map(
    rewrites.flatMap((rewrite) => (rewrite.kind === 'RenameKey' ? [[rewrite.key, rewrite.to] as const] : [])),
  );
}

function changeOf(rewrite: Rewrite): (object: JsonObject) => void {
  const { key } = rewrite;
  switch (rewrite.kind) {
    case 'SetValue':
      return (object) => setOwn(object, key, rewrite.value);
    case 'RenameKey':
      return (object) => {
        if (!Object.hasOwn(object, key)) return;
        setOwn(object, rewrite.to, object[key]);
        delete object[key];
      };
  }
}

function applyAt(
  value: unknown,
  path: readonly PlanPathStep[],
  position: number,
  change: (object: JsonObject) => void,
  types: SupergraphTypes,
): void {
  if (Array.isArray(value)) {
    for (const item of value) applyAt(item, path, position, change, types);
    return;
  }
  if (!isJsonObject(value)) return;
  const step = path[position];
  if (step === undefined) return change(value);
  if (step.kind === 'key') return applyAt(ownValue(value, step.key), path, position + 1, change, types);
  // An object without `__typename` is assumed to have the right type, as the planner expects.
  const typeName = value['__typename'];
  if (step.kind === 'items' || typeof typeName !== 'string' || types.applies(step.condition, typeName)) {
    applyAt(value, path, position + 1, change, types);
  }
}
