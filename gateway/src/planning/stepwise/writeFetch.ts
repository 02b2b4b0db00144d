import {
  Kind,
  type OperationDefinitionNode,
  type OperationTypeNode,
  print,
  type SelectionNode,
  type VariableDefinitionNode,
} from 'graphql';
import { type FetchNode, onType, type PlanNode, type RepresentationNode, type Rewrite } from '../plan.ts';
import { namedTypeOf } from '../queryGraph/federatedSchema.ts';
import { isAbstractType, isInterfaceObject, outputTypeOf, type QueryGraph } from '../queryGraph/queryGraph.ts';
import type { FetchGroup, GroupInputs } from './fetchGroup.ts';
import { writeSelection } from './writeSelection.ts';

/** Writes a group as the request of a plan. */
export function writeFetch(group: FetchGroup, operation: OperationDefinitionNode, graph: QueryGraph): PlanNode {
  const { subgraph, inputs, path } = group;
  const { text, rewrites, variables } = writeSelection(group.selection, subgraph, graph);
  const definitions = (operation.variableDefinitions ?? []).filter(({ variable }) =>
    variables.has(variable.name.value),
  );
  const operationKind = path.length > 0 ? ('query' as OperationTypeNode) : operation.operation;
  const fetch: FetchNode = {
    kind: 'Fetch',
    subgraph: graph.schema.subgraphNames.get(subgraph) ?? subgraph,
    operationKind,
    operation: inputs
      ? entityQuery(inputs, text, definitions)
      : `${operationKind}${definitionsText(definitions)} ${text}`,
    variables: definitions.map(({ variable }) => variable.name.value),
    ...(inputs && { requires: [representationOf(inputs, graph)] }),
    ...(inputs && isRenamed(inputs, subgraph, graph) && { inputRewrites: [renaming(inputs)] }),
    ...(rewrites.length > 0 && { outputRewrites: rewrites }),
  };
  return path.length === 0 ? fetch : { kind: 'Flatten', path: [...path], node: fetch };
}

/** A subgraph resolves interface objects by the interface's name, whatever others have told of them. */
function isRenamed({ type, entityType }: GroupInputs, subgraph: string, graph: QueryGraph): boolean {
  return type !== entityType || isInterfaceObject(graph, subgraph, entityType);
}

function renaming({ type, entityType }: GroupInputs): Rewrite {
  return { kind: 'SetValue', path: [onType(type)], key: '__typename', value: entityType };
}

const typename: RepresentationNode = { kind: 'Field', name: '__typename' };

function representationOf({ type, selections }: GroupInputs, graph: QueryGraph): RepresentationNode {
  return {
    kind: 'InlineFragment',
    typeCondition: type,
    selections: [typename, ...representationFields(selections, type, graph)],
  };
}

function representationFields(
  nodes: readonly SelectionNode[],
  parent: string,
  graph: QueryGraph,
): RepresentationNode[] {
  return nodes.flatMap((node): RepresentationNode[] => {
    if (node.kind === Kind.FRAGMENT_SPREAD) return [];
    const inner = node.selectionSet?.selections ?? [];
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const typeCondition = node.typeCondition?.name.value ?? parent;
      return [{ kind: 'InlineFragment', typeCondition, selections: representationFields(inner, typeCondition, graph) }];
    }
    const name = node.name.value;
    const output = outputTypeOf(graph, parent, name);
    if (!node.selectionSet || !output) return [{ kind: 'Field', name }];
    const below = namedTypeOf(output);
    const own = isAbstractType(graph, below) ? [typename] : [];
    return [{ kind: 'Field', name, selections: [...own, ...representationFields(inner, below, graph)] }];
  });
}

function entityQuery(
  { entityType }: GroupInputs,
  text: string,
  definitions: readonly VariableDefinitionNode[],
): string {
  const variables = ['$representations: [_Any!]!', ...definitions.map(print)].join(', ');
  return `query(${variables}) { _entities(representations: $representations) { ... on ${entityType} ${text} } }`;
}

function definitionsText(definitions: readonly VariableDefinitionNode[]): string {
  return definitions.length > 0 ? `(${definitions.map(print).join(', ')})` : '';
}
