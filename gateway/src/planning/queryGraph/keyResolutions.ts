import type { SelectionSetNode } from 'graphql';
import { isRootType, type QueryGraph, type Vertex } from './queryGraph.ts';

/** A subgraph that can be asked for objects of a type, by a representation. */
export interface KeyResolution {
  subgraph: string;
  /** The type that representations are of. */
  type: string;
  /** None for a root type, which needs no key. */
  keys: readonly SelectionSetNode[];
}

/** The subgraphs that can be asked for an object of a type; of an interface: those that have it as an interface object. */
export function keyResolutionsOf({ schema }: QueryGraph, type: string): KeyResolution[] {
  const declared = schema.types.get(type);
  return [type, ...(declared?.interfaces ?? [])].flatMap((name) =>
    [...(schema.types.get(name)?.subgraphs ?? [])].flatMap(([subgraph, { keys, isInterfaceObject }]) => {
      if (isRootType(name)) return [{ subgraph, type: name, keys: [] }];
      const resolves = isInterfaceObject || (name === type && declared?.kind !== 'interface');
      return resolves && keys.length > 0 ? [{ subgraph, type: name, keys }] : [];
    }),
  );
}

/** The subgraphs that can tell the object type of what is known by its interface only: those that have the implementations. */
export function typenameResolutionsOf({ schema }: QueryGraph, type: string): KeyResolution[] {
  return [...(schema.types.get(type)?.subgraphs ?? [])].flatMap(([subgraph, { keys, isInterfaceObject }]) =>
    !isInterfaceObject && keys.length > 0 ? [{ subgraph, type, keys }] : [],
  );
}

/** An entity as the subgraph resolves it that is asked for it. */
export function entityVertex({ subgraph, type }: KeyResolution): Vertex {
  return { subgraph, type, provided: [] };
}
