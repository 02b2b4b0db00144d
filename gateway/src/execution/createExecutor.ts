import { WaslError } from '@wasl/schema/errors.ts';
import { buildSchema, type DocumentNode, print, validate } from 'graphql';
import type { OpenEvents } from '../subgraphs/subscriptions/openEvents.ts';
import type { Transport } from '../subgraphs/transport.ts';
import { compilePlan, compileSubscription } from './compile/compilePlan.ts';
import { readSupergraphTypes } from './compile/supergraphTypes.ts';
import { createClientPath } from './clientPath.ts';
import { type Conditions, conditionVariables, underConditions } from './conditions.ts';
import { compileForms, type CompiledOperation, readDefaults } from './compileOperation.ts';
import type { ExecutableOperation, Executor, PlannableOperation } from './executor.ts';
import { clientKey, createInternalKey, internalDocument } from './internalOperation.ts';
import { introspect } from './introspect.ts';
import { ownValue } from '../core/jsonObject.ts';
import { createOperationCache } from './operationCache.ts';
import { createOverrideDraw } from './overrideLabels.ts';
import { splitOperation } from './splitOperation.ts';
import { createFigures, type Figures, type PlanningOutcome } from '../telemetry/figures.ts';
import { openPlanner, type PlannerOptions } from '../planning/openPlanner.ts';
import { labelParts, labelsIn } from './defer/labelParts.ts';
import { createPartRuns, type PartRuns } from './defer/partRuns.ts';
import type { PartShapes } from './defer/partShapes.ts';
import { createRun } from './run/run.ts';
import { runPlan } from './run/runPlan.ts';
import { shapeResult } from './shape/shapeResult.ts';
import { readData } from '../core/writtenData.ts';
import { runSubscription } from './subscribe/runSubscription.ts';
import type { ExecutedResult } from '../core/executedResult.ts';
import { bytesPerToken } from '../core/preparedOperation.ts';

export interface ExecutorOptions extends PlannerOptions {
  /** Bytes of compiled operations that are kept. Default 128 MiB. */
  maxCachedBytes?: number | undefined;
  /** Milliseconds for which an operation that could not be planned is refused without another attempt. Default 60 000. */
  refusalTtlMs?: number | undefined;
  figures?: Pick<Figures, 'planning' | 'planCache'>;
  /** Subscribes at subgraphs; without it subscriptions are refused. */
  openEvents?: OpenEvents;
}

/** Part of the clients' schema: planned here, never passed on to a subgraph. */
const deferSdl = 'directive @defer(label: String, if: Boolean! = true) on FRAGMENT_SPREAD | INLINE_FRAGMENT';
/** What a compiled operation takes, in bytes, for each character of its plan, besides its document. Measured over the national operations. */
const bytesPerCharacter = 6;

/**
 * Plans and runs operations on a supergraph. `supergraphSdl` is the supergraph as Apollo's planner takes it: without field rules.
 * @throws Error when the supergraph cannot be loaded.
 */
