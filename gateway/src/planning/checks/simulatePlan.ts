import type { PlanNode, QueryPlan } from '../plan.ts';
import { simulateFetch } from './simulateFetch.ts';
import { type ConcernedObjects, followPath, type Simulation } from './simulation.ts';

/** Plays a node of a plan through for the objects where it stands. */
export function simulateNode(
  node: NonNullable<QueryPlan['node']>,
  objects: ConcernedObjects,
  simulation: Simulation,
): void {
  switch (node.kind) {
    case 'Sequence':
      return simulateEach(node.nodes, objects, simulation);
    case 'Parallel':
      return simulateAtOnce(node.nodes, objects, simulation);
    case 'Flatten':
      return simulateNode(node.node, followPath(objects, node.path, simulation), simulation);
    case 'Fetch':
      return simulateFetch(node, objects, simulation);
    case 'Condition':
      return simulateEach([node.whenTrue, node.whenFalse], objects, simulation);
    case 'Defer':
      return simulateEach([node.primary, ...node.deferred.map((part) => part.node)], objects, simulation);
    case 'Subscription':
      return simulateEach([node.primary, node.rest], objects, simulation);
  }
}

function simulateEach(
  nodes: readonly (PlanNode | undefined)[],
  objects: ConcernedObjects,
  simulation: Simulation,
): void {
  for (const node of nodes) if (node) simulateNode(node, objects, simulation);
}

/** None of them may count on the `__typename`s that another fetches. */
function simulateAtOnce(nodes: readonly PlanNode[], objects: ConcernedObjects, simulation: Simulation): void {
  const before = simulation.typed;
  const after = new Set(before);
  for (const node of simulation.isReversed ? nodes.toReversed() : nodes) {
    simulation.typed = new Set(before);
    simulateNode(node, objects, simulation);
    for (const object of simulation.typed) after.add(object);
  }
  simulation.typed = after;
}
