import type { FieldNode, SelectionNode } from 'graphql';
import { collectFields, mergeSelectionSets } from '../queryGraph/collectFields.ts';
import { namedTypeOf } from '../queryGraph/federatedSchema.ts';
import { typenameResolutionsOf } from '../queryGraph/keyResolutions.ts';
import { isAbstractType, resolvableField } from '../queryGraph/queryGraph.ts';
import { createEntityGroup, createTypedPositions, inputSelections } from './entityGroup.ts';
import type { FetchGroups } from './fetchGroup.ts';
import { cheapestOptions, entityFetchId, entityPathsTo, type FetchOption, isResolvedBy } from './fetchOptions.ts';
import type { EntityPath } from './fieldPaths.ts';
import { isInterfacePosition, isResolvedHere, readInterfaceSelection } from './interfaceObjects.ts';
import type { Position, PositionSelection } from './position.ts';
import { isReachable, reachFrom } from './reachability.ts';
import { outputTypeIn, selectField, selectTypename } from './selectField.ts';
import type { StepwisePlanning } from './stepwisePlanning.ts';

type Selections = readonly SelectionNode[];
type Nodes = readonly FieldNode[];

/**
 * A key or a requirement is selected without fragments on the types that objects may have, and of an interface object for all
 * implementations; what a client selects is selected for each type.
 */
type Purpose = 'answer' | 'input';

/**
 * Selects what is selected of a position's objects, field by field: of a group that resolves its object already, or else on the path
 * with the fewest fetches. Answers the groups that fetch it; undefined when something is unreachable. Functions here call one another:
 * a field may take an entity fetch, which takes a key, which is a selection again.
 */
export function planSelection(
  planning: StepwisePlanning,
  position: Position,
  selections: Selections,
): FetchGroups | undefined {
  if (isInterfacePosition(planning.graph, position)) return planInterfaceObjects(planning, position, selections);
  return planFields(planning, position, collectFields(planning.graph.schema, position.type, selections), 'answer');
}

function planFields(
  planning: StepwisePlanning,
  position: Position,
  fields: ReadonlyMap<string, Nodes>,
  purpose: Purpose,
): FetchGroups | undefined {
  const groups: FetchGroups = new Set();
  let isWhole = true;
  for (const [key, nodes] of fields) {
    const found = planField(planning, position, key, nodes, purpose);
    if (found) addAll(groups, found);
    else isWhole = false;
  }
  return isWhole ? groups : undefined;
}

function planField(
  planning: StepwisePlanning,
  position: Position,
  key: string,
  nodes: Nodes,
  purpose: Purpose,
): FetchGroups | undefined {
  const [node] = nodes as [FieldNode];
  const name = node.name.value;
  if (name === '__typename') return selectTypename(position);
  if (name.startsWith('__')) return new Set();
  const selections = mergeSelectionSets(nodes);
  const known = position.fetchedBy.get(key);
  if (known && selections.length === 0) return known;
  const { interfacePosition } = position;
  const isOfInterface = interfacePosition?.resolvedBy.some(({ vertex }) =>
    resolvableField(planning.graph, vertex, name),
  );
  if (purpose === 'input' && interfacePosition && isOfInterface) {
    return planField(planning, interfacePosition, key, nodes, 'input');
  }
  const found =
    selections.length === 0
      ? planLeafField(planning, position, key, node)
      : planCompositeField(planning, position, key, node, selections, purpose);
  return found ?? (interfacePosition && planField(planning, interfacePosition, key, nodes, 'answer'));
}

function planLeafField(
  planning: StepwisePlanning,
  position: Position,
  key: string,
  node: FieldNode,
): FetchGroups | undefined {
  const name = node.name.value;
  const here = position.resolvedBy.find((selection) => isResolvedBy(planning, selection, name));
  if (here) return selectField(planning, position, here, key, node);
  for (const path of entityPathsTo(planning, position, name)) {
    const selection = planEntityFetch(planning, position, path);
    if (selection) return selectField(planning, position, selection, key, node);
  }
  return undefined;
}

