import { subgraphNames, type SubgraphName } from '@wasl/kit/subgraph';
import type { TokenOptions } from './request/tokens/tokenVerifier.ts';

/** All that the environment can say. */
export interface Config {
  tokens: TokenOptions | undefined;
  gatewaySecret: string | undefined;
  /** `WASL_SUBGRAPH_<NAME>_URL`, by subgraph name in upper snake case. */
  subgraphUrls: ReadonlyMap<string, string>;
  /** `WASL_<NAME>_DATABASE_URL` of our own subgraphs. */
  databaseUrls: ReadonlyMap<SubgraphName, string>;
  /** Folder of embedded databases, keys and secrets. */
  dataDir: string;
}

/** A setting that is not usable, in a sentence that names the variable. */
export class ConfigError extends Error {}

const plain = [
  'WASL_JWKS_URL',
  'WASL_ISSUER',
  'WASL_AUDIENCE',
  'WASL_POLICIES_CLAIM',
  'WASL_GATEWAY_SECRET',
  'WASL_DATA_DIR',
];
const patterns = [/^WASL_SUBGRAPH_[A-Z0-9_]+_URL$/, /^WASL_TEST_/];

/** Reads the environment. @throws ConfigError for an unknown `WASL_` variable or a value that cannot be used. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const databaseVariables = new Map(subgraphNames.map((name) => [`WASL_${upperSnake(name)}_DATABASE_URL`, name]));
  const known = [...plain, ...databaseVariables.keys()];
  for (const name of Object.keys(env)) {
    if (!name.startsWith('WASL_') || known.includes(name) || patterns.some((pattern) => pattern.test(name))) continue;
    throw new ConfigError(
      `${name} is not a setting of Wasl. Known are ${known.join(', ')} and WASL_SUBGRAPH_<NAME>_URL.`,
    );
  }
  const gatewaySecret = env['WASL_GATEWAY_SECRET'];
  if (gatewaySecret !== undefined && gatewaySecret.length < 32) {
    throw new ConfigError('WASL_GATEWAY_SECRET must have at least 32 characters.');
  }
  return {
    tokens: readTokens(env),
    gatewaySecret,
    subgraphUrls: readSubgraphUrls(env),
    databaseUrls: new Map(
      [...databaseVariables].flatMap(([variable, name]) =>
        entryOf(name, readUrl(env, variable, ['postgres:', 'postgresql:'])),
      ),
    ),
    dataDir: env['WASL_DATA_DIR'] ?? '.wasl',
  };
}

/** A subgraph's name as it stands in variables: `health-id` is `HEALTH_ID`. */
export function upperSnake(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]+/g, '_').toUpperCase();
}

function readTokens(env: Readonly<Record<string, string | undefined>>): TokenOptions | undefined {
  const address = readUrl(env, 'WASL_JWKS_URL', ['https:', 'http:']);
  if (address === undefined) {
    for (const name of ['WASL_ISSUER', 'WASL_AUDIENCE', 'WASL_POLICIES_CLAIM']) {
      if (env[name] !== undefined)
        throw new ConfigError(`${name} has no effect without WASL_JWKS_URL: set both or neither.`);
    }
    return undefined;
  }
  const jwksUrl = new URL(address);
  const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(jwksUrl.hostname);
  if (jwksUrl.protocol === 'http:' && !isLoopback) {
    throw new ConfigError('WASL_JWKS_URL must begin with https: unless the issuer runs on this machine.');
  }
  return {
    jwksUrl,
    issuer: env['WASL_ISSUER'],
    audience: env['WASL_AUDIENCE'],
    policiesClaim: env['WASL_POLICIES_CLAIM'],
  };
}

function readSubgraphUrls(env: Readonly<Record<string, string | undefined>>): Map<string, string> {
  const urls = new Map<string, string>();
  for (const variable of Object.keys(env)) {
    const name = /^WASL_SUBGRAPH_(.+)_URL$/.exec(variable)?.[1];
    const url = name === undefined ? undefined : readUrl(env, variable, ['http:', 'https:']);
    if (name !== undefined && url !== undefined) urls.set(name, url);
  }
  return urls;
}

function readUrl(
  env: Readonly<Record<string, string | undefined>>,
  variable: string,
  protocols: string[],
): string | undefined {
  const value = env[variable];
  if (value === undefined) return undefined;
  if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol)) {
    throw new ConfigError(
      `${variable} must be an address that begins with ${protocols.map((p) => `${p}//`).join(' or ')}.`,
    );
  }
  return value;
}

function entryOf<Key>(key: Key, value: string | undefined): [Key, string][] {
  return value === undefined ? [] : [[key, value]];
}
