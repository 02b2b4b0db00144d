import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { SupergraphTypes } from './compile/supergraphTypes.ts';
import type { Guard } from './guard/guard.ts';
import type { Asker } from '../core/asker.ts';
import type { Cancellation } from '../core/cancellation.ts';
import type { Conditions } from './conditions.ts';
import type { AnswerPart, ExecutedResult } from '../core/executedResult.ts';

/** An operation that may run: validated, within the limits, and holding only what its caller may ask for. */
export interface ExecutableOperation {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  operationName: string | undefined;
  variables: Record<string, unknown>;
  /** Names the operation as it is run: two that differ in what was removed have different keys. */
  cacheKey: string;
  /** Headers that every subgraph gets with its requests. */
  subgraphHeaders: Readonly<Record<string, string>>;
  /** On whose behalf subgraphs are asked; undefined where they are not told. */
  asker?: Asker | undefined;
  cancellation?: Cancellation | undefined;
  /** Looks at what is asked and answered for this caller. */
  guard?: Guard | undefined;
}

/** An answer that may go on. */
export interface PartedResult {
  first: ExecutedResult;
  /** Undefined when the first is all. */
  more: AsyncGenerator<AnswerPart[]> | undefined;
}

/** What a plan follows from. */
export type PlannableOperation = Pick<ExecutableOperation, 'document' | 'operation' | 'operationName' | 'cacheKey'>;

/** An operation as it was planned. */
export interface PlannedOperation extends PlannableOperation {
  conditions: Conditions;
}

/** A subscription that may run; it lasts, and so does what ends it. */
export interface ExecutableSubscription extends ExecutableOperation {
  /** Ends the subscription: with its reason, when that is a WaslError. */
  signal: AbortSignal;
}

/** Plans and runs operations on one supergraph. */
export interface Executor {
  /** The schema that clients see. */
  schema: GraphQLSchema;
  /** What of the supergraph's types those must know who look at its subgraphs' answers. */
  types: SupergraphTypes;
  execute(operation: ExecutableOperation): Promise<ExecutedResult>;
  /** As `execute`, for a client that takes an answer in parts: what `@defer` puts off follows. */
  executeInParts(operation: ExecutableOperation): Promise<PartedResult>;
  /** The operations that were run most, most first. */
  mostUsed(count: number): PlannedOperation[];
  /** Plans operations before anyone asks for them; those that do not fit the schema are left out. */
  warm(operations: readonly PlannedOperation[]): Promise<void>;
  /** The results of a subscription's events, one after the other. @throws WaslError that ends it, such as SUBGRAPH_UNAVAILABLE */
  subscribe(subscription: ExecutableSubscription): AsyncIterable<ExecutedResult>;
  close(): Promise<void>;
}
