import {
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  type VariableNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/** Tells by which key a selected field is known while an operation runs. */
export interface InternalKey {
  (field: FieldNode, hasArguments: boolean): string;
  /** What distinguishes internal keys: no field of the schema begins with it. */
  readonly prefix: string;
}

/** Variables that plans make for themselves. */
const reservedVariable = /^(?:representations|contextualArgument)/;

/**
 * Response keys of the client and of the plan live apart: a field that the client aliases, or that takes arguments, gets the
 * key `<prefix><client's key>` while the operation runs. What the plan adds of its own (keys, `@requires`) bears plain field
 * names, so that neither a client's alias nor other arguments can be taken for an entity's key or for a required value.
 */
export function createInternalKey(schema: GraphQLSchema): InternalKey {
  const prefix = unusedPrefix(schema);
  function internalKey(field: FieldNode, hasArguments: boolean): string {
    if (field.name.value === '__typename') return '__typename';
    const key = (field.alias ?? field.name).value;
    // An alias that is the field's own name is no alias: both are one field of the answer.
    return key !== field.name.value || hasArguments ? prefix + key : key;
  }
  return Object.assign(internalKey, { prefix });
}

/**
 * The operation as it is planned: the one operation of the document, its fragments, and internal keys; without `@defer` where
 * the answer comes in one piece.
 */
export function internalDocument(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  schema: GraphQLSchema,
  internalKey: InternalKey,
  isDeferring: boolean,
): DocumentNode {
  const typeInfo = new TypeInfo(schema);
  const definitions = document.definitions.filter(
    (item) => item === operation || item.kind === Kind.FRAGMENT_DEFINITION,
  );
  const rename = (field: FieldNode): FieldNode | undefined => {
    const definition = typeInfo.getFieldDef();
    if (!definition) return undefined;
    const { alias: _, ...plain } = field;
    const key = internalKey(field, definition.args.length > 0);
    return key === field.name.value ? plain : { ...plain, alias: { kind: Kind.NAME, value: key } };
  };
  const renameVariable = (node: VariableNode) =>
    reservedVariable.test(node.name.value)
      ? { ...node, name: { ...node.name, value: internalKey.prefix + node.name.value } }
      : undefined;
  return visit(
    { ...document, definitions },
    visitWithTypeInfo(typeInfo, {
      [Kind.FIELD]: { leave: rename },
      [Kind.VARIABLE]: { leave: renameVariable },
      [Kind.DIRECTIVE]: ({ name }) => (name.value === 'defer' && !isDeferring ? null : undefined),
    }),
  );
}

/** The client's key of an internal one. */
export function clientKey(key: string, prefix: string): string {
  return key.startsWith(prefix) ? key.slice(prefix.length) : key;
}

/** A prefix that no field name of the schema begins with. */
function unusedPrefix(schema: GraphQLSchema): string {
  const names = Object.values(schema.getTypeMap()).flatMap((type) =>
    'getFields' in type ? Object.keys(type.getFields()) : [],
  );
  let prefix = 'w_';
  while (names.some((name) => name.startsWith(prefix))) prefix = `${prefix}_`;
  return prefix;
}
