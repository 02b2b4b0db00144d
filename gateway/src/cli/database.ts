import { Command } from 'commander';
import { readCount } from './flags.ts';

/** `wasl db …`: what a ministry's operator does with the databases, embedded or Postgres. */
export function databaseCommand(): Command {
  const command = new Command('db').description('the databases of our subgraphs, wherever they lie');
  command
    .command('migrate')
    .description('bring every database to its newest migration')
    .action(async () => (await load()).migrateAll());
  command
    .command('seed')
    .description('store demo people, as many as asked for; an interrupted run goes on where it stopped')
    .option('--patients <number>', 'people in all', readCount, 2000)
    .action(async ({ patients }: { patients: number }) => (await load()).seedAll(patients));
  command
    .command('status')
    .description('tell which migrations are applied')
    .action(async () => (await load()).tellStatus());
  command
    .command('reset')
    .description('empty every database: all that is in them is lost')
    .requiredOption('--yes', 'say that you mean it')
    .action(async () => (await load()).resetAll());
  return command;
}

function load(): Promise<typeof import('./databases.ts')> {
  return import('./databases.ts');
}
