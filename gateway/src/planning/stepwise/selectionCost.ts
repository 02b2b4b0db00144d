import { Kind, type SelectionNode } from 'graphql';
import { collectFields, mergeSelectionSets } from '../queryGraph/collectFields.ts';
import { typenameResolutionsOf } from '../queryGraph/keyResolutions.ts';
import { type Vertex, verticesBelowAll } from '../queryGraph/queryGraph.ts';
import { pathsToField } from './fieldPaths.ts';
import { type Reachability, reachFrom, resolvingVertices, vertexId } from './reachability.ts';

/** How well a selection can be fetched. */
export interface SelectionCost {
  /** Fields that cannot be fetched at all. */
  unreachable: number;
  /** Fetches that the others take. */
  fetches: number;
}

/** Costs that were estimated already. */
export interface SelectionCosts {
  reachability: Reachability;
  known: Map<string, SelectionCost>;
  nodeIds: WeakMap<SelectionNode, number>;
  lastNodeId: number;
}

type Selections = readonly SelectionNode[];

/** Begins with nothing known. */
export function createSelectionCosts(reachability: Reachability): SelectionCosts {
  return { reachability, known: new Map(), nodeIds: new WeakMap(), lastNodeId: 0 };
}

/** Looks ahead: what a selection costs of objects that these subgraphs resolve. */
export function estimateCost(
  costs: SelectionCosts,
  type: string,
  vertices: readonly Vertex[],
  selections: Selections,
): SelectionCost {
  const nodes = selections.map((node) => nodeId(costs, node)).join();
  const id = `${type}|${vertices.map(vertexId).join('|')}|${nodes}`;
  let cost = costs.known.get(id);
  if (!cost) {
    cost = costOfSelections(costs, type, vertices, selections);
    costs.known.set(id, cost);
  }
  return cost;
}

/** What a selection below a field costs that these subgraphs resolve. */
export function estimateCostBelow(
  costs: SelectionCosts,
  vertices: readonly Vertex[],
  name: string,
  selections: Selections,
): SelectionCost {
  const total = { unreachable: 0, fetches: 0 };
  if (selections.length === 0) return total;
  for (const [type, below] of verticesBelowAll(costs.reachability.graph, vertices, name)) {
    add(total, estimateCost(costs, type, below, selections));
  }
  return total;
}

/** Whether one is better than another. */
export function isCheaper(one: SelectionCost, other: SelectionCost): boolean {
  if (one.unreachable !== other.unreachable) return one.unreachable < other.unreachable;
  return one.fetches < other.fetches;
}

function costOfSelections(
  costs: SelectionCosts,
  type: string,
  vertices: readonly Vertex[],
  selections: Selections,
): SelectionCost {
  const total = { unreachable: 0, fetches: 0 };
  // A selection is finite: it never comes back to itself.
  for (const [, nodes] of collectFields(costs.reachability.graph.schema, type, selections)) {
    const [node] = nodes;
    if (!node || node.name.value.startsWith('__')) continue;
    add(total, costOfField(costs, type, vertices, node.name.value, mergeSelectionSets(nodes)));
  }
  return total;
}

function costOfField(
  costs: SelectionCosts,
  type: string,
  vertices: readonly Vertex[],
  name: string,
  selections: Selections,
): SelectionCost {
  const { reachability } = costs;
  const { graph } = reachability;
  const object = reachFrom(reachability, type, vertices);
  let best = costWithoutPath(costs, type, selections);
  for (const path of pathsToField(graph, object, name)) {
    const cost = estimateCostBelow(costs, resolvingVertices(graph, object, path, name), name, selections);
    const whole = { unreachable: cost.unreachable, fetches: path.depth + cost.fetches };
    if (isCheaper(whole, best)) best = whole;
  }
  return best;
}

/** Of an interface object the type may be asked for first. */
function costWithoutPath({ reachability }: SelectionCosts, type: string, selections: Selections): SelectionCost {
  const { graph } = reachability;
  const isInterface = graph.schema.types.get(type)?.kind === 'interface';
  if (isInterface && typenameResolutionsOf(graph, type).length > 0) return { unreachable: 0, fetches: 2 };
  return { unreachable: 1 + countSelections(selections), fetches: isInterface ? 1 : 0 };
}

function nodeId(costs: SelectionCosts, node: SelectionNode): number {
  let id = costs.nodeIds.get(node);
  if (id === undefined) {
    costs.lastNodeId += 1;
    id = costs.lastNodeId;
    costs.nodeIds.set(node, id);
  }
  return id;
}

function add(total: SelectionCost, { unreachable, fetches }: SelectionCost): void {
  total.unreachable += unreachable;
  total.fetches += fetches;
}

function countSelections(selections: Selections): number {
  return selections.reduce((count, selection) => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return count;
    return count + 1 + countSelections(selection.selectionSet?.selections ?? []);
  }, 0);
}
