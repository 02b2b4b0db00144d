import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import type { OperationCost } from './operationCost.ts';
import type { SentRequest } from './request.ts';

/** An operation that has been read, checked against the schema and found small enough. Shared by all who send it. */
export interface PreparedOperation {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  operationName: string | undefined;
  /** Names the document and the operation in it: SHA-256, base64url. */
  hash: string;
  /** Whether it has `@defer`. */
  defers: boolean;
  /** What it is expected to cost. */
  cost: OperationCost;
}

/** Reads an operation. @throws DocumentRefused, or WaslError OPERATION_TOO_LARGE or OPERATION_RESOLUTION_FAILURE */
export type Prepare = (request: SentRequest) => PreparedOperation;

/** What a parsed document takes in memory for each token of its text. Measured. */
export const bytesPerToken = 320;
