import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { Database } from '@wasl/kit/database/database';
import { databaseOnPglite } from '@wasl/kit/database/openDatabase';
import { openPglite } from '@wasl/kit/database/openPglite';
import { migrate } from '@wasl/kit/prepareDatabase';
import type { SubgraphName } from '@wasl/kit/subgraph';

/**
 * Opens an embedded database in memory that has a subgraph's migrations. The first in a run of vitest applies them, and leaves a copy in the
 * folder of `migratedFolder.ts`, which the others start from: Prisma's engine, which is WebAssembly, takes half of the start otherwise.
 */
export async function openMigrated(name: SubgraphName): Promise<Database> {
  const folder = process.env['WASL_TEST_MIGRATED'];
  if (folder === undefined) return databaseOnPglite(await openPglite('memory://'));
  const archive = join(folder, `${name}.tar`);
  if (!existsSync(archive)) return migrateFirst(name, archive);
  const client = await PGlite.create({ loadDataDir: new Blob([readFileSync(archive)]) });
  return databaseOnPglite({ client, close: () => client.close() });
}

async function migrateFirst(name: SubgraphName, archive: string): Promise<Database> {
  const opened = await openPglite('memory://');
  const database = databaseOnPglite(opened);
  await migrate(name, database);
  const copy = await opened.client.dumpDataDir('none');
  // Two workers may be the first at once: whoever reads it finds the whole of either.
  const own = `${archive}.${process.pid}`;
  writeFileSync(own, Buffer.from(await copy.arrayBuffer()));
  renameSync(own, archive);
  return database;
}
