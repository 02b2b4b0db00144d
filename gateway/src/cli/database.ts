import { resolve } from 'node:path';
import { databaseStatus, migrate, openSubgraphDatabase, reset, seed } from '@wasl/kit/prepareDatabase';
import type { Database } from '@wasl/kit/database/openDatabase';
import { OperatorError } from '@wasl/kit/operatorError';
import { subgraphNames, type SubgraphName } from '@wasl/kit/subgraph';
import { Command } from 'commander';
import { type Config, readConfig, upperSnake } from '../config.ts';
import { readCount } from './flags.ts';
import { loadSubgraph } from './subgraphs.ts';

/** `wasl db …`: what a ministry's operator does to the databases, embedded or Postgres. */
export function databaseCommand(): Command {
  const command = new Command('db').description('the databases of our subgraphs, wherever they lie');
  command
    .command('migrate')
    .description('bring every database to its newest migration')
    .action(() =>
      forEach(async (name, database) => {
        const applied = await migrate(name, database);
        return applied.length > 0 ? `applied ${applied.join(', ')}` : 'up to date';
      }),
    );
  command
    .command('seed')
    .description('store demo people, as many as asked for; an interrupted run goes on where it stopped')
    .option('--patients <number>', 'people in all', readCount, 2000)
    .action(({ patients }: { patients: number }) =>
      forEach(async (name, database) => {
        await migrate(name, database);
        await seed(await loadSubgraph(name), database, patients, showProgress(name));
        return `holds ${patients} people`;
      }),
    );
  command
    .command('status')
    .description('tell which migrations are applied')
    .action(() =>
      forEach(async (name, database) => {
        const { applied, pending, failed } = await databaseStatus(name, database);
        const begun = failed.length > 0 ? `, ${failed.length} interrupted (migrate repairs it)` : '';
        return `${database.kind}, ${applied.length} applied, ${pending.length} pending${begun}`;
      }),
    );
  command
    .command('reset')
    .description('empty every database: all that is in them is lost')
    .requiredOption('--yes', 'say that you mean it')
    .action(async () => {
      const config = readConfig(process.env);
      for (const name of subgraphNames) {
        if (config.databaseUrls.has(name)) await (await open(config, name)).close();
        await reset(name, placeOf(config, name));
        process.stdout.write(`${name}: emptied\n`);
      }
    });
  return command;
}

async function forEach(work: (name: SubgraphName, database: Database) => Promise<string>): Promise<void> {
  const config = readConfig(process.env);
  for (const name of subgraphNames) {
    const database = await open(config, name);
    try {
      process.stdout.write(`${name}: ${await work(name, database)}\n`);
    } finally {
      await database.close();
    }
  }
}

/** @throws OperatorError when its Postgres does not answer; why is not told, for the reason may hold the URL's password */
async function open(config: Config, name: SubgraphName): Promise<Database> {
  const database = await openSubgraphDatabase(name, placeOf(config, name));
  if (await database.isReachable()) return database;
  await database.close();
  throw new OperatorError(
    `The database of ${name} does not answer: see that its server runs and that WASL_${upperSnake(name)}_DATABASE_URL leads there.`,
  );
}

function placeOf(config: Config, name: SubgraphName) {
  return { databaseUrl: config.databaseUrls.get(name), dataDir: resolve(config.dataDir) };
}

/** A bar on a terminal, nothing elsewhere. */
function showProgress(name: SubgraphName): (done: number, total: number) => void {
  if (!process.stderr.isTTY) return () => undefined;
  return (done, total) => {
    const share = total === 0 ? 1 : done / total;
    const bar = '█'.repeat(Math.round(share * 30)).padEnd(30, '░');
    process.stderr.write(`\r${name} ${bar} ${done}/${total}${done === total ? '\n' : ''}`);
  };
}
