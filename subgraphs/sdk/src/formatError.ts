import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { type Language, sdkErrors, SubgraphError, sdkFailure } from './errors.ts';
import type { LogFailure } from './log.ts';

/** Maps an error of another library to an expected failure, such as a database that is down; undefined for others. */
export type ExplainError = (error: unknown) => SubgraphError | undefined;

/** What formatting errors needs. */
export interface ErrorFormat {
  language: Language;
  explain: ExplainError;
  log: LogFailure;
}

const deepestCause = 8;

/** Formats a field's error: an expected one with its own message, any other as one generic sentence. */
export function formatFieldError(error: GraphQLError, format: ErrorFormat): GraphQLFormattedError {
  const place = { ...(error.path && { path: error.path }), ...(error.locations && { locations: error.locations }) };
  const failure = expectedFailure(error, format.explain) ?? argumentFailure(error);
  return { ...describe(failure, error.originalError ?? error, format), ...place };
}

/**
 * Formats an error of the operation's variables, found before it ran, as BAD_USER_INPUT: graphql-js's own message quotes the invalid value.
 */
export function formatVariableError(error: GraphQLError, format: ErrorFormat): GraphQLFormattedError {
  const failure = expectedFailure(error, format.explain) ?? sdkFailure('BAD_USER_INPUT');
  return describe(located(failure, error), error, format);
}

/**
 * A failure with the place of the value below its variable, which graphql-js tells in its message alone; without it where the value itself
 * holds what looks like a place.
 */
function located(failure: SubgraphError, { message }: GraphQLError): SubgraphError {
  const places = [...message.matchAll(/ at "(\w+)\.([\w.[\]]+)"; /g)];
  const [, variable, below] = places[0] ?? [];
  if (below === undefined || places.length > 1 || 'field' in failure.details) return failure;
  const field = below.replaceAll(/\[(\d+)\]/g, '.$1');
  const { status, sentences, forPeople, details } = failure;
  return new SubgraphError(
    failure.code,
    { status, ...sentences, forPeople },
    { ...details, argument: `${variable}.${field}`, field },
  );
}

/**
 * Formats an error of the document. The gateway sends only valid documents, so the reason goes to the log and not to people; but a scalar
 * may have refused a literal with a failure of its own.
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

/** Formats the refusal of a whole request, with its HTTP status. */
export function formatRefusal(error: unknown, format: ErrorFormat): { status: number; error: GraphQLFormattedError } {
  const failure = expectedFailure(error, format.explain);
  return { status: failure?.status ?? 500, error: describe(failure, error, format) };
}

/** The only place that sets `forPeople`, as the failure's table says: an unexpected error never has it. */
function describe(failure: SubgraphError | undefined, error: unknown, format: ErrorFormat): GraphQLFormattedError {
  if (failure) {
    const { forPeople: _, ...details } = failure.details;
    const mark = failure.forPeople && { forPeople: true };
    return { message: sentenceOf(failure, format.language), extensions: { ...details, code: failure.code, ...mark } };
  }
  const code = 'INTERNAL_SERVER_ERROR';
  return { message: sdkErrors[code][format.language], extensions: { code, errorId: logged(error, format) } };
}

/** What a failure says; of a value that is not valid also which it is, where nothing more is said of it. */
function sentenceOf({ sentences, details }: SubgraphError, language: Language): string {
  const sentence = sentences[language];
  const field = details['field'];
  if (typeof field !== 'string' || sentence !== sdkErrors.BAD_USER_INPUT[language]) return sentence;
  return sentence.replace(/\.$/, `: ${field}.`);
}

function logged(error: unknown, { log }: ErrorFormat): string {
  const errorId = randomUUID();
  log(errorId, error);
  return errorId;
}

/** The expected failure that an error is or wraps. */
function expectedFailure(error: unknown, explain: ExplainError): SubgraphError | undefined {
  for (let inner: unknown = error, depth = 0; inner !== undefined && depth < deepestCause; depth += 1) {
    if (inner instanceof SubgraphError) return inner;
    inner = inner instanceof GraphQLError ? inner.originalError : undefined;
  }
  return explain(error instanceof GraphQLError ? (error.originalError ?? error) : error);
}

/**
 * BAD_USER_INPUT where a variable leaves a required argument without a value: graphql-js then sets the argument's nodes on the error, which
 * errors from resolvers do not have.
 */
function argumentFailure({ originalError }: GraphQLError): SubgraphError | undefined {
  const isOfArgument = originalError instanceof GraphQLError && (originalError.nodes?.length ?? 0) > 0;
  return isOfArgument ? sdkFailure('BAD_USER_INPUT') : undefined;
}
