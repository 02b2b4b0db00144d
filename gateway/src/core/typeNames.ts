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

/** The names that root types have where a schema says nothing else. */
export const standardRoots: RootNames = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' };

/** The root types that the `schema` of a document names; the others have their standard names. */
export function rootNamesOf({ definitions }: DocumentNode): RootNames {
  const names = { ...standardRoots };
  for (const definition of definitions) {
    if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION) continue;
    for (const { operation, type } of definition.operationTypes ?? []) names[operation] = type.name.value;
  }
  return names;
}

/** Which of a schema's root types have another name than is given, by the name that they have. */
export function renamedRoots(from: RootNames, to: RootNames): ReadonlyMap<string, string> {
  const kinds = Object.keys(standardRoots) as (keyof RootNames)[];
  return new Map(kinds.filter((kind) => from[kind] !== to[kind]).map((kind) => [from[kind], to[kind]]));
}

/** A document in which types have other names: where they are defined and meant, also in the texts of federation's directives. */
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

/** Arguments that are a type's name, such as `type: "[Query!]"`; in other texts a type stands behind `on`. */
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
