import type { QueryGraph } from '../queryGraph/queryGraph.ts';
import type { FetchGroup } from './fetchGroup.ts';
import { createReachability, type Reachability } from './reachability.ts';
import { createSelectionCosts, type SelectionCosts } from './selectionCost.ts';

/** One operation being planned. */
export interface StepwisePlanning {
  graph: QueryGraph;
  reachability: Reachability;
  costs: SelectionCosts;
  /** The fetch groups so far, each after its parents. */
  groups: FetchGroup[];
  /** How many fields are selected in them. */
  fieldCount: number;
}

/** Begins to plan an operation. */
export function createStepwisePlanning(graph: QueryGraph): StepwisePlanning {
  const reachability = createReachability(graph);
  return { graph, reachability, costs: createSelectionCosts(reachability), groups: [], fieldCount: 0 };
}
