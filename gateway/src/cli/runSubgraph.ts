import { resolve } from 'node:path';
import type { Database } from '@wasl/kit/database/database';
import { openDatabase } from '@wasl/kit/database/openDatabase';
import type { ReplicaOptions } from '@wasl/kit/database/replica/openReplica';
import { OperatorError } from '@wasl/kit/operatorError';
import { grantRows, mayChangeTables, migrate, renew } from '@wasl/kit/prepareDatabase';
import { startSubgraph } from '@wasl/kit/startSubgraph';
import { auditSubgraph } from '@wasl/kit/subgraph';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { grantAuditReading, migrateAudit } from '../audit/store/auditSchema.ts';
import { openPostgres as openAuditStore } from '../audit/store/openPostgres.ts';
import { ConfigError } from '../core/configError.ts';
import { upperSnake } from '../core/upperSnake.ts';
import type { Config } from './config.ts';
import { logLine } from './logLine.ts';
import { tellReplica } from './tellReplica.ts';
import { stopOnSignal } from './stopOnSignal.ts';
import { tellMigrated } from './databases.ts';
import { loadSubgraph } from './subgraphs.ts';

export interface SubgraphFlags {
  port: number;
  host: string;
  adminPort?: number;
  adminHost?: string;
  drainMs?: number;
}

export interface MigrateFlags {
  grantTo?: string;
}

/** Runs a subgraph until a signal. It changes no table: a pending migration ends it. */
export async function runSubgraph(config: Config, name: string, flags: SubgraphFlags): Promise<void> {
  const databaseUrl = databaseUrlOf(config, name);
  if (config.subgraphKey === undefined)
    throw new ConfigError('WASL_SUBGRAPH_KEY or WASL_SUBGRAPH_KEY_FILE must hold what wasl keys derive printed.');
  const adminPort = flags.adminPort ?? config.edge.adminPort;
  const processMetrics = new Registry();
  collectDefaultMetrics({ register: processMetrics });
  const subgraph = await startSubgraph(await loadSubgraph(name), {
    port: flags.port,
    host: flags.host,
    admin:
      adminPort === undefined
        ? undefined
        : { port: adminPort, host: flags.adminHost ?? config.edge.adminHost ?? flags.host },
    databaseUrl,
    replica: replicaOf(config, name),
    timeouts: config.databaseTimeouts,
    redisUrl: config.edge.redisUrl,
    dataDir: resolve(config.dataDir),
    unknownCodes: config.unknownCodes,
    gatewayKeys: config.subgraphKey,
    demoPatients: 0,
    migrates: false,
    drainMs: flags.drainMs ?? config.drainMs,
    moreMetrics: () => processMetrics.metrics(),
    log: (errorId, error) =>
      logLine('error', `request failed, error id ${errorId}`, { subgraph: name, errorId }, error),
  });
  stopOnSignal(() => subgraph.stop());
  process.stdout.write(`${name} answers at ${subgraph.url}\n`);
  if (subgraph.adminUrl !== undefined) process.stdout.write(`Health and metrics at ${subgraph.adminUrl}\n`);
  await warnOfMightyRole(name, subgraph.database);
}

/** Brings a subgraph's database to its newest migration, and lets the running role have the rows. */
export async function migrateSubgraph(config: Config, name: string, { grantTo }: MigrateFlags): Promise<void> {
  const url = databaseUrlOf(config, name);
  const applied = name === auditSubgraph ? await prepareAudit(url, grantTo) : await prepareOwn(name, url, grantTo);
  process.stdout.write(`${name}: ${applied}\n`);
  if (grantTo !== undefined) process.stdout.write(`${name}: ${grantTo} has the rows\n`);
}

async function prepareOwn(name: string, url: string, grantTo: string | undefined): Promise<string> {
  const database = await openDatabase({ url });
  try {
    if (!(await database.isReachable())) throw unreachable(name);
    const applied = await migrate(name, database);
    const renewed = await renew(await loadSubgraph(name), database);
    if (grantTo !== undefined) await grantRows(database, grantTo);
    return tellMigrated(applied, renewed);
  } finally {
    await database.close();
  }
}

/** Gateways make the audit's tables themselves; made beforehand, they can be read from the first moment on. */
async function prepareAudit(url: string, grantTo: string | undefined): Promise<string> {
  const database = openAuditStore(url);
  try {
    await migrateAudit(database);
    if (grantTo !== undefined) await grantAuditReading(database, grantTo);
    return 'up to date';
  } finally {
    await database.close();
  }
}

/** @throws ConfigError where no Postgres is named: what runs for a country is not embedded */
function databaseUrlOf({ databaseUrls, audit }: Config, name: string): string {
  const variable = name === auditSubgraph ? 'WASL_AUDIT_STORE_URL' : `WASL_${upperSnake(name)}_DATABASE_URL`;
  const url = name === auditSubgraph ? urlOfAudit(audit) : databaseUrls.get(name);
  if (url === undefined) throw new ConfigError(`${variable} or ${variable}_FILE must name the Postgres of ${name}.`);
  return url;
}

function replicaOf({ replicaUrls }: Config, name: string): ReplicaOptions | undefined {
  const url = replicaUrls.get(name);
  return url === undefined ? undefined : { url, onChange: (status) => tellReplica(name, status) };
}

function urlOfAudit({ storePlace }: Config['audit']): string | undefined {
  return storePlace?.kind === 'postgres' ? storePlace.url : undefined;
}

function unreachable(name: string): OperatorError {
  return new OperatorError(
    `The database of ${name} does not answer: see that its server runs and that WASL_${upperSnake(name)}_DATABASE_URL leads there.`,
  );
}

async function warnOfMightyRole(name: string, database: Database): Promise<void> {
  const isMighty = name !== auditSubgraph && (await mayChangeTables(database).catch(() => false));
  if (isMighty)
    logLine('warn', 'this database role may change tables: give the subgraph one that may not', {
      subgraph: name,
      ar: 'يستطيع دور قاعدة البيانات هذا تعديل الجداول، فأعطِ النظام دوراً لا يستطيع ذلك',
    });
}
