import type { PathStep } from '../compile/compiledPlan.ts';
import type { SupergraphTypes } from '../compile/supergraphTypes.ts';
import { isJsonObject, type JsonObject } from '../../core/jsonObject.ts';

export type ResponsePath = readonly (string | number)[];

/** The objects at the end of a path, in the order of the answer; nulls and missing values on the way are left out. */
export function collectTargets(root: JsonObject, path: readonly PathStep[], types: SupergraphTypes): JsonObject[] {
  const targets: JsonObject[] = [];
  collect(root, path, 0, types, targets);
  return targets;
}

function collect(
  value: unknown,
  path: readonly PathStep[],
  position: number,
  types: SupergraphTypes,
  targets: JsonObject[],
): void {
  if (typeof value !== 'object' || value === null) return;
  const step = path[position];
  if (Array.isArray(value)) {
    const next = step?.kind === 'items' ? position + 1 : position;
    for (const item of value) collect(item, path, next, types, targets);
    return;
  }
  const object = value as JsonObject;
  if (!step) targets.push(object);
  else if (step.kind === 'key') collect(step.read(object), path, position + 1, types, targets);
  else if (step.kind === 'type' && isOfType(object, step.condition, types))
    collect(object, path, position + 1, types, targets);
}

/** An object at the end of a path, with its response path (for errors) and the objects above it (for `@fromContext`). */
export interface LocatedTarget {
  path: ResponsePath;
  /** The object itself, then the one above it, and so on to the root. */
  ancestry: readonly JsonObject[];
}

/** As `collectTargets`, with each object's place. */
export function locateTargets(root: JsonObject, path: readonly PathStep[], types: SupergraphTypes): LocatedTarget[] {
  const located: LocatedTarget[] = [];
  locate(root, { path: [], ancestry: [] }, path, 0, types, located);
  return located;
}

function locate(
  value: unknown,
  above: LocatedTarget,
  path: readonly PathStep[],
  position: number,
  types: SupergraphTypes,
  located: LocatedTarget[],
): void {
  const step = path[position];
  if (Array.isArray(value)) {
    const next = step?.kind === 'items' ? position + 1 : position;
    value.forEach((item, index) =>
      locate(item, { ...above, path: [...above.path, index] }, path, next, types, located),
    );
    return;
  }
  if (!isJsonObject(value)) return;
  if (step?.kind === 'type') {
    if (isOfType(value, step.condition, types)) locate(value, above, path, position + 1, types, located);
    return;
  }
  const here = {
    path: above.path,
    ancestry: above.ancestry[0] === value ? above.ancestry : [value, ...above.ancestry],
  };
  if (!step) located.push(here);
  else if (step.kind === 'key') {
    locate(step.read(value), { ...here, path: [...here.path, step.key] }, path, position + 1, types, located);
  }
}

function isOfType(object: JsonObject, condition: string, types: SupergraphTypes): boolean {
  const typeName = object['__typename'];
  if (typeof typeName !== 'string' || types.applies(condition, typeName)) return true;
  // It may be a subgraph's own name for a root type.
  return types.rootKind(condition) !== undefined && !types.isObjectType(typeName);
}
