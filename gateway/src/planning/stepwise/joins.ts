import type { SelectionSetNode, TypeNode } from 'graphql';

/** A supergraph as its subgraphs see it. Subgraphs bear their names in `join__Graph` here. */
export interface Joins {
  /** The subgraphs' own names. */
  services: ReadonlyMap<string, string>;
  types: ReadonlyMap<string, JoinedType>;
}

export interface JoinedType {
  kind: 'object' | 'interface' | 'union';
  /** What each subgraph that has the type knows of it. */
  graphs: ReadonlyMap<string, TypeInGraph>;
  fields: ReadonlyMap<string, JoinedField>;
  interfaces: readonly string[];
  /** Hidden from clients: no answer holds an object of it. */
  isInaccessible: boolean;
}

export interface TypeInGraph {
  /** The selections by which the subgraph finds an entity of the type. */
  keys: readonly SelectionSetNode[];
  /** The subgraph knows the interface as one object. */
  isInterfaceObject: boolean;
  /** Interfaces that the type has in the subgraph, or the union's members. */
  related: ReadonlySet<string>;
}

export interface JoinedField {
  type: TypeNode;
  graphs: ReadonlyMap<string, FieldInGraph>;
}

export interface FieldInGraph {
  type: TypeNode;
  isExternal: boolean;
  requires: SelectionSetNode | undefined;
  provides: SelectionSetNode | undefined;
  /** It takes arguments from objects above, by `@fromContext`: no plan can be made stepwise for it. */
  takesContext: boolean;
  /** The label of a progressive `@override`: the field is here when it holds, or when it does not. */
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
