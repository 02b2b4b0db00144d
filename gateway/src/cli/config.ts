import { availableParallelism } from 'node:os';
import type { DatabaseTimeouts } from '@wasl/kit/database/openPostgres';
import type { SubgraphName } from '@wasl/kit/subgraph';
import { type DeniedFieldsMode, deniedFieldsModes } from '../authorization/deniedFields.ts';
import type { Language } from '@wasl/schema/errors.ts';
import type { ClaimName } from '../subgraphs/trust/assertedClaims.ts';
import type { EventProtocol } from '../subgraphs/subscriptions/openEvents.ts';
import type { ShareOptions } from '../pipeline/shares.ts';
import type { TokenOptions } from '../pipeline/tokens/tokenVerifier.ts';
import { type AuditSettings, auditVariables, natsServers, readAuditSettings } from './auditSettings.ts';
import { readClaims, readEventProtocols, readSocketUrls, readSubgraphUrls } from './eachSubgraph.ts';
import {
  databaseVariables,
  readDatabaseTimeouts,
  readDatabaseUrls,
  readReplicaUrls,
  replicaVariables,
  timeoutVariables,
} from './databaseSettings.ts';
import { type EdgeSettings, edgeVariables, readEdgeSettings } from './edgeSettings.ts';
import { type Bounds, boundVariables, costRange, readBounds } from './bounds.ts';
import {
  readSubgraphSettings,
  type SubgraphSettings,
  subgraphsVariables,
  subgraphVariables,
} from './subgraphSettings.ts';
import { readTelemetrySettings, type TelemetrySettings, telemetryVariables } from './telemetrySettings.ts';
import { readRunningCost, readShares, shareVariables } from './shareSettings.ts';
import { readNumber, readWhole } from './readWhole.ts';
import { readTokens, tokenVariables } from './tokenSettings.ts';
import {
  readSubgraphTls,
  subgraphsTlsVariables,
  type SubgraphTlsSettings,
  subgraphTlsVariables,
} from './subgraphTls.ts';
import { fileVariable, secretVariables, withSecretFiles } from './secretFiles.ts';
import { isSubgraphName, nameRule } from '../registry/subgraphName.ts';
import { ConfigError } from '../core/configError.ts';

/** All settings from the environment. */
export interface Config {
  tokens: TokenOptions | undefined;
  /** How an answer treats fields that its caller may not read. Default `filter`. */
  deniedFields: DeniedFieldsMode;
  /** Folder of Cedar policies that grant names of `@policy`. */
  policiesDir: string | undefined;
  /** Where it is written down who reads records. */
  audit: AuditSettings;
  /** NATS servers over which gateways tell each other what changed; undefined where they do not. */
  noticeServers: string[] | undefined;
  /** What the keys of subgraphs are derived from. */
  gatewaySecret: string | undefined;
  /** The epoch of the keys that sign requests to subgraphs. Default 1. */
  keyEpoch: number;
  /** `WASL_SUBGRAPH_<NAME>_KEY_EPOCH`, by subgraph name in upper snake case: subgraphs that for now have another epoch's key. */
  subgraphKeyEpochs: ReadonlyMap<string, number>;
  /** `WASL_SUBGRAPH_<NAME>_CLAIMS`, keyed the same way: the claims about callers that a subgraph gets. */
  subgraphClaims: ReadonlyMap<string, readonly ClaimName[]>;
  /** `WASL_SUBGRAPH_<NAME>_URL`, by subgraph name in upper snake case. */
  subgraphUrls: ReadonlyMap<string, string>;
  /** `WASL_SUBGRAPH_<NAME>_WS_URL`, keyed the same way: URL for subscriptions over WebSocket. */
  subgraphSocketUrls: ReadonlyMap<string, string>;
  /** `WASL_SUBGRAPH_<NAME>_SUBSCRIPTIONS`, keyed the same way. */
  subgraphEventProtocols: ReadonlyMap<string, EventProtocol>;
  /** How far subgraphs may be relied on. */
  subgraphs: SubgraphSettings;
  /** The keys of the subgraph that this process runs: `epoch:key`, or two with a comma between. */
  subgraphKey: string | undefined;
  /** What the gateway shows subgraphs over TLS, and whom it trusts. */
  subgraphTls: SubgraphTlsSettings;
  /** `WASL_<NAME>_DATABASE_URL` of our own subgraphs. */
  databaseUrls: ReadonlyMap<SubgraphName, string>;
  /** `WASL_<NAME>_REPLICA_URL`: standbys that answer reads of our own subgraphs. */
  replicaUrls: ReadonlyMap<SubgraphName, string>;
  /** How long Postgres works for one statement of our own subgraphs. */
  databaseTimeouts: Partial<DatabaseTimeouts>;
  /** Names of subgraphs that are asked for the keys of their entities. */
  keysAskedBack: ReadonlySet<string>;
  /** Folder of embedded databases, keys and secrets. */
  dataDir: string;
  /** What subgraphs do with a code that is in no list. */
  unknownCodes: 'refuse' | 'warn';
  /** Milliseconds between failing the readiness check and stopping. Default 1 000. */
  drainMs: number;
  /** Milliseconds that planning one operation may take. Default 5 000. */
  planningDeadlineMs: number;
  /** Number of processes that share the port. Default 1; `auto` is one per core. */
  workers: number;
  /** Limits of one request. */
  bounds: Bounds;
  /** What one caller or one address may have at once. */
  shares: ShareOptions;
  /** What one caller's operations may cost that run at once, in percent of what one may; undefined for no limit. */
  runningCostPercent: number | undefined;
  /** How portals reach the gateway. */
  edge: EdgeSettings;
  /** What is written of requests, and what of them is traced. */
  telemetry: TelemetrySettings;
}

