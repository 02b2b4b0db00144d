import { type AuthorizedOperation, variablesOf } from '../authorization/authorizeOperation.ts';
import { type Denials, denialsOf } from '../authorization/denials.ts';
import type { Caller } from '../core/caller.ts';
import type { ExecutableOperation } from '../execution/executor.ts';
import type { Exchange } from './exchange.ts';
import { refuseValuesInAddress } from './refuseValuesInAddress.ts';
import type { SentOperation } from './readOperation.ts';

/** An operation after the field rules. */
export interface AllowedOperation {
  /** The caller as the token says. */
  verified: Caller;
  /** The caller with the policies that are granted for this request. */
  caller: Caller;
  sent: SentOperation;
  /** The operation without its denied fields, and the denials. */
  authorized: AuthorizedOperation;
  denials: Denials;
  /** The operation to run; undefined when no field is left, or when the gateway's mode refuses the whole operation. */
  runnable: RunnableOperation | undefined;
}

/** An operation that may run, without what is sent to subgraphs about the request. */
export type RunnableOperation = Omit<ExecutableOperation, 'subgraphHeaders' | 'asker' | 'cancellation'>;

/**
 * Applies the field rules. @throws WaslError BAD_REQUEST for an unknown purpose of use, PERSONAL_DATA_IN_ADDRESS where what is protected is
 * asked for by GET with values.
 */
export function authorize(sent: SentOperation, verified: Caller, exchange: Exchange): AllowedOperation {
  const { request, gateway, supergraph } = exchange;
  const caller = gateway.grantPolicies(verified, request.headers, sent.operation.operation);
  const authorized = supergraph.authorize(sent.prepared, caller);
  if (request.queryOnly && authorized.isProtected) refuseValuesInAddress(sent, request);
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
