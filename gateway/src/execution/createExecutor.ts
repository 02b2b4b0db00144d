import { type DocumentNode, validate } from 'graphql';
import { openPlanner, type Planner, type PlannerOptions } from '../planning/openPlanner.ts';
import type { OpenEvents } from '../subgraphs/subscriptions/openEvents.ts';
import type { Transport } from '../subgraphs/transport.ts';
import { readSupergraphTypes } from './compile/supergraphTypes.ts';
import { type CompiledOperationsOptions, createCompiledOperations } from './compiledOperations.ts';
import { readConditions } from './conditions.ts';
import { createPartRuns } from './defer/partRuns.ts';
import { keepSchemaLiterals } from './literals/keepSchemaLiterals.ts';
import type { ExecutableOperation, Executor, PlannedOperation } from './executor.ts';
import { createOperationCompiler, type ExtendOperation, type RevisePlan } from './operationCompiler.ts';
import { createPlannerSchema } from './plannerSchema.ts';
import { type RunLimits, runLimitsOf } from './run/spending.ts';
import { runOperation } from './runOperation.ts';
import { HeldBytes } from '../core/heldBytes.ts';
import { readData } from '../core/writtenData.ts';
import { runSubscription } from './subscribe/runSubscription.ts';
import { whileWaited } from '../core/whileWaited.ts';

export interface ExecutorOptions
  extends PlannerOptions, CompiledOperationsOptions, Partial<Record<keyof RunLimits, number | undefined>> {
  /** Opens subscriptions at subgraphs; without it subscriptions are refused. */
  openEvents?: OpenEvents;
  /** Counts the bytes of answers in flight. Default: without a limit. */
  heldBytes?: HeldBytes | undefined;
  /** Adds to operations the selections that the gateway itself needs. */
  extend?: ExtendOperation | undefined;
  /** Changes plans before they are compiled. */
  revise?: RevisePlan | undefined;
  /** Subgraphs whose entities are asked for the keys that they were asked by, and taken only with these. Default: none. */
  keysAskedBack?: ReadonlySet<string> | undefined;
}

/**
 * Creates the executor of a supergraph. `supergraphSdl` is the supergraph as Apollo's planner takes it: without field rules.
 * @throws Error when the supergraph cannot be loaded.
 */
export async function createExecutor(
  supergraph: DocumentNode,
  supergraphSdl: string,
  transport: Transport,
  options: ExecutorOptions = {},
): Promise<Executor> {
  const plannerSchema = createPlannerSchema(supergraph, supergraphSdl);
  const { sdl, literals } = keepSchemaLiterals(plannerSchema.supergraphSdl);
  const planner = await openPlanner(sdl, options);
  const schema = plannerSchema.clientSchema(planner.schemaSdl);
  const types = readSupergraphTypes(supergraph);
  const plan: Planner['plan'] = async (asked, owner) => {
    const { plans, ...planned } = await planner.plan(asked, owner);
    return { ...planned, plans: plans.map((item) => plannerSchema.planFromPlanner(literals.restore(item))) };
  };
  const { extend, revise, keysAskedBack } = options;
  const asking = { extend, revise, keysAskedBack };
  const compiler = createOperationCompiler({ supergraph, schema, types, plannerSchema, plan, ...asking });
  const operations = createCompiledOperations(compiler, options);
  async function warmUp(item: PlannedOperation): Promise<void> {
    try {
      await operations.get(item, item.conditions);
    } catch {
      // The error is reported to the next request for the operation.
    }
  }

  const compiledFor = (sent: ExecutableOperation, isDeferring = false) =>
    whileWaited(operations.get(sent, readConditions(sent, schema), isDeferring), sent.cancellation);

  const { openEvents, heldBytes = new HeldBytes() } = options;
  const running = { schema, types, transport, openEvents, limits: runLimitsOf(options), heldBytes };

  return {
    schema,
    types,
    async execute(sent) {
      const compiled = await compiledFor(sent);
      return (await runOperation(compiled, sent, running)).result;
    },
    async executeInParts(sent) {
      const compiled = await compiledFor(sent, true);
      const { result, parts } = await runOperation(compiled, sent, running, createPartRuns);
      const more = parts?.isUnderWay() ? parts.read(result.data && readData(result.data)) : undefined;
      return { first: result, more };
    },
    async *subscribe(sent) {
      yield* runSubscription(await compiledFor(sent), sent, running);
    },
    mostUsed: (count) => operations.mostUsed(count),
    async warm(used) {
      for (const item of used) {
        // An operation that no longer validates is refused when a client sends it.
        if (validate(schema, item.document).length > 0) continue;
        await warmUp(item);
      }
    },
    close() {
      operations.close();
      return planner.close();
    },
  };
}
