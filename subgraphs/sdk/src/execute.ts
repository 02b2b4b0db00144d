import {
  type DocumentNode,
  execute,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  OperationTypeNode,
  parse,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Caller } from './caller.ts';
import { rootFor } from './enforceScopes.ts';
import { sdkFailure } from './errors.ts';
import { type ErrorFormat, formatDocumentError, formatFieldError, formatVariableError } from './formatError.ts';
import { depthOf, type Limits, refuseLargeBatch, type Representations, representationsOf } from './limits.ts';

/** A GraphQL request as the gateway sends it. */
export interface OperationRequest {
  query: string;
  operationName?: string | undefined;
  variables?: Record<string, unknown> | undefined;
}

/** The caller for whom an operation runs, and the check before mutations. */
export interface Admission {
  caller: Caller | null;
  /** Called before a mutation runs; what it throws refuses the request. */
  beforeMutation(): Promise<void>;
}

/** Runs one operation. @throws SubgraphError OPERATION_TOO_LARGE, or what `beforeMutation` throws */
export type ExecuteOperation = (
  request: OperationRequest,
  contextValue: unknown,
  admission: Admission,
  format: ErrorFormat,
) => Promise<FormattedExecutionResult>;

type Prepared =
  | { kind: 'ready'; document: DocumentNode; representations: Representations[]; hasMutation: boolean }
  | { kind: 'refused'; code: 'GRAPHQL_PARSE_FAILED' | 'GRAPHQL_VALIDATION_FAILED'; errors: readonly GraphQLError[] };

/** Most bytes of cached documents; a document's tree takes about eight times its text. */
const cacheBytes = 16_000_000;

/**
 * Makes the function that runs operations on a schema. The gateway sends the same few texts again and again, so each is parsed and
 * validated once.
 */
export function createExecute(schema: GraphQLSchema, limits: Limits): ExecuteOperation {
  const prepared = new LRUCache<string, Prepared>({
    maxSize: cacheBytes,
    sizeCalculation: (_, text) => text.length * 8 + 1,
  });

  function prepareOnce(text: string): Prepared {
    const known = prepared.get(text);
    if (known) return known;
    const fresh = prepare(schema, text, limits);
    prepared.set(text, fresh);
    return fresh;
  }

  return async (request, contextValue, admission, format) => {
    const operation = prepareOnce(request.query);
    if (operation.kind === 'refused') {
      return { errors: operation.errors.map((error) => formatDocumentError(error, operation.code, format)) };
    }
    refuseLargeBatch(operation.representations, request.variables, limits.representations);
    if (operation.hasMutation) await admission.beforeMutation();
    const { data, errors } = await execute({
      schema,
      document: operation.document,
      rootValue: rootFor(admission.caller),
      contextValue,
      variableValues: request.variables,
      operationName: request.operationName,
    });
    const formatEach = data === undefined ? formatVariableError : formatFieldError;
    return {
      ...(data !== undefined && { data }),
      ...(errors && { errors: errors.map((error) => formatEach(error, format)) }),
    };
  };
}

function prepare(schema: GraphQLSchema, text: string, limits: Limits): Prepared {
  let document: DocumentNode;
  try {
    document = parse(text, { maxTokens: limits.tokens });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    if (/more tha[nt] \d+ tokens/.test(error.message)) {
      throw sdkFailure('OPERATION_TOO_LARGE', { limit: 'tokens', maximum: limits.tokens });
    }
    return { kind: 'refused', code: 'GRAPHQL_PARSE_FAILED', errors: [error] };
  }
  const errors = validate(schema, document);
  if (errors.length > 0) return { kind: 'refused', code: 'GRAPHQL_VALIDATION_FAILED', errors };
  if (depthOf(document) > limits.depth) {
    throw sdkFailure('OPERATION_TOO_LARGE', { limit: 'depth', maximum: limits.depth });
  }
  return { kind: 'ready', document, representations: representationsOf(document), hasMutation: hasMutation(document) };
}

function hasMutation({ definitions }: DocumentNode): boolean {
  return definitions.some(
    (node) => node.kind === Kind.OPERATION_DEFINITION && node.operation === OperationTypeNode.MUTATION,
  );
}
