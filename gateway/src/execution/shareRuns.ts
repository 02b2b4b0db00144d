import { writeJson } from '../core/numberText.ts';
import { Cancellation } from '../core/cancellation.ts';
import type { Caller } from '../core/caller.ts';
import type { HeldBytes } from '../core/heldBytes.ts';
import type { ExecutableOperation, Executor } from './executor.ts';
import type { ExecutedResult } from '../core/executedResult.ts';

/** Headers that differ between requests and change nothing in their answers. */
const traceHeaders = new Set(['traceparent', 'tracestate']);

/**
 * Lets identical queries that are in flight at the same time share one run: the same operation after pruning, the same variables, and the
 * same caller. An answer can be as old as the run that it shares, so this is off by default. A shared run ends at its own deadlines, not
 * when the client that started it disconnects.
 */
export function shareRuns(executor: Executor, heldBytes: HeldBytes | undefined): Executor {
  const running = new Map<string, Promise<ExecutedResult>>();
  return {
    ...executor,
    execute(sent) {
      if (sent.operation.operation !== 'query' || sent.guard) return executor.execute(sent);
      const key = keyOf(sent);
      let run = running.get(key);
      if (!run) {
        const cancellation = new Cancellation();
        run = executor.execute({ ...sent, cancellation }).finally(() => {
          running.delete(key);
          heldBytes?.end(cancellation);
        });
        running.set(key, run);
      }
      return run;
    },
  };
}

function keyOf({ cacheKey, variables, subgraphHeaders, asker }: ExecutableOperation): string {
  const told = Object.entries(subgraphHeaders).filter(([name]) => !traceHeaders.has(name));
  return writeJson([cacheKey, variables, told, asker && [callerKey(asker.caller), asker.decision]]);
}

const callerKeys = new WeakMap<Caller, number>();
let callersSeen = 0;

/** The caller of a verified token is one object as long as it is cached; two tokens are never the same caller. */
function callerKey(caller: Caller): number {
  let key = callerKeys.get(caller);
  if (key === undefined) callerKeys.set(caller, (key = callersSeen += 1));
  return key;
}
