import { personas } from '@wasl/demo/personas';
import { Command, Option } from 'commander';
import { sayInArabic } from './arabicHelp.ts';
import { readConfig, readLanguage } from './config.ts';
import { auditCommand } from './audit.ts';
import { checkCommand } from './check.ts';
import { composeCommand } from './compose.ts';
import { databaseCommand } from './database.ts';
import type { DevOptions } from './dev.ts';
import { ownershipFile } from './files.ts';
import { readCount, readPort } from './flags.ts';
import { gatewayCommand } from './gateway.ts';
import { keysCommand } from './keys.ts';
import { matrixCommand } from './matrix.ts';
import { newCommand } from './new.ts';
import { operationsCommand } from './operations.ts';
import { policyCommand } from './policy.ts';
import { probeCommand } from './probe.ts';
import { registryCommands } from './registryCommands.ts';
import { revokeCommand } from './revoke.ts';
import { schemaCommand } from './schema.ts';
import { statusCommand } from './status.ts';
import { subgraphCommand } from './subgraph.ts';
import { terminologyCommand } from './terminology.ts';

/** `wasl` with all its commands, in the language of the terminal. Commands load their code when they are called: a gateway needs none of the others, nor has memory for it. */
export function createProgram(): Command {
  const program = new Command('wasl')
    .description('Wasl (وصل): a national health GraphQL gateway')
    .showHelpAfterError()
    .showSuggestionAfterError();

  program
    .command('dev')
    .description('run the whole demo: the subgraphs, their databases, the issuer, the gateway and the playground')
    .option('--port <number>', 'port of the gateway; the issuer takes the next one; 0 picks free ones', readPort, 4000)
    .option('--patients <number>', 'people in the demo population', readCount, 2000)
    .option('--token-seconds <number>', 'how long an access token of a persona counts', readCount, 900)
    .option('--with <folder...>', 'subgraphs that join: each folder has a wasl.json that says how it is started')
    .option('--subgraph <name=url...>', 'running subgraphs that join, with the keys that wasl keys derive prints')
    .option(
      '--registry <folder>',
      'serve what is in force in a registry, and follow what is approved and rolled back there',
    )
    .option('--ownership <file>', 'who owns what: a subgraph that joins keeps to it', ownershipFile)
    .action(async (options: DevOptions) => (await import('./dev.ts')).dev(readConfig(process.env), options));

  program.addCommand(gatewayCommand());
  program.addCommand(subgraphCommand());

  program.addCommand(composeCommand());
  program.addCommand(schemaCommand());
  program.addCommand(operationsCommand());
  program.addCommand(databaseCommand());
  program.addCommand(matrixCommand());
  program.addCommand(checkCommand());
  program.addCommand(newCommand());
  program.addCommand(probeCommand());
  for (const command of registryCommands()) program.addCommand(command);
  program.addCommand(terminologyCommand());
  program.addCommand(policyCommand());
  program.addCommand(keysCommand());
  program.addCommand(auditCommand());
  program.addCommand(statusCommand());
  program.addCommand(revokeCommand());

  program
    .command('token')
    .description('print an access token of a demo persona, from the running demo')
    .addOption(new Option('--as <persona>', 'whom to sign in').choices(Object.keys(personas)).makeOptionMandatory())
    .action(async (options: { as: string }) =>
      (await import('./token.ts')).printToken(readConfig(process.env), options.as),
    );

  if (readLanguage(process.env) === 'ar') sayInArabic(program);
  return program;
}
