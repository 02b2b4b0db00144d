import type { PlanPathStep } from '../plan.ts';
import { doesFragmentTypeApply } from '../queryGraph/collectFields.ts';
import type { QueryGraph } from '../queryGraph/queryGraph.ts';

/** A plan being played through without subgraphs: every object may be of any type that its subgraph may answer with. */
export interface Simulation {
  graph: QueryGraph;
  /** Fetches that are made at once are played last to first. */
  isReversed: boolean;
  root: SimulatedObject;
  /** Objects whose `__typename` a subgraph that knows it has told. */
  typed: Set<SimulatedObject>;
  /** How many more objects are looked at. What is too large to be checked is taken to be complete. */
  objectsLeft: number;
  /** A fetch sends entities without a key of the subgraph. */
  isKeyMissing: boolean;
}

/** What has been fetched of the objects at one response position. */
export interface SimulatedObject {
  /** Fields by the type of object that has them, and by response key. */
  fields: Map<string, Map<string, SimulatedObject>>;
  /** The types that the objects may have. */
  types: readonly string[];
  /** The interface by which a subgraph answered with them as interface objects: their `__typename` until another tells it. */
  interface: string | undefined;
}

/** Objects, each with those of its types that are concerned. */
export type ConcernedObjects = readonly (readonly [object: SimulatedObject, types: readonly string[]])[];

const mostObjects = 20_000;

/** Begins a simulation in which nothing has been fetched. */
export function createSimulation(graph: QueryGraph, rootType: string, isReversed: boolean): Simulation {
  const root: SimulatedObject = { fields: new Map(), types: [rootType], interface: undefined };
  return { graph, isReversed, root, typed: new Set(), objectsLeft: mostObjects, isKeyMissing: false };
}

/** The objects at a path, as far as they have been fetched. */
export function followPath(
  objects: ConcernedObjects,
  path: readonly PlanPathStep[],
  simulation: Simulation,
): ConcernedObjects {
  return path.reduce((found, step) => found.flatMap((one) => followStep(one, step, simulation)), objects);
}

function followStep(
  concerned: ConcernedObjects[number],
  step: PlanPathStep,
  simulation: Simulation,
): ConcernedObjects[number][] {
  const [object, types] = concerned;
  switch (step.kind) {
    case 'items':
      return [concerned];
    case 'type':
      return [[object, types.filter((type) => isSeenAs(object, type, step.condition, simulation))]];
    case 'key': {
      const below = new Set(types.flatMap((type) => object.fields.get(type)?.get(step.key) ?? []));
      return [...below].map((child) => [child, child.types]);
    }
  }
}

/** Whether objects of a type meet a type condition, going by the `__typename` that is known of them. */
export function isSeenAs(
  object: SimulatedObject,
  type: string,
  condition: string | undefined,
  { graph, typed }: Simulation,
): boolean {
  if (condition === undefined) return true;
  const seen = typed.has(object) ? type : (object.interface ?? type);
  return doesFragmentTypeApply(graph.schema, seen, condition);
}
