import { type DocumentNode, type InputObjectTypeDefinitionNode, Kind, type NameNode, parse, visit } from 'graphql';

const name = 'oneOf';
const [definition] = parse('directive @oneOf on INPUT_OBJECT', { noLocation: true }).definitions;

/** The input objects of which exactly one field is given: those that bear `@oneOf`. */
export function oneOfInputs({ definitions }: DocumentNode): ReadonlySet<string> {
  const names = new Set<string>();
  for (const item of definitions) {
    if (item.kind !== Kind.INPUT_OBJECT_TYPE_DEFINITION && item.kind !== Kind.INPUT_OBJECT_TYPE_EXTENSION) continue;
    if (item.directives?.some(isOneOf)) names.add(item.name.value);
  }
  return names;
}

/** A schema without `@oneOf`, for Apollo's composition and planner, which do not know it. */
export function withoutOneOf(document: DocumentNode): DocumentNode {
  const drop = (node: { readonly name: NameNode }) => (isOneOf(node) ? null : undefined);
  return visit(document, { [Kind.DIRECTIVE]: drop, [Kind.DIRECTIVE_DEFINITION]: drop });
}

/** A schema whose input objects of these names bear `@oneOf`; with its definition where the schema is to be read by others. */
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
