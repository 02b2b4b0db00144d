import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** A supergraph's and a subgraph's root types always have these names in plans. */
export const rootTypeNames = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' } as const;

/** An operation whose fragment spreads are inlined. */
export interface InlinedOperation {
  operation: OperationDefinitionNode;
  rootType: string;
  selections: readonly SelectionNode[];
}

/** Reads the one operation of a document. @throws Error when there is none */
export function readOperation(document: DocumentNode): InlinedOperation {
  const operation = document.definitions.find((item) => item.kind === Kind.OPERATION_DEFINITION);
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('There is no operation.');
  const selections = inlineSpreads(operation.selectionSet.selections, fragmentsOf(document));
  return { operation, rootType: rootTypeNames[operation.operation], selections };
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

function fragmentsOf({ definitions }: DocumentNode): Fragments {
  return new Map(
    definitions.flatMap((item) => (item.kind === Kind.FRAGMENT_DEFINITION ? [[item.name.value, item] as const] : [])),
  );
}

function inlineSpreads(selections: readonly SelectionNode[], fragments: Fragments): SelectionNode[] {
  const inlined = (set: SelectionSetNode): SelectionSetNode => ({
    ...set,
    selections: inlineSpreads(set.selections, fragments),
  });
  return selections.flatMap((selection): SelectionNode[] => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = fragments.get(selection.name.value);
      if (!fragment) return [];
      const { typeCondition, selectionSet } = fragment;
      return [{ kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet: inlined(selectionSet) }];
    }
    return selection.selectionSet ? [{ ...selection, selectionSet: inlined(selection.selectionSet) }] : [selection];
  });
}
