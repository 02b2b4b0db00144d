import type { SelectionSetNode, TypeNode } from 'graphql';

/**
 * A supergraph as its subgraphs see it: what the directives of the join spec say. Subgraphs are named as in `join__Graph` here, but
 * where it says otherwise.
 */
export interface FederatedSchema {
  /** The subgraphs' own names, by that in `join__Graph`; and the other way round. */
  subgraphNames: ReadonlyMap<string, string>;
  subgraphIds: ReadonlyMap<string, string>;
  types: ReadonlyMap<string, FederatedType>;
}

export interface FederatedType {
  kind: 'object' | 'interface' | 'union';
  /** What each subgraph that declares the type says of it. */
  subgraphs: ReadonlyMap<string, TypeInSubgraph>;
  fields: ReadonlyMap<string, FederatedField>;
  interfaces: readonly string[];
  /** Hidden from clients: no answer holds an object of it. */
  isInaccessible: boolean;
}

export interface TypeInSubgraph {
  /** The resolvable `@key`s of the type. */
  keys: readonly SelectionSetNode[];
  /** The subgraph declares the interface as an object type, with `@interfaceObject`. */
  isInterfaceObject: boolean;
  /** Interfaces that the type implements there. */
  interfaces: ReadonlySet<string>;
  /** Members that the union has there. */
  unionMembers: ReadonlySet<string>;
}

export interface FederatedField {
  type: TypeNode;
  /** The subgraphs that declare the field, each with what it says of it. */
  subgraphs: ReadonlyMap<string, FieldInSubgraph>;
}

export interface FieldInSubgraph {
  type: TypeNode;
  isExternal: boolean;
  requires: SelectionSetNode | undefined;
  provides: SelectionSetNode | undefined;
  /** It takes arguments from objects above, by `@fromContext`: no plan can be made stepwise for it. */
  takesContext: boolean;
  /** The label of a progressive `@override`: the field is resolved here when it holds, or when it does not. */
  override: { label: string; holds: boolean } | undefined;
}

/** The named type within lists and non-nulls. */
export function namedTypeOf(type: TypeNode): string {
  return type.kind === 'NamedType' ? type.name.value : namedTypeOf(type.type);
}

/** How many lists are around the named type. */
export function listDepthOf(type: TypeNode): number {
  if (type.kind === 'NamedType') return 0;
  return listDepthOf(type.type) + (type.kind === 'ListType' ? 1 : 0);
}