/** Allowed ranges of settings, in the environment or as flags. */
export const ranges = {
  drainMs: [0, 600_000],
  planningDeadlineMs: [10, 60_000],
  workers: [1, 256],
  maxCost: costRange,
} satisfies Record<string, [least: number, most: number]>;

const mostEpochs = 999_999;
const leastSecretLength = 32;

const plain = [
  ...tokenVariables,
  'WASL_DENIED_FIELDS',
  'WASL_POLICIES_DIR',
  ...auditVariables,
  'WASL_NOTICES_URL',
  'WASL_GATEWAY_SECRET',
  'WASL_SUBGRAPH_KEY',
  ...secretVariables.map(fileVariable),
  'WASL_KEY_EPOCH',
  'WASL_KEYS_ASKED_BACK',
  'WASL_DATA_DIR',
  'WASL_UNKNOWN_CODES',
  'WASL_DRAIN_MS',
  'WASL_PLANNING_DEADLINE_MS',
  'WASL_WORKERS',
  ...timeoutVariables,
  ...shareVariables,
  ...boundVariables,
  ...subgraphsVariables,
  ...subgraphsTlsVariables,
  ...edgeVariables,
  ...telemetryVariables,
];
const perSubgraph = [
  'WASL_SUBGRAPH_<NAME>_URL',
  'WASL_SUBGRAPH_<NAME>_WS_URL',
  'WASL_SUBGRAPH_<NAME>_SUBSCRIPTIONS',
  'WASL_SUBGRAPH_<NAME>_CLAIMS',
  'WASL_SUBGRAPH_<NAME>_KEY_EPOCH',
  ...subgraphVariables,
  ...subgraphTlsVariables,
];
const patterns = [
  ...perSubgraph.map((name) => new RegExp(`^${name.replace('<NAME>', '[A-Z0-9_]+')}$`)),
  // Read by tests only.
  /^WASL_TEST_/,
];

/** All environment variables that are settings. */
export const variables: readonly string[] = [
  ...plain,
  ...perSubgraph,
  'WASL_<NAME>_DATABASE_URL',
  'WASL_<NAME>_DATABASE_URL_FILE',
  'WASL_<NAME>_REPLICA_URL',
  'WASL_<NAME>_REPLICA_URL_FILE',
];

type Env = Readonly<Record<string, string | undefined>>;

/** Reads the environment. @throws ConfigError for an unknown `WASL_` variable or a value that cannot be used. */
export function readConfig(sent: Env): Config {
  const databases = [...databaseVariables.keys(), ...replicaVariables.keys()];
  const known = [...plain, ...databases, ...databases.map(fileVariable)];
  for (const name of Object.keys(sent)) {
    if (!name.startsWith('WASL_') || known.includes(name) || patterns.some((pattern) => pattern.test(name))) continue;
    throw new ConfigError(`${name} is not a setting of Wasl. Known are ${[...known, ...perSubgraph].join(', ')}.`);
  }
  const env = withSecretFiles(sent, [...secretVariables, ...databases]);
  const keyEpoch = readNumber(env, 'WASL_KEY_EPOCH', 1, mostEpochs) ?? 1;
  return {
    tokens: readTokens(env),
    deniedFields: readDeniedFields(env),
    policiesDir: env['WASL_POLICIES_DIR'],
    audit: readAuditSettings(env),
    noticeServers: readNoticeServers(env['WASL_NOTICES_URL']),
    gatewaySecret: readGatewaySecret(env),
    keyEpoch,
    subgraphKeyEpochs: readKeyEpochs(env, keyEpoch),
    subgraphClaims: readClaims(env),
    subgraphUrls: readSubgraphUrls(env),
    subgraphSocketUrls: readSocketUrls(env),
    subgraphEventProtocols: readEventProtocols(env),
    subgraphs: readSubgraphSettings(env),
    subgraphTls: readSubgraphTls(env),
    databaseUrls: readDatabaseUrls(env),
    replicaUrls: readReplicaUrls(env),
    databaseTimeouts: readDatabaseTimeouts(env),
    subgraphKey: readSubgraphKey(env),
    keysAskedBack: readKeysAskedBack(env['WASL_KEYS_ASKED_BACK']),
    dataDir: env['WASL_DATA_DIR'] ?? '.wasl',
    unknownCodes: readUnknownCodes(env['WASL_UNKNOWN_CODES']),
    drainMs: readNumber(env, 'WASL_DRAIN_MS', ...ranges.drainMs) ?? 1_000,
    planningDeadlineMs: readNumber(env, 'WASL_PLANNING_DEADLINE_MS', ...ranges.planningDeadlineMs) ?? 5_000,
    workers: readWorkers(env['WASL_WORKERS'] ?? '1', 'WASL_WORKERS'),
    bounds: readBounds(env),
    shares: readShares(env),
    runningCostPercent: readRunningCost(env),
    edge: readEdgeSettings(env),
    telemetry: readTelemetrySettings(env),
  };
}

