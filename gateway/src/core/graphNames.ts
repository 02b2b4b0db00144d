import { type DocumentNode, Kind } from 'graphql';
import { argument, textOf } from './schemaLinks.ts';

/** What a supergraph's subgraphs are called, by their values of `join__Graph`. */
export function graphNames(supergraph: DocumentNode): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.ENUM_TYPE_DEFINITION || definition.name.value !== 'join__Graph') continue;
    for (const { name, directives = [] } of definition.values ?? []) {
      const graph = directives.find((directive) => directive.name.value === 'join__graph');
      names.set(name.value, (graph && textOf(argument(graph, 'name'))) ?? name.value);
    }
  }
  return names;
}
