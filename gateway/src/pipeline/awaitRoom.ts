import type { Caller } from '../core/caller.ts';
import { callerName } from '../core/callerName.ts';
import type { Exchange } from './exchange.ts';
import type { SentOperation } from './readOperation.ts';
import { costOfAny, costOfNew } from './runningCosts.ts';

/**
 * Waits where the operations of its caller that run already cost as much as they may at once; at once where there are none. A subscription has
 * limits of its own. @throws WaslError RATE_LIMITED, or DEADLINE_EXCEEDED where nobody waits for it any more
 */
export function awaitRoom(sent: SentOperation, caller: Caller, exchange: Exchange): Promise<void> | undefined {
  const { runningCosts, costBudget } = exchange.gateway;
  const owner = runningCosts && callerName(caller);
  if (!runningCosts || owner === undefined || exchange.isStream()) return undefined;
  const cost = sent.cost.estimate(sent.variables) + (sent.isNew ? costOfNew : costOfAny);
  const need = { owner, cost, budget: costBudget(caller, sent.cost.isAnnotated) };
  const entered = runningCosts.enter(need, exchange.request.cancellation);
  if (entered instanceof Promise) return entered.then(exchange.keep);
  exchange.keep(entered);
  return undefined;
}
