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

/** What the caller may select. */
export interface Allowed {
  field(typeName: string, fieldName: string): boolean;
  /** Whether the type may be a fragment's type condition or an operation's root. */
  type(typeName: string): boolean;
}

export interface PrunedOperation {
  /** The remaining document, which is valid; null when nothing is left. */
  document: DocumentNode | null;
  operation: OperationDefinitionNode | null;
  /** Whether anything was removed. */
  isPruned: boolean;
  /** What rules removed: fields and fragments, or the operation itself where its root type is denied. */
  removed: ReadonlySet<SelectionNode | OperationDefinitionNode>;
  /** Response key of the `__typename` fields that were added, which give the runtime type of abstract fields. */
  typenameKey: string;
}

/**
 * Removes from an operation what its caller may not select, before it is planned, so that no subgraph is asked for it. Selection sets left
 * empty get a `__typename`, so that an allowed mutation still runs; unused fragments and variables are removed too.
 */
export function pruneOperation(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  schema: GraphQLSchema,
  allowed: Allowed,
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
  const removed = new Set<SelectionNode | OperationDefinitionNode>();

  function prune(selectionSet: SelectionSetNode, parent: GraphQLNamedType): SelectionSetNode | null {
    const selections = selectionSet.selections.flatMap((selection) => pruneSelection(selection, parent) ?? []);
    if (selections.length === 0) return null;
    return { ...selectionSet, selections: isAbstractType(parent) ? [...selections, typename] : selections };
  }

  function pruneSelection(selection: SelectionNode, parent: GraphQLNamedType): SelectionNode | null {
    if (!mayAsk(selection, parent)) {
      removed.add(selection);
      return null;
    }
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

  function mayAsk(selection: SelectionNode, parent: GraphQLNamedType): boolean {
    switch (selection.kind) {
      case Kind.FIELD:
        return selection.name.value.startsWith('__') || allowed.field(parent.name, selection.name.value);
      case Kind.INLINE_FRAGMENT:
        return !selection.typeCondition || allowed.type(selection.typeCondition.name.value);
      case Kind.FRAGMENT_SPREAD:
        return allowed.type(definitions.get(selection.name.value)?.typeCondition.name.value ?? '');
    }
  }

  function pruneField(field: FieldNode, parent: GraphQLNamedType): FieldNode {
    if (!field.selectionSet || field.name.value.startsWith('__')) return field;
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
  if (root && !allowed.type(root.name)) removed.add(operation);
  const selectionSet = root && removed.size === 0 ? prune(operation.selectionSet, root) : null;
  const isPruned = removed.size > 0;
  if (!isPruned) return { document, operation, isPruned, removed, typenameKey };
  if (!selectionSet) return { document: null, operation: null, isPruned, removed, typenameKey };
  const used = [...fragments.values()].filter((fragment) => fragment !== null);
  const left = withUsedVariables({ ...operation, selectionSet }, used);
  const pruned: DocumentNode = { ...document, definitions: [left, ...used] };
  return { document: pruned, operation: left, isPruned, removed, typenameKey };
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

/** A response key that the document does not use. */
function unusedKey(document: DocumentNode): string {
  const keys = new Set<string>();
  visit(document, { [Kind.FIELD]: ({ alias, name }) => void keys.add((alias ?? name).value) });
  let key = 'waslTypename';
  while (keys.has(key)) key = `${key}_`;
  return key;
}
