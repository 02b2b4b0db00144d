import { type FieldNode, print, type SelectionNode } from 'graphql';
import { entityVertex } from '../queryGraph/keyResolutions.ts';
import { resolvableField } from '../queryGraph/queryGraph.ts';
import { type EntityPath, isEntityPath, pathsToField } from './fieldPaths.ts';
import type { Position, PositionSelection } from './position.ts';
import { reachFrom } from './reachability.ts';
import { estimateCostBelow, isCheaper, type SelectionCost } from './selectionCost.ts';
import type { StepwisePlanning } from './stepwisePlanning.ts';

/** By whom a field may be fetched: a group that resolves its object already, or one still to be made. */
export type FetchOption = { kind: 'here'; selection: PositionSelection } | { kind: 'path'; path: EntityPath };

/** Whether a group that resolves a position's objects can be asked for a field of them as it is. */
export function isResolvedBy(
  { graph }: StepwisePlanning,
  { vertex, requires }: PositionSelection,
  name: string,
): boolean {
  return requires === undefined && resolvableField(graph, vertex, name) !== undefined;
}

/** The paths to a field of a position's objects that take a fetch of their own, those with the fewest fetches first. */
export function entityPathsTo({ graph, reachability }: StepwisePlanning, position: Position, name: string) {
  const { type, resolvedBy, interfacePosition } = position;
  const resolving = [...resolvedBy, ...(interfacePosition?.resolvedBy ?? [])];
  const vertices = resolving.filter(({ requires }) => requires === undefined).map(({ vertex }) => vertex);
  return pathsToField(graph, reachFrom(reachability, type, vertices), name).filter(isEntityPath);
}

/** Tells the entity fetches for a position's objects apart. */
export function entityFetchId({ resolution, requires }: EntityPath): string {
  return `${resolution.subgraph}|${resolution.type}|${requires ? print(requires) : ''}`;
}

/** By whom a field with subfields may be fetched so that less of these is unreachable than now; the cheapest first. */
export function cheapestOptions(
  planning: StepwisePlanning,
  position: Position,
  key: string,
  node: FieldNode,
  selections: readonly SelectionNode[],
): FetchOption[] {
  const name = node.name.value;
  const present = position.resolvedBy.filter(({ fields }) => fields.has(key)).map(({ vertex }) => vertex);
  const costWith = (vertex: PositionSelection['vertex']): SelectionCost =>
    estimateCostBelow(planning.costs, [...present, vertex], name, selections);
  const limit =
    present.length > 0 ? estimateCostBelow(planning.costs, present, name, selections).unreachable : Infinity;
  const here = position.resolvedBy
    .filter((selection) => !selection.fields.has(key) && isResolvedBy(planning, selection, name))
    .map((selection) => ({ cost: costWith(selection.vertex), option: { kind: 'here', selection } as const }));
  const paths = entityPathsTo(planning, position, name)
    .filter((path) => !position.entityFetches.get(entityFetchId(path))?.fields.has(key))
    .map((path) => ({
      cost: addFetches(costWith(entityVertex(path.resolution)), path.depth),
      option: { kind: 'path', path } as const,
    }));
  return [...here, ...paths]
    .filter(({ cost }) => cost.unreachable < limit)
    .sort((a, b) => (isCheaper(a.cost, b.cost) ? -1 : isCheaper(b.cost, a.cost) ? 1 : 0))
    .map(({ option }) => option);
}

function addFetches({ unreachable, fetches }: SelectionCost, more: number): SelectionCost {
  return { unreachable, fetches: fetches + more };
}
