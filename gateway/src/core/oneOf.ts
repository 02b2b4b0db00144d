import { type DocumentNode, type InputObjectTypeDefinitionNode, Kind, type NameNode, parse, visit } from 'graphql';

const name = 'oneOf';
const [definition] = parse('directive @oneOf on INPUT_OBJECT', { noLocation: true }).definitions;

/** Names of the input objects with `@oneOf`. */
export function oneOfInputs({ definitions }: DocumentNode): ReadonlySet<string> {
  const names = new Set<string>();
  for (const item of definitions) {
    if (item.kind !== Kind.INPUT_OBJECT_TYPE_DEFINITION && item.kind !== Kind.INPUT_OBJECT_TYPE_EXTENSION) continue;
    if (item.directives?.some(isOneOf)) names.add(item.name.value);
  }
  return names;
}

/** The schema without `@oneOf`, for Apollo's composition and planner, which do not support it. */
export function withoutOneOf(document: DocumentNode): DocumentNode {
  const drop = (node: { readonly name: NameNode }) => (isOneOf(node) ? null : undefined);
  return visit(document, { [Kind.DIRECTIVE]: drop, [Kind.DIRECTIVE_DEFINITION]: drop });
}

/** The schema with `@oneOf` on these input objects; `isDefined` adds the directive's definition, for a schema that others read. */
export function withOneOf(document: DocumentNode, inputs: ReadonlySet<string>, isDefined = false): DocumentNode {
  if (inputs.size === 0) return document;
  const directive = { kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: name } } as const;
  const marked: DocumentNode = visit(document, {
    [Kind.INPUT_OBJECT_TYPE_DEFINITION]: (node: InputObjectTypeDefinitionNode) =>
      inputs.has(node.name.value) ? { ...node, directives: [...(node.directives ?? []), directive] } : undefined,
  });
  return isDefined && definition ? { ...marked, definitions: [...marked.definitions, definition] } : marked;
}

function isOneOf(node: { readonly name: NameNode }): boolean {
  return node.name.value === name;
}
