import type { OperationDefinitionNode } from 'graphql';
import type { PlanNode, QueryPlan } from '../plan.ts';
import type { QueryGraph } from '../queryGraph/queryGraph.ts';
import type { FetchGroup } from './fetchGroup.ts';
import { writeFetch } from './writeFetch.ts';

/** Writes fetch groups as a plan: those that need nothing of one another are fetched at once. */
export function writePlan(
  groups: readonly FetchGroup[],
  operation: OperationDefinitionNode,
  graph: QueryGraph,
): QueryPlan {
  const [first, ...stages] = stagesOf(groups).map((stage) => stage.map((group) => writeFetch(group, operation, graph)));
  if (!first) return {};
  const rest = stages.map(parallel);
  if (operation.operation !== 'subscription') return { node: sequence([parallel(first), ...rest]) };
  const [primary] = first;
  if (primary?.kind !== 'Fetch' || first.length > 1) throw new Error('A subscription has one source.');
  return { node: { kind: 'Subscription', primary, ...(rest.length > 0 && { rest: sequence(rest) }) } };
}

/** The groups, by how many others come before each. Every group stands after its parents. */
function stagesOf(groups: readonly FetchGroup[]): FetchGroup[][] {
  const stages: FetchGroup[][] = [];
  const stageOf = new Map<FetchGroup, number>();
  for (const group of groups) {
    const stage = Math.max(-1, ...[...group.parents].map((parent) => stageOf.get(parent) ?? 0)) + 1;
    stageOf.set(group, stage);
    (stages[stage] ??= []).push(group);
  }
  return stages;
}

function parallel(nodes: PlanNode[]): PlanNode {
  const [only] = nodes;
  return only && nodes.length === 1 ? only : { kind: 'Parallel', nodes };
}

function sequence(nodes: PlanNode[]): PlanNode {
  const [only] = nodes;
  return only && nodes.length === 1 ? only : { kind: 'Sequence', nodes };
}
