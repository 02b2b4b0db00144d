import type { SubgraphError } from '@wasl/subgraph-sdk/errors';
import { failure } from './errors.ts';

const unreachable =
  /ECONNREFUSED|ECONNRESET|ENOTFOUND|EPIPE|terminated|terminating connection|Connection (ended|closed)|timeout exceeded|read timeout|Unable to start a transaction|not reachable|DatabaseNotReachable|ConnectionClosed|SocketTimeout|TooManyConnections|Code: `(57P0[1-3]|53300|08\d{3})`/i;
/** Prisma's codes for a database that does not answer, and PostgreSQL's for one that ends or refuses connections. */
const unreachableCodes = new Set(
  ['P1001', 'P1002', 'P1008', 'P1017', 'P2024'].concat('57P01', '57P02', '57P03', '53300', '08006', '08001'),
);

/** DATABASE_UNAVAILABLE for an error that means that the database cannot be reached; undefined for others. */
export function databaseFailure(error: unknown): SubgraphError | undefined {
  return isDatabaseDown(error) ? failure('DATABASE_UNAVAILABLE', {}, { cause: error }) : undefined;
}

function isDatabaseDown(error: unknown): boolean {
  for (let inner: unknown = error, depth = 0; inner instanceof Error && depth < 5; inner = causeOf(inner), depth += 1) {
    const code = 'code' in inner ? String(inner.code) : '';
    if (unreachableCodes.has(code) || unreachable.test(code) || unreachable.test(inner.message)) return true;
  }
  return false;
}

/** The cause of an error. Prisma puts that of raw statements into `meta.driverAdapterError`. */
function causeOf(error: Error & { meta?: { driverAdapterError?: unknown } }): unknown {
  return error.cause ?? error.meta?.driverAdapterError;
}
