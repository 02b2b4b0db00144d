import {
  type GraphQLInputType,
  type GraphQLSchema,
  type GraphQLType,
  isInputObjectType,
  isListType,
  isNonNullType,
  typeFromAST,
  type VariableDefinitionNode,
} from 'graphql';
import { exactInteger } from '../core/exactInteger.ts';
import { isJsonObject, type JsonObject, setOwn } from '../core/jsonObject.ts';
import { NumberText } from '../core/numberText.ts';

/**
 * Converts each `NumberText` in variables by its type: an `Int` becomes a JavaScript number for graphql-js, an `ID` keeps every digit, and
 * a `Float` or a custom scalar is sent on as it was written.
 */
export function numbersByType(
  variables: JsonObject,
  definitions: readonly VariableDefinitionNode[],
  schema: GraphQLSchema,
): JsonObject {
  const typed = { ...variables };
  for (const { variable, type } of definitions) {
    const { value: name } = variable.name;
    // Only own properties count, whatever objects inherit.
    if (Object.hasOwn(variables, name)) setOwn(typed, name, ofType(variables[name], typeFromAST(schema, type)));
  }
  return typed;
}

function ofType(value: unknown, type: GraphQLType | undefined): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isNonNullType(type)) return ofType(value, type.ofType);
  if (isListType(type)) {
    return Array.isArray(value) ? value.map((item) => ofType(item, type.ofType)) : ofType(value, type.ofType);
  }
  if (value instanceof NumberText) return numberOf(value, type?.toString());
  return isInputObjectType(type) && isJsonObject(value) ? fieldsOf(value, type.getFields()) : value;
}

function fieldsOf(value: JsonObject, fields: Readonly<Record<string, { type: GraphQLInputType }>>): JsonObject {
  const typed: JsonObject = {};
  for (const key in value) {
    const type = Object.hasOwn(fields, key) ? fields[key]?.type : undefined;
    setOwn(typed, key, ofType(value[key], type));
  }
  return typed;
}

function numberOf(number: NumberText, typeName: string | undefined): unknown {
  if (typeName !== 'Int' && typeName !== 'ID') return number;
  const digits = exactInteger(number.text);
  // Rounding to a double may make an integer of a number that is not one: graphql-js must not accept it.
  if (digits === undefined) return Number.isInteger(number.value) ? Number.NaN : number.value;
  const rounded = Number(digits);
  return typeName === 'Int' || String(rounded) === digits ? rounded : new NumberText(digits);
}
