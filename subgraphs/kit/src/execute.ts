import type { Language } from '@wasl/schema/errors.ts';
import {
  type DocumentNode,
  execute,
  type FormattedExecutionResult,
  type GraphQLError,
  type GraphQLSchema,
  parse,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { formatError, type LogFailure } from './formatError.ts';

export interface SubgraphRequest {
  query: string;
  operationName?: string | undefined;
  variables?: Record<string, unknown> | undefined;
}

export type ExecuteRequest = (
  request: SubgraphRequest,
  contextValue: unknown,
  language: Language,
) => Promise<FormattedExecutionResult>;

type Prepared = { document: DocumentNode } | { errors: readonly GraphQLError[] };

/** Runs operations on a schema; the gateway sends the same few texts again and again, so each is parsed and validated once. */
export function createExecute(schema: GraphQLSchema, log: LogFailure): ExecuteRequest {
  const prepared = new LRUCache<string, Prepared>({
    maxSize: 16_000_000,
    sizeCalculation: (_, text) => text.length * 8 + 1,
  });

  function prepare(text: string): Prepared {
    const known = prepared.get(text);
    if (known) return known;
    const fresh = parseAndValidate(schema, text);
    prepared.set(text, fresh);
    return fresh;
  }

  return async (request, contextValue, language) => {
    const operation = prepare(request.query);
    const format = (error: GraphQLError) => formatError(error, language, log);
    if ('errors' in operation) return { errors: operation.errors.map(format) };
    const { data, errors } = await execute({
      schema,
      document: operation.document,
      contextValue,
      variableValues: request.variables,
      operationName: request.operationName,
    });
    return { ...(data !== undefined && { data }), ...(errors && { errors: errors.map(format) }) };
  };
}

function parseAndValidate(schema: GraphQLSchema, text: string): Prepared {
  try {
    const document = parse(text, { maxTokens: 20_000 });
    const errors = validate(schema, document);
    return errors.length > 0 ? { errors } : { document };
  } catch (error) {
    return { errors: [error as GraphQLError] };
  }
}
