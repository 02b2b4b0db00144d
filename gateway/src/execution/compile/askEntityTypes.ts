import { type FieldNode, Kind, parse, type SelectionSetNode } from 'graphql';
import type { SupergraphTypes } from './supergraphTypes.ts';

/**
 * Asks for the type of entities that may be of several: an answer about a room must not be taken for the bed that was asked about, and
 * the planner leaves the type out where the answer does not need it. With one type condition an object of another type answers nothing.
 */
export function askEntityTypes(query: string, types: SupergraphTypes): string {
  const set = entitySelections(query);
  if (!set?.loc || !mayBeSeveral(set, types)) return query;
  const isAsked = set.selections.some((item) => item.kind === Kind.FIELD && item.name.value === '__typename');
  if (isAsked) return query;
  const inside = set.loc.start + 1;
  return `${query.slice(0, inside)}__typename ${query.slice(inside)}`;
}

function entitySelections(query: string): SelectionSetNode | undefined {
  for (const definition of parse(query).definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const field = definition.selectionSet.selections.find(
      (item): item is FieldNode => item.kind === Kind.FIELD && item.name.value === '_entities',
    );
    return field?.selectionSet;
  }
  return undefined;
}

function mayBeSeveral({ selections }: SelectionSetNode, types: SupergraphTypes): boolean {
  const conditions = selections.map((item) =>
    item.kind === Kind.INLINE_FRAGMENT ? item.typeCondition?.name.value : undefined,
  );
  const [first] = conditions;
  return first === undefined || !types.isObjectType(first) || conditions.some((condition) => condition !== first);
}
