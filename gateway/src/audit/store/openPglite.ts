import type { PGlite } from '@electric-sql/pglite';
import { openPglite as openFolder } from '@wasl/kit/database/openPglite';
import type { AuditDatabase, RunQuery } from './auditDatabase.ts';

/**
 * Opens the embedded database in a folder, which one process may have open; `memory://` for tests. What it keeps survives the end of
 * the process, however it comes, but not that of the machine: it hands its files to the operating system and does not wait for the disk.
 * @throws OperatorError when another process has it open
 */
export async function openPglite(folder: string): Promise<AuditDatabase> {
  const { client, close } = await openFolder(folder);
  return { ...databaseOf(client), close };
}

/** A PGlite that is open already, and is closed by whoever opened it. */
export function databaseOf(client: PGlite): AuditDatabase {
  const exclusively: AuditDatabase['exclusively'] = (work) =>
    client.transaction((transaction) => {
      const query: RunQuery = async <Row>(sql: string, parameters: unknown[] = []) =>
        (await transaction.query<Row>(sql, parameters)).rows;
      return work(query);
    });
  return {
    kind: 'pglite',
    query: async <Row>(sql: string, parameters: unknown[] = []) => (await client.query<Row>(sql, parameters)).rows,
    exclusively,
    // One transaction at a time: nothing changes beside it.
    snapshot: exclusively,
    close: () => Promise.resolve(),
  };
}
