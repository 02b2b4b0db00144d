import { type DocumentNode, type FieldNode, Kind, parse, type SelectionSetNode } from 'graphql';
import { parseFieldSet } from '../../core/fieldSet.ts';
import { argument, textOf } from '../../core/schemaLinks.ts';
import type { FetchNode, RepresentationNode } from '../../planning/plan.ts';

/** A field of a key that an entity is asked to bear as it was asked for. */
export interface KeyField {
  name: string;
  /** Whether nobody else asked for it: it is taken off again. */
  isAdded: boolean;
}

/** By object type, the fields of the key that its entities are asked for back. */
export type KeysAskedBack = ReadonlyMap<string, readonly KeyField[]>;

/** Makes the function that adds to an entity fetch the key by which it asks. */
export type AskKeysBack = (node: FetchNode) => { node: FetchNode; keys: KeysAskedBack | undefined };

/**
 * Lets entity fetches to these subgraphs ask for the key that they send, within the same request: a subgraph that answers entities in another
 * order is seen by it. Keys of one or more scalars are; keys with objects in them, entities that are asked for by an interface, and fields whose
 * names are taken by something else are not.
 */
export function createAskKeysBack(supergraph: DocumentNode, subgraphs: ReadonlySet<string>): AskKeysBack {
  const keysOf = scalarKeys(supergraph, subgraphs);
  return (node) => {
    const asked = keysOf.get(node.subgraph);
    const set = asked && node.requires && !node.inputRewrites?.length ? entitySelections(node.operation) : undefined;
    if (!asked || !set) return { node, keys: undefined };
    const keys = new Map<string, readonly KeyField[]>();
    const added: { at: number; text: string }[] = [];
    for (const item of set.selections) {
      if (item.kind !== Kind.INLINE_FRAGMENT || !item.typeCondition || !item.selectionSet.loc) continue;
      const typeName = item.typeCondition.name.value;
      const fields = keyFields(item.selectionSet, asked.get(typeName) ?? [], sentFields(node.requires ?? [], typeName));
      if (!fields || keys.has(typeName)) continue;
      keys.set(typeName, fields);
      const missing = fields.filter(({ isAdded }) => isAdded).map(({ name }) => `${name} `);
      added.push({ at: item.selectionSet.loc.start + 1, text: missing.join('') });
    }
    if (keys.size === 0) return { node, keys: undefined };
    let operation = node.operation;
    for (const { at, text } of added.toReversed()) operation = operation.slice(0, at) + text + operation.slice(at);
    return { node: { ...node, operation }, keys };
  };
}

/** The fields of the first key that is sent as a whole; undefined where none is, or one of its names means something else here. */
function keyFields(
  { selections }: SelectionSetNode,
  keys: readonly (readonly string[])[],
  sent: ReadonlySet<string>,
): KeyField[] | undefined {
  const key = keys.find((names) => names.every((name) => sent.has(name)));
  const found = key?.map((name) => {
    const named = selections.filter((item): item is FieldNode => item.kind === Kind.FIELD && keyOf(item) === name);
    const isPlain = named.every(
      (item) => item.name.value === name && !item.arguments?.length && !item.directives?.length,
    );
    return isPlain ? { name, isAdded: named.length === 0 } : undefined;
  });
  return found?.every((field) => field !== undefined) ? found : undefined;
}

function keyOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}

/** Scalars that a representation of a type sends under their own names. */
function sentFields(selections: readonly RepresentationNode[], typeName: string): Set<string> {
  const names = new Set<string>();
  for (const item of selections) {
    if (item.kind === 'Field') {
      if (!item.selections && item.alias === undefined) names.add(item.name);
    } else if (item.typeCondition === undefined || item.typeCondition === typeName)
      for (const name of sentFields(item.selections, typeName)) names.add(name);
  }
  return names;
}

function entitySelections(operation: string): SelectionSetNode | undefined {
  for (const definition of parse(operation).definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const field = definition.selectionSet.selections.find(
      (item): item is FieldNode => item.kind === Kind.FIELD && item.name.value === '_entities',
    );
    return field?.selectionSet;
  }
  return undefined;
}

/** By subgraph and object type: the keys of scalars alone. */
function scalarKeys(supergraph: DocumentNode, subgraphs: ReadonlySet<string>) {
  const nameOf = new Map(
    supergraph.definitions.flatMap((item) =>
      item.kind === Kind.ENUM_TYPE_DEFINITION && item.name.value === 'join__Graph'
        ? (item.values ?? []).map((value) => [value.name.value, graphName(value)] as const)
        : [],
    ),
  );
  const found = new Map<string, Map<string, string[][]>>();
  for (const item of supergraph.definitions) {
    if (item.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    for (const join of item.directives ?? []) {
      const graph = join.name.value === 'join__type' ? argument(join, 'graph') : undefined;
      const subgraph = graph?.kind === Kind.ENUM ? nameOf.get(graph.value) : undefined;
      const key = textOf(argument(join, 'key'));
      if (subgraph === undefined || key === undefined || !subgraphs.has(subgraph)) continue;
      const selections = parseFieldSet(key);
      if (!selections.every((one) => one.kind === Kind.FIELD && !one.selectionSet)) continue;
      const types = found.get(subgraph) ?? new Map<string, string[][]>();
      found.set(subgraph, types);
      const names = selections.flatMap((one) => (one.kind === Kind.FIELD ? [one.name.value] : []));
      types.set(item.name.value, [...(types.get(item.name.value) ?? []), names]);
    }
  }
  return found;
}

function graphName({
  directives,
  name,
}: {
  directives?: readonly { name: { value: string } }[];
  name: { value: string };
}) {
  const graph = directives?.find((one) => one.name.value === 'join__graph');
  return (graph && textOf(argument(graph as Parameters<typeof argument>[0], 'name'))) ?? name.value;
}
