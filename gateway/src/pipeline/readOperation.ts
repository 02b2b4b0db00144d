import { WaslError } from '@wasl/schema/errors.ts';
import type { Caller } from '../core/caller.ts';
import { callerName } from '../core/callerName.ts';
import type { ExpandedOperation, PreparedOperation } from '../core/preparedOperation.ts';
import type { SentRequest } from '../core/request.ts';
import { takeTurn } from '../core/turns.ts';
import { whileWaited } from '../core/whileWaited.ts';
import type { OperationDurations } from '../telemetry/operationFigures.ts';
import { checkVariables } from './checkVariables.ts';
import type { Exchange } from './exchange.ts';

/** An operation as it was sent. */
export interface SentOperation extends PreparedOperation {
  /** The prepared operation, one object for all who send it: authorization decisions are cached by it. */
  prepared: PreparedOperation;
  /** Nobody sent it before: it is planned yet, and read by its subgraphs. */
  isNew: boolean;
  /** The client's variables, checked against the operation; where it asks by ids, those of what is run. */
  variables: Record<string, unknown>;
  /** What the client sent where what is run was written from it: `node`. */
  asSent?: Pick<PreparedOperation, 'document'> & { variables: Record<string, unknown> };
  /** Makes the answer that of the operation as it was sent, where what is run was written from it. */
  answer?: ExpandedOperation['answer'] | undefined;
  /** Where its durations are kept; undefined where no operation is published. */
  durations?: OperationDurations | undefined;
}

/**
 * Reads a request's operation, and refuses valid operations that cannot run over this transport. At once where it was read before; one that
 * is new waits for its turn, for nobody else is answered while it is read.
 * @throws DocumentRefused, what `Documents.resolve` throws, or WaslError OPERATION_TOO_LARGE, OPERATION_RESOLUTION_FAILURE, OPERATION_NOT_SUPPORTED, METHOD_NOT_ALLOWED or,
 * when there are too many streams, OVERLOADED; of one that is new, what `takeTurn` and `whileWaited` throw.
 */
export function readOperation(exchange: Exchange, caller: Caller): SentOperation | Promise<SentOperation> {
  const { request, gateway, supergraph } = exchange;
  // A published or registered document, or the text; what is the gateway's own is resolved already.
  const resolved = request.isTrusted ? request : gateway.documents.resolve(request);
  const known = supergraph.prepare.known(resolved);
  return known ? readPrepared(known, resolved, exchange, false) : readNew(resolved, exchange, caller);
}

async function readNew(resolved: SentRequest, exchange: Exchange, caller: Caller): Promise<SentOperation> {
  const { request, supergraph } = exchange;
  await whileWaited(takeTurn(callerName(caller) ?? request.address), request.cancellation);
  const known = supergraph.prepare.known(resolved); // somebody else's turn may have read it
  return readPrepared(known ?? supergraph.prepare(resolved), resolved, exchange, !known);
}

function readPrepared(
  prepared: PreparedOperation,
  resolved: SentRequest,
  exchange: Exchange,
  isNew: boolean,
): SentOperation {
  const { request, gateway, supergraph } = exchange;
  gateway.documents.register(request);
  request.observer?.operation(prepared);
  const kind = prepared.operation.operation;
  if (kind === 'subscription' && !request.acceptsEvents) throw new WaslError('OPERATION_NOT_SUPPORTED');
  if (kind === 'mutation' && request.queryOnly) throw new WaslError('METHOD_NOT_ALLOWED');
  if (kind === 'subscription') exchange.becomeStream();
  const { document, operation, operationName, hash, defers, cost } = prepared;
  const variables = checkVariables(request, operation, supergraph.executor.schema);
  const durations = gateway.durationsOf?.(gateway.documents.isPublished(resolved.query), prepared);
  if (prepared.expand) return { ...readExpanded(prepared, prepared.expand(variables), variables, durations), isNew };
  // Named one by one: a spread takes microseconds.
  return { prepared, document, operation, operationName, hash, defers, cost, variables, durations, isNew };
}

/** As it is run for the ids that were sent; it is written down by the hash of what was sent. */
function readExpanded(
  { hash, document: sent }: PreparedOperation,
  { prepared, variables, answer }: ExpandedOperation,
  asSent: Record<string, unknown>,
  durations: OperationDurations | undefined,
): Omit<SentOperation, 'isNew'> {
  return { ...prepared, hash, prepared, variables, answer, asSent: { document: sent, variables: asSent }, durations };
}
