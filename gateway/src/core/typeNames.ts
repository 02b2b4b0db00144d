import {
  type ConstDirectiveNode,
  type DocumentNode,
  Kind,
  type NameNode,
  type OperationTypeNode,
  visit,
} from 'graphql';

/** The names of a schema's root types. */
export type RootNames = Readonly<Record<`${OperationTypeNode}`, string>>;

/** The default names of root types. */
export const standardRoots: RootNames = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' };

/** The names of a document's root types: from its `schema` definition, or else the defaults. */
export function rootNamesOf({ definitions }: DocumentNode): RootNames {
  const names = { ...standardRoots };
  for (const definition of definitions) {
    if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION) continue;
    for (const { operation, type } of definition.operationTypes ?? []) names[operation] = type.name.value;
  }
  return names;
}

/** The root types whose names differ: `from`'s name to `to`'s. */
export function renamedRoots(from: RootNames, to: RootNames): ReadonlyMap<string, string> {
  const kinds = Object.keys(standardRoots) as (keyof RootNames)[];
  return new Map(kinds.filter((kind) => from[kind] !== to[kind]).map((kind) => [from[kind], to[kind]]));
}

/** Renames types in a document: in definitions, references, and the strings in federation's directives. */
export function renameTypes<Document extends DocumentNode>(
  document: Document,
  names: ReadonlyMap<string, string>,
): Document {
  if (names.size === 0) return document;
  const rename = <Node extends { readonly name: NameNode }>(node: Node): Node | undefined => {
    const name = names.get(node.name.value);
    return name === undefined ? undefined : { ...node, name: { ...node.name, value: name } };
  };
  return visit(document, {
    [Kind.NAMED_TYPE]: rename,
    [Kind.OBJECT_TYPE_DEFINITION]: { leave: rename },
    [Kind.OBJECT_TYPE_EXTENSION]: { leave: rename },
    [Kind.DIRECTIVE]: (node) => renameInTexts(node as ConstDirectiveNode, names),
  });
}

/** Arguments that are a type reference, such as `type: "[Query!]"`; in other strings a type name follows `on`. */
const naming = new Set(['type', 'member', 'interface']);

function renameInTexts(directive: ConstDirectiveNode, names: ReadonlyMap<string, string>): ConstDirectiveNode {
  const rename = (text: string, isName: boolean) =>
    text.replaceAll(isName ? /()(\w+)/g : /(\bon\s+)(\w+)/g, (whole: string, before: string, name: string) =>
      names.has(name) ? `${before}${names.get(name)}` : whole,
    );
  const isOfFederation = /^(?:join__|federation__)|^(?:requires|provides|key)$/.test(directive.name.value);
  if (!isOfFederation) return directive;
  const given = (directive.arguments ?? []).map((item) => {
    if (item.value.kind !== Kind.STRING) return item;
    return { ...item, value: { ...item.value, value: rename(item.value.value, naming.has(item.name.value)) } };
  });
  return { ...directive, arguments: given };
}
