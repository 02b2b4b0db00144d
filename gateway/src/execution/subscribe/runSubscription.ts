import { WaslError } from '@wasl/schema/errors.ts';
import type { CompiledFetch } from '../compile/compiledPlan.ts';

import type { CompiledOperation } from '../compileOperation.ts';
import type { ExecutableSubscription } from '../executor.ts';
import { createIntrospect } from '../introspect.ts';
import { addFailure } from '../run/fetchErrors.ts';
import { readParsedReply } from '../run/readReply.ts';
import { describeFetch } from '../guard/describeFetch.ts';
import type { Refusals } from '../guard/guard.ts';
import { guardRelease } from '../guard/guardFetch.ts';
import { addRefusals, visible } from '../guard/refusals.ts';
import { createRun, type Run } from '../run/run.ts';
import { runPlan, takeReply } from '../run/runPlan.ts';
import { sendWithin, variablesText } from '../run/send.ts';
import { Spending } from '../run/spending.ts';
import { inNamesOfSubgraph } from '../run/subgraphTypeNames.ts';
import { shapeResult } from '../shape/shapeResult.ts';
import type { ShapeObject } from '../shape/writeValues.ts';
import type { RunningOn } from '../runOperation.ts';
import type { ExecutedResult } from '../../core/executedResult.ts';

/**
 * Subscribes, and answers each event, in order, as a query that starts with the event's data: with undefined where nothing may tell of it.
 * @throws WaslError OPERATION_NOT_SUPPORTED, or the error that ended the subscription early.
 */
export async function* runSubscription(
  compiled: CompiledOperation,
  sent: ExecutableSubscription,
  { schema, types, transport, openEvents, limits, heldBytes }: RunningOn,
): AsyncGenerator<ExecutedResult | undefined, void, undefined> {
  const { source: planned, plan, paths, form } = compiled;
  if (!openEvents) throw new WaslError('OPERATION_NOT_SUPPORTED');
  const variables = compiled.defaults ? { ...compiled.defaults, ...sent.variables } : sent.variables;
  const introspect = createIntrospect(compiled, variables, schema);
  const { signal, cancellation, guard, asker, subgraphHeaders: headers, requestId, observer } = sent;
  const begin = () => {
    const spending = new Spending(limits, cancellation, heldBytes);
    const send = sendWithin(spending, transport, { headers, asker, requestId, observer });
    return createRun({ variables, types, send, spending, paths, introspect, parts: undefined, guard });
  };
  if (!planned) return void (yield refused(shapeResult(begin(), form.shape)));
  const source = planned.roots.length > 0 ? await inNamesOfSubgraph(planned, begin()) : planned;
  const refusals = guard?.beforeSubscribe?.(describeFetch(source, begin())) ?? [];
  if (refusals.length > 0) return void (yield notOpened(refusals, source, begin(), form.shape));
  const body = `${source.head + variablesText(source.variables, variables).slice(0, -1)}}}`;

  for await (const event of openEvents(source.subgraph, { body, headers, asker, signal, requestId, observer })) {
    observer?.stage('event');
    await sent.beforeEvent();
    const run = begin();
    try {
      await takeEvent(event, source, run);
      if (plan && !run.isLost) await runPlan(plan, run);
      run.spending.check();
      if (guard) await guardRelease(run, guard);
      // An event of which nothing may tell is none. What became ready after the end is nobody's any more; the next turn tells how it ended.
      yield signal.aborted || run.traces.rootIsHidden ? undefined : shapeResult(run, form.shape);
    } finally {
      run.spending.release();
    }
  }
}

/**
 * The result where no subgraph can be subscribed to: the errors of the request itself.
 * @throws WaslError OPERATION_NOT_SUPPORTED when there are none
 */
function refused({ errors }: ExecutedResult): ExecutedResult {
  if (!errors) throw new WaslError('OPERATION_NOT_SUPPORTED');
  return { data: null, errors };
}

/** The only event of a subscription that the guard refuses. */
function notOpened(refusals: Refusals, source: CompiledFetch, run: Run, shape: ShapeObject): ExecutedResult {
  addRefusals(visible(refusals), () => [0], source, run);
  return shapeResult(run, shape);
}

async function takeEvent(event: unknown, source: CompiledFetch, run: Run): Promise<void> {
  try {
    await takeReply(readParsedReply(event), [run.data], source, run);
  } catch (failure) {
    addFailure(failure, source, run);
  }
}
