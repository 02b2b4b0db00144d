import { type ConstDirectiveNode, type DocumentNode, type FieldDefinitionNode, Kind, type TypeNode } from 'graphql';
import { graphNames } from '../../core/graphNames.ts';
import { argument } from '../../core/schemaLinks.ts';

export interface OwnedType {
  name: string;
  isMutation: boolean;
  fields: readonly OwnedField[];
}

export interface OwnedField {
  name: string;
  /** Its named output type. */
  output: string;
  owners: readonly string[];
}

interface Definition {
  graphs: readonly string[];
  fields: readonly FieldDefinitionNode[];
}

/** Object types and interfaces that clients can reach from the roots, roots first, then by name. */
export function readOwnedTypes(supergraph: DocumentNode): OwnedType[] {
  const graphs = graphNames(supergraph);
  const definitions = new Map<string, Definition>();
  const members = new Map<string, string[]>();
  let roots = ['Query', 'Mutation', 'Subscription'];
  for (const item of supergraph.definitions) {
    if (item.kind === Kind.SCHEMA_DEFINITION) roots = item.operationTypes.map(({ type }) => type.name.value);
    if (item.kind === Kind.UNION_TYPE_DEFINITION)
      members.set(
        item.name.value,
        (item.types ?? []).map(({ name }) => name.value),
      );
    if (item.kind !== Kind.OBJECT_TYPE_DEFINITION && item.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    definitions.set(item.name.value, {
      graphs: graphsOf(item.directives ?? [], 'join__type'),
      fields: (item.fields ?? []).filter(isAccessible),
    });
    for (const { name } of item.interfaces ?? [])
      members.set(name.value, [...(members.get(name.value) ?? []), item.name.value]);
  }
  const mutation = rootOf(supergraph, 'mutation');
  const ownedField = (field: FieldDefinitionNode, owners: readonly string[]): OwnedField => ({
    name: field.name.value,
    output: namedType(field.type),
    owners: ownersOf(field, owners)
      .map((graph) => graphs.get(graph) ?? graph)
      .sort(),
  });
  const rank = (name: string) => (roots.includes(name) ? roots.indexOf(name) : roots.length);
  return reach(roots, definitions, members)
    .sort((one, other) => rank(one) - rank(other) || one.localeCompare(other, 'en'))
    .flatMap((name) => {
      const definition = definitions.get(name);
      if (!definition) return [];
      const fields = definition.fields.map((field) => ownedField(field, definition.graphs));
      return [{ name, isMutation: name === mutation, fields }];
    });
}

function reach(
  roots: readonly string[],
  definitions: ReadonlyMap<string, Definition>,
  members: ReadonlyMap<string, readonly string[]>,
): string[] {
  const reached = new Set<string>();
  const queue = [...roots];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    queue.push(...(members.get(name) ?? []));
    for (const field of definitions.get(name)?.fields ?? []) queue.push(namedType(field.type));
  }
  return [...reached];
}

/** Whether clients may know of a field; others are there for the gateway. */
export function isAccessible({ directives }: Pick<FieldDefinitionNode, 'directives'>): boolean {
  return !directives?.some(({ name }) => name.value === 'inaccessible');
}

/** The graphs that resolve a field: those that join it, or all of its type where none does. */
export function ownersOf({ directives }: FieldDefinitionNode, graphsOfType: readonly string[]): readonly string[] {
  const joined = (directives ?? []).filter(({ name }) => name.value === 'join__field');
  const resolving = joined.filter(
    (directive) => !isTrue(directive, 'external') && !isTrue(directive, 'usedOverridden'),
  );
  const named = graphsOf(resolving, 'join__field');
  return named.length > 0 ? named : graphsOfType;
}

/** The graphs that directives of this name mention. */
export function graphsOf(directives: readonly ConstDirectiveNode[], directiveName: string): string[] {
  const values = directives
    .filter(({ name }) => name.value === directiveName)
    .flatMap((directive) => {
      const graph = argument(directive, 'graph');
      return graph?.kind === Kind.ENUM ? [graph.value] : [];
    });
  return [...new Set(values)];
}

function rootOf(supergraph: DocumentNode, operation: 'query' | 'mutation'): string | undefined {
  for (const item of supergraph.definitions) {
    if (item.kind !== Kind.SCHEMA_DEFINITION) continue;
    return item.operationTypes.find((root) => root.operation === operation)?.type.name.value;
  }
  return undefined;
}

function isTrue(directive: ConstDirectiveNode, name: string): boolean {
  const value = argument(directive, name);
  return value?.kind === Kind.BOOLEAN && value.value;
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}
