import type * as apollo from '@apollo/query-planner';
import type {
  ContextArgument,
  DeferredPart,
  FetchNode,
  PlanNode,
  PlanPathStep,
  QueryPlan,
  RepresentationNode,
  Rewrite,
} from '../plan.ts';

const typeStep = '... on ';

/** A plan of Apollo's as one of ours. @throws Error for a kind of node unknown here */
export function convertPlan({ node }: apollo.QueryPlan): QueryPlan {
  if (!node) return {};
  if (node.kind !== 'Subscription') return { node: convertNode(node) };
  const { primary, rest } = node;
  return { node: { kind: 'Subscription', primary: convertFetch(primary), ...(rest && { rest: convertNode(rest) }) } };
}

function convertNode(node: apollo.PlanNode): PlanNode {
  switch (node.kind) {
    case 'Fetch':
      return convertFetch(node);
    case 'Sequence':
    case 'Parallel':
      return { kind: node.kind, nodes: node.nodes.map(convertNode) };
    case 'Flatten':
      return { kind: 'Flatten', path: node.path.map(convertStep), node: convertNode(node.node) };
    case 'Condition':
      return {
        kind: 'Condition',
        variable: node.condition,
        ...(node.ifClause && { whenTrue: convertNode(node.ifClause) }),
        ...(node.elseClause && { whenFalse: convertNode(node.elseClause) }),
      };
    case 'Defer':
      return {
        kind: 'Defer',
        ...(node.primary.node && { primary: convertNode(node.primary.node) }),
        deferred: node.deferred.map(convertPart),
      };
    default:
      throw new Error('A plan has a kind of node that is not known.');
  }
}

function convertPart({ depends, label, queryPath, node }: apollo.DeferredNode): DeferredPart {
  return {
    depends: depends.map(({ id }) => id),
    ...(label !== undefined && { label }),
    path: queryPath.map(convertStep),
    ...(node && { node: convertNode(node) }),
  };
}

function convertFetch(node: apollo.FetchNode): FetchNode {
  const { id, operationName, requires, inputRewrites, outputRewrites, contextRewrites = [] } = node;
  const contextual = new Set(contextRewrites.map(({ renameKeyTo }) => renameKeyTo));
  return {
    kind: 'Fetch',
    ...(id !== undefined && { id }),
    subgraph: node.serviceName,
    operationKind: node.operationKind,
    ...(operationName !== undefined && { operationName }),
    operation: node.operation,
    variables: (node.variableUsages ?? []).filter((variable) => !contextual.has(variable)),
    ...(requires && { requires: requires.map(convertSelection) }),
    ...(inputRewrites && { inputRewrites: inputRewrites.map(convertRewrite) }),
    ...(outputRewrites && { outputRewrites: outputRewrites.map(convertRewrite) }),
    ...(contextRewrites.length > 0 && { contextArguments: contextRewrites.map(convertContextArgument) }),
  };
}

function convertSelection(node: apollo.QueryPlanSelectionNode): RepresentationNode {
  if (node.kind === 'InlineFragment') {
    const { typeCondition } = node;
    const selections = node.selections.map(convertSelection);
    return { kind: 'InlineFragment', ...(typeCondition !== undefined && { typeCondition }), selections };
  }
  const { name, alias, selections } = node;
  return {
    kind: 'Field',
    name,
    ...(alias !== undefined && { alias }),
    ...(selections && { selections: selections.map(convertSelection) }),
  };
}

function convertRewrite(rewrite: apollo.FetchDataRewrite): Rewrite {
  const path = rewrite.path.slice(0, -1).map(convertStep);
  const key = rewrite.path.at(-1) ?? '';
  if (rewrite.kind === 'KeyRenamer') return { kind: 'RenameKey', path, key, to: rewrite.renameKeyTo };
  return { kind: 'SetValue', path, key, value: String(rewrite.setValueTo) };
}

function convertContextArgument({ path, renameKeyTo }: apollo.FetchDataKeyRenamer): ContextArgument {
  const levels = path.filter((step) => step === '..').length;
  return { variable: renameKeyTo, levels, path: path.slice(levels).map(convertStep) };
}

function convertStep(step: string | number): PlanPathStep {
  const text = String(step);
  if (text === '@') return { kind: 'items' };
  if (text.startsWith(typeStep)) return { kind: 'type', condition: text.slice(typeStep.length) };
  return { kind: 'key', key: text };
}
