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
import { resolvePlainField } from './boundFields.ts';
import { sdkFailure } from './errors.ts';
import { type ErrorFormat, formatDocumentError, formatFieldError, formatVariableError } from './formatError.ts';
import {
  type Limits,
  refuseLargeBatch,
  refuseLargeDocument,
  type Representations,
  representationsOf,
} from './limits.ts';
import { rootFor } from './operationRoot.ts';
import type { RequestLife } from './requestLife.ts';

/** A GraphQL request as the gateway sends it. */
export interface OperationRequest {
  query: string;
  operationName?: string | undefined;
  variables?: Record<string, unknown> | undefined;
}

/** The caller for whom an operation runs, its limits, and the check before mutations. */
export interface Admission {
  caller: Caller | null;
  life: RequestLife;
  /** Called before a mutation runs; what it throws refuses the request. */
  beforeMutation(): Promise<void>;
}

/** Runs one operation. @throws SubgraphError OPERATION_TOO_LARGE, ANSWER_TOO_LARGE, DEADLINE_EXCEEDED, or what `beforeMutation` throws */
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
    const { caller, life } = admission;
    if (operation.hasMutation) {
      await admission.beforeMutation();
      life.keep();
    }
    const executing = execute({
      schema,
      document: operation.document,
      rootValue: rootFor(caller, life),
      contextValue,
      variableValues: request.variables,
      operationName: request.operationName,
      fieldResolver: resolvePlainField,
    });
    const { data, errors } = await life.within(Promise.resolve(executing));
    if (life.failure) throw life.failure;
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
  refuseLargeDocument(document, limits);
  return { kind: 'ready', document, representations: representationsOf(document), hasMutation: hasMutation(document) };
}

function hasMutation({ definitions }: DocumentNode): boolean {
  return definitions.some(
    (node) => node.kind === Kind.OPERATION_DEFINITION && node.operation === OperationTypeNode.MUTATION,
  );
}
