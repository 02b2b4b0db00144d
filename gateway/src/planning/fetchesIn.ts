import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';

/** The requests of a plan. */
export function fetchesIn(node: PlanNode | QueryPlan['node']): FetchNode[] {
  switch (node?.kind) {
    case undefined:
      return [];
    case 'Fetch':
      return [node];
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap(fetchesIn);
    case 'Flatten':
      return fetchesIn(node.node);
    case 'Condition':
      return [...fetchesIn(node.ifClause), ...fetchesIn(node.elseClause)];
    case 'Defer':
      return [...fetchesIn(node.primary.node), ...node.deferred.flatMap((part) => fetchesIn(part.node))];
    case 'Subscription':
      return [node.primary, ...fetchesIn(node.rest)];
  }
}
