import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { type Language, sdkErrors, SubgraphError, sdkFailure } from './errors.ts';
import type { LogFailure } from './log.ts';

/** Reads a foreign error as an expected failure, where it is one: a database that is down, for example. */
export type ExplainError = (error: unknown) => SubgraphError | undefined;

/** What turning errors into answers needs. */
export interface ErrorFormat {
  language: Language;
  explain: ExplainError;
  log: LogFailure;
}

const deepestCause = 8;

/** An error of a field, as it leaves the subgraph: meant for people when it was expected, else one generic sentence. */
export function formatFieldError(error: GraphQLError, format: ErrorFormat): GraphQLFormattedError {
  const place = { ...(error.path && { path: error.path }), ...(error.locations && { locations: error.locations }) };
  const failure = expectedFailure(error, format.explain) ?? argumentFailure(error);
  return { ...describe(failure, error.originalError ?? error, format), ...place };
}

/**
 * An error of the operation's variables, found before anything ran: BAD_USER_INPUT, for graphql-js's own message quotes the
 * value that was wrong.
 */
export function formatVariableError(error: GraphQLError, format: ErrorFormat): GraphQLFormattedError {
  return describe(expectedFailure(error, format.explain) ?? sdkFailure('BAD_USER_INPUT'), error, format);
}

/**
 * An error of the document. The gateway sends only what fits the schema, so the reason is for the log and not for people; except
 * that a scalar may have refused a literal with a failure of its own.
 */
export function formatDocumentError(
  error: GraphQLError,
  code: 'GRAPHQL_PARSE_FAILED' | 'GRAPHQL_VALIDATION_FAILED',
  format: ErrorFormat,
): GraphQLFormattedError {
  const failure = expectedFailure(error, format.explain);
  if (failure) return describe(failure, error, format);
  const errorId = logged(error, format);
  return { message: sdkErrors[code][format.language], extensions: { code, errorId } };
}

/** A refusal of the whole request, with its HTTP status. */
export function formatRefusal(error: unknown, format: ErrorFormat): { status: number; error: GraphQLFormattedError } {
  const failure = expectedFailure(error, format.explain);
  return { status: failure?.status ?? 500, error: describe(failure, error, format) };
}

/** The one place that sets `forPeople`, from the table that has the sentence: an unexpected error never bears it. */
function describe(failure: SubgraphError | undefined, error: unknown, format: ErrorFormat): GraphQLFormattedError {
  if (failure) {
    const { forPeople: _, ...details } = failure.details;
    const mark = failure.forPeople && { forPeople: true };
    return { message: failure.sentences[format.language], extensions: { ...details, code: failure.code, ...mark } };
  }
  const code = 'INTERNAL_SERVER_ERROR';
  return { message: sdkErrors[code][format.language], extensions: { code, errorId: logged(error, format) } };
}

function logged(error: unknown, { log }: ErrorFormat): string {
  const errorId = randomUUID();
  log(errorId, error);
  return errorId;
}

/** The failure that an error is, or that graphql-js wrapped. */
function expectedFailure(error: unknown, explain: ExplainError): SubgraphError | undefined {
  for (let inner: unknown = error, depth = 0; inner !== undefined && depth < deepestCause; depth += 1) {
    if (inner instanceof SubgraphError) return inner;
    inner = inner instanceof GraphQLError ? inner.originalError : undefined;
  }
  return explain(error instanceof GraphQLError ? (error.originalError ?? error) : error);
}

/** graphql-js names the argument's nodes when a variable leaves a required argument without a value; resolvers name none. */
function argumentFailure({ originalError }: GraphQLError): SubgraphError | undefined {
  const isOfArgument = originalError instanceof GraphQLError && (originalError.nodes?.length ?? 0) > 0;
  return isOfArgument ? sdkFailure('BAD_USER_INPUT') : undefined;
}
