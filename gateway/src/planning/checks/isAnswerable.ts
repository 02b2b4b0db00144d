import { type FieldNode, Kind, parse, type SelectionNode, type SelectionSetNode } from 'graphql';
import type { FetchNode, QueryPlan, RepresentationNode } from '../plan.ts';
import { collectFields } from '../queryGraph/collectFields.ts';
import { namedTypeOf } from '../queryGraph/federatedSchema.ts';
import {
  fieldIn,
  possibleTypes,
  providedBelow,
  providedFields,
  type QueryGraph,
  resolvableField,
  type Vertex,
} from '../queryGraph/queryGraph.ts';
import { readOperation } from '../readOperation.ts';
import { fetchesIn } from '../walkPlan.ts';

/** A part of a fetch's selection. */
interface Asked {
  graph: QueryGraph;
  /** The objects that are asked about. */
  vertex: Vertex;
  /** What representations hold, where the objects are the entities of the fetch. */
  sent: readonly RepresentationNode[];
}

/**
 * Whether a plan asks every subgraph only for what it can resolve: types and fields that it declares, nothing that is external
 * to it on that path, and a field with requirements only together with these.
 */
export function isAnswerable({ node }: QueryPlan, graph: QueryGraph): boolean {
  return fetchesIn(node).every((fetch) => isAnswerableFetch(fetch, graph));
}

function isAnswerableFetch({ operation, requires, subgraph: name }: FetchNode, graph: QueryGraph): boolean {
  const { rootType, selections } = readOperation(parse(operation, { noLocation: true }));
  const subgraph = graph.schema.subgraphIds.get(name) ?? '';
  const vertex = { subgraph, type: requires ? '' : rootType, provided: [] };
  if (!requires) return areAnswerable(selections, { graph, vertex, sent: [] });
  return selections.every(
    (entities) =>
      entities.kind === Kind.FIELD &&
      entities.selectionSet !== undefined &&
      areAnswerable(entities.selectionSet.selections, { graph, vertex, sent: requires }),
  );
}

function areAnswerable(selections: readonly SelectionNode[], asked: Asked): boolean {
  return selections.every((selection) => {
    if (selection.kind === Kind.FIELD) return isAnswerableField(selection, asked);
    if (selection.kind === Kind.FRAGMENT_SPREAD) return false;
    const { graph, vertex } = asked;
    const type = selection.typeCondition?.name.value ?? vertex.type;
    const isDeclared = graph.schema.types.get(type)?.subgraphs.has(vertex.subgraph) === true;
    return isDeclared && areAnswerable(selection.selectionSet.selections, { ...asked, vertex: { ...vertex, type } });
  });
}

function isAnswerableField(node: FieldNode, asked: Asked): boolean {
  const { graph, vertex } = asked;
  const name = node.name.value;
  if (name === '__typename') return true;
  const field = fieldIn(graph, vertex.subgraph, vertex.type, name);
  if (!field || isOverriddenBelow(vertex, name, graph)) return false;
  const isProvided = providedFields(graph, vertex, name).length > 0;
  if (!isProvided && (field.isExternal || !hasRequirements(field.requires, asked))) return false;
  if (!node.selectionSet) return true;
  const provided = providedBelow(graph, vertex, name, field);
  const below = { subgraph: vertex.subgraph, type: namedTypeOf(field.type), provided };
  return areAnswerable(node.selectionSet.selections, { graph, vertex: below, sent: [] });
}

/**
 * Whether a field of an interface has gone to another subgraph in one of the implementations, by a progressive `@override`: the
 * interface's own field knows nothing of that.
 */
function isOverriddenBelow({ subgraph, type }: Vertex, name: string, graph: QueryGraph): boolean {
  return possibleTypes(graph, subgraph, type).some((member) => !fieldIn(graph, subgraph, member, name));
}

/** What a field requires is sent, or provided on the path. */
function hasRequirements(requires: SelectionSetNode | undefined, { graph, vertex, sent }: Asked): boolean {
  if (!requires || isSent(requires, sent)) return true;
  const required = collectFields(graph.schema, vertex.type, requires.selections);
  return [...required.keys()].every((name) => resolvableField(graph, vertex, name));
}

/** Whether what a field requires is sent along, as far as its names tell. */
function isSent({ selections }: SelectionSetNode, sent: readonly RepresentationNode[]): boolean {
  const names = new Set(namesIn(sent));
  return selections.every((selection) => selection.kind !== Kind.FIELD || names.has(selection.name.value));
}

function namesIn(selections: readonly RepresentationNode[]): string[] {
  return selections.flatMap((selection) =>
    selection.kind === 'Field' ? [selection.name] : namesIn(selection.selections),
  );
}
