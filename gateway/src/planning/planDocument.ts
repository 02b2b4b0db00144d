import { type DocumentNode, Kind } from 'graphql';
import { addInterfaceObjectNames } from './apollo/addInterfaceObjectNames.ts';
import { addTypenames } from './apollo/addTypenames.ts';
import { isAnswerable } from './checks/isAnswerable.ts';
import { isComplete } from './checks/isComplete.ts';
import type { PlanNode, QueryPlan } from './plan.ts';
import { collectFields } from './queryGraph/collectFields.ts';
import type { QueryGraph } from './queryGraph/queryGraph.ts';
import { type InlinedOperation, readOperation } from './readOperation.ts';
import { planStepwise } from './stepwise/planStepwise.ts';

type PlanByApollo = (document: DocumentNode) => QueryPlan;

/**
 * Apollo's plan; a stepwise one where Apollo's planner fails, asks a subgraph for what that cannot resolve, or forgets something.
 * Without a graph nothing can be checked: Apollo's plan stands. @throws Error when there is no plan that is right
 */
export function planDocument(
  document: DocumentNode,
  planByApollo: PlanByApollo,
  graph: QueryGraph | undefined,
): QueryPlan {
  if (!graph) return planByApollo(document);
  const operation = readOperation(document);
  const found = checkedPlan(document, operation, planByApollo, graph);
  if (found) return found;
  try {
    return planStepwise(graph, operation);
  } catch (failure) {
    // Only Apollo's planner knows contexts, and only the other one some of what stands beside them.
    const parts = splitByRootField(document, operation, graph);
    if (parts.length < 2) throw failure;
    return inParallel(parts.map((part) => planDocument(part, planByApollo, graph)));
  }
}

/** Apollo's plan, completed, where it passes the checks. */
function checkedPlan(
  document: DocumentNode,
  operation: InlinedOperation,
  planByApollo: PlanByApollo,
  graph: QueryGraph,
): QueryPlan | undefined {
  try {
    const plan = addTypenames(addInterfaceObjectNames(planByApollo(document), graph), graph);
    return isAnswerable(plan, graph) && isComplete(plan, operation, graph) ? plan : undefined;
  } catch {
    // It knows no plan: there may be one all the same.
    return undefined;
  }
}

/** A query as one document for each response key of its root: these depend on nothing of one another. */
function splitByRootField(
  document: DocumentNode,
  { operation, rootType, selections }: InlinedOperation,
  { schema }: QueryGraph,
): DocumentNode[] {
  if (operation.operation !== 'query') return [document];
  return [...collectFields(schema, rootType, selections).values()].map((fields) => ({
    ...document,
    definitions: [{ ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections: fields } }],
  }));
}

function inParallel(plans: readonly QueryPlan[]): QueryPlan {
  const nodes = plans.flatMap(({ node }): PlanNode[] => {
    if (node?.kind === 'Subscription') throw new Error('A subscription is planned as a whole.');
    return node ? [node] : [];
  });
  return nodes.length > 0 ? { node: { kind: 'Parallel', nodes } } : {};
}
