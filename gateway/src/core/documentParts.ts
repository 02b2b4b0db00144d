import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** The fragments of a document by name. */
export function fragmentsOf({ definitions }: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const item of definitions) if (item.kind === Kind.FRAGMENT_DEFINITION) fragments.set(item.name.value, item);
  return fragments;
}

/**
 * The roots of a document: its operations, and the fragments that are spread nowhere. Except for fragment cycles, everything else is
 * reached from them.
 */
export function rootsOf({ definitions }: DocumentNode): (OperationDefinitionNode | FragmentDefinitionNode)[] {
  const own = definitions.filter(
    (item) => item.kind === Kind.OPERATION_DEFINITION || item.kind === Kind.FRAGMENT_DEFINITION,
  );
  const spread = new Set<string>();
  for (const { selectionSet } of own) collectSpread(selectionSet, spread);
  return own.filter((item) => item.kind === Kind.OPERATION_DEFINITION || !spread.has(item.name.value));
}

function collectSpread({ selections }: SelectionSetNode, names: Set<string>): void {
  for (const selection of selections) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) names.add(selection.name.value);
    else if (selection.selectionSet) collectSpread(selection.selectionSet, names);
  }
}
