import type { DocumentNode } from 'graphql';
import { addInterfaceObjectNames } from './apollo/addInterfaceObjectNames.ts';
import { addTypenames } from './apollo/addTypenames.ts';
import { isAnswerable } from './checks/isAnswerable.ts';
import { isComplete } from './checks/isComplete.ts';
import type { QueryPlan } from './plan.ts';
import type { QueryGraph } from './queryGraph/queryGraph.ts';
import { readOperation } from './readOperation.ts';
import { planStepwise } from './stepwise/planStepwise.ts';
import { fetchesIn } from './walkPlan.ts';

/**
 * Apollo's plan; a stepwise one where Apollo's planner fails, asks a subgraph for what that cannot resolve, or forgets something.
 * Without a graph nothing can be checked: Apollo's plan stands. @throws Error when there is no plan
 */
export function planDocument(
  document: DocumentNode,
  planByApollo: (document: DocumentNode) => QueryPlan,
  graph: QueryGraph | undefined,
): QueryPlan {
  if (!graph) return planByApollo(document);
  const operation = readOperation(document);
  let found: QueryPlan | undefined;
  try {
    found = addTypenames(addInterfaceObjectNames(planByApollo(document), graph), graph);
    if (isAnswerable(found, graph) && isComplete(found, operation, graph)) return found;
  } catch {
    // It knows no plan: there may be one all the same.
  }
  // Only Apollo's planner knows contexts: there its plan stands.
  if (found && fetchesIn(found.node).some(({ contextArguments }) => contextArguments)) return found;
  return planStepwise(graph, operation);
}
