import { WaslError } from '@wasl/schema/errors.ts';
import { type FieldNode, type FragmentDefinitionNode, Kind, parse, type SelectionSetNode } from 'graphql';
import { isJsonObject, isTooDeep, type JsonObject } from '../../core/jsonObject.ts';
import type { SupergraphTypes } from './supergraphTypes.ts';

/** Where in what was received a field is missing. */
export type MissingPath = readonly (string | number)[];

/** Checks what a subgraph answered: the data, or one entity. Answers the fields that it left out. */
export type CheckReceived = (received: JsonObject) => readonly MissingPath[];

/** What was asked of an object. */
interface Asked {
  keys: Map<string, Asked>;
  /** Its type as declared; undefined where it may be one of several. */
  type: string | undefined;
  /** Whether that is a root type. */
  isRoot: boolean;
  /** Whether every object has the key, whatever its type: fragments that apply to some are none of its selections. */
  isCertain: boolean;
  /** How many of the keys are certain; `__typename` is not counted. */
  certainCount: number;
  /** Keys below fragments that not every object meets, with the types that the fragments are on. */
  conditional: { key: string; conditions: readonly string[] }[];
}

const noNames: ReadonlyMap<string, string> = new Map();
const noneMissing: readonly MissingPath[] = [];
/** More missing fields of one answer are not told. */
const mostMissing = 100;

/**
 * Makes the check of what a subgraph answered: keys that it was not asked for go, and an object without the `__typename` that
 * it was asked for gets the one that is declared; where that is not an object type, its type is unknown, which is null. A scalar
 * that nests too deep refuses the answer. A response has every field that applies to its object (spec 6.3): those that are
 * missing are told. A root type gets the supergraph's name, whatever the subgraph calls it.
 * `root` is the type of the objects checked: of the answer's data, or undefined for entities, which are of many. `names` are ours
 * by the subgraph's.
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
  /** Ours by the subgraph's. */
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

/** Says an object's type where it was asked for and left out, and in our names. */
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

/** Fields of the object's own type; only the subgraph knows which interfaces that has there. */
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
    // Two types of object that answer with different types under one key: which it is, only the subgraph knows.
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

/** Where a selection stands. */
interface Scope {
  to: Asked;
  type: string | undefined;
  /** What every object here is known to be, fragments aside. */
  seenAs: string | undefined;
  /** Types of the fragments around the selection that not every object meets. */
  conditions: readonly string[];
  /** Below a field of some types only nothing is expected: others may select other things under the same key. */
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

/** The type of the one fragment that a request for entities mostly has: those that come back are of it. */
function onlyCondition({ selections }: SelectionSetNode): string | undefined {
  const [first, ...others] = selections;
  return first?.kind === Kind.INLINE_FRAGMENT && others.length === 0 ? first.typeCondition?.name.value : undefined;
}
