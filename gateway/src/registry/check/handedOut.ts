import { type DocumentNode, Kind, type TypeNode } from 'graphql';
import { graphsOf, ownersOf } from '../matrix/ownedTypes.ts';

/**
 * Of each type, the subgraphs (as `join__Graph` names them) that answer a field with objects of it: of the type itself, or of a union or an
 * interface that may be one. A subgraph that only adds fields to objects which others hand out is not among them.
 */
export function handedOut(supergraph: DocumentNode): ReadonlyMap<string, ReadonlySet<string>> {
  const related = relatives(supergraph);
  const found = new Map<string, Set<string>>();
  for (const item of supergraph.definitions) {
    if (item.kind !== Kind.OBJECT_TYPE_DEFINITION && item.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    const graphs = graphsOf(item.directives ?? [], 'join__type');
    for (const field of item.fields ?? []) {
      const output = namedType(field.type);
      for (const name of [output, ...(related.get(output) ?? [])]) {
        const by = found.get(name) ?? new Set();
        found.set(name, by);
        for (const graph of ownersOf(field, graphs)) by.add(graph);
      }
    }
  }
  return found;
}

/** Of unions and interfaces what they may be, of objects the interfaces that they are. */
function relatives(supergraph: DocumentNode): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const relate = (one: string, other: string) => found.set(one, [...(found.get(one) ?? []), other]);
  for (const item of supergraph.definitions) {
    if (item.kind === Kind.UNION_TYPE_DEFINITION)
      for (const { name } of item.types ?? []) relate(item.name.value, name.value);
    if (item.kind !== Kind.OBJECT_TYPE_DEFINITION && item.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const { name } of item.interfaces ?? []) {
      relate(name.value, item.name.value);
      relate(item.name.value, name.value);
    }
  }
  return found;
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}
