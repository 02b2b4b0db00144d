import { Pool, type PoolClient } from 'pg';
import { type AuditDatabase, type RunQuery, takeLock } from './auditDatabase.ts';

export interface PostgresOptions {
  /** Milliseconds for one statement. Default 2 000. */
  timeoutMs?: number;
  /** Most connections. Default 3: one writes, one makes checkpoints. */
  poolSize?: number;
}

/** Opens Postgres for the audit. One that is down is noticed by the first statement. */
export function openPostgres(url: string, { timeoutMs = 2_000, poolSize = 3 }: PostgresOptions = {}): AuditDatabase {
  const pool = new Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
    statement_timeout: timeoutMs,
    keepAlive: true,
    // Whatever the server's default: what is answered as kept must survive the server's fall.
    options: '-c synchronous_commit=on',
  });
  // A connection that breaks while it rests is noticed by whoever takes it next.
  pool.on('error', () => undefined);
  return {
    kind: 'postgres',
    query: runQuery,
    exclusively: (work) => withClient((client) => inTransaction(client, ['BEGIN', takeLock], work)),
    snapshot: (work) =>
      withClient((client) => inTransaction(client, ['BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY'], work)),
    close: () => pool.end(),
  };

  async function runQuery<Row>(text: string, parameters: unknown[] = [], name?: string): Promise<Row[]> {
    const values = [...parameters];
    try {
      return (await pool.query({ text, values, ...(name !== undefined && { name }) })).rows as Row[];
    } finally {
      // A finished query of pg's is freed only when old memory is collected: what it sent, 30 KB in a write, would wait for that too.
      values.length = 0;
    }
  }

  async function withClient<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    try {
      const result = await work(client);
      client.release();
      return result;
    } catch (error) {
      // It may be in the middle of anything.
      client.release(true);
      throw error;
    }
  }
}

async function inTransaction<T>(
  client: PoolClient,
  beginning: readonly string[],
  work: (query: RunQuery) => Promise<T>,
): Promise<T> {
  const query: RunQuery = async <Row>(sql: string, parameters: unknown[] = []) =>
    (await client.query(sql, parameters)).rows as Row[];
  for (const statement of beginning) await query(statement);
  const result = await work(query);
  await query('COMMIT');
  return result;
}
