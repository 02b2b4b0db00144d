import { resolve } from 'node:path';
import { databaseStatus, migrate, openSubgraphDatabase, renew, reset, seed } from '@wasl/kit/prepareDatabase';
import type { Database } from '@wasl/kit/database/openDatabase';
import { OperatorError } from '@wasl/kit/operatorError';
import { storedSubgraphs, type SubgraphName } from '@wasl/kit/subgraph';
import { type Config, readConfig } from './config.ts';
import { loadSubgraph } from './subgraphs.ts';
import { upperSnake } from '../core/upperSnake.ts';

/** Brings every database to its newest migration. */
export function migrateAll(): Promise<void> {
  return forEach(async (name, database) => {
    const applied = await migrate(name, database);
    return tellMigrated(applied, await renew(await loadSubgraph(name), database));
  });
}

/** What migrating came to, in words. */
export function tellMigrated(applied: readonly string[], renewed: number): string {
  const done = applied.length > 0 ? `applied ${applied.join(', ')}` : 'up to date';
  return renewed > 0 ? `${done}, ${renewed} rows made anew` : done;
}

/** Stores demo people until there are `patients`; continues where an interrupted run stopped. */
export function seedAll(patients: number): Promise<void> {
  return forEach(async (name, database) => {
    await migrate(name, database);
    await renew(await loadSubgraph(name), database);
    await seed(await loadSubgraph(name), database, patients, showProgress(name));
    return `holds ${patients} people`;
  });
}

/** Prints which migrations are applied. */
export function tellStatus(): Promise<void> {
  return forEach(async (name, database) => {
    const { applied, pending, failed } = await databaseStatus(name, database);
    const begun = failed.length > 0 ? `, ${failed.length} interrupted (migrate repairs it)` : '';
    return `${database.kind}, ${applied.length} applied, ${pending.length} pending${begun}`;
  });
}

/** Empties every database. */
export async function resetAll(): Promise<void> {
  const config = readConfig(process.env);
  for (const name of storedSubgraphs) {
    if (config.databaseUrls.has(name)) await (await open(config, name)).close();
    await reset(name, placeOf(config, name));
    process.stdout.write(`${name}: emptied\n`);
  }
}

async function forEach(work: (name: SubgraphName, database: Database) => Promise<string>): Promise<void> {
  const config = readConfig(process.env);
  for (const name of storedSubgraphs) {
    const database = await open(config, name);
    try {
      process.stdout.write(`${name}: ${await work(name, database)}\n`);
    } finally {
      await database.close();
    }
  }
}

/** @throws OperatorError when its Postgres does not answer; without the cause, which may contain the URL's password */
async function open(config: Config, name: SubgraphName): Promise<Database> {
  const database = await openSubgraphDatabase(name, placeOf(config, name));
  if (await database.isReachable()) return database;
  await database.close();
  throw new OperatorError(
    `The database of ${name} does not answer: see that its server runs and that WASL_${upperSnake(name)}_DATABASE_URL leads there.`,
  );
}

function placeOf(config: Config, name: SubgraphName) {
  return {
    databaseUrl: config.databaseUrls.get(name),
    dataDir: resolve(config.dataDir),
    timeouts: config.databaseTimeouts,
  };
}

/** A progress bar on a terminal, nothing elsewhere. */
function showProgress(name: SubgraphName): (done: number, total: number) => void {
  if (!process.stderr.isTTY) return () => undefined;
  return (done, total) => {
    const share = total === 0 ? 1 : done / total;
    const bar = '█'.repeat(Math.round(share * 30)).padEnd(30, '░');
    process.stderr.write(`\r${name} ${bar} ${done}/${total}${done === total ? '\n' : ''}`);
  };
}
