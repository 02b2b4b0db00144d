import { createHash } from 'node:crypto';
import { WaslError } from '@wasl/schema/errors.ts';
import {
  BREAK,
  type DocumentNode,
  getOperationAST,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  Kind,
  NoFragmentCyclesRule,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
  type ValidationRule,
  visit,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { type CompileCost, createCompileCost } from '../cost/compileCost.ts';
import type { Nodes } from '../../nodes/readNodes.ts';
import { type OperationParts, plainOperation, readNodeUse } from '../../nodes/plainOperation.ts';
import { createExpand } from './expandOperation.ts';
import { FiniteNumbersRule } from './finiteNumbersRule.ts';
import { type OperationLimits, refuseOversized } from './operationLimits.ts';
import { refuseRepeated } from './repeatedFields.ts';
import { shortened } from '../../core/shortened.ts';
import { forgetText, locationsOf } from '../../core/sourceLocations.ts';
import type { OperationCost } from '../../core/operationCost.ts';
import { type PreparedOperation, type Prepare, bytesPerToken } from '../../core/preparedOperation.ts';

export interface PrepareOptions extends OperationLimits {
  /** Answer introspection, and suggest similar names in errors. */
  introspection: boolean;
  /** Most lexical tokens of a document. */
  maxTokens: number;
}

/** A document that fails parsing or validation, with its errors. It is cached, so it holds no reference to the document. */
export class DocumentRefused extends Error {
  readonly errors: readonly GraphQLFormattedError[];
  readonly code: 'GRAPHQL_PARSE_FAILED' | 'GRAPHQL_VALIDATION_FAILED';

  constructor(code: DocumentRefused['code'], errors: readonly GraphQLError[]) {
    super(code);
    this.code = code;
    this.errors = errors.map((error) => {
      const locations = locationsOf(error);
      return { ...error.toJSON(), message: shortened(error.message), ...(locations && { locations }) };
    });
  }
}

/**
 * Makes the function that parses and validates operations and checks their limits. Results, refusals included, are cached by text and
 * operation name.
 */
export function createPrepare(
  schema: GraphQLSchema,
  options: PrepareOptions,
  compileCost: CompileCost = createCompileCost(schema),
  nodes?: Nodes,
): Prepare {
  const rules = [...specifiedRules, FiniteNumbersRule];
  if (!options.introspection) rules.push(NoSchemaIntrospectionCustomRule);
  const cache = new LRUCache<string, PreparedOperation>({
    maxSize: 128_000_000,
    sizeCalculation: ({ document, cost }, key) =>
      (document.tokenCount ?? 0) * bytesPerToken + cost.parts * bytesPerCost + key.length + 1_000,
  });
  // A separate cache, so that refusals never evict operations in use.
  const refusals = new LRUCache<string, Error>({
    maxSize: 16_000_000,
    sizeCalculation: (_, key) => key.length + 5_000,
  });

  const known: Prepare['known'] = ({ query, operationName }) => knownBy(keyOf(query, operationName));
  const prepareOne = ({ query, operationName }: Parameters<Prepare>[0]): PreparedOperation => {
    const key = keyOf(query, operationName);
    return knownBy(key) ?? prepareNew(key, query, operationName);
  };
  return Object.assign(prepareOne, { known });

  function knownBy(key: string): PreparedOperation | undefined {
    const found = cache.get(key);
    if (found) return found;
    const refusal = refusals.get(key);
    if (refusal) throw refusal;
    return undefined;
  }

  function prepareNew(key: string, query: string, operationName: string | undefined): PreparedOperation {
    try {
      const prepared = prepare(query, operationName);
      cache.set(key, prepared);
      return prepared;
    } catch (error) {
      const refused = error instanceof RangeError ? new WaslError('OPERATION_TOO_LARGE', {}, { cause: error }) : error;
      if (refused instanceof DocumentRefused || refused instanceof WaslError) refusals.set(key, refused);
      throw refused;
    }
  }

  function prepare(query: string, operationName: string | undefined): PreparedOperation {
    const document = read(query, options.maxTokens);
    check(document);
    const operation = getOperationAST(document, operationName);
    if (!operation) throw new WaslError('OPERATION_RESOLUTION_FAILURE');
    const hash = createHash('sha256').update(keyOf(query, operationName)).digest('base64url');
    const { asksNodes, isPlain } = nodes ? readNodeUse(document, schema, nodes) : plainUse;
    if (!nodes || (isPlain && !asksNodes)) return whole({ document, operation }, operationName, hash);
    if (!asksNodes) return whole(plainOperation({ document, operation }, schema, nodes), operationName, hash);
    const expand = createExpand(
      { document, operation, hash },
      schema,
      nodes,
      cache,
      options.maxFields,
      (...[written, own, as]) => {
        refuseOversized(written, options);
        return whole({ document: written, operation: own }, operationName, as);
      },
    );
    return { ...whole({ document, operation }, operationName, hash), expand: refusing(expand) };
  }

  function whole(parts: OperationParts, operationName: string | undefined, hash: string): PreparedOperation {
    const cost = costOf(parts.document, parts.operation);
    return { ...parts, operationName, hash, defers: hasDefer(parts.document), cost };
  }

  function costOf(document: DocumentNode, operation: OperationDefinitionNode): OperationCost {
    try {
      return compileCost(document, operation);
    } catch (error) {
      if (error instanceof GraphQLError) throw new DocumentRefused('GRAPHQL_VALIDATION_FAILED', [error]);
      throw error;
    }
  }

  /** Cheap checks come first: they bound the cost of the others. */
  function check(document: DocumentNode): void {
    const { isCircular } = refuseOversized(document, options);
    if (!isCircular) refuseRepeated(document);
    const errors = errorsIn(document, isCircular ? [NoFragmentCyclesRule] : rules);
    if (errors.length === 1 && errors[0]?.message === gaveUp) throw new WaslError('OPERATION_TOO_LARGE');
    if (errors.length > 0) throw new DocumentRefused('GRAPHQL_VALIDATION_FAILED', errors);
  }

  /** Validation throws instead of returning an error where the only field of a subscription has a variable in `@skip` or `@include`. */
  function errorsIn(document: DocumentNode, checked: readonly ValidationRule[]): readonly GraphQLError[] {
    try {
      return validate(schema, document, checked, { maxErrors: 20, hideSuggestions: !options.introspection });
    } catch (error) {
      if (error instanceof GraphQLError) return [error];
      throw error;
    }
  }
}

const plainUse = { asksNodes: false, isPlain: true };

/** An id that is null where there has to be one. */
function refusing<Given, Made>(expand: (given: Given) => Made): (given: Given) => Made {
  return (given) => {
    try {
      return expand(given);
    } catch (error) {
      throw error instanceof GraphQLError ? new DocumentRefused('GRAPHQL_VALIDATION_FAILED', [error]) : error;
    }
  };
}

/** Bytes of memory that one node of a cost expression takes. Measured. */
const bytesPerCost = 500;

/** The only error of a validation that needed too many steps to compare fields. */
const gaveUp = 'Validation aborted.';

/** Cache key, distinct for every pair of text and operation name; a missing name differs from an empty one. */
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
    const document = parse(query, { maxTokens });
    forgetText(document);
    return document;
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw new WaslError('OPERATION_TOO_LARGE', {}, { cause: error });
    if (/more that \d+ tokens/.test(error.message)) throw new WaslError('OPERATION_TOO_LARGE', { maxTokens });
    throw new DocumentRefused('GRAPHQL_PARSE_FAILED', [error]);
  }
}
