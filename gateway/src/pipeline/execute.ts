import type { AnswerPart, ExecutedResult } from '../core/executedResult.ts';
import type { ExecutableOperation } from '../execution/executor.ts';
import { hasNullRootCondition } from '../execution/rootConditions.ts';
import type { AllowedOperation } from './authorize.ts';
import type { Exchange } from './exchange.ts';
import { guardRecords } from './guardRecords.ts';
import { headersForSubgraphs } from './headersForSubgraphs.ts';
import { streamEvents } from './streamEvents.ts';

/** What came of an operation, as it comes. */
export type Results =
  | { kind: 'whole'; result: ExecutedResult }
  | { kind: 'parts'; first: ExecutedResult; more: AsyncGenerator<AnswerPart[]> }
  | { kind: 'events'; events: AsyncGenerator<ExecutedResult, void, undefined> };

/** Runs what its caller may ask for. Events and parts are made while they are read. */
export async function execute(allowed: AllowedOperation, exchange: Exchange): Promise<Results> {
  const { runnable, denials, sent, authorized } = allowed;
  const { request, supergraph } = exchange;
  if (denials.refusal) return { kind: 'whole', result: denials.refusal };
  // Where nothing is left, or the condition of a field that was taken out is null, nobody is asked.
  if (!runnable || (authorized.isPruned && hasNullRootCondition(sent, supergraph.executor.schema)))
    return { kind: 'whole', result: { data: {} } };
  if (sent.operation.operation === 'subscription')
    return { kind: 'events', events: streamEvents(runnable, allowed, exchange) };
  const { guard, asker } = guardRecords(allowed, exchange);
  const { id: requestId, observer } = request;
  // Copied one by one: a spread takes microseconds.
  const operation: ExecutableOperation = {
    document: runnable.document,
    operation: runnable.operation,
    operationName: runnable.operationName,
    variables: runnable.variables,
    cacheKey: runnable.cacheKey,
    caller: allowed.verified,
    address: request.address,
    subgraphHeaders: headersForSubgraphs(request),
    cancellation: request.cancellation,
    requestId,
    observer,
    guard,
    asker,
  };
  if (!mayComeInParts(allowed, exchange))
    return { kind: 'whole', result: await supergraph.executor.execute(operation) };
  const { first, more } = await supergraph.executor.executeInParts(operation);
  return more ? { kind: 'parts', first, more } : { kind: 'whole', result: first };
}

/** Where something was taken out, the answer comes in one piece: rules are told of there, and where it is to be explained. */
function mayComeInParts({ sent, authorized }: AllowedOperation, { request, explainer }: Exchange): boolean {
  return !explainer && request.acceptsParts === true && sent.defers && !authorized.isPruned;
}
