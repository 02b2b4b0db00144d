import type { FieldNode, SelectionNode } from 'graphql';
import type { QueryPlan } from '../plan.ts';
import { collectFields, mergeSelectionSets } from '../queryGraph/collectFields.ts';
import type { QueryGraph } from '../queryGraph/queryGraph.ts';
import type { InlinedOperation } from '../readOperation.ts';
import { simulateNode } from './simulatePlan.ts';
import { createSimulation, type SimulatedObject, type Simulation } from './simulation.ts';

/** Whether a plan fetches all that an operation selects, whatever types of objects the subgraphs answer with. */
export function isComplete(plan: QueryPlan, operation: InlinedOperation, graph: QueryGraph): boolean {
  // Where one of several fetches that are made at once counts on another, it comes too early in one of the two orders.
  return [false, true].every((isReversed) => isCompleteInOrder(plan, operation, graph, isReversed));
}

function isCompleteInOrder(
  { node }: QueryPlan,
  { rootType, selections }: InlinedOperation,
  graph: QueryGraph,
  isReversed: boolean,
): boolean {
  const simulation = createSimulation(graph, rootType, isReversed);
  const { root } = simulation;
  if (node) simulateNode(node, [[root, root.types]], simulation);
  return !simulation.isKeyMissing && (simulation.objectsLeft <= 0 || hasAll(root, selections, simulation));
}

/** Whether all that is selected of objects has been fetched, for each type that they may have and a client may see. */
function hasAll(object: SimulatedObject, selections: readonly SelectionNode[], simulation: Simulation): boolean {
  const { schema } = simulation.graph;
  const fieldsByType = object.types
    .filter((type) => schema.types.get(type)?.isInaccessible !== true)
    .map((type) => [type, collectFields(schema, type, selections)] as const);
  const isUntyped = object.interface !== undefined && !simulation.typed.has(object);
  if (isUntyped && needsTypename(fieldsByType.map(([, fields]) => fields))) return false;
  return fieldsByType.every(([type, fields]) =>
    [...fields].every(([key, nodes]) => hasField(object.fields.get(type)?.get(key), nodes, simulation)),
  );
}

function hasField(child: SimulatedObject | undefined, nodes: readonly FieldNode[], simulation: Simulation): boolean {
  if (nodes[0]?.name.value.startsWith('__')) return true;
  const below = mergeSelectionSets(nodes);
  return child !== undefined && (below.length === 0 || hasAll(child, below, simulation));
}

/** Whether objects of different types have different fields selected, or their `__typename`. */
function needsTypename(fieldsByType: readonly ReadonlyMap<string, unknown>[]): boolean {
  const keys = fieldsByType.map((fields) => [...fields.keys()].sort().join());
  return new Set(keys).size > 1 || fieldsByType.some((fields) => fields.has('__typename'));
}
