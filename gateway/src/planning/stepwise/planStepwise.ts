import type { QueryPlan } from '../plan.ts';
import type { QueryGraph } from '../queryGraph/queryGraph.ts';
import type { InlinedOperation } from '../readOperation.ts';
import { planSelection } from './planSelection.ts';
import { createPosition } from './position.ts';
import { createStepwisePlanning } from './stepwisePlanning.ts';
import { writePlan } from './writePlan.ts';

/**
 * Plans an operation step by step, taking each field where it is fetched with the fewest requests. It compares no whole plans, as
 * Apollo's planner does: its plans may ask more than they must, but it never takes long, and it knows no special cases.
 * @throws Error when a field is unreachable.
 */
export function planStepwise(graph: QueryGraph, { operation, rootType, selections }: InlinedOperation): QueryPlan {
  const planning = createStepwisePlanning(graph);
  const root = createPosition([], rootType, undefined);
  if (!planSelection(planning, root, selections)) throw new Error('A field is unreachable.');
  return writePlan(planning.groups, operation, graph);
}
