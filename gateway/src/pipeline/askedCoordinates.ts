import {
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

const known = new WeakMap<DocumentNode, WeakMap<GraphQLSchema, ReadonlySet<string>>>();

/** `Type.field` of all that a document asks for, those of interfaces also for each of their types. It is kept. */
export function askedCoordinates(document: DocumentNode, schema: GraphQLSchema): ReadonlySet<string> {
  let ofDocument = known.get(document);
  if (!ofDocument) known.set(document, (ofDocument = new WeakMap()));
  let found = ofDocument.get(schema);
  if (!found) ofDocument.set(schema, (found = collect(document, schema)));
  return found;
}

function collect(document: DocumentNode, schema: GraphQLSchema): ReadonlySet<string> {
  const found = new Set<string>();
  const typeInfo = new TypeInfo(schema);
  const add = ({ name }: FieldNode): void => {
    const parent = typeInfo.getParentType();
    if (!isCompositeType(parent)) return;
    found.add(`${parent.name}.${name.value}`);
    if (!isAbstractType(parent)) return;
    for (const type of schema.getPossibleTypes(parent)) found.add(`${type.name}.${name.value}`);
  };
  visit(document, visitWithTypeInfo(typeInfo, { Field: add }));
  return found;
}
