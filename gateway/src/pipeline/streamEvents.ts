import type { ExecutedResult } from '../core/executedResult.ts';
import { accountForNothing } from './accountFor.ts';
import { authenticate } from './authenticate.ts';
import type { AllowedOperation, RunnableOperation } from './authorize.ts';
import type { Exchange } from './exchange.ts';
import { guardRecords } from './guardRecords.ts';
import { headersForSubgraphs } from './headersForSubgraphs.ts';
import { beginStreamLife, type StreamLife } from './streamLife.ts';

/**
 * The results of a subscription's events, in order, as long as its caller may have them.
 * @throws WaslError that the client gets as the last event: the token expired or was revoked, a subgraph failed.
 */
export async function* streamEvents(
  runnable: RunnableOperation,
  allowed: AllowedOperation,
  exchange: Exchange,
): AsyncGenerator<ExecutedResult, void, undefined> {
  const { request, gateway, supergraph } = exchange;
  const life = beginStreamLife(request);
  // The token may have been revoked before an event, or while it was answered.
  const stillAuthenticated = async () => void (await authenticate(request, gateway.verifyToken));
  try {
    limit(life, allowed, exchange);
    const results = supergraph.executor.subscribe({
      ...runnable,
      caller: allowed.verified,
      address: request.address,
      subgraphHeaders: headersForSubgraphs(request),
      cancellation: request.cancellation,
      requestId: request.id,
      observer: request.observer,
      signal: life.signal,
      beforeEvent: stillAuthenticated,
      ...guardRecords(allowed, exchange),
    });
    for await (const result of results) {
      life.review();
      await stillAuthenticated();
      // After the end, the next iteration throws the reason.
      if (result && !life.signal.aborted) yield result;
      else await accountForNothing(exchange);
    }
  } finally {
    life.release();
  }
}

/** Ends a stream when its token expires, its version of the schema is outdated, the server stops, or the rules no longer allow it. */
function limit(life: StreamLife, { verified, caller, authorized }: AllowedOperation, exchange: Exchange): void {
  const { request, gateway, outdated } = exchange;
  life.endWithToken(caller);
  life.endWith(outdated, gateway.admission.stopping);
  life.endUnless(gateway.onRulesChange, () => {
    const now = gateway.supergraph.current();
    const granted = gateway.grantPolicies(verified, request.headers, 'subscription');
    return now.authorize(now.prepare(request), granted).cacheKey === authorized.cacheKey;
  });
}
