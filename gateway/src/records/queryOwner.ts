import { type DocumentNode, Kind, type ObjectTypeDefinitionNode } from 'graphql';
import { graphNames } from '../core/graphNames.ts';
import { argument } from '../core/schemaLinks.ts';

/** The name of the subgraph that has a field of `Query`; undefined where none has. Of several, one. */
export function queryOwner(supergraph: DocumentNode, fieldName: string): string | undefined {
  const graph = graphOf(supergraph, fieldName);
  return graph === undefined ? undefined : graphNames(supergraph).get(graph);
}

/** Whether an object type of the supergraph has a field. */
export function hasField(supergraph: DocumentNode, typeName: string, fieldName: string): boolean {
  return typeNamed(supergraph, typeName)?.fields?.some(({ name }) => name.value === fieldName) ?? false;
}

function typeNamed(supergraph: DocumentNode, typeName: string): ObjectTypeDefinitionNode | undefined {
  const type = supergraph.definitions.find(
    (item) => item.kind === Kind.OBJECT_TYPE_DEFINITION && item.name.value === typeName,
  );
  return type?.kind === Kind.OBJECT_TYPE_DEFINITION ? type : undefined;
}

function graphOf(supergraph: DocumentNode, fieldName: string): string | undefined {
  const type = typeNamed(supergraph, 'Query');
  const field = type?.fields?.find(({ name }) => name.value === fieldName);
  const owners = [...(field?.directives ?? []), ...(field ? (type?.directives ?? []) : [])].flatMap((directive) => {
    const graph = /^join__(?:field|type)$/.test(directive.name.value) ? argument(directive, 'graph') : undefined;
    return graph?.kind === Kind.ENUM ? [graph.value] : [];
  });
  return owners[0];
}
