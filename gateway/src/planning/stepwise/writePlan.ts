import type { FetchDataRewrite, FetchNode, PlanNode, QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';
import {
  Kind,
  type OperationDefinitionNode,
  type OperationTypeNode,
  print,
  type SelectionNode,
  type VariableDefinitionNode,
} from 'graphql';
import type { Draft } from './drafts.ts';
import { namedTypeOf } from './joins.ts';
import type { Knowledge } from './knowledge.ts';
import { writeSelection } from './writeSelection.ts';

/** Writes drafted requests as a plan: those that need nothing of one another are made at once. */
export function writePlan(
  drafts: readonly Draft[],
  operation: OperationDefinitionNode,
  knowledge: Knowledge,
): QueryPlan {
  const [first, ...steps] = stepsOf(drafts).map((step) => step.map((draft) => writeFetch(draft, operation, knowledge)));
  if (!first) return { kind: 'QueryPlan' };
  const rest = steps.map(together);
  if (operation.operation === 'subscription') {
    const [primary] = first;
    if (primary?.kind !== 'Fetch' || first.length > 1) throw new Error('A subscription has one source.');
    return {
      kind: 'QueryPlan',
      node: { kind: 'Subscription', primary, ...(rest.length > 0 && { rest: inOrder(rest) }) },
    };
  }
  return { kind: 'QueryPlan', node: inOrder([together(first), ...rest]) };
}

function together(nodes: PlanNode[]): PlanNode {
  const [only] = nodes;
  return only && nodes.length === 1 ? only : { kind: 'Parallel', nodes };
}

function inOrder(nodes: PlanNode[]): PlanNode {
  const [only] = nodes;
  return only && nodes.length === 1 ? only : { kind: 'Sequence', nodes };
}

/** The drafts, by how many others come before each. Nothing is drafted before what it needs. */
function stepsOf(drafts: readonly Draft[]): Draft[][] {
  const steps: Draft[][] = [];
  const stepOf = new Map<Draft, number>();
  for (const draft of drafts) {
    const step = Math.max(-1, ...[...draft.after].map((other) => stepOf.get(other) ?? 0)) + 1;
    stepOf.set(draft, step);
    (steps[step] ??= []).push(draft);
  }
  return steps;
}

function writeFetch(draft: Draft, operation: OperationDefinitionNode, knowledge: Knowledge): PlanNode {
  const { graph, input, path } = draft;
  const { text, rewrites, variables } = writeSelection(draft.selected, graph, knowledge);
  const definitions = (operation.variableDefinitions ?? []).filter(({ variable }) =>
    variables.has(variable.name.value),
  );
  const kind = path.length > 0 ? ('query' as OperationTypeNode) : operation.operation;
  const fetch: FetchNode = {
    kind: 'Fetch',
    serviceName: knowledge.joins.services.get(graph) ?? graph,
    variableUsages: definitions.map(({ variable }) => variable.name.value),
    operation: input ? entityQuery(input, text, definitions) : `${kind}${definitionsText(definitions)} ${text}`,
    operationKind: kind,
    operationName: undefined,
    ...(input && { requires: [representationOf(input, knowledge)] }),
    ...(input && isRenamed(input, graph, knowledge) && { inputRewrites: [renamed(input)] }),
    ...(rewrites.length > 0 && { outputRewrites: rewrites }),
  };
  return path.length === 0 ? fetch : { kind: 'Flatten', path: [...path], node: fetch };
}

type Input = NonNullable<Draft['input']>;

/** Who knows an interface as one object knows its objects by the interface’s name, whatever others have told of them. */
function isRenamed({ on, as }: Input, graph: string, knowledge: Knowledge): boolean {
  return on !== as || (knowledge.isAbstract(as) && knowledge.isObject(graph, as));
}

function renamed({ on, as }: Input): FetchDataRewrite {
  return { kind: 'ValueSetter', path: [`... on ${on}`, '__typename'], setValueTo: as };
}

function representationOf({ on, selections }: Input, knowledge: Knowledge): QueryPlanSelectionNode {
  const type: QueryPlanSelectionNode = { kind: 'Field', name: '__typename' };
  function take(nodes: readonly SelectionNode[], parent: string): QueryPlanSelectionNode[] {
    return nodes.flatMap((node): QueryPlanSelectionNode[] => {
      if (node.kind === Kind.FRAGMENT_SPREAD) return [];
      const inner = node.selectionSet?.selections ?? [];
      if (node.kind === Kind.INLINE_FRAGMENT) {
        const condition = node.typeCondition?.name.value ?? parent;
        return [{ kind: 'InlineFragment', typeCondition: condition, selections: take(inner, condition) }];
      }
      const name = node.name.value;
      const output = knowledge.outputOf(parent, name);
      if (!node.selectionSet || !output) return [{ kind: 'Field', name }];
      const below = namedTypeOf(output);
      const named = knowledge.isAbstract(below) ? [type] : [];
      return [{ kind: 'Field', name, selections: [...named, ...take(inner, below)] }];
    });
  }
  return { kind: 'InlineFragment', typeCondition: on, selections: [type, ...take(selections, on)] };
}

function entityQuery({ as }: Input, text: string, definitions: readonly VariableDefinitionNode[]): string {
  const variables = ['$representations: [_Any!]!', ...definitions.map(print)].join(', ');
  return `query(${variables}) { _entities(representations: $representations) { ... on ${as} ${text} } }`;
}

function definitionsText(definitions: readonly VariableDefinitionNode[]): string {
  return definitions.length > 0 ? `(${definitions.map(print).join(', ')})` : '';
}
