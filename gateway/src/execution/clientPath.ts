import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { PlanNames } from './compile/compilePlan.ts';
import { type KeyedFields, keyedFieldsAt, type InternalKeys } from './exclusive/internalKeys.ts';
import { isJsonObject, type JsonObject, ownValue } from '../core/jsonObject.ts';
import type { ResponsePath } from './run/collectTargets.ts';

/** How the internal keys of a running operation map to the client's. */
export interface PathNames extends Pick<PlanNames, 'types' | 'clientName'> {
  keys: InternalKeys | undefined;
}

/** What a path of internal keys is to the client. */
export interface ClientPaths {
  /**
   * The client's path. It ends where the client's own selection ends: that a key or a required value failed shows at the object that
   * needed it. Undefined where nothing of it is the client's.
   */
  clientPath(path: ResponsePath): ResponsePath | undefined;
  /**
   * Whether the client asked for what is there of an object of its type: a plan may ask all objects at a place for what is asked of some.
   * A plain field counts as asked for, since the plan itself may need it.
   */
  isAsked(path: ResponsePath, data: JsonObject): boolean;
}

/** Makes what reads the paths of one operation. */
export function createClientPaths(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  { keys, ...names }: PathNames,
): ClientPaths {
  /** The client's keys on the way, as far as it goes; `data` tells the types of the objects on it. */
  function follow(path: ResponsePath, data?: JsonObject): ResponsePath {
    const known: (string | number)[] = [];
    let selectionSets: SelectionSetNode[] = [operation.selectionSet];
    let keysHere = keys;
    let object: unknown = data;
    for (const step of path) {
      if (typeof step === 'number') {
        known.push(step);
      } else {
        const keyed = keyedFieldsAt(keysHere, step);
        const typeName = typeNameOf(object, names);
        const fields = fieldsWithKey(step, selectionSets, { document, keyed, typeName, ...names });
        if (fields.length === 0) return known;
        known.push(names.clientName(step));
        selectionSets = fields.flatMap(({ selectionSet }) => selectionSet ?? []);
        keysHere = keyed?.below;
      }
      object = valueAt(object, step);
    }
    return known;
  }

  return {
    clientPath(path) {
      const known = follow(path);
      return known.length > 0 ? known : undefined;
    },
    isAsked(path, data) {
      const known = follow(path, data);
      if (known.length === follow(path).length) return true;
      const next = path[known.length];
      return typeof next !== 'string' || names.clientName(next) === next;
    },
  };
}

interface FieldParent extends Pick<PlanNames, 'types' | 'clientName'> {
  document: DocumentNode;
  /** Set where the key stands only for fields of some object types. */
  keyed: KeyedFields | undefined;
  /** The type of the object, where that is known. */
  typeName: string | undefined;
}

/** The fields in the client's selection sets with this internal key. */
function fieldsWithKey(internal: string, selectionSets: readonly SelectionSetNode[], parent: FieldParent): FieldNode[] {
  const { document, keyed, types, clientName, typeName } = parent;
  const key = clientName(internal);
  // A field that the plan added has its plain name as key, which a client may have used as the alias of another field.
  const isAliasAllowed = key !== internal;
  const visited = new Set<string>();
  const applies = (condition: string | undefined): boolean => {
    if (condition === undefined) return true;
    if (typeName !== undefined) return types.applies(condition, typeName);
    return !keyed || [...keyed.types].some((type) => types.applies(condition, type));
  };
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

function valueAt(value: unknown, step: string | number): unknown {
  if (typeof step === 'number') return Array.isArray(value) ? (value as unknown[])[step] : undefined;
  return isJsonObject(value) ? ownValue(value, step) : undefined;
}

/** Undefined where nobody said it, or it is no object type of ours. */
function typeNameOf(object: unknown, { types }: Pick<PathNames, 'types'>): string | undefined {
  const name = isJsonObject(object) ? ownValue(object, '__typename') : undefined;
  return typeof name === 'string' && types.isObjectType(name) ? name : undefined;
}
