import { Kind, parse, type SelectionSetNode } from 'graphql';
import { isJsonObject } from '../../core/jsonObject.ts';

/** What a request to a subgraph asks for. `body` is that request; its variables are left out: they may be those of other patients. */
export function askedOf(body: string): { query: string; asked: string[] } | undefined {
  const sent: unknown = JSON.parse(body);
  const query = isJsonObject(sent) ? sent['query'] : undefined;
  if (typeof query !== 'string') return undefined;
  const [operation] = parse(query, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return { query, asked: [] };
  return { query, asked: [...new Set(fieldsIn(operation.selectionSet, undefined))] };
}

function fieldsIn({ selections }: SelectionSetNode, type: string | undefined): string[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.INLINE_FRAGMENT)
      return fieldsIn(selection.selectionSet, selection.typeCondition?.name.value ?? type);
    if (selection.kind !== Kind.FIELD || selection.name.value === '__typename') return [];
    const { name, selectionSet } = selection;
    if (name.value === '_entities' && selectionSet) return fieldsIn(selectionSet, undefined);
    return [type === undefined ? name.value : `${type}.${name.value}`];
  });
}
