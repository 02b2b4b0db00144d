import { WaslError } from '@wasl/schema/errors.ts';
import { Command, InvalidArgumentError, Option } from 'commander';
import { type DeniedFieldsMode, deniedFieldsModes } from '../authorization/deniedFields.ts';
import { ConfigError, ranges, readConfig, readWhole } from '../config.ts';
import { checkCommand } from './check.ts';
import { compose } from './compose.ts';
import { databaseCommand } from './database.ts';
import { dev } from './dev.ts';
import { matrixCommand } from './matrix.ts';
import { serve, type ServeOptions } from './serve.ts';
import { printToken } from './token.ts';
import { stopOnSignal } from './stopOnSignal.ts';

interface GatewayFlags extends Omit<ServeOptions, 'supergraphFile' | 'deniedFields'> {
  supergraph: string;
  denied?: DeniedFieldsMode;
  policies?: string;
}

const program = new Command('wasl')
  .description('Wasl (وصل): a national health GraphQL gateway')
  .showHelpAfterError()
  .showSuggestionAfterError();

program
  .command('dev')
  .description('run the whole demo: four subgraphs, their databases, the issuer, the gateway and the playground')
  .option('--port <number>', 'port of the gateway; the issuer takes the next one; 0 picks free ones', readPort, 4000)
  .option('--patients <number>', 'people in the demo population', readCount, 2000)
  .action((options: { port: number; patients: number }) => dev(readConfig(process.env), options));

program
  .command('gateway')
  .description('serve a federation 2 supergraph at /graphql')
  .requiredOption('--supergraph <file>', 'the composed schema; watched and loaded again when it changes')
  .option('--port <number>', 'port to listen on', readPort, 4000)
  .option('--host <address>', 'address to listen on', '127.0.0.1')
  .option('--no-introspection', 'do not answer questions about the schema')
  .option(
    '--share-in-flight',
    'let identical queries of the same caller that are under way at once share one run',
    false,
  )
  .addOption(
    new Option('--denied <mode>', 'what an answer does about fields that its caller may not read').choices(
      deniedFieldsModes,
    ),
  )
  .option(
    '--policies <dir>',
    'folder of Cedar policies that grant names of @policy; watched and read again when it changes',
  )
  .option('--drain-ms <number>', 'how long to go on after telling load balancers of a stop', whole('drainMs'))
  .option('--planning-deadline-ms <number>', 'how long planning one operation may take', whole('planningDeadlineMs'))
  .action(async (options: GatewayFlags) => {
    const server = await serve(readConfig(process.env), {
      ...options,
      supergraphFile: options.supergraph,
      deniedFields: options.denied,
      policiesDir: options.policies,
    });
    process.stdout.write(`Wasl answers at ${server.url}/graphql\n`);
    stopOnSignal(() => server.stop());
  });

program
  .command('compose')
  .description('compose schema/subgraphs/*.graphql into schema/supergraph.graphql')
  .option('--check', 'only say whether the committed supergraph is up to date', false)
  .action((options: { check: boolean }) => compose(options));

program.addCommand(databaseCommand());
program.addCommand(matrixCommand());
program.addCommand(checkCommand());

program
  .command('token')
  .description('print an access token of a demo persona, from the running demo')
  .requiredOption(
    '--as <persona>',
    'citizen, guardian, physician, nurse, pharmacist, emergency, registrar, auditor, statistician or partner',
  )
  .action((options: { as: string }) => printToken(readConfig(process.env), options.as));

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${sentence(error)}\n`);
  process.exitCode = 1;
}

function sentence(error: unknown): string {
  if (error instanceof WaslError) return `${error.message} ${String(error.details['reason'] ?? '')}`.trim();
  const { code, port } = error as { code?: string; port?: number };
  if (code === 'EADDRINUSE') return `Port ${port} is in use: stop what listens there, or choose another with --port.`;
  if (error instanceof ConfigError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return port;
}

/** Reads a flag as the environment's word for the same is read. */
function whole(name: keyof typeof ranges): (text: string) => number {
  return (text) => {
    try {
      return readWhole(text, 'It', ...ranges[name]);
    } catch (error) {
      throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
    }
  };
}

function readCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 40_000_000)
    throw new InvalidArgumentError('Give a number from 1 to 40000000.');
  return count;
}
