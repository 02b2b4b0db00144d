import { WaslError } from '@wasl/schema/errors.ts';
import type { PreparedOperation } from '../core/preparedOperation.ts';
import { checkVariables } from './checkVariables.ts';
import type { Exchange } from './exchange.ts';

/** An operation as it was sent. */
export interface SentOperation extends PreparedOperation {
  /** As all have it who send the operation: what is decided about it is kept by this. */
  prepared: PreparedOperation;
  /** As the client sent them; they fit the operation. */
  variables: Record<string, unknown>;
}

/**
 * Reads a request's operation, and refuses what fits the schema and still cannot run.
 * @throws DocumentRefused, or WaslError OPERATION_TOO_LARGE, OPERATION_RESOLUTION_FAILURE, OPERATION_NOT_SUPPORTED,
 * METHOD_NOT_ALLOWED or, for a stream too many, OVERLOADED.
 */
export function readOperation(exchange: Exchange): SentOperation {
  const { request, supergraph } = exchange;
  const prepared = supergraph.prepare(request);
  const kind = prepared.operation.operation;
  if (kind === 'subscription' && !request.acceptsEvents) throw new WaslError('OPERATION_NOT_SUPPORTED');
  if (kind === 'mutation' && request.queryOnly) throw new WaslError('METHOD_NOT_ALLOWED');
  if (kind === 'subscription') exchange.becomeStream();
  return { ...prepared, prepared, variables: checkVariables(request, prepared.operation, supergraph.executor.schema) };
}
