import { createHash } from 'node:crypto';
import { WaslError } from '@wasl/schema/errors.ts';
import {
  BREAK,
  type DocumentNode,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
  visit,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { refuseOversized } from './operationLimits.ts';
import type { GraphQLRequest } from './types.ts';

/** An operation that has been read, checked against the schema and found small enough. Shared by all who send it. */
export interface PreparedOperation {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  operationName: string | undefined;
  /** Names the document and the operation in it: SHA-256, base64url. */
  hash: string;
  /** Whether it has `@defer`. */
  defers: boolean;
}

export interface PrepareOptions {
  /** Answer questions about the schema. */
  introspection: boolean;
  /** Most lexical tokens of a document. */
  maxTokens: number;
  /** Deepest nesting of selections, fragments included. */
  maxDepth: number;
  /** Most fields that a document selects once its fragments are laid out. */
  maxFields: number;
}

/** A document that GraphQL itself refuses, with its errors as they are. */
export class DocumentRefused extends Error {
  readonly errors: readonly GraphQLError[];
  readonly code: 'GRAPHQL_PARSE_FAILED' | 'GRAPHQL_VALIDATION_FAILED';

  constructor(code: DocumentRefused['code'], errors: readonly GraphQLError[]) {
    super(code);
    this.code = code;
    this.errors = errors;
  }
}

/** @throws DocumentRefused, or WaslError OPERATION_TOO_LARGE or OPERATION_RESOLUTION_FAILURE */
export type Prepare = (request: GraphQLRequest) => PreparedOperation;

/** Parses, validates and bounds operations; the result, a refusal too, is kept by text and operation name. */
export function createPrepare(schema: GraphQLSchema, options: PrepareOptions): Prepare {
  const rules = options.introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
  const cache = new LRUCache<string, { prepared: PreparedOperation } | { refusal: Error }>({
    maxSize: 64_000_000,
    sizeCalculation: (_, key) => key.length * 10 + 1_000,
  });

  return ({ query, operationName }) => {
    const key = keyOf(query, operationName);
    let known = cache.get(key);
    if (!known) {
      known = attempt(query, operationName);
      cache.set(key, known);
    }
    if ('refusal' in known) throw known.refusal;
    return known.prepared;
  };

  function attempt(query: string, operationName: string | undefined) {
    try {
      return { prepared: prepare(query, operationName) };
    } catch (refusal) {
      if (refusal instanceof DocumentRefused || refusal instanceof WaslError) return { refusal };
      throw refusal;
    }
  }

  function prepare(query: string, operationName: string | undefined): PreparedOperation {
    const document = read(query, options.maxTokens);
    refuseOversized(document, options);
    const errors = validate(schema, document, rules, { maxErrors: 20 });
    if (errors.length > 0) throw new DocumentRefused('GRAPHQL_VALIDATION_FAILED', errors);
    const operation = getOperationAST(document, operationName);
    if (!operation) throw new WaslError('OPERATION_RESOLUTION_FAILURE');
    const hash = createHash('sha256').update(keyOf(query, operationName)).digest('base64url');
    return { document, operation, operationName, hash, defers: hasDefer(document) };
  }
}

/** No two requests share one: whatever an operation name holds, and no name at all differs from an empty one. */
function keyOf(query: string, operationName: string | undefined): string {
  return `${operationName?.length ?? -1}:${operationName ?? ''}${query}`;
}

function hasDefer(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    [Kind.DIRECTIVE]({ name }) {
      if (name.value !== 'defer') return undefined;
      found = true;
      return BREAK;
    },
  });
  return found;
}

function read(query: string, maxTokens: number): DocumentNode {
  try {
    return parse(query, { maxTokens });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw new WaslError('OPERATION_TOO_LARGE', {}, { cause: error });
    if (/more that \d+ tokens/.test(error.message)) throw new WaslError('OPERATION_TOO_LARGE', { maxTokens });
    throw new DocumentRefused('GRAPHQL_PARSE_FAILED', [error]);
  }
}
