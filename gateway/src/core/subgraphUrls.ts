import { type DocumentNode, Kind } from 'graphql';
import { argument, textOf } from './schemaLinks.ts';

/** The addresses that a supergraph gives its subgraphs, by name: `@join__graph(name:, url:)` on the values of `enum join__Graph`. */
export function subgraphUrlsOf(supergraph: DocumentNode): Map<string, string> {
  const urls = new Map<string, string>();
  for (const item of supergraph.definitions) {
    if (item.kind !== Kind.ENUM_TYPE_DEFINITION || item.name.value !== 'join__Graph') continue;
    for (const { name, directives } of item.values ?? []) {
      const graph = directives?.find((directive) => directive.name.value === 'join__graph');
      const told = (key: string) => graph && textOf(argument(graph, key));
      urls.set(told('name') ?? name.value, told('url') ?? '');
    }
  }
  return urls;
}
