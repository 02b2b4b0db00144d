import { type FieldNode, Kind, type SelectionNode } from 'graphql';
import type { FederatedSchema } from './federatedSchema.ts';

/** The selected fields of an object, by response key; without those of fragments that do not apply (spec 6.3.2). Spreads are inlined. */
export function collectFields(
  schema: FederatedSchema,
  type: string,
  selections: readonly SelectionNode[],
  grouped = new Map<string, FieldNode[]>(),
): Map<string, FieldNode[]> {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      const key = responseKey(selection);
      grouped.set(key, [...(grouped.get(key) ?? []), selection]);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition?.name.value ?? type;
      if (doesFragmentTypeApply(schema, type, condition)) {
        collectFields(schema, type, selection.selectionSet.selections, grouped);
      }
    }
  }
  return grouped;
}

/** Whether a fragment on `condition` applies to objects of `type`, which may be an interface whose objects' types are unknown. */
export function doesFragmentTypeApply({ types }: FederatedSchema, type: string, condition: string): boolean {
  if (condition === type || types.get(type)?.interfaces.includes(condition)) return true;
  const union = types.get(condition);
  return union?.kind === 'union' && [...union.subgraphs.values()].some(({ unionMembers }) => unionMembers.has(type));
}

/** What is selected below fields of one response key, as one selection set (spec 6.4.3, MergeSelectionSets). */
export function mergeSelectionSets(fields: readonly FieldNode[]): SelectionNode[] {
  return fields.flatMap(({ selectionSet }) => selectionSet?.selections ?? []);
}

/** The key of a field in the answer. */
export function responseKey({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}
