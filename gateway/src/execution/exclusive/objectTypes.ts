import {
  getNamedType,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  type NamedTypeNode,
} from 'graphql';

/** The possible object types at a place of an operation. */
export type ObjectTypes = ReadonlySet<GraphQLObjectType>;

/** The object types to which a type condition applies. */
export function meeting(types: ObjectTypes, condition: NamedTypeNode | undefined, schema: GraphQLSchema): ObjectTypes {
  const type = condition && schema.getType(condition.name.value);
  if (!isCompositeType(type)) return types;
  const met = objectTypesOf(type, schema);
  return new Set([...types].filter((item) => met.has(item)));
}

/** The possible object types of a field's value, for a field of these types. */
export function answeredBy(types: Iterable<GraphQLObjectType>, fieldName: string, schema: GraphQLSchema): ObjectTypes {
  const answered = new Set<GraphQLObjectType>();
  for (const type of types) {
    const output = getNamedType(type.getFields()[fieldName]?.type);
    if (isCompositeType(output)) for (const item of objectTypesOf(output, schema)) answered.add(item);
  }
  return answered;
}

function objectTypesOf(type: GraphQLCompositeType, schema: GraphQLSchema): ObjectTypes {
  return new Set(isAbstractType(type) ? schema.getPossibleTypes(type) : [type]);
}
