import {
  type DocumentNode,
  type FieldNode,
  Kind,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { FetchNode, QueryPlan } from '../plan.ts';
import { namedTypeOf } from '../queryGraph/federatedSchema.ts';
import { fieldIn, isAbstractType, outputTypeOf, type QueryGraph } from '../queryGraph/queryGraph.ts';
import { readOperation } from '../readOperation.ts';
import { mapFetches } from '../walkPlan.ts';

/**
 * Asks for the type of objects where a subgraph declares an object type and the supergraph an interface or union: Apollo's
 * planner does not, but clients may ask for fields of that type alone.
 */
export function addTypenames(plan: QueryPlan, graph: QueryGraph): QueryPlan {
  return mapFetches(plan, (fetch) => completeFetch(fetch, graph));
}

function completeFetch(fetch: FetchNode, graph: QueryGraph): FetchNode {
  const subgraph = graph.schema.subgraphIds.get(fetch.subgraph) ?? '';
  const { operation, rootType, selections } = readOperation(parse(fetch.operation, { noLocation: true }));
  const completed = completeSelections(selections, { graph, subgraph, type: rootType });
  if (!completed.isChanged) return fetch;
  const definitions = [{ ...operation, selectionSet: selectionSetOf(completed.selections) }];
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions };
  return { ...fetch, operation: print(document) };
}

/** Where a selection stands: which subgraph is asked, about which type as it declares it. */
interface Scope {
  graph: QueryGraph;
  subgraph: string;
  type: string;
}

interface Completed {
  selections: SelectionNode[];
  isChanged: boolean;
}

function completeSelections(given: readonly SelectionNode[], scope: Scope): Completed {
  const completed = given.map((selection) => completeSelection(selection, scope));
  return {
    selections: completed.flatMap(({ selections }) => selections),
    isChanged: completed.some(({ isChanged }) => isChanged),
  };
}

function completeSelection(selection: SelectionNode, scope: Scope): Completed {
  if (selection.kind === Kind.FRAGMENT_SPREAD || !selection.selectionSet) {
    return { selections: [selection], isChanged: false };
  }
  if (selection.kind === Kind.FIELD) return completeField(selection, selection.selectionSet, scope);
  const type = selection.typeCondition?.name.value ?? scope.type;
  const { selections, isChanged } = completeSelections(selection.selectionSet.selections, { ...scope, type });
  return { selections: [{ ...selection, selectionSet: selectionSetOf(selections) }], isChanged };
}

function completeField(node: FieldNode, { selections }: SelectionSetNode, scope: Scope): Completed {
  const { graph, subgraph, type } = scope;
  const name = node.name.value;
  const field = fieldIn(graph, subgraph, type, name);
  const declared = field ? namedTypeOf(field.type) : '';
  const inner = completeSelections(selections, { ...scope, type: declared });
  const output = outputTypeOf(graph, type, name);
  const isNarrower =
    field !== undefined &&
    output !== undefined &&
    isAbstractType(graph, namedTypeOf(output)) &&
    !isAbstractType(graph, declared);
  const below = isNarrower ? [typename, ...inner.selections] : inner.selections;
  return {
    selections: [{ ...node, selectionSet: selectionSetOf(below) }],
    isChanged: isNarrower || inner.isChanged,
  };
}

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

function selectionSetOf(selections: readonly SelectionNode[]): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections };
}
