import { WaslError } from '@wasl/schema/errors.ts';
import { type FieldNode, type FragmentDefinitionNode, Kind, parse, type SelectionSetNode } from 'graphql';
import { isJsonObject, isTooDeep, type JsonObject } from '../../core/jsonObject.ts';
import type { SupergraphTypes } from './supergraphTypes.ts';

/** Path of a missing field in the received data. */
export type MissingPath = readonly (string | number)[];

/** Checks what a subgraph answered: the response's data, or one entity. */
export type CheckReceived = (received: JsonObject) => Checked;

/** Numbers of an answer: none, only those of type `Int`, or others too, whose digits must be kept. */
export type Numbers = 'none' | 'ints' | 'any';

export interface Checked {
  /** Paths of missing fields; most answers have none. */
  missing: readonly MissingPath[];
  /** Which numbers it holds. */
  numbers: Numbers;
}

/** What was selected of an object. */
interface Asked {
  keys: Map<string, Asked>;
  /** The declared type; undefined where fields of different types share the key. */
  type: string | undefined;
  /** Whether the declared type is a root type. */
  isRoot: boolean;
  /** Which numbers may be here. */
  numbers: Numbers;
  /** Whether every object must have this key, whatever its type: it is not selected only inside fragments on some types. */
  isCertain: boolean;
  /** The number of certain keys, `__typename` not counted. */
  certainCount: number;
  /** Keys inside fragments that apply only to some types, with the type conditions of these fragments. */
  conditional: { key: string; conditions: readonly string[] }[];
}

const noNames: ReadonlyMap<string, string> = new Map();
const noneMissing: readonly MissingPath[] = [];
const numbersOf = new Map<string | undefined, Numbers>([
  ['String', 'none'],
  ['Boolean', 'none'],
  ['Int', 'ints'],
]);
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
    const checking: Checking = { types, names, missing: noneMissing, numbers: 'none', isComplete: true };
    check(received, asked, checking);
    if (!checking.isComplete) checking.missing = findMissing(received, asked);
    return checking;
  };
}

interface Checking extends Checked {
  types: SupergraphTypes;
  /** Our type names by the subgraph's. */
  names: ReadonlyMap<string, string>;
  /** Whether no field is missing. */
  isComplete: boolean;
}

function check(value: unknown, asked: Asked, checking: Checking): void {
  if (Array.isArray(value)) {
    for (const item of value) check(item, asked, checking);
    return;
  }
  if (!isJsonObject(value)) return;
  let certainCount = 0;
  for (const key in value) {
    const below = asked.keys.get(key);
    if (!below) {
      delete value[key];
      continue;
    }
    if (below.isCertain) certainCount += 1;
    const item = value[key];
    if (typeof item === 'string' || item === null) continue;
    if (typeof item === 'number') noteNumbers(below, checking);
    else if (typeof item !== 'object') continue;
    else if (below.keys.size > 0) check(item, below, checking);
    else {
      refuseTooDeep(item);
      noteNumbers(below, checking);
    }
  }
  nameType(value, asked, checking);
  if (certainCount < asked.certainCount || lacksFieldOfType(value, asked)) checking.isComplete = false;
}

function noteNumbers({ numbers }: Asked, checking: Checking): void {
  if (checking.numbers !== 'any' && numbers !== 'none') checking.numbers = numbers;
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

function refuseTooDeep(scalar: object): void {
  if (isTooDeep(scalar)) throw new WaslError('SUBGRAPH_RESPONSE_INVALID');
}

/** Whether a field is missing that a fragment on the object's type selects. */
function lacksFieldOfType(object: JsonObject, { conditional }: Asked): boolean {
  return conditional.some((field) => isMissing(field, object));
}

/**
 * Whether a field of a fragment on the object's own type is missing. Those on interfaces are not checked: only the subgraph knows which it
 * has there.
 */
function isMissing({ key, conditions }: Asked['conditional'][number], object: JsonObject): boolean {
  return !Object.hasOwn(object, key) && conditions.every((one) => one === object['__typename']);
}

/** Paths of the missing fields of an answer that was checked, at most 100. */
function findMissing(received: JsonObject, asked: Asked): readonly MissingPath[] {
  const found: MissingPath[] = [];
  addMissing(received, asked, [], found);
  return found.slice(0, mostMissing);
}

function addMissing(value: unknown, asked: Asked, path: MissingPath, found: MissingPath[]): void {
  if (found.length >= mostMissing) return;
  if (Array.isArray(value)) return value.forEach((item, index) => addMissing(item, asked, [...path, index], found));
  if (!isJsonObject(value) || asked.keys.size === 0) return;
  for (const [key, below] of asked.keys) {
    if (Object.hasOwn(value, key)) addMissing(value[key], below, [...path, key], found);
    else if (below.isCertain) found.push([...path, key]);
  }
  for (const field of asked.conditional) if (isMissing(field, value)) found.push([...path, field.key]);
}

function createAsked(type: string | undefined, types: SupergraphTypes): Asked {
  const isRoot = type !== undefined && types.rootKind(type) !== undefined;
  const numbers = numbersOf.get(type) ?? 'any';
  return { keys: new Map(), type, isRoot, numbers, isCertain: false, certainCount: 0, conditional: [] };
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
    if (known && known.type !== output) Object.assign(known, { type: undefined, isRoot: false, numbers: 'any' });
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
