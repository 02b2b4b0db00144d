import { type ConstDirectiveNode, type DirectiveNode, type DocumentNode, Kind, visit } from 'graphql';
import { graphNames } from '../core/graphNames.ts';
import type { SecurityDirectives } from './securityDirectives.ts';

/**
 * By subgraph name, the scopes in the rules of its fields and types: those of the caller's scopes that the subgraph needs to enforce its
 * own rules again.
 */
export function namedScopes(
  supergraph: DocumentNode,
  { specOf }: SecurityDirectives,
): ReadonlyMap<string, ReadonlySet<string>> {
  const graphs = graphNames(supergraph);
  const scopes = new Map([...graphs.values()].map((name) => [name, new Set<string>()]));

  function add(owners: Iterable<string>, directives: readonly DirectiveNode[]): void {
    const named = directives.filter(({ name }) => specOf.get(name.value) === 'requiresScopes').flatMap(stringsIn);
    for (const owner of owners) for (const scope of named) scopes.get(graphs.get(owner) ?? '')?.add(scope);
  }

  for (const definition of supergraph.definitions) {
    if (!('directives' in definition) || !('name' in definition)) continue;
    const owners = graphsOf(definition.directives ?? [], 'join__type');
    add(owners, definition.directives ?? []);
    if (!('fields' in definition)) continue;
    for (const { directives = [] } of definition.fields ?? []) {
      const own = graphsOf(directives, 'join__field');
      add(own.length > 0 ? own : owners, directives);
    }
  }
  return scopes;
}

function graphsOf(directives: readonly DirectiveNode[], wanted: string): string[] {
  return directives
    .filter(({ name }) => name.value === wanted)
    .flatMap(({ arguments: given = [] }) => {
      const graph = given.find(({ name }) => name.value === 'graph')?.value;
      return graph?.kind === Kind.ENUM ? [graph.value] : [];
    });
}

function stringsIn(directive: ConstDirectiveNode | DirectiveNode): string[] {
  const found: string[] = [];
  visit(directive, { StringValue: ({ value }) => void found.push(value) });
  return found;
}
