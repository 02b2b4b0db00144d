import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

/** Whether a field may be asked for. */
export type IsAllowed = (typeName: string, fieldName: string) => boolean;

export interface PrunedOperation {
  /** What is left, valid in itself; null when nothing is. */
  document: DocumentNode | null;
  operation: OperationDefinitionNode | null;
  /** Whether anything was taken away. */
  isPruned: boolean;
  /** Response key of the type names that were added, for telling what an abstract field returned. */
  typenameKey: string;
}

/**
 * Takes out of an operation what its caller may not ask for, before it is planned: its owner never hears of it. What is left
 * empty keeps a `__typename`, so that an allowed mutation still runs; fragments and variables without use go too.
 */
export function pruneOperation(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  schema: GraphQLSchema,
  isAllowed: IsAllowed,
): PrunedOperation {
  const definitions = new Map<string, FragmentDefinitionNode>();
  for (const item of document.definitions)
    if (item.kind === Kind.FRAGMENT_DEFINITION) definitions.set(item.name.value, item);
  const fragments = new Map<string, FragmentDefinitionNode | null>();
  const typenameKey = unusedKey(document);
  const typename: FieldNode = {
    kind: Kind.FIELD,
    name: { kind: Kind.NAME, value: '__typename' },
    alias: { kind: Kind.NAME, value: typenameKey },
  };
  let isPruned = false;

  function prune(selectionSet: SelectionSetNode, parent: GraphQLNamedType): SelectionSetNode | null {
    const selections = selectionSet.selections.flatMap((selection) => pruneSelection(selection, parent) ?? []);
    if (selections.length === 0) return null;
    return { ...selectionSet, selections: isAbstractType(parent) ? [...selections, typename] : selections };
  }

  function pruneSelection(selection: SelectionNode, parent: GraphQLNamedType): SelectionNode | null {
    switch (selection.kind) {
      case Kind.FIELD:
        return pruneField(selection, parent);
      case Kind.INLINE_FRAGMENT: {
        const type = schema.getType(selection.typeCondition?.name.value ?? parent.name) ?? parent;
        const selectionSet = prune(selection.selectionSet, type);
        return selectionSet && { ...selection, selectionSet };
      }
      case Kind.FRAGMENT_SPREAD:
        return pruneFragment(selection.name.value) && selection;
    }
  }

  function pruneField(field: FieldNode, parent: GraphQLNamedType): FieldNode | null {
    if (field.name.value.startsWith('__')) return field;
    if (!isAllowed(parent.name, field.name.value)) {
      isPruned = true;
      return null;
    }
    if (!field.selectionSet) return field;
    const type =
      isObjectType(parent) || isInterfaceType(parent)
        ? getNamedType(parent.getFields()[field.name.value]?.type)
        : undefined;
    if (!type) return field;
    const selectionSet = prune(field.selectionSet, type) ?? { kind: Kind.SELECTION_SET, selections: [typename] };
    return { ...field, selectionSet };
  }

  function pruneFragment(name: string): FragmentDefinitionNode | null {
    const known = fragments.get(name);
    if (known !== undefined) return known;
    const fragment = definitions.get(name);
    const type = fragment && schema.getType(fragment.typeCondition.name.value);
    const selectionSet = fragment && type ? prune(fragment.selectionSet, type) : null;
    const pruned = fragment && selectionSet ? { ...fragment, selectionSet } : null;
    fragments.set(name, pruned);
    return pruned;
  }

  const root = schema.getRootType(operation.operation);
  const selectionSet = root ? prune(operation.selectionSet, root) : null;
  if (!isPruned) return { document, operation, isPruned, typenameKey };
  if (!selectionSet) return { document: null, operation: null, isPruned, typenameKey };
  const used = [...fragments.values()].filter((fragment) => fragment !== null);
  const left = withUsedVariables({ ...operation, selectionSet }, used);
  return { document: { kind: Kind.DOCUMENT, definitions: [left, ...used] }, operation: left, isPruned, typenameKey };
}

function withUsedVariables(
  operation: OperationDefinitionNode,
  fragments: readonly FragmentDefinitionNode[],
): OperationDefinitionNode {
  const names = new Set<string>();
  const collect = { [Kind.VARIABLE]: (node: { name: { value: string } }) => void names.add(node.name.value) };
  for (const node of [operation.selectionSet, ...(operation.directives ?? []), ...fragments]) visit(node, collect);
  const variableDefinitions =
    operation.variableDefinitions?.filter(({ variable }) => names.has(variable.name.value)) ?? [];
  return { ...operation, variableDefinitions };
}

/** A response key that the document uses nowhere. */
function unusedKey(document: DocumentNode): string {
  const keys = new Set<string>();
  visit(document, { [Kind.FIELD]: ({ alias, name }) => void keys.add((alias ?? name).value) });
  let key = 'waslTypename';
  while (keys.has(key)) key = `${key}_`;
  return key;
}
