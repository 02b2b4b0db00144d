import {
  type DocumentNode,
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  type VariableNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { fieldsWithArguments } from './fieldsWithArguments.ts';

/** Tells by which key a field that is selected of a type is known while an operation runs. */
export interface InternalKey {
  (field: FieldNode, parent: GraphQLNamedType): string;
  /** What distinguishes internal keys: no field of the schema begins with it. */
  readonly prefix: string;
  /** The key of the n-th field at a place whose key others have too: `<prefix><n>_<client's key>`, for no name begins with a digit. */
  separate(key: string, number: number): string;
}

/** Variables that plans make for themselves. */
const reservedVariable = /^(?:representations|contextualArgument)/;

/**
 * Response keys of the client and of the plan live apart: a field that the client aliases, or that takes arguments, gets the
 * key `<prefix><client's key>` while the operation runs. What the plan adds of its own (keys, `@requires`) bears plain field
 * names, so that neither a client's alias nor other arguments can be taken for an entity's key or for a required value.
 * It is the same key whether an object's own type or an interface is selected: implementations may add arguments.
 */
export function createInternalKey(schema: GraphQLSchema): InternalKey {
  const prefix = unusedPrefix(schema);
  const withArguments = fieldsWithArguments(schema);
  function internalKey(field: FieldNode, parent: GraphQLNamedType): string {
    if (field.name.value === '__typename') return '__typename';
    const key = (field.alias ?? field.name).value;
    // An alias that is the field's own name is no alias: both are one field of the answer.
    return key !== field.name.value || withArguments.has(`${parent.name}.${key}`) ? prefix + key : key;
  }
  const separate = (key: string, number: number) => `${prefix}${number}_${clientKey(key, prefix)}`;
  return Object.assign(internalKey, { prefix, separate });
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
    const parent = typeInfo.getParentType();
    if (!parent || !typeInfo.getFieldDef()) return undefined;
    const { alias: _, ...plain } = field;
    const key = internalKey(field, parent);
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
  return key.startsWith(prefix) ? key.slice(prefix.length).replace(/^\d+_/, '') : key;
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
