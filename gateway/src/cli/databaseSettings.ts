import type { DatabaseTimeouts } from '@wasl/kit/database/openPostgres';
import { storedSubgraphs, type SubgraphName } from '@wasl/kit/subgraph';
import { ConfigError } from '../core/configError.ts';
import { upperSnake } from '../core/upperSnake.ts';
import { readUrl } from './readUrl.ts';
import { readWhole } from './readWhole.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Where each of our own subgraphs has its database, by variable. */
export const databaseVariables = variablesOf('DATABASE_URL');
/** Where each has a standby of it that may answer reads, by variable. */
export const replicaVariables = variablesOf('REPLICA_URL');

function variablesOf(ending: string): ReadonlyMap<string, SubgraphName> {
  return new Map(storedSubgraphs.map((name) => [`WASL_${upperSnake(name)}_${ending}`, name]));
}

const timeouts: Readonly<Record<keyof DatabaseTimeouts, [variable: string, least: number, most: number]>> = {
  statementMs: ['WASL_DATABASE_STATEMENT_TIMEOUT_MS', 100, 600_000],
  lockMs: ['WASL_DATABASE_LOCK_TIMEOUT_MS', 100, 600_000],
  idleTransactionMs: ['WASL_DATABASE_IDLE_TRANSACTION_TIMEOUT_MS', 1_000, 600_000],
};

export const timeoutVariables = Object.values(timeouts).map(([variable]) => variable);

/** Reads the addresses. @throws ConfigError for one that is not of Postgres, without quoting it */
export function readDatabaseUrls(env: Env): Map<SubgraphName, string> {
  return readPostgresUrls(env, databaseVariables);
}

/** Reads the addresses of standbys. @throws ConfigError also for one of a database that is not named itself */
export function readReplicaUrls(env: Env): Map<SubgraphName, string> {
  for (const [variable, name] of replicaVariables) {
    const database = `WASL_${upperSnake(name)}_DATABASE_URL`;
    if (env[variable] !== undefined && env[database] === undefined)
      throw new ConfigError(`${variable} needs ${database}: what is written goes there.`);
  }
  return readPostgresUrls(env, replicaVariables);
}

function readPostgresUrls(env: Env, variables: ReadonlyMap<string, SubgraphName>): Map<SubgraphName, string> {
  const urls = new Map<SubgraphName, string>();
  for (const [variable, name] of variables) {
    const url = readUrl(env, variable, ['postgres:', 'postgresql:']);
    if (url !== undefined) urls.set(name, url);
  }
  return urls;
}

/** Reads how long Postgres works for one statement of our subgraphs. @throws ConfigError */
export function readDatabaseTimeouts(env: Env): Partial<DatabaseTimeouts> {
  const read: Partial<DatabaseTimeouts> = {};
  for (const name of ['statementMs', 'lockMs', 'idleTransactionMs'] as const) {
    const [variable, least, most] = timeouts[name];
    const text = env[variable];
    if (text !== undefined) read[name] = readWhole(text, variable, least, most);
  }
  return read;
}
