import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { ResponsePath } from './run/collectTargets.ts';

/**
 * Makes the function that turns a path of internal keys into the client's. It ends where the client's own selection ends: that a
 * key or a required value failed shows at the object that needed it.
 */
export function createClientPath(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  clientName: (internal: string) => string,
): (path: ResponsePath) => ResponsePath | undefined {
  return (path) => {
    const known: (string | number)[] = [];
    let selectionSets: SelectionSetNode[] = [operation.selectionSet];
    for (const step of path) {
      if (typeof step === 'number') {
        known.push(step);
        continue;
      }
      const key = clientName(step);
      const fields = fieldsNamed(key, selectionSets, document);
      if (fields.length === 0) break;
      known.push(key);
      selectionSets = fields.flatMap(({ selectionSet }) => selectionSet ?? []);
    }
    return known.length > 0 ? known : undefined;
  };
}

/** The fields with a response key among selections. */
function fieldsNamed(key: string, selectionSets: readonly SelectionSetNode[], document: DocumentNode): FieldNode[] {
  const visited = new Set<string>();
  const find = ({ selections }: SelectionSetNode): FieldNode[] =>
    selections.flatMap((selection) => {
      switch (selection.kind) {
        case Kind.FIELD:
          return (selection.alias ?? selection.name).value === key ? [selection] : [];
        case Kind.INLINE_FRAGMENT:
          return find(selection.selectionSet);
        case Kind.FRAGMENT_SPREAD: {
          const name = selection.name.value;
          const fragment = document.definitions.find(
            (item): item is FragmentDefinitionNode =>
              item.kind === Kind.FRAGMENT_DEFINITION && item.name.value === name,
          );
          if (!fragment || visited.has(name)) return [];
          visited.add(name);
          return find(fragment.selectionSet);
        }
      }
    });
  return selectionSets.flatMap(find);
}
