import {
  type DocumentNode,
  type FieldNode,
  type InlineFragmentNode,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql';
import type { FetchNode, RepresentationNode } from '../../planning/plan.ts';
import { entityKeys, type KeyPart } from './entityKeys.ts';

/** A field of a key that an entity is asked to bear as it was asked for. */
export interface KeyField extends KeyPart {
  /** Under which name the entity bears it. */
  as: string;
  /** Whether nobody else asked for it: it is taken off again. */
  isAdded: boolean;
}

/** By the types that representations name, the fields of the key that its entities are asked for back. */
export type KeysAskedBack = ReadonlyMap<string, readonly KeyField[]>;

/** Makes the function that adds to an entity fetch the key by which it asks. */
export type AskKeysBack = (node: FetchNode) => { node: FetchNode; keys: KeysAskedBack | undefined };

/**
 * Lets entity fetches to these subgraphs ask for the key that they send, within the same request: a subgraph that answers entities in another
 * order is seen by it. Keys with fragments in them are not asked for.
 */
export function createAskKeysBack(supergraph: DocumentNode, subgraphs: ReadonlySet<string>): AskKeysBack {
  const keysOf = entityKeys(supergraph, subgraphs);
  const typesOf = implementations(supergraph);
  return (node) => {
    const known = keysOf.get(node.subgraph);
    if (!known || !node.requires || !isRewrittenInNameOnly(node)) return { node, keys: undefined };
    const fragments = entityFragments(node.operation);
    const keys = new Map<string, readonly KeyField[]>();
    const ofInterfaces = new Map<string, readonly KeyField[]>();
    const added: { at: number; text: string }[] = [];
    for (const { typeCondition, selectionSet } of fragments) {
      const typeName = typeCondition?.name.value;
      if (typeName === undefined || !selectionSet.loc || keys.has(typeName)) continue;
      const key = known.get(typeName)?.find((parts) => isSent(parts, typeName, node));
      if (!key) continue;
      const freeName = nameMaker(node.operation, typeName, fragments.length > 1);
      const fields = key.map((part) => keyField(part, selectionSet, freeName));
      keys.set(typeName, fields);
      for (const name of typesOf.get(typeName) ?? []) ofInterfaces.set(name, fields);
      const missing = fields.filter(({ isAdded }) => isAdded).map((field) => `${textOf(field)} `);
      added.push({ at: selectionSet.loc.start + 1, text: missing.join('') });
    }
    if (keys.size === 0) return { node, keys: undefined };
    let operation = node.operation;
    for (const { at, text } of added.toReversed()) operation = operation.slice(0, at) + text + operation.slice(at);
    return { node: { ...node, operation }, keys: new Map([...ofInterfaces, ...keys]) };
  };
}

/** A scalar that is selected as it is serves; what bears its name otherwise, or only where a condition holds, is left alone. */
function keyField(
  part: KeyPart,
  set: SelectionSetNode,
  freeName: (name: string, isInUse: boolean) => string,
): KeyField {
  const isSelected = set.selections.some((item) => item.kind === Kind.FIELD && !part.inner && isPlain(item, part));
  if (isSelected) return { ...part, as: part.name, isAdded: false };
  return { ...part, as: freeName(part.name, isTaken(set, part.name)), isAdded: true };
}

/** Beside another type's fields a name of one's own: fields of several types under one name have to be of one kind. */
function nameMaker(operation: string, typeName: string, isOneOfSeveral: boolean) {
  return (name: string, isInUse: boolean): string => {
    if (!isInUse && !isOneOfSeveral) return name;
    let own = `wasl_key_${typeName}_${name}`;
    while (operation.includes(own)) own += '_';
    return own;
  };
}

/** The object types of each interface: an entity that is asked for by the interface may be sent as what it is. */
function implementations(supergraph: DocumentNode): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const item of supergraph.definitions)
    if (item.kind === Kind.OBJECT_TYPE_DEFINITION)
      for (const { name } of item.interfaces ?? [])
        found.set(name.value, [...(found.get(name.value) ?? []), item.name.value]);
  return found;
}

function isPlain({ alias, name, arguments: given, directives }: FieldNode, part: KeyPart): boolean {
  return name.value === part.name && !alias && !given?.length && !directives?.length;
}

function isTaken({ selections }: SelectionSetNode, key: string): boolean {
  return selections.some((item) => {
    if (item.kind === Kind.FIELD) return (item.alias ?? item.name).value === key;
    return item.kind === Kind.INLINE_FRAGMENT && isTaken(item.selectionSet, key);
  });
}

function textOf({ name, as, inner }: Pick<KeyField, 'name' | 'inner'> & { as?: string }): string {
  const field = as === undefined || as === name ? name : `${as}: ${name}`;
  return inner ? `${field} { ${inner.map((part) => textOf(part)).join(' ')} }` : field;
}

/** Whether every representation of the type holds the whole key. Of those that are sent in an interface's name, none says which it is. */
function isSent(key: readonly KeyPart[], typeName: string, { requires = [], inputRewrites = [] }: FetchNode): boolean {
  const branches =
    inputRewrites.length > 0
      ? requires.map((item) => [item])
      : [requires.filter((item) => item.kind === 'Field' || (item.typeCondition ?? typeName) === typeName)];
  return branches.length > 0 && branches.every((branch) => holds(branch, key));
}

function holds(sent: readonly RepresentationNode[], key: readonly KeyPart[]): boolean {
  const fields = sent.flatMap((item) => (item.kind === 'Field' ? [item] : item.selections));
  return key.every(({ name, inner }) =>
    fields.some(
      (item) =>
        item.kind === 'Field' &&
        item.name === name &&
        item.alias === undefined &&
        (inner ? holds(item.selections ?? [], inner) : !item.selections),
    ),
  );
}

/** What is sent in an interface's name bears the interface's `__typename`; other rewrites would change what a key is. */
function isRewrittenInNameOnly({ inputRewrites = [] }: FetchNode): boolean {
  return inputRewrites.every(({ kind, key }) => kind === 'SetValue' && key === '__typename');
}

function entityFragments(operation: string): InlineFragmentNode[] {
  return parse(operation).definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION) return [];
    const field = definition.selectionSet.selections.find(
      (item): item is FieldNode => item.kind === Kind.FIELD && item.name.value === '_entities',
    );
    return field?.selectionSet?.selections.filter((item) => item.kind === Kind.INLINE_FRAGMENT) ?? [];
  });
}
