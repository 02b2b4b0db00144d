import { Command } from 'commander';
import { readConfig } from './config.ts';
import type { OperationPlace } from './edgeSettings.ts';
import { supergraphFile } from './files.ts';

/** `wasl operations`: which operations portals may send where `WASL_OPERATIONS=enforce`. */
export function operationsCommand(): Command {
  const operations = new Command('operations').description('the operations that portals have built in');
  operations
    .command('publish')
    .description("add a portal's operations to the published ones; each is checked against the schema first")
    .argument(
      '<manifest>',
      "JSON of the portal's build: Apollo's persisted query manifest, or a map from IDs to documents",
    )
    .option('--supergraph <file>', 'the composed schema', supergraphFile)
    .option('--dir <folder>', 'where they are published to; WASL_OPERATIONS_DIR or WASL_OPERATIONS_URL when left out')
    .action(async (manifest: string, { supergraph, dir }: { supergraph: string; dir?: string }) => {
      const { publish } = await import('./operationsCommands.ts');
      await publish(manifest, supergraph, placeOf(dir));
    });
  operations
    .command('list')
    .description('print the ID and the name of each published operation')
    .option('--dir <folder>', 'where they are published to; WASL_OPERATIONS_DIR or WASL_OPERATIONS_URL when left out')
    .action(async ({ dir }: { dir?: string }) => (await import('./operationsCommands.ts')).list(placeOf(dir)));
  operations
    .command('withdraw')
    .description('take operations off the list, once no portal sends them any more')
    .argument('<id...>', 'as `wasl operations list` prints them')
    .option('--dir <folder>', 'where they are published to; WASL_OPERATIONS_DIR or WASL_OPERATIONS_URL when left out')
    .action(async (ids: string[], { dir }: { dir?: string }) =>
      (await import('./operationsCommands.ts')).withdraw(ids, placeOf(dir)),
    );
  return operations;
}

function placeOf(dir: string | undefined): OperationPlace | undefined {
  return dir === undefined ? readConfig(process.env).edge.operations.place : { folder: dir };
}
