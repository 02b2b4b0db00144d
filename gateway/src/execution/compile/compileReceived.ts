import { WaslError } from '@wasl/schema/errors.ts';
import { type FieldNode, type FragmentDefinitionNode, Kind, parse, type SelectionSetNode } from 'graphql';
import { isJsonObject, isTooDeep, type JsonObject } from '../../core/jsonObject.ts';
import type { SupergraphTypes } from './supergraphTypes.ts';

/** Path of a missing field in the received data. */
export type MissingPath = readonly (string | number)[];

/** Checks what a subgraph answered: the response's data, or one entity. Returns the paths of missing fields. */
export type CheckReceived = (received: JsonObject) => readonly MissingPath[];

/** What was selected of an object. */
interface Asked {
  keys: Map<string, Asked>;
  /** The declared type; undefined where fields of different types share the key. */
  type: string | undefined;
  /** Whether the declared type is a root type. */
  isRoot: boolean;
  /** Whether every object must have this key, whatever its type: it is not selected only inside fragments on some types. */
  isCertain: boolean;
  /** The number of certain keys, `__typename` not counted. */
  certainCount: number;
  /** Keys inside fragments that apply only to some types, with the type conditions of these fragments. */
  conditional: { key: string; conditions: readonly string[] }[];
}

const noNames: ReadonlyMap<string, string> = new Map();
const noneMissing: readonly MissingPath[] = [];
/** Most missing fields of one answer that are reported. */
const mostMissing = 100;

/**
 * Makes the check of a subgraph's answer. It removes keys that were not selected. An object without the `__typename` that was selected gets
 * its declared type, or null where that is not an object type. A root type gets the supergraph's name for it, whatever the subgraph calls
 * it. A scalar that is nested too deep makes the answer invalid. Missing fields are returned: a response has every field that applies to
 * its object (spec 6.3).
 * `root` is the type of the checked objects: that of the response's data, or undefined for entities, which have many. `names` are our type
 * names by the subgraph's.
 */
export function compileReceived(
  query: string,
  root: string | undefined,
  types: SupergraphTypes,
  names = noNames,
): CheckReceived {
  let asked: Asked | undefined;
  return (received) => {
    asked ??= readAsked(query, root, types);
    const checking: Checking = { types, names, path: [], missing: undefined };
    check(received, asked, checking);
    return checking.missing ?? noneMissing;
  };
}

interface Checking {
  types: SupergraphTypes;
  /** Our type names by the subgraph's. */
  names: ReadonlyMap<string, string>;
  path: (string | number)[];
  missing: MissingPath[] | undefined;
}

function check(value: unknown, asked: Asked, checking: Checking): void {
  if (Array.isArray(value)) return checkItems(value, asked, checking);
  if (!isJsonObject(value)) return;
  let certainCount = 0;
  for (const key in value) {
    const below = asked.keys.get(key);
    const item = value[key];
    if (!below) {
      delete value[key];
      continue;
    }
    if (below.isCertain) certainCount += 1;
    if (typeof item !== 'object' || item === null) continue;
    if (below.keys.size === 0) refuseTooDeep(item);
    else {
      checking.path.push(key);
      check(item, below, checking);
      checking.path.pop();
    }
  }
  nameType(value, asked, checking);
  if (certainCount < asked.certainCount) noteMissing(value, asked, checking);
  if (asked.conditional.length > 0) noteMissingOfType(value, asked, checking);
}

/** Sets a missing `__typename` to the declared type, and translates one that is there to our name. */
function nameType(object: JsonObject, { keys, type, isRoot }: Asked, { types, names }: Checking): void {
  const typeName = object['__typename'];
  if (typeName === undefined) {
    if (keys.has('__typename')) object['__typename'] = type !== undefined && types.isObjectType(type) ? type : null;
  } else if (isRoot) {
    object['__typename'] = type;
  } else if (names.size > 0) {
    object['__typename'] = names.get(typeName as string) ?? typeName;
  }
}

function checkItems(items: readonly unknown[], asked: Asked, checking: Checking): void {
  for (let index = 0; index < items.length; index += 1) {
    checking.path.push(index);
    check(items[index], asked, checking);
    checking.path.pop();
  }
}

function refuseTooDeep(scalar: object): void {
  if (isTooDeep(scalar)) throw new WaslError('SUBGRAPH_RESPONSE_INVALID');
}

