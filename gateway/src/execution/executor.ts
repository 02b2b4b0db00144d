import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { SupergraphTypes } from './compile/supergraphTypes.ts';
import type { Guard } from './guard/guard.ts';
import type { Caller } from '../core/caller.ts';
import type { Asker } from '../core/asker.ts';
import type { Cancellation } from '../core/cancellation.ts';
import type { Observer } from '../core/observer.ts';
import type { Conditions } from './conditions.ts';
import type { AnswerPart, ExecutedResult } from '../core/executedResult.ts';

/** An operation that may run: valid, within the limits, and without fields that its caller may not select. */
export interface ExecutableOperation {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  operationName: string | undefined;
  variables: Record<string, unknown>;
  /** Cache key of the operation as it is run: two that differ in what was pruned have different keys. */
  cacheKey: string;
  /** Whose operation it is, if it has to be planned: callers take turns. Undefined for the gateway's own. */
  caller?: Caller | undefined;
  /** Where it came from, as far as addresses are counted: callers without a token take turns by it. */
  address?: string | undefined;
  /** Headers that every subgraph gets with its requests. */
  subgraphHeaders: Readonly<Record<string, string>>;
  /** The caller on whose behalf subgraphs are asked; undefined where requests to them do not name one. */
  asker?: Asker | undefined;
  cancellation?: Cancellation | undefined;
  /** The client's request in logs; subgraphs are told. */
  requestId?: string | undefined;
  observer?: Observer | undefined;
  /** The guard that judges fetches and answers for this caller; undefined where nothing is guarded. */
  guard?: Guard | undefined;
}

/** The first result of an operation, and the deferred parts that follow it. */
export interface PartedResult {
  first: ExecutedResult;
  /** Undefined when nothing was deferred. */
  more: AsyncGenerator<AnswerPart[]> | undefined;
}

/** What an operation is planned from. */
export type PlannableOperation = Pick<
  ExecutableOperation,
  'document' | 'operation' | 'operationName' | 'cacheKey' | 'caller' | 'address' | 'observer'
>;

/** An operation with the conditions for which it was planned. */
export interface PlannedOperation extends PlannableOperation {
  conditions: Conditions;
}

/** A subscription that may run. */
export interface ExecutableSubscription extends ExecutableOperation {
  /** Ends the subscription. If its reason is a WaslError, the events end with that error. */
  signal: AbortSignal;
  /** Called with each event, before anything is asked or decided because of it; what it throws ends the subscription. */
  beforeEvent(): void | Promise<void>;
}

/** Plans and runs operations on one supergraph. */
export interface Executor {
  /** The schema that clients see. */
  schema: GraphQLSchema;
  /** The supergraph's types, for those who read the answers of subgraphs. */
  types: SupergraphTypes;
  execute(operation: ExecutableOperation): Promise<ExecutedResult>;
  /** As `execute`, for a client that accepts incremental delivery: deferred parts follow the first result. */
  executeInParts(operation: ExecutableOperation): Promise<PartedResult>;
  /** The most used operations, in descending order. */
  mostUsed(count: number): PlannedOperation[];
  /** Plans operations before a client sends them; those that do not fit the schema are left out. */
  warm(operations: readonly PlannedOperation[]): Promise<void>;
  /** The results of a subscription's events, one after the other; undefined for one of which nothing may tell. @throws WaslError that ends it, such as SUBGRAPH_UNAVAILABLE */
  subscribe(subscription: ExecutableSubscription): AsyncIterable<ExecutedResult | undefined>;
  close(): Promise<void>;
}
