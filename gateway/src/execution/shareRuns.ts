import { writeJson } from '../core/numberText.ts';
import type { Caller } from '../core/caller.ts';
import type { ExecutableOperation, Executor } from './executor.ts';
import type { ExecutedResult } from '../core/executedResult.ts';

/** Headers that differ between requests and change nothing in their answers. */
const traceHeaders = new Set(['traceparent', 'tracestate']);

/**
 * Lets identical queries that are under way at once share one run: the same operation after pruning, the same variables, and
 * the same word about who asks. An answer can so be as old as the run that it shares, which is why this is switched on by
 * choice. A run that is shared ends with its own deadlines, not when the first who asked goes away.
 */
export function shareRuns(executor: Executor): Executor {
  const running = new Map<string, Promise<ExecutedResult>>();
  return {
    ...executor,
    execute(sent) {
      if (sent.operation.operation !== 'query' || sent.guard) return executor.execute(sent);
      const key = keyOf(sent);
      let run = running.get(key);
      if (!run) {
        run = executor.execute({ ...sent, cancellation: undefined }).finally(() => running.delete(key));
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

/** A verified token's caller is one object as long as it is remembered; two tokens are never the same caller. */
function callerKey(caller: Caller): number {
  let key = callerKeys.get(caller);
  if (key === undefined) callerKeys.set(caller, (key = callersSeen += 1));
  return key;
}
