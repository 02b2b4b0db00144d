import { type ArgumentNode, Kind, type ValueNode } from 'graphql';
import { isJsonObject, type JsonObject, ownValue } from '../core/jsonObject.ts';

/** The text or number at a path into a field's arguments, whether written or sent as a variable; undefined where there is none. */
export function argumentAt(
  given: readonly ArgumentNode[],
  [name, ...path]: readonly string[],
  variables: JsonObject,
): string | undefined {
  const argument = given.find((item) => item.name.value === name);
  return argument && valueAt(argument.value, path, variables);
}

function valueAt(value: ValueNode, path: readonly string[], variables: JsonObject): string | undefined {
  if (value.kind === Kind.VARIABLE) return sentAt(ownValue(variables, value.name.value), path);
  const [name, ...below] = path;
  if (name === undefined) return value.kind === Kind.STRING || value.kind === Kind.INT ? value.value : undefined;
  const field = value.kind === Kind.OBJECT ? value.fields.find((item) => item.name.value === name) : undefined;
  return field && valueAt(field.value, below, variables);
}

function sentAt(value: unknown, path: readonly string[]): string | undefined {
  let found = value;
  for (const step of path) found = isJsonObject(found) ? ownValue(found, step) : undefined;
  return typeof found === 'string' || typeof found === 'number' ? String(found) : undefined;
}
