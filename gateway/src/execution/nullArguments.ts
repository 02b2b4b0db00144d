import {
  type DocumentNode,
  type FieldNode,
  type GraphQLArgument,
  GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  getNullableType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  print,
  TypeInfo,
  type ValueNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { Conditions } from './conditions.ts';

const known = new WeakMap<GraphQLSchema, WeakMap<OperationDefinitionNode, readonly string[]>>();

/**
 * The nullable variables of an operation that stand in non-null arguments, which validation allows because of a default. Their values
 * decide whether the field can be resolved.
 */
export function nullableWhereRequired(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  schema: GraphQLSchema,
): readonly string[] {
  const ofSchema = known.get(schema) ?? new WeakMap<OperationDefinitionNode, readonly string[]>();
  known.set(schema, ofSchema);
  let found = ofSchema.get(operation);
  if (!found) {
    const nullable = (operation.variableDefinitions ?? []).filter(({ type }) => type.kind !== Kind.NON_NULL_TYPE);
    const names = new Set(nullable.map(({ variable }) => variable.name.value));
    found = names.size > 0 ? requiredAmong(names, document, schema) : [];
    ofSchema.set(operation, found);
  }
  return found;
}

function requiredAmong(names: ReadonlySet<string>, document: DocumentNode, schema: GraphQLSchema): readonly string[] {
  const required = new Set<string>();
  const typeInfo = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      [Kind.VARIABLE_DEFINITION]: () => false,
      [Kind.DIRECTIVE]: () => false,
      [Kind.VARIABLE]({ name }) {
        const isRequired = isNonNullType(typeInfo.getInputType()) || isOneOf(typeInfo.getParentInputType());
        if (isRequired && names.has(name.value)) required.add(name.value);
      },
    }),
  );
  return [...required].sort();
}

/**
 * The error of a field whose arguments hold a null variable where null is not allowed, in graphql-js's words; undefined when there is none.
 */
export function refusedArgument(
  field: FieldNode,
  args: readonly GraphQLArgument[],
  conditions: Conditions,
): GraphQLError | undefined {
  for (const { name, type } of args) {
    const value = field.arguments?.find((item) => item.name.value === name)?.value;
    if (!value || fits(value, type, conditions)) continue;
    const isNull = value.kind === Kind.VARIABLE;
    return refusal(
      isNull
        ? `Argument "${name}" of non-null type "${type}" must not be null.`
        : `Argument "${name}" has invalid value ${print(value)}.`,
      value,
    );
  }
  return undefined;
}

/** A BAD_USER_INPUT error about a value of the request. */
export function refusal(message: string, node: ValueNode | undefined): GraphQLError {
  return new GraphQLError(message, { nodes: node, extensions: { code: 'BAD_USER_INPUT' } });
}

/** Whether a value has no null where its type forbids it; all else has been validated. */
function fits(value: ValueNode, type: GraphQLInputType, conditions: Conditions): boolean {
  if (value.kind === Kind.VARIABLE) return !isNonNullType(type) || conditions.get(value.name.value) !== null;
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    const items = value.kind === Kind.LIST ? value.values : [value];
    return items.every((item) => fits(item, nullable.ofType, conditions));
  }
  if (!isInputObjectType(nullable) || value.kind !== Kind.OBJECT) return true;
  const fields = nullable.getFields();
  return value.fields.every(({ name, value: inner }) => {
    const definition = fields[name.value];
    if (nullable.isOneOf && inner.kind === Kind.VARIABLE && isEmpty(inner.name.value, conditions)) return false;
    return !definition || fits(inner, definition.type, conditions);
  });
}

function isEmpty(variable: string, conditions: Conditions): boolean {
  return conditions.has(variable) && (conditions.get(variable) ?? undefined) === undefined;
}

function isOneOf(type: ReturnType<TypeInfo['getParentInputType']>): boolean {
  const nullable = getNullableType(type);
  return isInputObjectType(nullable) && nullable.isOneOf;
}
