import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import type { AnswerBody } from './answer.ts';
import type { OperationCost } from './operationCost.ts';
import type { SentRequest } from './request.ts';

/** An operation that was parsed, validated and is within the limits. Shared by all who send it. */
export interface PreparedOperation {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  operationName: string | undefined;
  /** Hash of the document and the operation's name: SHA-256, base64url. */
  hash: string;
  /** Whether it has `@defer`. */
  defers: boolean;
  /** Its estimated cost. */
  cost: OperationCost;
  /**
   * What it is for the ids of one request, where it asks for `node` or `nodes`; undefined elsewhere.
   * @throws DocumentRefused, or WaslError OPERATION_TOO_LARGE
   */
  expand?: ((variables: Record<string, unknown>) => ExpandedOperation) | undefined;
}

/** An operation of which the types of the ids are known, as it is run. */
export interface ExpandedOperation {
  prepared: PreparedOperation;
  variables: Record<string, unknown>;
  /** Makes its answer that of the operation as it was sent. */
  answer(body: AnswerBody): AnswerBody;
}

/** Parses and validates an operation. @throws DocumentRefused, or WaslError OPERATION_TOO_LARGE or OPERATION_RESOLUTION_FAILURE */
export interface Prepare {
  (request: SentRequest): PreparedOperation;
  /** The same where it was done before, and undefined else. @throws as it did then */
  known(request: SentRequest): PreparedOperation | undefined;
}

/** Bytes of memory that a parsed document takes for each token. Measured. */
export const bytesPerToken = 320;
