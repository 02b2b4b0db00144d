import type { SelectionSetNode } from 'graphql';
import type { KeyResolution } from '../queryGraph/keyResolutions.ts';
import { fieldIn, type QueryGraph, resolvableField, type Vertex } from '../queryGraph/queryGraph.ts';

/** How a field of an object can be fetched: along with the object, or by a key resolution. */
export interface FieldPath {
  /** How many fetches come before, one after the other. */
  depth: number;
  /** Undefined where a subgraph that resolves the object already resolves the field too. */
  resolution: KeyResolution | undefined;
  key: SelectionSetNode | undefined;
  requires: SelectionSetNode | undefined;
}

/** A path that takes a fetch of its own. */
export interface EntityPath extends FieldPath {
  resolution: KeyResolution;
}

/** An object, and what has been found out so far about how to reach it in other subgraphs. */
export interface ReachableObject {
  type: string;
  /** Where it is resolved already. */
  vertices: readonly Vertex[];
  /** The key resolutions that can be taken, and those that nobody has a key for yet. */
  resolved: ReachedSubgraph[];
  open: Set<KeyResolution>;
}

export interface ReachedSubgraph {
  resolution: KeyResolution;
  /** The key that takes the fewest fetches; none for a root type. */
  key: SelectionSetNode | undefined;
  depth: number;
  /** Fields whose requirements can be fetched, and how many fetches come before them. */
  requirementDepths: Map<string, number>;
}

/** The paths to a field of an object, those with the fewest fetches first. */
export function pathsToField(graph: QueryGraph, { vertices, resolved }: ReachableObject, name: string): FieldPath[] {
  const paths: FieldPath[] = [];
  if (vertices.some((vertex) => resolvableField(graph, vertex, name))) {
    paths.push({ depth: 0, resolution: undefined, key: undefined, requires: undefined });
  }
  for (const reached of resolved) paths.push(...pathsThrough(graph, reached, name));
  return paths.sort((a, b) => a.depth - b.depth);
}

function pathsThrough(graph: QueryGraph, reached: ReachedSubgraph, name: string): FieldPath[] {
  const { resolution, key, requirementDepths } = reached;
  const field = fieldIn(graph, resolution.subgraph, resolution.type, name);
  if (!field || field.isExternal) return [];
  const depth = field.requires ? requirementDepths.get(name) : reached.depth;
  return depth === undefined ? [] : [{ depth, resolution, key, requires: field.requires }];
}

/** Whether a path takes a fetch of its own. */
export function isEntityPath(path: FieldPath): path is EntityPath {
  return path.resolution !== undefined;
}
