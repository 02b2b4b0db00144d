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

/** Returns the internal key of a field selected on a type: its response key while the operation runs. */
export interface InternalKey {
  (field: FieldNode, parent: GraphQLNamedType): string;
  /** Prefix of internal keys that differ from the field's name. No field of the schema begins with it. */
  readonly prefix: string;
  /**
   * The internal key of the n-th of several fields that share a response key: `<prefix><n>_<client's key>`. It cannot clash, since no name
   * begins with a digit.
   */
  separate(key: string, number: number): string;
}

/** Names of variables that plans define. */
const reservedVariable = /^(?:representations|contextualArgument)/;

/**
 * Keeps the client's response keys apart from the plan's: a field that the client aliases, or that takes arguments, gets the key
 * `<prefix><client's key>` while the operation runs. Fields that the plan adds (keys, `@requires`) have plain field names, so that neither
 * a client's alias nor a field with other arguments can be mistaken for an entity's key or a required value. The key is the same whether an
 * object type or an interface is selected, since implementations may add arguments.
 */
export function createInternalKey(schema: GraphQLSchema): InternalKey {
  const prefix = unusedPrefix(schema);
  const withArguments = fieldsWithArguments(schema);
  function internalKey(field: FieldNode, parent: GraphQLNamedType): string {
    if (field.name.value === '__typename') return '__typename';
    const key = (field.alias ?? field.name).value;
    // `name: name` is not an alias: it is the same response key as `name`.
    return key !== field.name.value || withArguments.has(`${parent.name}.${key}`) ? prefix + key : key;
  }
  const separate = (key: string, number: number) => `${prefix}${number}_${clientKey(key, prefix)}`;
  return Object.assign(internalKey, { prefix, separate });
}

/** The document to plan: one operation with its fragments, under internal keys; without `@defer` where the answer comes in one piece. */
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

/** The client's response key of an internal key. */
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
