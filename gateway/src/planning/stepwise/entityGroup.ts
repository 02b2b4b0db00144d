import { print, type SelectionNode } from 'graphql';
import { onType } from '../plan.ts';
import { entityVertex } from '../queryGraph/keyResolutions.ts';
import { isObjectTypeIn, isRootType, possibleTypes } from '../queryGraph/queryGraph.ts';
import { createSelection, type FetchGroup, type FetchGroups, fieldsOfType } from './fetchGroup.ts';
import { entityFetchId } from './fetchOptions.ts';
import type { EntityPath } from './fieldPaths.ts';
import { createPosition, type Position, type PositionSelection } from './position.ts';
import { selectTypename } from './selectField.ts';
import type { StepwisePlanning } from './stepwisePlanning.ts';

/** What an entity fetch sends of each object: a key, and what the wanted field requires. */
export function inputSelections({ key, requires }: EntityPath): SelectionNode[] {
  return [...(key?.selections ?? []), ...(requires?.selections ?? [])];
}

/** Makes the group that fetches a position's objects on a path; `inputGroups` fetch what it sends. */
export function createEntityGroup(
  planning: StepwisePlanning,
  position: Position,
  path: EntityPath,
  inputGroups: FetchGroups,
): PositionSelection {
  const { resolution, requires } = path;
  const { subgraph, type: entityType } = resolution;
  const { parentGroup } = position;
  const isRoot = isRootType(entityType);
  const parents = new Set([...(parentGroup ? [parentGroup] : []), ...inputGroups]);
  if (!isRoot) for (const group of selectTypename(position)) parents.add(group);
  const selection = createSelection(entityType);
  const inputs = isRoot ? undefined : { type: position.type, entityType, selections: inputSelections(path) };
  const group: FetchGroup = { subgraph, path: position.path, inputs, selection, parents };
  planning.groups.push(group);
  const fields = fieldsOfType(selection, entityType);
  const resolved = {
    vertex: entityVertex(resolution),
    group,
    selection,
    fields,
    requires: requires && print(requires),
  };
  position.entityFetches.set(entityFetchId(path), resolved);
  if (isObjectTypeIn(planning.graph, subgraph, entityType)) position.resolvedBy.push(resolved);
  return resolved;
}

/** The positions of an interface object's implementations, once a group asks for their `__typename`. */
export function createTypedPositions(
  { graph }: StepwisePlanning,
  position: Position,
  { group, selection, vertex }: PositionSelection,
): Position[] {
  selection.hasTypename = true;
  selection.byType.clear();
  return possibleTypes(graph, vertex.subgraph, vertex.type).map((type) => {
    const typed = createPosition([...position.path, onType(type)], type, group, position);
    const fields = fieldsOfType(selection, type);
    const member = { subgraph: vertex.subgraph, type, provided: [] };
    typed.resolvedBy.push({ vertex: member, group, selection, fields, requires: undefined });
    return typed;
  });
}
