import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { PlanNames } from './compile/compilePlan.ts';
import { type KeyedFields, keyedFieldsAt, type PlaceKeys } from './exclusive/placeKeys.ts';
import type { ResponsePath } from './run/collectTargets.ts';

/** How the internal keys of a running operation map to the client's. */
export interface PathNames extends Pick<PlanNames, 'types' | 'clientName'> {
  keys: PlaceKeys | undefined;
}

/**
 * Makes the function that turns a path of internal keys into the client's. The result ends where the client's own selection ends: the error
 * of a key field or a `@requires` field is reported at the object that needed it.
 */
export function createClientPath(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  { keys, ...names }: PathNames,
): (path: ResponsePath) => ResponsePath | undefined {
  return (path) => {
    const known: (string | number)[] = [];
    let selectionSets: SelectionSetNode[] = [operation.selectionSet];
    let keysHere = keys;
    for (const step of path) {
      if (typeof step === 'number') {
        known.push(step);
        continue;
      }
      const keyed = keyedFieldsAt(keysHere, step);
      const fields = fieldsWithKey(step, selectionSets, { document, keyed, ...names });
      if (fields.length === 0) break;
      known.push(names.clientName(step));
      selectionSets = fields.flatMap(({ selectionSet }) => selectionSet ?? []);
      keysHere = keyed?.below;
    }
    return known.length > 0 ? known : undefined;
  };
}

interface Place extends Pick<PlanNames, 'types' | 'clientName'> {
  document: DocumentNode;
  /** Set where the key stands only for fields of some object types. */
  keyed: KeyedFields | undefined;
}

/** The fields in the client's selection sets with this internal key. */
function fieldsWithKey(internal: string, selectionSets: readonly SelectionSetNode[], place: Place): FieldNode[] {
  const { document, keyed, types, clientName } = place;
  const key = clientName(internal);
  // A field that the plan added has its plain name as key, which a client may have used as the alias of another field.
  const isAliasAllowed = key !== internal;
  const visited = new Set<string>();
  const applies = (condition: string | undefined): boolean =>
    !keyed || condition === undefined || [...keyed.types].some((type) => types.applies(condition, type));
  const find = ({ selections }: SelectionSetNode): FieldNode[] =>
    selections.flatMap((selection) => {
      switch (selection.kind) {
        case Kind.FIELD: {
          const { alias, name } = selection;
          return (alias ?? name).value === key && (isAliasAllowed || key === name.value) ? [selection] : [];
        }
        case Kind.INLINE_FRAGMENT:
          return applies(selection.typeCondition?.name.value) ? find(selection.selectionSet) : [];
        case Kind.FRAGMENT_SPREAD: {
          const name = selection.name.value;
          const fragment = document.definitions.find(
            (item): item is FragmentDefinitionNode =>
              item.kind === Kind.FRAGMENT_DEFINITION && item.name.value === name,
          );
          if (!fragment || visited.has(name)) return [];
          visited.add(name);
          return applies(fragment.typeCondition.name.value) ? find(fragment.selectionSet) : [];
        }
      }
    });
  return selectionSets.flatMap(find);
}