function noteMissing(object: JsonObject, asked: Asked, checking: Checking): void {
  for (const [key, { isCertain }] of asked.keys) {
    if (isCertain && !Object.hasOwn(object, key)) addMissing(key, checking);
  }
}

/**
 * Missing fields of fragments on the object's own type. Those on interfaces are not checked: only the subgraph knows which it has there.
 */
function noteMissingOfType(object: JsonObject, asked: Asked, checking: Checking): void {
  const typeName = object['__typename'];
  for (const { key, conditions } of asked.conditional) {
    if (!Object.hasOwn(object, key) && conditions.every((one) => one === typeName)) addMissing(key, checking);
  }
}

function addMissing(key: string, checking: Checking): void {
  checking.missing ??= [];
  if (checking.missing.length < mostMissing) checking.missing.push([...checking.path, key]);
}

function createAsked(type: string | undefined, types: SupergraphTypes): Asked {
  const isRoot = type !== undefined && types.rootKind(type) !== undefined;
  return { keys: new Map(), type, isRoot, isCertain: false, certainCount: 0, conditional: [] };
}

function readAsked(query: string, root: string | undefined, types: SupergraphTypes): Asked {
  const { definitions } = parse(query, { noLocation: true });
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const item of definitions) if (item.kind === Kind.FRAGMENT_DEFINITION) fragments.set(item.name.value, item);
  const asked = createAsked(root, types);

  function addSet({ selections }: SelectionSetNode, scope: Scope): void {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) addField(selection, scope);
      else if (selection.kind === Kind.INLINE_FRAGMENT) {
        addSet(selection.selectionSet, within(scope, selection.typeCondition?.name.value));
      } else {
        const fragment = fragments.get(selection.name.value);
        if (fragment) addSet(fragment.selectionSet, within(scope, fragment.typeCondition.name.value));
      }
    }
  }

  function addField(node: FieldNode, { to, type, conditions, isExpected }: Scope): void {
    const { name, selectionSet } = node;
    const key = (node.alias ?? name).value;
    const output = type === undefined ? undefined : types.outputOf(type, name.value);
    const known = to.keys.get(key);
    const below = known ?? createAsked(output, types);
    // Fields of different object types share the key and have different types: only the subgraph knows which it is.
    if (known && known.type !== output) Object.assign(known, { type: undefined, isRoot: false });
    to.keys.set(key, below);
    if (isExpected && name.value !== '__typename' && !node.directives?.length) addExpected(key, below, to, conditions);
    if (!selectionSet) return;
    const seen = name.value === '_entities' ? onlyCondition(selectionSet) : output;
    addSet(selectionSet, {
      to: below,
      type: output,
      seenAs: seen,
      conditions: [],
      isExpected: isExpected && conditions.length === 0,
    });
  }

  for (const item of definitions) {
    if (item.kind !== Kind.OPERATION_DEFINITION) continue;
    addSet(item.selectionSet, { to: asked, type: root, seenAs: root, conditions: [], isExpected: true });
  }
  return asked.keys.get('_entities') ?? asked;
}

/** The context of a selection. */
interface Scope {
  to: Asked;
  type: string | undefined;
  /** The type that every object here has, fragments aside. */
  seenAs: string | undefined;
  /** Type conditions around the selection that not every object meets. */
  conditions: readonly string[];
  /**
   * Whether fields here can be missing. Not below a field that only some types have: other types may select other fields under the same
   * key.
   */
  isExpected: boolean;
}

function within(scope: Scope, condition: string | undefined): Scope {
  if (condition === undefined) return scope;
  const { seenAs, conditions } = scope;
  return { ...scope, type: condition, conditions: condition === seenAs ? conditions : [...conditions, condition] };
}

function addExpected(key: string, below: Asked, to: Asked, conditions: readonly string[]): void {
  if (below.isCertain) return;
  if (conditions.length > 0) {
    to.conditional.push({ key, conditions });
    return;
  }
  below.isCertain = true;
  to.certainCount += 1;
}

/** The type condition where the selection set is a single fragment, as in most entity fetches: all entities returned have that type. */
function onlyCondition({ selections }: SelectionSetNode): string | undefined {
  const [first, ...others] = selections;
  return first?.kind === Kind.INLINE_FRAGMENT && others.length === 0 ? first.typeCondition?.name.value : undefined;
}
