import type { DatabaseAdapter } from '@wasl/kit/database/database';
import type { DatabaseClient } from '@wasl/kit/subgraph';

/** What runs statements on the audit's database. Its tables are the gateway's: nothing here writes. */
export interface Db extends DatabaseClient {
  /** Texts are sent as texts, lists as lists of them; casts in the statement say what they are. */
  query<Row>(sql: string, parameters: readonly (string | readonly string[])[]): Promise<Row[]>;
}

export function createClient(adapter: DatabaseAdapter): Db {
  let connecting: ReturnType<DatabaseAdapter['connect']> | undefined;
  return {
    async query<Row>(sql: string, parameters: readonly (string | readonly string[])[]) {
      connecting ??= adapter.connect();
      const connection = await connecting;
      const argTypes = parameters.map((parameter) => ({
        scalarType: 'string' as const,
        arity: typeof parameter === 'string' ? ('scalar' as const) : ('list' as const),
      }));
      const { columnNames, rows } = await connection.queryRaw({ sql, args: [...parameters], argTypes });
      return rows.map((row) => Object.fromEntries(columnNames.map((name, index) => [name, row[index]])) as Row);
    },
    async $disconnect() {
      await (await connecting)?.dispose();
    },
  };
}
