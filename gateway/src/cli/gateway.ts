import cluster from 'node:cluster';
import { Command, Option } from 'commander';
import { type DeniedFieldsMode, deniedFieldsModes } from '../authorization/deniedFields.ts';
import { type Config, readConfig } from './config.ts';
import { ConfigError } from '../core/configError.ts';
import type { AdminAddress } from '../server/operatorRoutes.ts';
import { type PrimaryOptions, runPrimary } from '../workers/runPrimary.ts';
import { runWorker } from '../workers/runWorker.ts';
import { readPort, readWorkersFlag, wholeNumber } from './flags.ts';
import { logLine, logUncaught, setLogLevel } from './logLine.ts';
import { sentence } from './sentence.ts';
import type { ServeOptions } from './serve.ts';
import { stopOnSignal } from './stopOnSignal.ts';
import { warnOfUncheckedTokens } from './warnOfUncheckedTokens.ts';

interface GatewayFlags extends Omit<ServeOptions, 'supergraphFile' | 'deniedFields' | 'worker' | 'admin'> {
  adminPort?: number;
  adminHost?: string;
  supergraph: string;
  denied?: DeniedFieldsMode;
  policies?: string;
  workers?: number;
}

/** `wasl gateway`: serves a supergraph, in one process or several. */
export function gatewayCommand(): Command {
  return new Command('gateway')
    .description('serve a federation 2 supergraph at /graphql')
    .requiredOption('--supergraph <file>', 'the composed schema; watched and loaded again when it changes')
    .option('--registry <url>', 'a registry in Postgres: what comes into force there is written to the supergraph file')
    .option('--registry-keys <file>', 'whom that registry knows, or the one in whose folder the supergraph lies')
    .option('--port <number>', 'port to listen on', readPort, 4000)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--admin-port <number>', 'port of /health and /metrics, which then are not on the other one', readPort)
    .option('--admin-host <address>', 'address of that port; that of --host when left out')
    .option('--workers <number>', 'processes that share the port, or auto for one on each core', readWorkersFlag)
    .option('--introspection', 'answer questions about the schema, which is the default where it has no rules')
    .option('--no-introspection', 'do not answer them, which is the default where it has rules')
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
    .option('--drain-ms <number>', 'how long to go on after telling load balancers of a stop', wholeNumber('drainMs'))
    .option(
      '--planning-deadline-ms <number>',
      'how long planning one operation may take',
      wholeNumber('planningDeadlineMs'),
    )
    .option('--max-cost <number>', 'what one operation may cost, whoever asks', wholeNumber('maxCost'))
    .action((flags: GatewayFlags) => runGateway(readConfig(process.env), flags));
}

async function runGateway(config: Config, flags: GatewayFlags): Promise<void> {
  setLogLevel(config.telemetry.logLevel);
  logUncaught();
  const workers = flags.workers ?? config.workers;
  const admin = adminAddress(config, flags);
  const start = async (worker?: ServeOptions['worker']) => {
    // Not for the primary of several workers, which serves nothing itself.
    const { serve } = await import('./serve.ts');
    return serve(config, {
      ...flags,
      worker,
      admin,
      supergraphFile: flags.supergraph,
      deniedFields: flags.denied,
      policiesDir: flags.policies,
    });
  };
  if (cluster.isWorker) return runWorker({ start, sentence, onSignal: stopOnSignal });
  warnOfUncheckedTokens(config);
  if (flags.registry !== undefined) await follow(flags.registry, flags);
  if (workers > 1)
    return runWorkers(workers, {
      drainMs: flags.drainMs ?? config.drainMs,
      host: flags.host,
      port: flags.port,
      tls: config.edge.tls,
      admin,
    });
  const server = await start();
  process.on('SIGHUP', () =>
    logLine('warn', 'SIGHUP replaces workers, and there are none; the supergraph is watched anyhow'),
  );
  stopOnSignal(() => server.stop());
  process.stdout.write(`Wasl answers at ${server.url}/graphql\n`);
  if (server.adminUrl !== undefined) process.stdout.write(`Health and metrics at ${server.adminUrl}\n`);
}

/** Workers watch the same file: the primary alone writes it. */
async function follow(registry: string, { registryKeys, supergraph }: GatewayFlags): Promise<void> {
  const { isDatabase } = await import('./openRegistryAt.ts');
  if (!isDatabase(registry))
    throw new ConfigError(
      `--registry is a registry in Postgres; of a folder, ${registry}/supergraph.graphql is served.`,
    );
  const { followRegistry } = await import('./followRegistry.ts');
  // It ends with the process: a look that is under way writes a file as a whole or not at all.
  await followRegistry({ registry, keysFile: registryKeys, supergraphFile: supergraph });
}

/** Where health and metrics are served; undefined beside the graph. */
function adminAddress({ edge }: Config, { adminPort, adminHost, host }: GatewayFlags): AdminAddress | undefined {
  const port = adminPort ?? edge.adminPort;
  return port === undefined ? undefined : { port, host: adminHost ?? edge.adminHost ?? host };
}

async function runWorkers(
  workers: number,
  options: Omit<PrimaryOptions, 'workers' | 'log' | 'onGivenUp'>,
): Promise<void> {
  const fail = (error: unknown): never => {
    process.stderr.write(`${sentence(error)}\n`);
    process.exit(1);
  };
  const primary = await runPrimary({ workers, ...options, log: logLine, onGivenUp: fail });
  process.on('SIGHUP', () => primary.replaceWorkers());
  stopOnSignal(() => primary.stop());
  const url = await primary.url.catch(fail);
  if (url !== undefined) process.stdout.write(`Wasl answers at ${url}/graphql with ${workers} workers\n`);
}