export async function createExecutor(
  supergraph: DocumentNode,
  supergraphSdl: string,
  transport: Transport,
  options: ExecutorOptions = {},
): Promise<Executor> {
  const { figures = createFigures() } = options;
  const planner = await openPlanner(supergraphSdl, options);
  const schema = buildSchema(`${planner.schemaSdl}\n${deferSdl}`, { assumeValid: true });
  const types = readSupergraphTypes(supergraph);
  const internalKey = createInternalKey(schema);
  const clientName = (internal: string) => clientKey(internal, internalKey.prefix);
  const drawOverrides = createOverrideDraw(supergraph);
  const operations = createOperationCache<CompiledOperation>({
    maxBytes: options.maxCachedBytes ?? 128 * 1024 * 1024,
    sizeOf: ({ size, document }) => size * bytesPerCharacter + (document.tokenCount ?? 0) * bytesPerToken,
    failureTtlMs: options.refusalTtlMs ?? 60_000,
    figures: figures.planCache,
  });

  async function compile(
    sent: PlannableOperation,
    overrides: readonly string[],
    conditions: Conditions,
    isDeferring: boolean,
  ): Promise<CompiledOperation> {
    const { document, operation } = sent;
    const decided = underConditions(document, operation, conditions);
    const labelled = isDeferring ? labelParts(decided.document, decided.operation, schema) : undefined;
    const { document: whole, operation: only } = labelled ?? decided;
    const internal = internalDocument(whole, only, schema, internalKey, isDeferring);
    const { kind, documents } = splitOperation(internal, schema, types);
    const texts = documents.map(print);
    const planned = await planner.plan({ documents: texts, overrides });
    // A stepwise plan puts nothing off, and Apollo's may lose a part: then the answer is whole, in one piece.
    const labels = new Set(planned.plans.flatMap(({ node }) => labelsIn(node)));
    if (labelled && (labels.size === 0 || [...labelled.deferred.keys()].some((label) => !labels.has(label)))) {
      return compile(sent, overrides, conditions, false);
    }
    const names = { types, clientName };
    const subscription = compileSubscription(planned.plans, names);
    const nodes = subscription ? subscription.rest : planned.plans.flatMap((plan) => compilePlan(plan, names) ?? []);
    return {
      ...plannable(sent),
      conditions,
      plan: nodes.length > 1 ? { kind, nodes } : nodes[0],
      source: subscription?.source,
      defaults: readDefaults(operation),
      formFor: compileForms(document, operation, schema, internalKey, labelled?.deferred),
      clientPath: createClientPath(document, operation, clientName),
      size: planned.size + texts.join('').length,
    };
  }

  async function prepare(
    sent: PlannableOperation,
    conditions: Conditions,
    isDeferring = false,
  ): Promise<CompiledOperation> {
    const overrides = drawOverrides(sent.document);
    const isPlain = overrides.length === 0 && conditions.size === 0 && !isDeferring;
    const key = isPlain
      ? sent.cacheKey
      : [sent.cacheKey, ...overrides, ...conditions.values(), isDeferring ? '@defer' : ''].join(' ');
    return operations.get(key, () => timePlanning(compile(sent, overrides, conditions, isDeferring), figures.planning));
  }

  /** Runs an operation, up to what is put off where that follows by itself. */
  async function runOperation(
    compiled: CompiledOperation,
    { variables: sent, subgraphHeaders: headers, cancellation }: ExecutableOperation,
    createParts?: (shapes: PartShapes) => PartRuns,
  ): Promise<{ result: ExecutedResult; parts: PartRuns | undefined }> {
    const variables = compiled.defaults ? { ...compiled.defaults, ...sent } : sent;
    const { shape, introspection, parts: shapes } = compiled.formFor(variables);
    const send = (subgraph: string, body: string, isMutation: boolean) =>
      transport(subgraph, { body, headers, cancellation, isRepeatable: !isMutation });
    const parts = createParts?.(shapes);
    const run = createRun({ variables, types, send, clientPath: compiled.clientPath, parts });
    if (compiled.plan) await runPlan(compiled.plan, run);
    return { result: shapeResult(run, shape, introspect(introspection, compiled, variables, schema)), parts };
  }

  return {
    schema,
    execute: async (sent) => (await runOperation(await prepare(sent, readConditions(sent)), sent)).result,
    async executeInParts(sent) {
      const compiled = await prepare(sent, readConditions(sent), true);
      const { result, parts } = await runOperation(compiled, sent, createPartRuns);
      const more = parts?.isUnderWay() ? parts.read(result.data && readData(result.data)) : undefined;
      return { first: result, more };
    },
    async *subscribe(sent) {
      const compiled = await prepare(sent, readConditions(sent));
      yield* runSubscription(compiled, sent, { types, transport, openEvents: options.openEvents });
    },
    mostUsed: (count) => operations.mostUsed(count),
    async warm(used) {
      for (const item of used) {
        // What cannot be planned any more is refused when someone asks for it.
        if (validate(schema, item.document).length === 0) await prepare(item, item.conditions).catch(() => undefined);
      }
    },
    close() {
      operations.close();
      return planner.close();
    },
  };
}

async function timePlanning<T>(planning: Promise<T>, durations: Figures['planning']): Promise<T> {
  const startedAt = performance.now();
  let outcome: PlanningOutcome = 'planned';
  try {
    return await planning;
  } catch (error) {
    outcome = error instanceof WaslError && 'deadlineMs' in error.details ? 'late' : 'failed';
    throw error;
  } finally {
    durations.of(outcome).observe((performance.now() - startedAt) / 1_000);
  }
}

function plannable({ document, operation, operationName, cacheKey }: PlannableOperation) {
  return { document, operation, operationName, cacheKey };
}

function readConditions({
  document,
  operation,
  variables,
}: Pick<ExecutableOperation, 'document' | 'operation' | 'variables'>): Conditions {
  const names = conditionVariables(document);
  if (names.length === 0) return noConditions;
  const values = { ...readDefaults(operation), ...variables };
  return new Map(names.map((name) => [name, ownValue(values, name) === true]));
}

const noConditions: Conditions = new Map();
