import type { QueryPlan } from '@apollo/query-planner';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { draftRequests } from './draftRequests.ts';
import type { Knowledge } from './knowledge.ts';
import { writePlan } from './writePlan.ts';

const rootTypes = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' } as const;

/** An operation with its fragments in place. */
export interface WholeOperation {
  operation: OperationDefinitionNode;
  rootType: string;
  selections: readonly SelectionNode[];
}

/** Reads the one operation of a document. @throws Error when there is none */
export function readWhole(document: DocumentNode): WholeOperation {
  const operation = document.definitions.find((item) => item.kind === Kind.OPERATION_DEFINITION);
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('There is no operation.');
  const selections = withoutSpreads(operation.selectionSet, fragmentsOf(document));
  return { operation, rootType: rootTypes[operation.operation], selections };
}

/**
 * Plans an operation step by step, taking each field where it is had with the fewest questions. It compares no whole plans, as
 * Apollo’s planner does: its plans may ask more than they must, but it never takes long, and it knows no special cases.
 * @throws Error when a field cannot be had.
 */
export function planStepwise(knowledge: Knowledge, { operation, rootType, selections }: WholeOperation): QueryPlan {
  return writePlan(draftRequests(knowledge, rootType, selections), operation, knowledge);
}

function fragmentsOf({ definitions }: DocumentNode): Map<string, FragmentDefinitionNode> {
  return new Map(
    definitions.flatMap((item) => (item.kind === Kind.FRAGMENT_DEFINITION ? [[item.name.value, item] as const] : [])),
  );
}

/** Selections with their fragments in place. */
function withoutSpreads(
  { selections }: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): SelectionNode[] {
  return selections.flatMap((selection): SelectionNode[] => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = fragments.get(selection.name.value);
      if (!fragment) return [];
      const { typeCondition, selectionSet } = fragment;
      return [{ kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet: set(selectionSet) }];
    }
    return selection.selectionSet ? [{ ...selection, selectionSet: set(selection.selectionSet) }] : [selection];
  });

  function set(inner: SelectionSetNode): SelectionSetNode {
    return { ...inner, selections: withoutSpreads(inner, fragments) };
  }
}
