import { type AuthorizedOperation, variablesOf } from '../authorization/authorizeOperation.ts';
import { type Denials, denialsOf } from '../authorization/denials.ts';
import type { Caller } from '../core/caller.ts';
import type { ExecutableOperation } from '../execution/executor.ts';
import type { Exchange } from './exchange.ts';
import type { SentOperation } from './readOperation.ts';

/** What a caller may have of what was sent. */
export interface AllowedOperation {
  /** As the token tells. */
  verified: Caller;
  /** With the policies that hold for this request. */
  caller: Caller;
  sent: SentOperation;
  /** What the field rules took out of it, and why. */
  authorized: AuthorizedOperation;
  denials: Denials;
  /** What may run; undefined when nothing is left, or the gateway's mode refuses the whole. */
  runnable: RunnableOperation | undefined;
}

/** An operation that may run, before it is known what subgraphs are told with it. */
export type RunnableOperation = Omit<ExecutableOperation, 'subgraphHeaders' | 'asker' | 'cancellation'>;

/** Applies the field rules. @throws WaslError BAD_REQUEST for a purpose of use that is none. */
export function authorize(sent: SentOperation, verified: Caller, exchange: Exchange): AllowedOperation {
  const { request, gateway, supergraph } = exchange;
  const caller = gateway.grantPolicies(verified, request.headers, sent.operation.operation);
  const authorized = supergraph.authorize(sent.prepared, caller);
  const denials = denialsOf(authorized, caller, sent, supergraph.executor.schema, gateway.denials);
  const runnable = denials.refusal ? undefined : runnableOf(authorized, sent);
  return { verified, caller, sent, authorized, denials, runnable };
}

function runnableOf(
  { document, operation, cacheKey, isPruned }: AuthorizedOperation,
  { operationName, variables: sent }: SentOperation,
): RunnableOperation | undefined {
  if (!document || !operation) return undefined;
  const variables = isPruned ? variablesOf(operation, sent) : sent;
  return { document, operation, operationName, variables, cacheKey };
}
