import type { DocumentNode } from 'graphql';
import { renamedRoots, renameTypes, rootNamesOf, standardRoots } from '../core/typeNames.ts';

/**
 * The subgraph with the standard names of root types, as composition renames them. If another type has such a name, it is left to
 * composition to report it.
 */
export function withStandardRoots(typeDefs: DocumentNode): DocumentNode {
  const roots = rootNamesOf(typeDefs);
  const defined = new Set(typeDefs.definitions.flatMap((item) => ('name' in item ? item.name?.value : undefined)));
  const names = renamedRoots(roots, standardRoots);
  return [...names.values()].some((name) => defined.has(name)) ? typeDefs : renameTypes(typeDefs, names);
}
