import { WaslError } from '@wasl/schema/errors.ts';
import type { Caller } from '../core/caller.ts';
import type { Gateway } from './gateway.ts';
import type { SentOperation } from './readOperation.ts';

/**
 * Refuses an operation whose estimated cost is over its caller's budget, before any subgraph is asked. For a subscription, the cost is that
 * of one event.
 * @throws WaslError OPERATION_TOO_COSTLY
 */
export function boundCost({ cost, variables }: SentOperation, caller: Caller, { costBudget }: Gateway): void {
  const estimated = cost.estimate(variables);
  const most = costBudget(caller, cost.isAnnotated);
  if (estimated <= most) return;
  throw new WaslError('OPERATION_TOO_COSTLY', { cost: { estimated, most, path: cost.costliestPath(variables) } });
}
