import { randomUUID } from 'node:crypto';
import { type Language, messageOf, WaslError } from '@wasl/schema/errors.ts';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

const unreachable =
  /ECONNREFUSED|ECONNRESET|ENOTFOUND|EPIPE|terminated|terminating connection|Connection (ended|closed)|timeout exceeded|read timeout|Unable to start a transaction|not reachable|DatabaseNotReachable|ConnectionClosed|SocketTimeout|TooManyConnections|Code: `(57P0[1-3]|53300|08\d{3})`/i;
/** Prisma's codes for a database that does not answer, and PostgreSQL's for one that ends or refuses connections. */
const unreachableCodes = new Set(
  ['P1001', 'P1002', 'P1008', 'P1017', 'P2024'].concat('57P01', '57P02', '57P03', '53300', '08006', '08001'),
);

/** Writes an unexpected failure to the log under the id that its caller is given. */
export type LogFailure = (id: string, error: unknown) => void;

/** An error as it leaves a subgraph: a code and the reader's language; what was not expected is only an id. */
export function formatError(error: GraphQLError, language: Language, log: LogFailure): GraphQLFormattedError {
  const place = { ...(error.path && { path: error.path }), ...(error.locations && { locations: error.locations }) };
  const cause = error.originalError;
  if (!cause || cause instanceof GraphQLError) {
    return { message: error.message, ...place, extensions: { code: 'BAD_USER_INPUT', ...error.extensions } };
  }
  const known = knownFailure(cause);
  if (known) {
    return { message: messageOf(known.code, language), ...place, extensions: { ...known.details, code: known.code } };
  }
  const errorId = randomUUID();
  log(errorId, cause);
  const code = 'INTERNAL_SERVER_ERROR';
  return { message: messageOf(code, language), ...place, extensions: { code, errorId } };
}

/** The error table's entry for a failure, where it has one. */
export function knownFailure(error: unknown): WaslError | undefined {
  if (error instanceof WaslError) return error;
  return isDatabaseDown(error) ? new WaslError('DATABASE_UNAVAILABLE', {}, { cause: error }) : undefined;
}

function isDatabaseDown(error: unknown): boolean {
  for (let inner: unknown = error, depth = 0; inner instanceof Error && depth < 5; inner = causeOf(inner), depth += 1) {
    const code = 'code' in inner ? String(inner.code) : '';
    if (unreachableCodes.has(code) || unreachable.test(code) || unreachable.test(inner.message)) return true;
  }
  return false;
}

/** Prisma keeps what made a raw statement fail apart from `cause`. */
function causeOf(error: Error & { meta?: { driverAdapterError?: unknown } }): unknown {
  return error.cause ?? error.meta?.driverAdapterError;
}
