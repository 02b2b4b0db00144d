import type { PlanPathStep } from '../plan.ts';
import type { Vertex } from '../queryGraph/queryGraph.ts';
import type { FetchGroup, FetchGroups, GroupField, GroupSelection } from './fetchGroup.ts';

/** A response position: the objects that stand at one path of the answer and are of one type. */
export interface Position {
  path: readonly PlanPathStep[];
  /** An object type; an interface where only interface objects are known. */
  type: string;
  /** The parts of groups that resolve the objects. */
  resolvedBy: PositionSelection[];
  /** The groups that fetch a field, by its response key. */
  fetchedBy: Map<string, FetchGroups>;
  /** The positions below a field: by its response key, then by type. */
  below: Map<string, Map<string, Position>>;
  /** Entity fetches for the objects, by what distinguishes them. */
  entityFetches: Map<string, PositionSelection>;
  /** The group that fetches the objects themselves; undefined for the root. */
  parentGroup: FetchGroup | undefined;
  /** The same objects before their types are known: the position of an interface object. */
  interfacePosition: Position | undefined;
  /** The same objects once their types are known; undefined until something depends on that. */
  typedPositions: Position[] | undefined;
}

/** The part of a group's selection that stands at a position. */
export interface PositionSelection {
  vertex: Vertex;
  group: FetchGroup;
  selection: GroupSelection;
  /** Of `selection`, the fields of the position's objects. */
  fields: Map<string, GroupField>;
  /** What is sent besides a key, as text: nothing but what requires it may be asked of such a fetch. */
  requires: string | undefined;
}

/** A position of which nothing has been fetched. */
export function createPosition(
  path: readonly PlanPathStep[],
  type: string,
  parentGroup: FetchGroup | undefined,
  interfacePosition?: Position,
): Position {
  return {
    path,
    type,
    resolvedBy: [],
    fetchedBy: new Map(),
    below: new Map(),
    entityFetches: new Map(),
    parentGroup,
    interfacePosition,
    typedPositions: undefined,
  };
}
