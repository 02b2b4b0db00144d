import { type FieldNode, Kind, type SelectionNode } from 'graphql';
import { collectFields, doesFragmentTypeApply } from '../queryGraph/collectFields.ts';
import type { QueryGraph } from '../queryGraph/queryGraph.ts';
import { entityPathsTo, isResolvedBy } from './fetchOptions.ts';
import type { Position } from './position.ts';
import type { StepwisePlanning } from './stepwisePlanning.ts';

/** A selection of interface objects. */
export interface InterfaceSelection {
  /** The interface's own fields. */
  fields: ReadonlyMap<string, readonly FieldNode[]>;
  /** What depends on the object type: fragments on implementations, and on other interfaces. */
  conditional: readonly SelectionNode[];
  /** Whether the objects' types have to be asked for. */
  needsTypes: boolean;
}

/** Whether a position's objects are known by their interface only. */
export function isInterfacePosition({ schema }: QueryGraph, { type }: Position): boolean {
  return schema.types.get(type)?.kind === 'interface';
}

/** Tells what of a selection of interface objects can be fetched without knowing their types. */
export function readInterfaceSelection(
  planning: StepwisePlanning,
  position: Position,
  selections: readonly SelectionNode[],
): InterfaceSelection {
  const { schema } = planning.graph;
  const fields = collectFields(schema, position.type, selections);
  const conditional = conditionalSelections(planning.graph, position.type, selections);
  const needsTypes =
    conditional.length > 0 || [...fields].some(([key, nodes]) => needsType(planning, position, key, nodes));
  return { fields, conditional, needsTypes };
}

/** Whether a group that resolves interface objects can be asked for a field of them as it is. */
export function isResolvedHere(planning: StepwisePlanning, position: Position, nodes: readonly FieldNode[]): boolean {
  const name = nodes[0]?.name.value ?? '';
  return position.resolvedBy.some((selection) => isResolvedBy(planning, selection, name));
}

function needsType(planning: StepwisePlanning, position: Position, key: string, nodes: readonly FieldNode[]): boolean {
  if (key === '__typename') return true;
  if (isResolvedHere(planning, position, nodes)) return false;
  return entityPathsTo(planning, position, nodes[0]?.name.value ?? '').length === 0;
}

function conditionalSelections(graph: QueryGraph, type: string, selections: readonly SelectionNode[]): SelectionNode[] {
  return selections.flatMap((selection) => {
    if (selection.kind !== Kind.INLINE_FRAGMENT) return [];
    const applies = doesFragmentTypeApply(graph.schema, type, selection.typeCondition?.name.value ?? type);
    return applies ? conditionalSelections(graph, type, selection.selectionSet.selections) : [selection];
  });
}
