import type {
  ContextArgument as PlanContextArgument,
  DeferredPart,
  FetchNode,
  PlanNode,
  PlanPathStep,
  QueryPlan,
} from '../../planning/plan.ts';
import type {
  CompiledEntityFetch,
  CompiledFetch,
  CompiledNode,
  CompiledPart,
  ContextArgument,
  PathStep,
} from './compiledPlan.ts';
import type { AskKeysBack } from './askKeysBack.ts';
import { askEntityTypes } from './askEntityTypes.ts';
import { compileRepresentation } from './compileRepresentation.ts';
import { compileRequest } from './compileRequest.ts';
import { compileRewrites, renamedKeys } from './rewrites.ts';
import { readerOf } from '../../core/jsonObject.ts';
import type { FitFetch, FittedFetch } from './fitFetch.ts';
import type { SupergraphTypes } from './supergraphTypes.ts';

/** How the names in a plan are resolved. */
export interface PlanNames {
  types: SupergraphTypes;
  /** The client's name of an internal variable or key. */
  clientName(internal: string): string;
  /** Adapts a fetch to what its subgraph accepts. */
  fitFetch: FitFetch;
  /** Default: no keys are asked back. */
  askKeysBack?: AskKeysBack | undefined;
}

/** Compiles a plan; undefined when no subgraph has to be asked. */
export function compilePlan({ node }: QueryPlan, names: PlanNames): CompiledNode | undefined {
  if (!node) return undefined;
  if (node.kind === 'Subscription') throw new Error('A subscription is compiled by its parts.');
  const compiler = createCompiler(names);
  const compiled = compiler.compile(node, []);
  compiler.finish();
  return compiled;
}

/** The subscription at one subgraph, and the fetches that complete each of its events. */
export interface CompiledSubscription {
  /** Undefined where one subscription is not enough: fields that need different values under one key would each need their own. */
  source: CompiledFetch | undefined;
  rest: readonly CompiledNode[];
}

/** As `compilePlan`, for a subscription; undefined when the plans are not a subscription's. */
export function compileSubscription(plans: readonly QueryPlan[], names: PlanNames): CompiledSubscription | undefined {
  const node = plans[0]?.node;
  if (node?.kind !== 'Subscription') return undefined;
  if (plans.length > 1) return { source: undefined, rest: [] };
  const compiler = createCompiler(names);
  const source = compiler.compileFetch(names.fitFetch(node.primary), []);
  const rest = node.rest ? [compiler.compile(node.rest, [])] : [];
  compiler.finish();
  return { source, rest };
}

function createCompiler({ types, clientName, fitFetch, askKeysBack }: PlanNames) {
  const entityFetches: CompiledEntityFetch[] = [];
  let lastId = 0;

  function compile(node: PlanNode, path: readonly PathStep[]): CompiledNode {
    switch (node.kind) {
      case 'Sequence':
        return { kind: 'Sequence', nodes: node.nodes.map((item) => compile(item, path)) };
      case 'Parallel':
        return { kind: 'Parallel', nodes: node.nodes.map((item) => compile(item, path)) };
      case 'Flatten':
        return compile(node.node, [...path, ...node.path.map(stepOf)]);
      case 'Condition':
        return {
          kind: 'Condition',
          variable: clientName(node.variable),
          ...(node.whenTrue && { whenTrue: compile(node.whenTrue, path) }),
          ...(node.whenFalse && { whenFalse: compile(node.whenFalse, path) }),
        };
      case 'Fetch':
        return node.requires
          ? { kind: 'Entities', fetch: compileEntityFetch(node, path) }
          : { kind: 'Fetch', fetch: compileFetch(fitFetch(node), path) };
      case 'Defer':
        return {
          kind: 'Defer',
          ...(node.primary && { primary: compile(node.primary, path) }),
          parts: node.deferred.map((part) => compilePart(part, path)),
        };
    }
  }

  function compilePart(part: DeferredPart, path: readonly PathStep[]): CompiledPart {
    return {
      depends: part.depends,
      label: part.label,
      path: part.path.map(stepOf),
      ...(part.node && { node: compile(part.node, path) }),
    };
  }

  /** Below the root, a fetch of root fields is only for objects of the root type: an interface or union there may hold other types too. */
  function compileFetch({ node, roots }: FittedFetch, path: readonly PathStep[]): CompiledFetch {
    lastId += 1;
    const rootType = node.requires ? undefined : types.roots[node.operationKind];
    return {
      id: lastId,
      deferId: node.id,
      subgraph: node.subgraph,
      isMutation: node.operationKind === 'mutation',
      operationName: node.operationName,
      variables: node.variables.map((variable) => ({
        name: clientName(variable),
        label: `${JSON.stringify(variable)}:`,
      })),
      path: rootType === undefined || path.length === 0 ? path : [...path, { kind: 'type', condition: rootType }],
      rewriteOutput: compileRewrites(node.outputRewrites, types),
      renamed: renamedKeys(node.outputRewrites),
      roots,
      ...compileRequest(node.operation, node.operationName, rootType, types),
    };
  }

  function compileEntityFetch(planned: FetchNode, path: readonly PathStep[]): CompiledEntityFetch {
    const { node: asking, keys } = askKeysBack?.(planned) ?? { node: planned, keys: undefined };
    const fitted = fitFetch({ ...asking, operation: askEntityTypes(asking.operation, types) });
    const { node } = fitted;
    const fetch: CompiledEntityFetch = {
      ...compileFetch(fitted, path),
      representation: compileRepresentation(node.requires ?? [], node.inputRewrites, types),
      keysAskedBack: keys,
      contextArguments: (node.contextArguments ?? []).map(compileContextArgument),
      signature: signatureOf(node),
      isRepeated: false,
      mayMerge: false,
    };
    entityFetches.push(fetch);
    return fetch;
  }

  /** Compares all entity fetches of the plan: which are repeated, and which may be merged. */
  function finish(): void {
    for (const fetch of entityFetches) {
      const others = entityFetches.filter((other) => other !== fetch && other.subgraph === fetch.subgraph);
      fetch.isRepeated = others.some((other) => other.signature === fetch.signature);
      fetch.mayMerge = others.length > 0 && fetch.contextArguments.length === 0;
    }
  }

  return { compile, compileFetch, finish };
}

/** Identifies what a fetch asks, regardless of its operation name. */
function signatureOf(node: FetchNode): string {
  const { operation, operationName, outputRewrites, inputRewrites } = node;
  const unnamed = operationName === undefined ? operation : operation.replace(` ${operationName}`, ' ');
  return JSON.stringify([node.subgraph, unnamed, outputRewrites, inputRewrites]);
}

function compileContextArgument({ variable, levels, path }: PlanContextArgument): ContextArgument {
  return { variable, levels, path: path.map(stepOf) };
}

function stepOf(step: PlanPathStep): PathStep {
  return step.kind === 'key' ? { ...step, read: readerOf(step.key) } : step;
}
