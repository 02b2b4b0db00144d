import type { FetchDataRewrite } from '@apollo/query-planner';
import { isJsonObject, type JsonObject, ownValue, setOwn } from '../../core/jsonObject.ts';
import type { SupergraphTypes } from './supergraphTypes.ts';

const typeStep = '... on ';

/** Makes one function of the changes that a plan wants made to an object, in their order. */
export function compileRewrites(
  rewrites: readonly FetchDataRewrite[] | undefined,
  types: SupergraphTypes,
): ((value: JsonObject) => void) | undefined {
  if (!rewrites || rewrites.length === 0) return undefined;
  const changes = rewrites.map((rewrite) => {
    const last = rewrite.path.at(-1) ?? '';
    const above = rewrite.path.slice(0, -1);
    const change = changeOf(rewrite, last);
    return (value: JsonObject) => applyAt(value, above, 0, change, types);
  });
  return (value) => {
    for (const change of changes) change(value);
  };
}

/** The keys that a plan made for itself, each with the one that it stands for. */
export function renamedKeys(rewrites: readonly FetchDataRewrite[] = []): ReadonlyMap<string, string> {
  return new Map(
    rewrites.flatMap((rewrite) =>
      rewrite.kind === 'KeyRenamer' ? [[rewrite.path.at(-1) ?? '', rewrite.renameKeyTo] as const] : [],
    ),
  );
}

function changeOf(rewrite: FetchDataRewrite, key: string): (object: JsonObject) => void {
  switch (rewrite.kind) {
    case 'ValueSetter':
      return (object) => setOwn(object, key, rewrite.setValueTo);
    case 'KeyRenamer':
      return (object) => {
        if (!Object.hasOwn(object, key)) return;
        setOwn(object, rewrite.renameKeyTo, object[key]);
        delete object[key];
      };
  }
}

function applyAt(
  value: unknown,
  path: readonly string[],
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
  if (!step.startsWith(typeStep)) return applyAt(ownValue(value, step), path, position + 1, change, types);
  // An object that was not asked for its type is taken to be of the right one, as the planner expects.
  const typeName = value['__typename'];
  if (typeof typeName !== 'string' || types.applies(step.slice(typeStep.length), typeName)) {
    applyAt(value, path, position + 1, change, types);
  }
}
