import { WaslError } from '@wasl/schema/errors.ts';
import { type FragmentDefinitionNode, Kind, parse, type SelectionSetNode } from 'graphql';
import { isJsonObject, isTooDeep, type JsonObject } from '../../core/jsonObject.ts';
import type { SupergraphTypes } from './supergraphTypes.ts';

/** What was asked of an object. */
interface Asked {
  keys: Map<string, Asked>;
  /** Its type as declared. */
  type: string | undefined;
  /** Whether that is a root type. */
  isRoot: boolean;
}

const noNames: ReadonlyMap<string, string> = new Map();

/**
 * Makes the check of what a subgraph answered: keys that it was not asked for go, and an object without the `__typename` that
 * it was asked for gets the one that is declared; where that is not an object type, its type is unknown, which is null. A scalar
 * that nests too deep refuses the answer. A root type gets the supergraph's name, whatever the subgraph calls it.
 * `root` is the type of the objects checked: of the answer's data, or undefined for entities, which are of many. `names` are ours
 * by the subgraph's.
 */
export function compileReceived(
  query: string,
  root: string | undefined,
  types: SupergraphTypes,
  names = noNames,
): (received: JsonObject) => void {
  let asked: Asked | undefined;
  return (received) => {
    asked ??= readAsked(query, root, types);
    check(received, asked, types, names);
  };
}

function check(value: unknown, asked: Asked, types: SupergraphTypes, names: ReadonlyMap<string, string>): void {
  if (Array.isArray(value)) {
    for (const item of value) check(item, asked, types, names);
    return;
  }
  if (!isJsonObject(value)) return;
  for (const key in value) {
    const below = asked.keys.get(key);
    const item = value[key];
    if (!below) delete value[key];
    else if (typeof item === 'object' && item !== null) {
      if (below.keys.size > 0) check(item, below, types, names);
      else if (isTooDeep(item)) throw new WaslError('SUBGRAPH_RESPONSE_INVALID');
    }
  }
  const typeName = value['__typename'];
  if (typeName === undefined) {
    if (!asked.keys.has('__typename')) return;
    value['__typename'] = asked.type !== undefined && types.isObjectType(asked.type) ? asked.type : null;
  } else if (asked.isRoot) {
    value['__typename'] = asked.type;
  } else if (names.size > 0) {
    value['__typename'] = names.get(typeName as string) ?? typeName;
  }
}

function askedOf(type: string | undefined, types: SupergraphTypes): Asked {
  return { keys: new Map(), type, isRoot: type !== undefined && types.rootKind(type) !== undefined };
}

function readAsked(query: string, root: string | undefined, types: SupergraphTypes): Asked {
  const { definitions } = parse(query, { noLocation: true });
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const item of definitions) if (item.kind === Kind.FRAGMENT_DEFINITION) fragments.set(item.name.value, item);
  const asked = askedOf(root, types);

  function add({ selections }: SelectionSetNode, type: string | undefined, to: Asked): void {
    for (const selection of selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        add(selection.selectionSet, selection.typeCondition?.name.value ?? type, to);
      } else if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(selection.name.value);
        if (fragment) add(fragment.selectionSet, fragment.typeCondition.name.value, to);
      } else {
        const key = (selection.alias ?? selection.name).value;
        const output = type === undefined ? undefined : types.outputOf(type, selection.name.value);
        const known = to.keys.get(key);
        const below = known ?? askedOf(output, types);
        // Two types of object that answer with different types under one key: which it is, only the subgraph knows.
        if (known && known.type !== output) Object.assign(known, { type: undefined, isRoot: false });
        to.keys.set(key, below);
        if (selection.selectionSet) add(selection.selectionSet, output, below);
      }
    }
  }

  for (const item of definitions) if (item.kind === Kind.OPERATION_DEFINITION) add(item.selectionSet, root, asked);
  return asked.keys.get('_entities') ?? asked;
}
