import { setTimeout } from 'node:timers/promises';
import { PrismaPg } from '@prisma/adapter-pg';
import { Pool, type PoolConfig } from 'pg';
import { CancellablePool, type RunStatement } from './cancellablePool.ts';
import { countedFactory, type StatementCounter } from './countStatements.ts';
import { type Database, insertRows } from './database.ts';
import { pinCommit } from './pinCommit.ts';
import { isRead } from './replica/isRead.ts';
import { openReplica, type Replica, type ReplicaOptions } from './replica/openReplica.ts';
import { mayReadReplica } from './replica/readScope.ts';
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
  /** A standby that answers reads of queries while it is certain to see all that was written before. Default: none. */
  replica?: ReplicaOptions | undefined;
}

/** By how much we wait longer than Postgres works: a connection may be dead without either side having noticed. */
const graceMs = 2_000;
const lockPollMs = 200;

/** Opens a Postgres database. If it is down, the first statement fails, not this function. */
export function openPostgres(url: string, { poolSize = 10, timeouts = {}, ...more }: PostgresOptions = {}): Database {
  const { statementMs, lockMs, idleTransactionMs } = { ...defaultTimeouts, ...timeouts };
  const connection: PoolConfig = { connectionString: url, connectionTimeoutMillis: 3_000, keepAlive: true };
  const options: PoolConfig = { ...connection, onConnect: pinCommit };
  const bounds: PoolConfig = {
    statement_timeout: statementMs,
    lock_timeout: lockMs,
    idle_in_transaction_session_timeout: idleTransactionMs,
    query_timeout: statementMs + graceMs,
  };
  const pool = quietly(new CancellablePool({ ...options, ...bounds, max: poolSize }));
  const replica =
    more.replica &&
    openReplica(
      connection,
      { ...connection, ...bounds, max: poolSize, connectionString: more.replica.url },
      more.replica,
    );
  if (replica) sendReadsTo(replica, pool);
  const counter: StatementCounter = { statements: 0 };
  const query = async <Row>(sql: string, parameters: unknown[] = []) =>
    (await pool.query(sql, parameters)).rows as Row[];
  let closed = false;
  return {
    kind: 'postgres',
    adapter: countedFactory(new PrismaPg(pool), counter),
    countStatements: () => counter.statements,
    traceStatements: (during) => void (counter.during = during),
    replica: replica?.use,
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
      await Promise.all([pool.end(), replica?.close()]);
    },
  };
}

/** Has a pool's reads of queries answered by a replica. Transactions take their connections from the pool itself. */
function sendReadsTo(replica: Replica, pool: Pool): void {
  const onPrimary = pool.query.bind(pool) as RunStatement;
  const run: RunStatement = (statement, values) => {
    const text = typeof statement === 'string' ? statement : statement.text;
    return mayReadReplica() && isRead(text) ? replica.read(statement, values, onPrimary) : onPrimary(statement, values);
  };
  pool.query = run as Pool['query'];
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
