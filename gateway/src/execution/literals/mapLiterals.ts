import {
  type ASTNode,
  type GraphQLSchema,
  type GraphQLType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isScalarType,
  isSpecifiedScalarType,
  Kind,
  type StringValueNode,
  TypeInfo,
  type ValueNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/** Makes the placeholder string of a literal. */
export type Keep = (node: ValueNode) => StringValueNode;

/** The document with placeholders for the literals that Apollo's planner would change. */
export function mapLiterals<Node extends ASTNode>(document: Node, schema: GraphQLSchema, keep: Keep): Node {
  const typeInfo = new TypeInfo(schema);
  const inValue = <Value extends ValueNode>(node: Value) => mapValue(node, typeInfo.getInputType(), keep) as Value;
  return visit(
    document,
    visitWithTypeInfo(typeInfo, {
      [Kind.ARGUMENT]: (node) => ({ ...node, value: inValue(node.value) }),
      [Kind.VARIABLE_DEFINITION]: (node) => node.defaultValue && { ...node, defaultValue: inValue(node.defaultValue) },
    }),
  );
}

/** The value with placeholders for literals inside custom scalars. */
function mapValue(node: ValueNode, type: GraphQLType | null | undefined, keep: Keep): ValueNode {
  if (isNonNullType(type)) return mapValue(node, type.ofType, keep);
  if (isListType(type)) {
    if (node.kind !== Kind.LIST) return mapValue(node, type.ofType, keep);
    return { ...node, values: node.values.map((item) => mapValue(item, type.ofType, keep)) };
  }
  if (isInputObjectType(type) && node.kind === Kind.OBJECT) {
    const fields = type.getFields();
    return {
      ...node,
      fields: node.fields.map((field) => ({
        ...field,
        value: mapValue(field.value, fields[field.name.value]?.type, keep),
      })),
    };
  }
  return isScalarType(type) && !isSpecifiedScalarType(type) ? mapUntyped(node, keep) : node;
}

/** As `mapValue`, for a value inside a custom scalar. */
function mapUntyped(node: ValueNode, keep: Keep): ValueNode {
  switch (node.kind) {
    case Kind.ENUM:
      return keep(node);
    case Kind.INT:
    case Kind.FLOAT:
      return String(Number(node.value)) === node.value ? node : keep(node);
    case Kind.LIST:
      return { ...node, values: node.values.map((item) => mapUntyped(item, keep)) };
    case Kind.OBJECT:
      return { ...node, fields: node.fields.map((field) => ({ ...field, value: mapUntyped(field.value, keep) })) };
    default:
      return node;
  }
}
