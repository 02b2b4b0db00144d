import type { FetchNode, PlanNode, QueryPlan } from './plan.ts';

type AnyNode = NonNullable<QueryPlan['node']>;

/** The fetches of a plan. */
export function fetchesIn(node: AnyNode | undefined): FetchNode[] {
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
      return [...fetchesIn(node.whenTrue), ...fetchesIn(node.whenFalse)];
    case 'Defer':
      return [...fetchesIn(node.primary), ...node.deferred.flatMap((part) => fetchesIn(part.node))];
    case 'Subscription':
      return [node.primary, ...fetchesIn(node.rest)];
  }
}

type FetchChange = (fetch: FetchNode) => FetchNode;
type FetchReplacement = (fetch: FetchNode) => PlanNode;

/** A plan with each of its fetches changed. */
export function mapFetches({ node }: QueryPlan, change: FetchChange): QueryPlan {
  if (!node) return {};
  if (node.kind !== 'Subscription') return { node: replaceFetches(node, change) };
  const rest = node.rest && replaceFetches(node.rest, change);
  return { node: { ...node, primary: change(node.primary), ...(rest && { rest }) } };
}

/** A plan's node with another in place of each of its fetches. */
export function replaceFetches(node: PlanNode, change: FetchReplacement): PlanNode {
  const map = (inner: PlanNode): PlanNode => replaceFetches(inner, change);
  switch (node.kind) {
    case 'Fetch':
      return change(node);
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map(map) };
    case 'Flatten':
      return { ...node, node: map(node.node) };
    case 'Condition':
      return {
        ...node,
        ...(node.whenTrue && { whenTrue: map(node.whenTrue) }),
        ...(node.whenFalse && { whenFalse: map(node.whenFalse) }),
      };
    case 'Defer':
      return {
        ...node,
        ...(node.primary && { primary: map(node.primary) }),
        deferred: node.deferred.map((part) => ({ ...part, ...(part.node && { node: map(part.node) }) })),
      };
  }
}
