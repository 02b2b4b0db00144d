import { WaslError } from '@wasl/schema/errors.ts';
import { getVariableValues, type GraphQLSchema, isInputObjectType, type OperationDefinitionNode } from 'graphql';
import { isJsonObject, type JsonObject } from '../core/jsonObject.ts';
import { holdsNumberText, plainNumbers } from '../core/plainNumbers.ts';
import { DocumentRefused } from './documents/prepareOperation.ts';
import type { SentRequest } from '../core/request.ts';
import { numbersByType } from './numbersByType.ts';

/** Deepest nesting of lists and objects in variables. */
const maxVariableDepth = 100;
/** Most values in variables, those in lists and objects included. */
const maxVariableValues = 100_000;

/**
 * The variables as they were sent; numbers that JavaScript would write differently are converted by their types.
 * @throws DocumentRefused when they do not fit the operation, WaslError OPERATION_TOO_LARGE when there are too many or they are nested too
 * deep.
 */
export function checkVariables(
  request: SentRequest,
  operation: OperationDefinitionNode,
  schema: GraphQLSchema,
): Record<string, unknown> {
  const sent = request.variables ?? {};
  countValues(sent, maxVariableValues, 0);
  const definitions = operation.variableDefinitions ?? [];
  const typed = holdsNumberText(sent) ? numbersByType(sent, definitions, schema) : sent;
  const variables = hasInheritedNames(schema) ? withoutPrototypes(typed) : typed;
  const { errors } = getVariableValues(schema, definitions, plainNumbers(variables), { maxErrors: 20 });
  if (errors) throw new DocumentRefused('GRAPHQL_VALIDATION_FAILED', errors);
  return variables;
}

/** Counts a value's contents; returns how many more values are allowed. */
function countValues(value: object, left: number, depth: number): number {
  if (depth >= maxVariableDepth) throw new WaslError('OPERATION_TOO_LARGE', { maxVariableDepth });
  let still = left;
  // `for…in` over a list would read its indexes as strings, which is many times slower.
  if (Array.isArray(value)) {
    still -= value.length;
    for (const item of value as unknown[]) still = countWithin(item, still, depth);
  } else {
    for (const key in value) still = countWithin((value as JsonObject)[key], still - 1, depth);
  }
  if (still < 0) throw new WaslError('OPERATION_TOO_LARGE', { maxVariableValues });
  return still;
}

function countWithin(item: unknown, left: number, depth: number): number {
  return typeof item === 'object' && item !== null ? countValues(item, left, depth + 1) : left;
}

const known = new WeakMap<GraphQLSchema, boolean>();

/**
 * Whether an input field has a name that every object inherits, such as `toString`: graphql-js reads fields without checking that they are
 * own properties.
 */
function hasInheritedNames(schema: GraphQLSchema): boolean {
  let found = known.get(schema);
  if (found === undefined) {
    const fields = Object.values(schema.getTypeMap())
      .filter(isInputObjectType)
      .flatMap((type) => Object.keys(type.getFields()));
    found = fields.some((name) => name in Object.prototype);
    known.set(schema, found);
  }
  return found;
}

function withoutPrototypes<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(withoutPrototypes) as Value;
  if (!isJsonObject(value)) return value;
  const copy = Object.create(null) as JsonObject;
  for (const key in value) copy[key] = withoutPrototypes(value[key]);
  return copy as Value;
}
