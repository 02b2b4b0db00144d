import { type DocumentNode, Kind, type SelectionNode } from 'graphql';
import { parseFieldSet } from '../../core/fieldSet.ts';
import { graphNames } from '../../core/graphNames.ts';
import { argument, textOf } from '../../core/schemaLinks.ts';

/** A field of a key; `inner` is what of an object belongs to it. */
export interface KeyPart {
  name: string;
  inner: readonly KeyPart[] | undefined;
}

/** By the name of an entity's type: its keys, in the order of the supergraph. */
export type KeysOfTypes = ReadonlyMap<string, readonly (readonly KeyPart[])[]>;

/** The keys of these subgraphs' entities, interfaces included, by subgraph. Keys with fragments in them are left out. */
export function entityKeys(supergraph: DocumentNode, subgraphs: ReadonlySet<string>): ReadonlyMap<string, KeysOfTypes> {
  const nameOf = graphNames(supergraph);
  const found = new Map<string, Map<string, (readonly KeyPart[])[]>>();
  for (const item of supergraph.definitions) {
    if (item.kind !== Kind.OBJECT_TYPE_DEFINITION && item.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const join of item.directives ?? []) {
      const graph = join.name.value === 'join__type' ? argument(join, 'graph') : undefined;
      const subgraph = graph?.kind === Kind.ENUM ? nameOf.get(graph.value) : undefined;
      const key = textOf(argument(join, 'key'));
      const parts = key === undefined ? undefined : partsOf(parseFieldSet(key));
      if (subgraph === undefined || !parts || !subgraphs.has(subgraph)) continue;
      const types = found.get(subgraph) ?? new Map<string, (readonly KeyPart[])[]>();
      found.set(subgraph, types);
      types.set(item.name.value, [...(types.get(item.name.value) ?? []), parts]);
    }
  }
  return found;
}

function partsOf(selections: readonly SelectionNode[]): KeyPart[] | undefined {
  const parts: KeyPart[] = [];
  for (const item of selections) {
    if (item.kind !== Kind.FIELD) return undefined;
    const inner = item.selectionSet && partsOf(item.selectionSet.selections);
    if (item.selectionSet && !inner) return undefined;
    parts.push({ name: item.name.value, inner });
  }
  return parts;
}
