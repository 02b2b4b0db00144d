import type { SubgraphError } from '@wasl/subgraph-sdk/errors';
import { StatementGivenUp } from './database/cancellablePool.ts';
import { failure } from './errors.ts';

const unreachable =
  /ECONNREFUSED|ECONNRESET|ENOTFOUND|EPIPE|terminated|terminating connection|Connection (ended|closed)|timeout exceeded|read timeout|Unable to start a transaction|not reachable|DatabaseNotReachable|ConnectionClosed|SocketTimeout|TooManyConnections|Code: `(57P0[1-3]|53300|55P03|25P03|08\d{3})`|canceling statement due to lock timeout/i;
/** Prisma's codes for a database that does not answer, and PostgreSQL's for one that ends or refuses connections. */
const unreachableCodes = new Set(
  ['P1001', 'P1002', 'P1008', 'P1017', 'P2024'].concat(
    '57P01',
    '57P02',
    '57P03',
    '53300',
    '55P03',
    '25P03',
    '08006',
    '08001',
  ),
);

/** PostgreSQL's code for a statement that was cancelled or took too long, as it stands in Prisma's messages too. */
const cancelled = /\b57014\b|canceling statement due to (?:statement timeout|user request)/;

/**
 * DATABASE_UNAVAILABLE for an error that means that the database cannot be reached or holds a lock for too long, DEADLINE_EXCEEDED for a
 * statement that took too long; undefined for others.
 */
export function databaseFailure(error: unknown): SubgraphError | undefined {
  for (let inner: unknown = error, depth = 0; inner instanceof Error && depth < 5; inner = causeOf(inner), depth += 1) {
    const code = 'code' in inner ? String(inner.code) : '';
    if (inner instanceof StatementGivenUp || cancelled.test(code) || cancelled.test(inner.message))
      return failure('DEADLINE_EXCEEDED', {}, { cause: error });
    if (unreachableCodes.has(code) || unreachable.test(code) || unreachable.test(inner.message))
      return failure('DATABASE_UNAVAILABLE', {}, { cause: error });
  }
  return undefined;
}

/** The cause of an error. Prisma puts that of raw statements into `meta.driverAdapterError`. */
function causeOf(error: Error & { meta?: { driverAdapterError?: unknown } }): unknown {
  return error.cause ?? error.meta?.driverAdapterError;
}