/** Objects without a key may have to be fetched from several subgraphs, until nothing of them is missing. */
function planCompositeField(
  planning: StepwisePlanning,
  position: Position,
  key: string,
  node: FieldNode,
  selections: Selections,
  purpose: Purpose,
): FetchGroups | undefined {
  for (;;) {
    const isFetched = position.fetchedBy.has(key);
    const below = isFetched ? planBelow(planning, position, key, node, selections, purpose) : undefined;
    if (below) return addAll(below, position.fetchedBy.get(key) ?? new Set());
    // A mutation's field runs once.
    if (isFetched && position.type === 'Mutation') return undefined;
    const next = takeFirst(planning, position, cheapestOptions(planning, position, key, node, selections));
    if (!next) return undefined;
    selectField(planning, position, next, key, node);
  }
}

function planBelow(
  planning: StepwisePlanning,
  position: Position,
  key: string,
  node: FieldNode,
  selections: Selections,
  purpose: Purpose,
): FetchGroups | undefined {
  const { graph } = planning;
  const groups: FetchGroups = new Set();
  const needsTypename =
    purpose === 'input' && isAbstractType(graph, namedTypeOf(outputTypeIn(graph, position.type, node)));
  for (const below of position.below.get(key)?.values() ?? []) {
    const found =
      purpose === 'input'
        ? planFields(planning, below, collectFields(graph.schema, below.type, selections), 'input')
        : planSelection(planning, below, selections);
    if (!found) return undefined;
    addAll(groups, found);
    if (needsTypename) addAll(groups, selectTypename(below));
  }
  return groups;
}

function takeFirst(
  planning: StepwisePlanning,
  position: Position,
  options: readonly FetchOption[],
): PositionSelection | undefined {
  for (const option of options) {
    const taken = option.kind === 'here' ? option.selection : planEntityFetch(planning, position, option.path);
    if (taken) return taken;
  }
  return undefined;
}

/** Fetches a position's objects as entities of a subgraph, once what is sent of them can be fetched. */
function planEntityFetch(
  planning: StepwisePlanning,
  position: Position,
  path: EntityPath,
): PositionSelection | undefined {
  const known = position.entityFetches.get(entityFetchId(path));
  if (known) return known;
  const inputs = collectFields(planning.graph.schema, position.type, inputSelections(path));
  const inputGroups = planFields(planning, position, inputs, 'input');
  return inputGroups && createEntityGroup(planning, position, path, inputGroups);
}

/** Interface objects: their types are asked for only where something depends on them. */
function planInterfaceObjects(
  planning: StepwisePlanning,
  position: Position,
  selections: Selections,
): FetchGroups | undefined {
  const { fields, conditional, needsTypes } = readInterfaceSelection(planning, position, selections);
  const groups: FetchGroups = new Set();
  const rest: SelectionNode[] = [...conditional];
  for (const [key, nodes] of fields) {
    const isUntyped = !needsTypes || isResolvedHere(planning, position, nodes);
    const found = isUntyped ? planField(planning, position, key, nodes, 'answer') : undefined;
    if (found) addAll(groups, found);
    else rest.push(...nodes);
  }
  if (rest.length === 0) return groups;
  const typedPositions = planTypedPositions(planning, position);
  for (const typed of typedPositions) {
    const found = planSelection(planning, typed, rest);
    if (!found) return undefined;
    addAll(groups, found);
  }
  return typedPositions.length > 0 ? groups : undefined;
}

/** The same objects by their types, which a subgraph is asked for that has all implementations; none where nobody can tell. */
function planTypedPositions(planning: StepwisePlanning, position: Position): readonly Position[] {
  if (position.typedPositions) return position.typedPositions;
  position.typedPositions = [];
  const vertices = position.resolvedBy.map(({ vertex }) => vertex);
  const object = reachFrom(planning.reachability, position.type, vertices);
  for (const resolution of typenameResolutionsOf(planning.graph, position.type)) {
    const key = resolution.keys.find(({ selections }) => isReachable(planning.reachability, object, selections));
    const selection = key && planEntityFetch(planning, position, { depth: 1, resolution, key, requires: undefined });
    if (!selection) continue;
    position.typedPositions = createTypedPositions(planning, position, selection);
    break;
  }
  return position.typedPositions;
}

function addAll(groups: FetchGroups, more: FetchGroups): FetchGroups {
  for (const group of more) groups.add(group);
  return groups;
}
