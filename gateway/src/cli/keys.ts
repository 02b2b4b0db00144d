import { Command } from 'commander';
import { ConfigError } from '../core/configError.ts';
import { deriveKeyText } from '../subgraphs/trust/deriveKey.ts';
import { readConfig } from './config.ts';
import { readEpoch } from './flags.ts';

/** `wasl keys`: the keys that ministries get to verify the gateway. */
export function keysCommand(): Command {
  const keys = new Command('keys').description('the keys by which subgraphs know the gateway');
  keys
    .command('derive')
    .description("print a subgraph's own key, to be handed to who runs it as WASL_SUBGRAPH_KEY")
    .requiredOption('--subgraph <name>', 'as the supergraph calls it')
    .option('--epoch <number>', 'which key in the row; the one in force when left out', readEpoch)
    .action(({ subgraph, epoch }: { subgraph: string; epoch?: number }) => {
      const { gatewaySecret, keyEpoch } = readConfig(process.env);
      if (gatewaySecret === undefined)
        throw new ConfigError('WASL_GATEWAY_SECRET or WASL_GATEWAY_SECRET_FILE must be set: keys are derived from it.');
      process.stdout.write(`${deriveKeyText(gatewaySecret, subgraph, epoch ?? keyEpoch)}\n`);
    });
  keys
    .command('vectors')
    .description('print the test vectors of the subgraph protocol, which docs/specs/subgraph-vectors.json holds')
    .action(async () => {
      const { testVectors } = await import('../probe/testVectors.ts');
      process.stdout.write(`${JSON.stringify(testVectors(), null, 2)}\n`);
    });
  return keys;
}
