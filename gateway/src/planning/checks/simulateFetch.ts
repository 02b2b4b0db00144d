import { type FieldNode, Kind, parse, type SelectionNode } from 'graphql';
import type { FetchNode } from '../plan.ts';
import { doesFragmentTypeApply, responseKey } from '../queryGraph/collectFields.ts';
import { namedTypeOf } from '../queryGraph/federatedSchema.ts';
import { fieldIn, isInterfaceObject, possibleTypes, type QueryGraph } from '../queryGraph/queryGraph.ts';
import { readOperation } from '../readOperation.ts';
import { canSend, namesEntity } from './representations.ts';
import type { ConcernedObjects, SimulatedObject, Simulation } from './simulation.ts';

/** A fetch that is being merged into the simulated answer. */
interface Merging {
  simulation: Simulation;
  subgraph: string;
  /** By the key under which the subgraph answers: the one that it is renamed to. */
  renamedKeys: ReadonlyMap<string, string>;
}

/** Plays a fetch: adds what it asks for to the objects where it stands. */
export function simulateFetch(fetch: FetchNode, objects: ConcernedObjects, simulation: Simulation): void {
  const { requires, outputRewrites = [] } = fetch;
  const { selections, rootType } = readOperation(parse(fetch.operation, { noLocation: true }));
  const subgraph = simulation.graph.schema.subgraphIds.get(fetch.subgraph) ?? '';
  const renames = outputRewrites.flatMap((one) => (one.kind === 'RenameKey' ? [[one.key, one.to] as const] : []));
  const merging = { simulation, subgraph, renamedKeys: new Map(renames) };
  for (const [object, types] of objects) {
    if (!requires) {
      mergeSelections(selections, rootType, object, types, merging);
      continue;
    }
    const sent = types.filter((type) => canSend(object, type, requires, simulation));
    simulation.isKeyMissing ||= sent.some((type) => !namesEntity(object, type, requires, subgraph, simulation));
    for (const entities of selections) {
      const below = entities.kind === Kind.FIELD ? entities.selectionSet?.selections : undefined;
      mergeSelections(below ?? [], undefined, object, sent, merging);
    }
  }
}

/** Merges what a subgraph answers; `parent` is the objects' type as it declares it, undefined for entities. */
function mergeSelections(
  selections: readonly SelectionNode[],
  parent: string | undefined,
  object: SimulatedObject,
  types: readonly string[],
  merging: Merging,
): void {
  const { schema } = merging.simulation.graph;
  for (const selection of selections) {
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition?.name.value ?? parent;
      const met = types.filter((type) => condition === undefined || doesFragmentTypeApply(schema, type, condition));
      mergeSelections(selection.selectionSet.selections, condition, object, met, merging);
    } else if (selection.kind === Kind.FIELD) {
      mergeField(selection, parent, object, types, merging);
    }
  }
}

function mergeField(
  node: FieldNode,
  parent: string | undefined,
  object: SimulatedObject,
  types: readonly string[],
  merging: Merging,
): void {
  const { simulation, subgraph } = merging;
  if (node.name.value === '__typename') {
    if (parent !== undefined && !isInterfaceObject(simulation.graph, subgraph, parent)) simulation.typed.add(object);
    return;
  }
  const inner = node.selectionSet?.selections ?? [];
  for (const type of types) {
    const declaring = parent ?? type;
    const child = childOf(object, type, node, declaring, merging);
    const declared = declaredType(simulation.graph, subgraph, declaring, node);
    if (inner.length > 0) mergeSelections(inner, declared, child, child.types, merging);
  }
}

/** The objects below a field; they may have the types with which the subgraph that first fetches them may answer. */
function childOf(
  object: SimulatedObject,
  type: string,
  node: FieldNode,
  declaring: string,
  { simulation, subgraph, renamedKeys }: Merging,
): SimulatedObject {
  const sentKey = responseKey(node);
  const key = renamedKeys.get(sentKey) ?? sentKey;
  let fields = object.fields.get(type);
  if (!fields) object.fields.set(type, (fields = new Map()));
  let child = fields.get(key);
  if (!child) fields.set(key, (child = createChild(node, declaring, subgraph, simulation)));
  return child;
}

function createChild(node: FieldNode, declaring: string, subgraph: string, simulation: Simulation): SimulatedObject {
  const { graph } = simulation;
  simulation.objectsLeft -= 1;
  const declared = simulation.objectsLeft > 0 ? declaredType(graph, subgraph, declaring, node) : undefined;
  const answered = declared === undefined ? [] : possibleTypes(graph, subgraph, declared);
  const isWithoutType = (type: string) => isInterfaceObject(graph, subgraph, type);
  const types = answered.flatMap((one) => (isWithoutType(one) ? implementationsOf(graph, one) : [one]));
  return { fields: new Map(), types, interface: answered.find(isWithoutType) };
}

function declaredType(graph: QueryGraph, subgraph: string, type: string, { name }: FieldNode): string | undefined {
  const field = fieldIn(graph, subgraph, type, name.value);
  return field && namedTypeOf(field.type);
}

function implementationsOf({ schema }: QueryGraph, type: string): string[] {
  return [...schema.types].flatMap(([name, { kind, interfaces }]) =>
    kind === 'object' && interfaces.includes(type) ? [name] : [],
  );
}