/** The language of a terminal's user, by POSIX locale variables: Arabic where these say so, English otherwise. */
export function readLanguage(env: Env): Language {
  const locale = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '';
  return /^ar(?:[_.@]|$)/.test(locale) ? 'ar' : 'en';
}

function readNoticeServers(text: string | undefined): string[] | undefined {
  const servers = text === undefined ? undefined : natsServers(text);
  if (text !== undefined && !servers)
    throw new ConfigError(
      'WASL_NOTICES_URL must be an address that begins with nats:// or tls://, or several with commas.',
    );
  return servers;
}

/** The number of workers: a number, or `auto` for one per core. @throws ConfigError that begins with `name`. */
export function readWorkers(text: string, name: string): number {
  if (text === 'auto') return availableParallelism();
  const [least, most] = ranges.workers;
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= least && count <= most) return count;
  throw new ConfigError(`${name} must be auto or a whole number from ${least} to ${most}.`);
}

/** A number that may be set by a flag or in the environment. @throws ConfigError that begins with `name`. */
export function readRange(text: string, name: string, range: keyof typeof ranges): number {
  const [least, most] = ranges[range];
  return readWhole(text, name, least, most);
}

/** Names of subgraphs, with commas. @throws ConfigError for what is no name */
function readKeysAskedBack(text = ''): Set<string> {
  const names = text.split(',').flatMap((name) => name.trim() || []);
  const wrong = names.find((name) => !isSubgraphName(name));
  if (wrong !== undefined)
    throw new ConfigError(
      `WASL_KEYS_ASKED_BACK must name subgraphs, with commas between; ${wrong} is none: ${nameRule}.`,
    );
  return new Set(names);
}

function readUnknownCodes(text = 'refuse'): Config['unknownCodes'] {
  if (text === 'refuse' || text === 'warn') return text;
  throw new ConfigError('WASL_UNKNOWN_CODES must be refuse or warn.');
}

function readDeniedFields(env: Env): DeniedFieldsMode {
  const value = env['WASL_DENIED_FIELDS'] ?? 'filter';
  const mode = deniedFieldsModes.find((known) => known === value);
  if (!mode) throw new ConfigError(`WASL_DENIED_FIELDS must be one of ${deniedFieldsModes.join(', ')}.`);
  return mode;
}

/** @throws ConfigError when it is too short */
function readGatewaySecret(env: Env): string | undefined {
  const secret = env['WASL_GATEWAY_SECRET'];
  if (secret === undefined || secret.length >= leastSecretLength) return secret;
  const name = env['WASL_GATEWAY_SECRET_FILE'] === undefined ? 'WASL_GATEWAY_SECRET' : 'WASL_GATEWAY_SECRET_FILE';
  throw new ConfigError(`${name} must have at least ${leastSecretLength} characters.`);
}

/** @throws ConfigError for what is no key, without quoting it */
function readSubgraphKey(env: Env): string | undefined {
  const keys = env['WASL_SUBGRAPH_KEY'];
  if (keys === undefined || /^\d{1,6}:[\w-]{43}(,\s*\d{1,6}:[\w-]{43})?$/.test(keys)) return keys;
  throw new ConfigError(
    'WASL_SUBGRAPH_KEY must be what wasl keys derive printed, or two of them with a comma between.',
  );
}

/** Two epochs are valid at a time: the current one, and the one before it while keys change. */
function readKeyEpochs(env: Env, current: number): Map<string, number> {
  const epochs = new Map<string, number>();
  for (const variable of Object.keys(env)) {
    const name = /^WASL_SUBGRAPH_(.+)_KEY_EPOCH$/.exec(variable)?.[1];
    if (name === undefined) continue;
    const epoch = readNumber(env, variable, 1, mostEpochs);
    if (epoch === undefined) continue;
    if (current - epoch !== 0 && current - epoch !== 1)
      throw new ConfigError(`${variable} must be ${current}, the epoch of WASL_KEY_EPOCH, or the one before it.`);
    epochs.set(name, epoch);
  }
  return epochs;
}
