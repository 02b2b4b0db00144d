import type { DocumentNode, ExecutionResult, GraphQLSchema, OperationDefinitionNode } from 'graphql';

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
  signal?: AbortSignal | undefined;
}

/** Plans and runs operations on one supergraph. */
export interface Executor {
  /** The schema that clients see. */
  schema: GraphQLSchema;
  execute(operation: ExecutableOperation): Promise<ExecutionResult>;
  close(): Promise<void>;
}
