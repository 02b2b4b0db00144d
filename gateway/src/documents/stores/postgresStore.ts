import { Pool, type PoolClient } from 'pg';
import type { DocumentStore } from '../documentStore.ts';

/** One row for each document, and one that counts their changes, so that gateways ask for a number and not for the list. */
const tables = `
CREATE TABLE IF NOT EXISTS wasl_operations (
  id text PRIMARY KEY,
  document text NOT NULL,
  published_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE IF NOT EXISTS wasl_operations_revision (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  revision bigint NOT NULL DEFAULT 0
);
INSERT INTO wasl_operations_revision DEFAULT VALUES ON CONFLICT DO NOTHING;`;

/** "Undefined table": nothing was ever published. */
const noTable = '42P01';
/** Held while tables are made: two that make the same at once fail otherwise. */
const lock = 'SELECT pg_advisory_xact_lock(7031500211)';

/**
 * Documents in Postgres. Publishing makes the tables where they are missing; a gateway reads them, and needs no other right.
 * @param timeoutMs for one statement
 */
export function openPostgresStore(url: string, timeoutMs = 5_000): DocumentStore {
  const pool = new Pool({
    connectionString: url,
    max: 2,
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
    keepAlive: true,
    allowExitOnIdle: true,
  });
  // A connection that breaks while it rests is noticed by whoever takes it next.
  pool.on('error', () => undefined);
  let revision: string | undefined;

  async function change(work: (client: PoolClient) => Promise<number>): Promise<number> {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      await client.query(lock);
      await client.query(tables);
      const changed = await work(client);
      if (changed > 0) await client.query('UPDATE wasl_operations_revision SET revision = revision + 1');
      await client.query('COMMIT');
      client.release();
      return changed;
    } catch (error) {
      // It may be in the middle of anything.
      client.release(true);
      throw error;
    }
  }

  async function rowsOf<Row>(sql: string, values: unknown[] = []): Promise<Row[]> {
    try {
      return (await pool.query(sql, values)).rows as Row[];
    } catch (error) {
      if ((error as { code?: string }).code === noTable) return [];
      throw error;
    }
  }

  return {
    name: 'Postgres',
    publish: (entries) =>
      change(async (client) => {
        const { rowCount } = await client.query(
          'INSERT INTO wasl_operations (id, document) SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING',
          [entries.map(({ id }) => id), entries.map(({ text }) => text)],
        );
        return rowCount ?? 0;
      }),
    list: () => rowsOf('SELECT id, document AS text FROM wasl_operations ORDER BY id'),
    withdraw: async (id) =>
      (await change(async (client) => {
        const { rowCount } = await client.query('DELETE FROM wasl_operations WHERE id = $1', [id]);
        return rowCount ?? 0;
      })) > 0,
    async readChanged(known) {
      const [row] = await rowsOf<{ revision: string }>('SELECT revision FROM wasl_operations_revision');
      const current = row?.revision ?? 'none';
      if (current === revision) return undefined;
      const ids = (await rowsOf<{ id: string }>('SELECT id FROM wasl_operations')).map(({ id }) => id);
      const missing = ids.filter((id) => !known.has(id));
      const texts = await rowsOf<{ id: string; document: string }>(
        'SELECT id, document FROM wasl_operations WHERE id = ANY($1)',
        [missing],
      );
      const read = new Map(texts.map(({ id, document }) => [id, document]));
      // What was withdrawn between the two questions has no text; the next look sees that too.
      revision = current;
      return new Map(ids.flatMap((id): [string, string][] => pairOf(id, known.get(id) ?? read.get(id))));
    },
    close: () => pool.end(),
  };
}

function pairOf(id: string, text: string | undefined): [string, string][] {
  return text === undefined ? [] : [[id, text]];
}
