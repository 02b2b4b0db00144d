import type { ContextArgument, PathStep } from '../compile/compiledPlan.ts';
import type { SupergraphTypes } from '../compile/supergraphTypes.ts';
import { isJsonObject, type JsonObject } from '../../core/jsonObject.ts';
import { writeJson } from '../../core/numberText.ts';

/** JSON of an entity's `@fromContext` arguments, each followed by a comma. `ancestry` begins with the entity itself. */
export function contextArgumentsOf(
  contextArguments: readonly ContextArgument[],
  ancestry: readonly JsonObject[],
  types: SupergraphTypes,
): string {
  const values = new Map<string, unknown>();
  for (const { variable, levels, path } of contextArguments) {
    const value = valueAt(ancestry[levels], path, 0, types);
    if (value !== undefined) values.set(variable, value);
  }
  return [...values].map(([name, value]) => `${JSON.stringify(name)}:${writeJson(value)},`).join('');
}

function valueAt(value: unknown, path: readonly PathStep[], position: number, types: SupergraphTypes): unknown {
  const step = path[position];
  if (!step || value === null || value === undefined) return value;
  if (Array.isArray(value)) return value.map((item) => valueAt(item, path, position, types));
  if (!isJsonObject(value)) return undefined;
  if (step.kind === 'items') return undefined;
  if (step.kind === 'key') return valueAt(step.read(value), path, position + 1, types);
  const typeName = value['__typename'];
  const applies = typeof typeName !== 'string' || types.applies(step.condition, typeName);
  return applies ? valueAt(value, path, position + 1, types) : undefined;
}
