import { setTimeout } from 'node:timers/promises';
import { PrismaPg } from '@prisma/adapter-pg';
import { Pool, type PoolConfig } from 'pg';
import { CancellablePool } from './cancellablePool.ts';
import { countedFactory, type StatementCounter } from './countStatements.ts';
import { type Database, insertRows } from './database.ts';
import { wholeScripts } from './wholeScripts.ts';

/** How long Postgres works for one statement, and what it does then: it ends the statement or the transaction. */
export interface DatabaseTimeouts {
  /** `statement_timeout` in milliseconds. Default 30 000. */
  statementMs: number;
  /** `lock_timeout` in milliseconds. Default 10 000. */
  lockMs: number;
  /** `idle_in_transaction_session_timeout` in milliseconds. Default 30 000. */
  idleTransactionMs: number;
}

export const defaultTimeouts: Readonly<DatabaseTimeouts> = {
  statementMs: 30_000,
  lockMs: 10_000,
  idleTransactionMs: 30_000,
};

export interface PostgresOptions {
  /** Most connections at once. Default 10. */
  poolSize?: number | undefined;
  timeouts?: Partial<DatabaseTimeouts> | undefined;
}

/** By how much we wait longer than Postgres works: a connection may be dead without either side having noticed. */
const graceMs = 2_000;
const lockPollMs = 200;

/** Opens a Postgres database. If it is down, the first statement fails, not this function. */
export function openPostgres(url: string, { poolSize = 10, timeouts = {} }: PostgresOptions = {}): Database {
  const { statementMs, lockMs, idleTransactionMs } = { ...defaultTimeouts, ...timeouts };
  const options: PoolConfig = { connectionString: url, connectionTimeoutMillis: 3_000, keepAlive: true };
  const bounds: PoolConfig = {
    statement_timeout: statementMs,
    lock_timeout: lockMs,
    idle_in_transaction_session_timeout: idleTransactionMs,
    query_timeout: statementMs + graceMs,
  };
  const pool = quietly(new CancellablePool({ ...options, ...bounds, max: poolSize }));
  const counter: StatementCounter = { statements: 0 };
  const query = async <Row>(sql: string, parameters: unknown[] = []) =>
    (await pool.query(sql, parameters)).rows as Row[];
  let closed = false;
  return {
    kind: 'postgres',
    adapter: countedFactory(new PrismaPg(pool), counter),
    countStatements: () => counter.statements,
    traceStatements: (during) => void (counter.during = during),
    query,
    async isReachable() {
      const probe = { text: 'SELECT 1', query_timeout: 2_000 };
      return pool.query(probe).then(
        () => true,
        () => false,
      );
    },
    bulkInsert: (table, columns, rows) => insertRows(query, table, columns, rows),
    async exclusively(purpose, work) {
      // The connection that holds the lock also runs the migrations. If this process dies, Postgres keeps both until the script ends, so
      // that no other process mistakes the running migration for an abandoned one.
      const session = quietly(new Pool({ ...options, max: 1, idleTimeoutMillis: 0 }));
      try {
        await takeLock(session, purpose, () => closed);
        return await work(wholeScripts(new PrismaPg(session), (sql) => session.query(sql)));
      } finally {
        await session.end();
      }
    },
    async close() {
      closed = true;
      await pool.end();
    },
  };
}

/** Takes this database's lock, waiting while another process holds it. It is released with the session. */
async function takeLock(session: Pool, purpose: string, isClosed: () => boolean): Promise<void> {
  for (;;) {
    const { rows } = await session.query<{ taken: boolean }>(
      'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS taken',
      [`wasl ${purpose}`],
    );
    if (rows[0]?.taken) return;
    if (isClosed()) throw new Error('The database was closed while another process prepared it.');
    await setTimeout(lockPollMs);
  }
}

/** Ignores errors of idle connections: the pool opens another for the next query. */
function quietly<P extends Pool>(pool: P): P {
  pool.on('error', () => undefined);
  return pool;
}
