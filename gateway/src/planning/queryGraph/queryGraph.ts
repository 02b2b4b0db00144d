import type { FieldNode, SelectionNode, TypeNode } from 'graphql';
import { collectFields, mergeSelectionSets } from './collectFields.ts';
import { type FederatedSchema, type FieldInSubgraph, namedTypeOf } from './federatedSchema.ts';

/**
 * What can be said of the subgraphs' types and fields, whatever the operation: vertices are types in subgraphs, edges are fields and key
 * resolutions.
 */
export interface QueryGraph {
  schema: FederatedSchema;
  /** The labels of progressive `@override`s that hold. */
  overrideLabels: ReadonlySet<string>;
}

/** Objects as one subgraph resolves them. */
export interface Vertex {
  subgraph: string;
  /** Their type there: an interface's name where the subgraph has it as an interface object. */
  type: string;
  /** What else the subgraph provides of them on this path (`@provides`). */
  provided: readonly SelectionNode[];
}

const rootTypes = new Set(['Query', 'Mutation', 'Subscription']);

/** Whether a type is that of an operation's root. */
export function isRootType(type: string): boolean {
  return rootTypes.has(type);
}

/** What a subgraph declares of a field, under the labels that hold. */
export function fieldIn(
  { schema, overrideLabels }: QueryGraph,
  subgraph: string,
  type: string,
  name: string,
): FieldInSubgraph | undefined {
  const field = schema.types.get(type)?.fields.get(name)?.subgraphs.get(subgraph);
  if (field?.override && overrideLabels.has(field.override.label) !== field.override.holds) return undefined;
  return field;
}

/** A field that a subgraph resolves where it resolves the object, without anything else. */
export function resolvableField(graph: QueryGraph, vertex: Vertex, name: string): FieldInSubgraph | undefined {
  const field = fieldIn(graph, vertex.subgraph, vertex.type, name);
  if (!field || field.requires) return undefined;
  return field.isExternal && providedFields(graph, vertex, name).length === 0 ? undefined : field;
}

/** The selections of a field among what is provided on the path. */
export function providedFields({ schema }: QueryGraph, { type, provided }: Vertex, name: string): FieldNode[] {
  return collectFields(schema, type, provided).get(name) ?? [];
}

/** What is provided below a field. */
export function providedBelow(graph: QueryGraph, vertex: Vertex, name: string, field: FieldInSubgraph) {
  return [...(field.provides?.selections ?? []), ...mergeSelectionSets(providedFields(graph, vertex, name))];
}

/** Where the field's edges lead to: its objects in the same subgraph, by the types that they may have. */
export function verticesBelow(graph: QueryGraph, vertex: Vertex, name: string): Vertex[] {
  const { subgraph, type } = vertex;
  const field = fieldIn(graph, subgraph, type, name);
  if (!field) return [];
  const provided = providedBelow(graph, vertex, name, field);
  return possibleTypes(graph, subgraph, namedTypeOf(field.type)).map((member) => ({
    subgraph,
    type: member,
    provided,
  }));
}

/** As `verticesBelow`, of several subgraphs that resolve the objects; by type. */
export function verticesBelowAll(graph: QueryGraph, vertices: readonly Vertex[], name: string): Map<string, Vertex[]> {
  const byType = new Map<string, Vertex[]>();
  for (const below of vertices.flatMap((vertex) => verticesBelow(graph, vertex, name))) {
    const known = byType.get(below.type);
    if (known) known.push(below);
    else byType.set(below.type, [below]);
  }
  return byType;
}

/** The types of objects that a subgraph may answer with where it declares a type. */
export function possibleTypes(graph: QueryGraph, subgraph: string, type: string): string[] {
  const { types } = graph.schema;
  const declared = types.get(type);
  const here = declared?.subgraphs.get(subgraph);
  if (!here) return [];
  if (isObjectTypeIn(graph, subgraph, type)) return [type];
  if (declared?.kind === 'union') return [...here.unionMembers];
  return [...types].flatMap(([name, { subgraphs }]) =>
    subgraphs.get(subgraph)?.interfaces.has(type) && isObjectTypeIn(graph, subgraph, name) ? [name] : [],
  );
}

/** Whether a subgraph declares a type as an object type; interface objects are declared so. */
export function isObjectTypeIn(graph: QueryGraph, subgraph: string, type: string): boolean {
  return graph.schema.types.get(type)?.kind === 'object' || isInterfaceObject(graph, subgraph, type);
}

/** Whether a subgraph declares an interface as an object type. */
export function isInterfaceObject({ schema }: QueryGraph, subgraph: string, type: string): boolean {
  return schema.types.get(type)?.subgraphs.get(subgraph)?.isInterfaceObject === true;
}

/** Whether a type is an interface or a union in the supergraph. */
export function isAbstractType({ schema }: QueryGraph, type: string): boolean {
  const kind = schema.types.get(type)?.kind;
  return kind !== undefined && kind !== 'object';
}

/** What a field answers with in the supergraph. */
export function outputTypeOf({ schema }: QueryGraph, type: string, name: string): TypeNode | undefined {
  return schema.types.get(type)?.fields.get(name)?.type;
}
