import { type FieldNode, Kind, parse, type SelectionSetNode } from 'graphql';
import type { SupergraphTypes } from './supergraphTypes.ts';

/**
 * Adds `__typename` to an entity fetch whose entities may have several types: an answer about a room must not be taken for the bed that was
 * asked for, and the planner omits the type where the client does not need it. With one type condition on an object type this is
 * unnecessary: an object of another type has no fields.
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
