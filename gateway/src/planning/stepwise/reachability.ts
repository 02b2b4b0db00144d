import { type FieldNode, Kind, print, type SelectionNode, type SelectionSetNode } from 'graphql';
import { doesFragmentTypeApply } from '../queryGraph/collectFields.ts';
import { entityVertex, type KeyResolution, keyResolutionsOf } from '../queryGraph/keyResolutions.ts';
import {
  fieldIn,
  isRootType,
  type QueryGraph,
  resolvableField,
  type Vertex,
  verticesBelowAll,
} from '../queryGraph/queryGraph.ts';
import { type FieldPath, pathsToField, type ReachableObject, type ReachedSubgraph } from './fieldPaths.ts';

/**
 * What is reachable from objects, by their type and by the subgraphs that resolve them already; kept for further questions. What is
 * reachable from one object may depend on another, even of its own type: all are extended until none changes (a fixed point).
 */
export interface Reachability {
  graph: QueryGraph;
  known: Map<string, ReachableObject>;
  /** Objects from which more may turn out to be reachable. */
  unsettled: Set<ReachableObject>;
  /** How many objects are being looked at, one for another. */
  nesting: number;
}

/** Begins with nothing known. */
export function createReachability(graph: QueryGraph): Reachability {
  return { graph, known: new Map(), unsettled: new Set(), nesting: 0 };
}

/** What is reachable from an object of a type that these subgraphs resolve. */
export function reachFrom(reachability: Reachability, type: string, vertices: readonly Vertex[]): ReachableObject {
  const { graph, known, unsettled } = reachability;
  const id = [type, ...new Set(vertices.map(vertexId))].join('|');
  const found = known.get(id);
  if (found) return found;
  const object = { type, vertices, resolved: [], open: new Set(keyResolutionsOf(graph, type)) };
  known.set(id, object);
  unsettled.add(object);
  reachability.nesting += 1;
  while (grow(reachability, object));
  if (reachability.nesting === 1) settle(reachability);
  reachability.nesting -= 1;
  return object;
}

function settle(reachability: Reachability): void {
  const { unsettled } = reachability;
  while ([...unsettled].some((object) => grow(reachability, object)));
  unsettled.clear();
}

/** Whether a selection of an object can be fetched. */
export function isReachable(
  reachability: Reachability,
  object: ReachableObject,
  selections: readonly SelectionNode[],
): boolean {
  return depthOf(reachability, object, selections) !== undefined;
}

/** Looks one fetch further. Answers whether anything was found. */
function grow(reachability: Reachability, object: ReachableObject): boolean {
  const { resolved, open } = object;
  const reached = [...open].flatMap((resolution) => reachSubgraph(reachability, object, resolution) ?? []);
  const fulfilled = resolved.flatMap((subgraph) => fulfilledRequirements(reachability, object, subgraph));
  for (const { resolution } of reached) open.delete(resolution);
  resolved.push(...reached);
  for (const { requirementDepths, name, depth } of fulfilled) requirementDepths.set(name, depth);
  return reached.length > 0 || fulfilled.length > 0;
}

function reachSubgraph(
  reachability: Reachability,
  object: ReachableObject,
  resolution: KeyResolution,
): ReachedSubgraph | undefined {
  const requirementDepths = new Map<string, number>();
  if (isRootType(resolution.type)) return { resolution, key: undefined, depth: 1, requirementDepths };
  const [nearest] = resolution.keys
    .map((key) => ({ key, depth: depthOf(reachability, object, key.selections) }))
    .filter((item): item is { key: SelectionSetNode; depth: number } => item.depth !== undefined)
    .sort((a, b) => a.depth - b.depth);
  return nearest && { resolution, key: nearest.key, depth: nearest.depth + 1, requirementDepths };
}

/** Requirements of fields in a reached subgraph that turn out to be reachable. */
function fulfilledRequirements(reachability: Reachability, object: ReachableObject, reached: ReachedSubgraph) {
  const { resolution, requirementDepths, depth } = reached;
  return requirementsIn(reachability.graph, resolution).flatMap(([name, { selections }]) => {
    if (requirementDepths.has(name)) return [];
    const needed = depthOf(reachability, object, selections);
    return needed === undefined ? [] : [{ requirementDepths, name, depth: Math.max(depth, needed) + 1 }];
  });
}

function requirementsIn(graph: QueryGraph, { subgraph, type }: KeyResolution): [string, SelectionSetNode][] {
  return [...(graph.schema.types.get(type)?.fields.keys() ?? [])].flatMap((name) => {
    const requires = fieldIn(graph, subgraph, type, name)?.requires;
    return requires ? [[name, requires] as [string, SelectionSetNode]] : [];
  });
}

/** How many fetches a selection of an object takes, one after the other; undefined when it cannot be fetched. */
function depthOf(
  reachability: Reachability,
  object: ReachableObject,
  selections: readonly SelectionNode[],
): number | undefined {
  return greatest(selections, (selection) => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return undefined;
    if (selection.kind === Kind.FIELD) return depthOfField(reachability, object, selection);
    const { schema } = reachability.graph;
    const condition = selection.typeCondition?.name.value ?? object.type;
    if (doesFragmentTypeApply(schema, object.type, condition)) {
      return depthOf(reachability, object, selection.selectionSet.selections);
    }
    return schema.types.get(object.type)?.kind === 'object' ? 0 : undefined;
  });
}

function depthOfField(reachability: Reachability, object: ReachableObject, node: FieldNode): number | undefined {
  const name = node.name.value;
  if (name === '__typename') return 0;
  const [path] = pathsToField(reachability.graph, object, name);
  if (!path || !node.selectionSet) return path?.depth;
  const { selections } = node.selectionSet;
  const below = verticesBelowAll(reachability.graph, resolvingVertices(reachability.graph, object, path, name), name);
  const depth = greatest([...below], ([type, vertices]) =>
    depthOf(reachability, reachFrom(reachability, type, vertices), selections),
  );
  return depth === undefined ? undefined : path.depth + depth;
}

/** Who resolves a field that is fetched on a path. */
export function resolvingVertices(
  graph: QueryGraph,
  { vertices }: ReachableObject,
  { resolution }: FieldPath,
  name: string,
): readonly Vertex[] {
  if (resolution) return [entityVertex(resolution)];
  return vertices.filter((vertex) => resolvableField(graph, vertex, name));
}

/** The greatest of the depths of items; undefined when one has none. */
function greatest<T>(items: readonly T[], depthOfItem: (item: T) => number | undefined): number | undefined {
  let most = 0;
  for (const item of items) {
    const depth = depthOfItem(item);
    if (depth === undefined) return undefined;
    most = Math.max(most, depth);
  }
  return most;
}

const printed = new WeakMap<readonly SelectionNode[], string>();

/** Tells vertices apart. */
export function vertexId({ subgraph, type, provided }: Vertex): string {
  let text = printed.get(provided);
  if (text === undefined) {
    text = provided.map(print).join(' ');
    printed.set(provided, text);
  }
  return `${subgraph}:${type}:${text}`;
}
