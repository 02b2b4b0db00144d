import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type InlineFragmentNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

/** The values of the variables in an operation's conditions, by name. */
export type Conditions = ReadonlyMap<string, boolean>;

const known = new WeakMap<DocumentNode, readonly string[]>();

/** The variables in the `@skip` and `@include` of a document, sorted. */
export function conditionVariables(document: DocumentNode): readonly string[] {
  const found = known.get(document);
  if (found) return found;
  const names = new Set<string>();
  visit(document, {
    [Kind.DIRECTIVE]: (directive) => {
      if (!isCondition(directive)) return;
      for (const { value } of directive.arguments ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  const sorted = [...names].sort();
  known.set(document, sorted);
  return sorted;
}

/** The variables in the conditions of `@defer`, sorted. */
export function deferVariables(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    [Kind.DIRECTIVE]: ({ name, arguments: given }) => {
      if (name.value !== 'defer') return;
      for (const { value } of given ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names].sort();
}

/**
 * The operation as it is under these conditions: without what they leave out, without conditions, with its fragments laid out. Apollo's planner asks
 * nobody for an object all of whose fields have one condition, and asks together for fields whose requirements have another.
 */
export function underConditions(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  conditions: Conditions,
): { document: DocumentNode; operation: OperationDefinitionNode } {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const item of document.definitions)
    if (item.kind === Kind.FRAGMENT_DEFINITION) fragments.set(item.name.value, item);
  const decided: OperationDefinitionNode = visit(operation, {
    [Kind.FIELD]: { enter: (node) => decide(node, conditions), leave: fill<FieldNode> },
    [Kind.FRAGMENT_SPREAD]: { enter: (node) => layOut(decide(node, conditions), node, fragments) },
    [Kind.INLINE_FRAGMENT]: {
      enter: (node) => decide(node, conditions),
      leave: ({ selectionSet }: InlineFragmentNode) => (isEmpty(selectionSet) ? null : undefined),
    },
    [Kind.OPERATION_DEFINITION]: { leave: fill<OperationDefinitionNode> },
  });
  return { document: { ...document, definitions: [decided] }, operation: decided };
}

/** The selection without its conditions; null when they leave it out, undefined when it has none. */
function decide<Node extends SelectionNode>(node: Node, conditions: Conditions): Node | null | undefined {
  if (!node.directives?.some(isCondition)) return undefined;
  if (!node.directives.every((directive) => holds(directive, conditions))) return null;
  return { ...node, directives: node.directives.filter((directive) => !isCondition(directive)) };
}

function layOut(
  decided: FragmentSpreadNode | null | undefined,
  spread: FragmentSpreadNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): InlineFragmentNode | null {
  const fragment = fragments.get(spread.name.value);
  if (decided === null || !fragment) return null;
  const { typeCondition, selectionSet } = fragment;
  return { kind: Kind.INLINE_FRAGMENT, typeCondition, directives: (decided ?? spread).directives ?? [], selectionSet };
}

function isCondition({ name }: DirectiveNode): boolean {
  return name.value === 'skip' || name.value === 'include';
}

function holds(directive: DirectiveNode, conditions: Conditions): boolean {
  if (!isCondition(directive)) return true;
  const value = directive.arguments?.[0]?.value;
  const given =
    value?.kind === Kind.VARIABLE
      ? conditions.get(value.name.value) === true
      : value?.kind === Kind.BOOLEAN && value.value;
  return given === (directive.name.value === 'include');
}

/** An object of which nothing is left is still asked for: it may be null. */
function fill<Node extends { selectionSet?: SelectionSetNode | undefined }>(node: Node): Node | undefined {
  return node.selectionSet && isEmpty(node.selectionSet) ? { ...node, selectionSet: onlyTypename } : undefined;
}

function isEmpty({ selections }: SelectionSetNode): boolean {
  return selections.length === 0;
}

/** Selects the type alone. */
export const onlyTypename: SelectionSetNode = {
  kind: Kind.SELECTION_SET,
  selections: [{ kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }],
};
