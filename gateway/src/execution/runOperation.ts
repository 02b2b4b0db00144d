import type { GraphQLSchema } from 'graphql';
import type { ExecutedResult } from '../core/executedResult.ts';
import type { HeldBytes } from '../core/heldBytes.ts';
import type { OpenEvents } from '../subgraphs/subscriptions/openEvents.ts';
import type { Transport } from '../subgraphs/transport.ts';
import type { SupergraphTypes } from './compile/supergraphTypes.ts';
import type { CompiledOperation } from './compileOperation.ts';
import type { PartRuns } from './defer/partRuns.ts';
import type { PartShapes } from './defer/partShapes.ts';
import type { ExecutableOperation } from './executor.ts';
import { createIntrospect } from './introspect.ts';
import { guardRelease } from './guard/guardFetch.ts';
import { createRun } from './run/run.ts';
import { settleLost } from './run/lostFetches.ts';
import { runPlan } from './run/runPlan.ts';
import { sendWithin } from './run/send.ts';
import { type RunLimits, Spending } from './run/spending.ts';
import { shapeResult } from './shape/shapeResult.ts';

/** What the operations of one supergraph run with. */
export interface RunningOn {
  schema: GraphQLSchema;
  types: SupergraphTypes;
  transport: Transport;
  /** Limits of one request. */
  limits: RunLimits;
  /** Counts the bytes of answers in flight, of all requests. */
  heldBytes: HeldBytes;
  /** Opens subscriptions at subgraphs; without it subscriptions are refused. */
  openEvents: OpenEvents | undefined;
}

/** Runs a query or mutation up to its first result; deferred parts then continue by themselves. @throws WaslError ANSWER_TOO_LARGE */
export async function runOperation(
  compiled: CompiledOperation,
  { variables: sent, subgraphHeaders: headers, asker, cancellation, requestId, observer, guard }: ExecutableOperation,
  { schema, types, transport, limits, heldBytes }: RunningOn,
  createParts?: (shapes: PartShapes) => PartRuns,
): Promise<{ result: ExecutedResult; parts: PartRuns | undefined }> {
  const variables = compiled.defaults ? { ...compiled.defaults, ...sent } : sent;
  const { shape, parts: shapes } = compiled.form;
  const introspect = createIntrospect(compiled, variables, schema);
  const spending = new Spending(limits, cancellation, heldBytes);
  const send = sendWithin(spending, transport, { headers, asker, requestId, observer });
  const parts = createParts?.(shapes);
  const run = createRun({
    variables,
    types,
    send,
    spending,
    paths: compiled.paths,
    introspect,
    parts,
    guard,
  });
  if (compiled.plan) await runPlan(compiled.plan, run);
  spending.check();
  settleLost(run);
  if (guard) await guardRelease(run, guard);
  return { result: shapeResult(run, shape), parts };
}
