import { type AuthorizedOperation, variablesOf } from '../authorization/authorizeOperation.ts';
import { type Denials, denialsOf } from '../authorization/denials.ts';
import type { Caller } from '../core/caller.ts';
import type { ExecutableOperation } from '../execution/executor.ts';
import { inActingRole } from './actingRole.ts';
import { classOf } from './cost/costBudgets.ts';
import type { Exchange } from './exchange.ts';
import { noteRefusal } from './noteRefusal.ts';
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
  const caller = grant(sent, verified, exchange);
  request.observer?.caller(classOf(verified));
  const authorized = supergraph.authorize(sent.prepared, caller);
  if (request.queryOnly && authorized.isProtected) refuseValuesInAddress(sent.asSent ?? sent, request);
  const denials = denialsOf(authorized, caller, sent, supergraph.executor.schema, gateway.denials);
  const runnable = denials.refusal ? undefined : runnableOf(authorized, sent);
  return { verified, caller, sent, authorized, denials, runnable };
}

/** Whoever is refused here may have asked for somebody's record. */
function grant(sent: SentOperation, verified: Caller, exchange: Exchange): Caller {
  const { request, gateway, supergraph } = exchange;
  const { operation } = sent.operation;
  try {
    const granted = gateway.grantPolicies(verified, request.headers, operation);
    // What is read is decided record by record; some acts are about no record.
    const isLimited = operation === 'mutation' && supergraph.records.hasRecords;
    return isLimited ? inActingRole(granted, request.headers) : granted;
  } catch (refusal) {
    noteRefusal(refusal, sent, verified, exchange);
    throw refusal;
  }
}

function runnableOf(
  { document, operation, cacheKey, isPruned }: AuthorizedOperation,
  { operationName, variables: sent }: SentOperation,
): RunnableOperation | undefined {
  if (!document || !operation) return undefined;
  const variables = isPruned ? variablesOf(operation, sent) : sent;
  return { document, operation, operationName, variables, cacheKey };
}
