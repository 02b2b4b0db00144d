import { ConfigError } from '../core/configError.ts';
import { type TrustedMode, trustedModes } from '../documents/documents.ts';
import type { Rate } from '@wasl/kit/tokenBuckets';
import type { RateOptions } from '../pipeline/rateLimits.ts';
import type { TlsFiles } from '../server/tls.ts';
import { readUrl } from './readUrl.ts';
import { readWhole } from './readWhole.ts';
import type { CorsOptions } from '../server/cors.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What the environment says of how portals reach the gateway. */
export interface EdgeSettings {
  /** Which pages of other origins may read answers; undefined where none may. */
  cors: CorsOptions | undefined;
  /** Compress answers for clients that accept it. Default true. */
  compresses: boolean;
  operations: OperationSettings;
  /** The playground, for whose token has a scope; undefined where there is none. */
  playground: PlaygroundSettings | undefined;
  /** How often operations may be asked for. */
  rates: RateOptions;
  /** Redis, where all gateways share rates and revocations; undefined where each has its own. */
  redisUrl: string | undefined;
  /** Milliseconds that a client may take to send its request. Default 30 000. */
  requestTimeoutMs: number;
  /** Proxies of ours before the gateway. Default 0. */
  proxyHops: number;
  /** Files of the listener's TLS; undefined for plain HTTP. */
  tls: TlsFiles | undefined;
  /** Port of health and metrics; undefined where they are beside the graph. */
  adminPort: number | undefined;
  /** Default: the host of the graph. */
  adminHost: string | undefined;
  /** FHIR at `/fhir`, where the supergraph has what it needs; undefined where it is off. `baseUrl` is its address as clients know it. */
  fhir: { baseUrl: string | undefined } | undefined;
}

export interface PlaygroundSettings {
  /** Who may look at the schema's rules, and see why an answer is as it is. */
  scope: string;
  /** As what the page signs people in at the issuer of tokens. */
  clientId: string;
}

export type OperationPlace = { folder: string } | { url: string };

/** Which operations may run. */
export interface OperationSettings {
  mode: TrustedMode;
  /** Where operations are published: a folder, or the address of a Postgres. */
  place: OperationPlace | undefined;
  /** Whether clients may register operations by ID. Default true. */
  registers: boolean;
}

export const edgeVariables = [
  'WASL_CORS_ORIGINS',
  'WASL_CORS_CREDENTIALS',
  'WASL_COMPRESSION',
  'WASL_PLAYGROUND_SCOPE',
  'WASL_PLAYGROUND_CLIENT_ID',
  'WASL_OPERATIONS_DIR',
  'WASL_OPERATIONS_URL',
  'WASL_OPERATIONS',
  'WASL_APQ',
  'WASL_TLS_CERT_FILE',
  'WASL_TLS_KEY_FILE',
  'WASL_TLS_CLIENT_CA_FILE',
  'WASL_ADMIN_PORT',
  'WASL_ADMIN_HOST',
  'WASL_RATE_LIMIT_ADDRESS',
  'WASL_RATE_LIMIT_CALLER',
  'WASL_RATE_LIMIT_CLIENT',
  'WASL_PROXY_HOPS',
  'WASL_REDIS_URL',
  'WASL_REQUEST_TIMEOUT_MS',
  'WASL_FHIR',
  'WASL_FHIR_URL',
];

/** Reads it. @throws ConfigError that begins with the variable's name */
export function readEdgeSettings(env: Env): EdgeSettings {
  return {
    cors: readCors(env),
    compresses: readSwitch(env, 'WASL_COMPRESSION', true),
    operations: readOperations(env),
    playground: readPlayground(env),
    rates: {
      address: readRate(env, 'WASL_RATE_LIMIT_ADDRESS'),
      caller: readRate(env, 'WASL_RATE_LIMIT_CALLER'),
      client: readRate(env, 'WASL_RATE_LIMIT_CLIENT'),
    },
    redisUrl: readUrl(env, 'WASL_REDIS_URL', ['redis:', 'rediss:']),
    requestTimeoutMs: readWhole(env['WASL_REQUEST_TIMEOUT_MS'] ?? '30000', 'WASL_REQUEST_TIMEOUT_MS', 1_000, 300_000),
    proxyHops: readWhole(env['WASL_PROXY_HOPS'] ?? '0', 'WASL_PROXY_HOPS', 0, 10),
    tls: readTlsFiles(env),
    adminPort:
      env['WASL_ADMIN_PORT'] === undefined
        ? undefined
        : readWhole(env['WASL_ADMIN_PORT'], 'WASL_ADMIN_PORT', 0, 65_535),
    adminHost: env['WASL_ADMIN_HOST'],
    fhir: readSwitch(env, 'WASL_FHIR', true)
      ? { baseUrl: readUrl(env, 'WASL_FHIR_URL', ['https:', 'http:'])?.replace(/\/$/, '') }
      : undefined,
  };
}

/** `COUNT/SECONDS`. */
function readRate(env: Env, variable: string): Rate | undefined {
  const text = env[variable];
  if (text === undefined) return undefined;
  const [, count, seconds] = /^([1-9]\d{0,8})\/([1-9]\d{0,4})$/.exec(text) ?? [];
  if (count !== undefined && seconds !== undefined) return { count: Number(count), seconds: Number(seconds) };
  throw new ConfigError(`${variable} must say how many in how many seconds, such as 600/60.`);
}

function readTlsFiles(env: Env): TlsFiles | undefined {
  const [certFile, keyFile, clientCaFile] = [
    env['WASL_TLS_CERT_FILE'],
    env['WASL_TLS_KEY_FILE'],
    env['WASL_TLS_CLIENT_CA_FILE'],
  ];
  if (certFile === undefined && keyFile === undefined && clientCaFile === undefined) return undefined;
  if (certFile === undefined || keyFile === undefined)
    throw new ConfigError('WASL_TLS_CERT_FILE and WASL_TLS_KEY_FILE go together: set both, or no variable of TLS.');
  return { certFile, keyFile, clientCaFile };
}

function readOperations(env: Env): OperationSettings {
  const place = readPlace(env);
  const said = env['WASL_OPERATIONS'] ?? (place ? 'prefer' : 'off');
  const mode = trustedModes.find((known) => known === said);
  if (!mode) throw new ConfigError(`WASL_OPERATIONS must be one of ${trustedModes.join(', ')}.`);
  if (mode !== 'off' && !place)
    throw new ConfigError(
      `WASL_OPERATIONS is ${mode}: WASL_OPERATIONS_DIR or WASL_OPERATIONS_URL must say where operations are published.`,
    );
  return { mode, place, registers: readSwitch(env, 'WASL_APQ', true) };
}

function readPlace(env: Env): OperationPlace | undefined {
  const folder = env['WASL_OPERATIONS_DIR'];
  const url = readUrl(env, 'WASL_OPERATIONS_URL', ['postgres:', 'postgresql:']);
  if (folder !== undefined && url !== undefined)
    throw new ConfigError(
      'WASL_OPERATIONS_DIR and WASL_OPERATIONS_URL both say where operations are published: set one.',
    );
  if (url !== undefined) return { url };
  return folder === undefined ? undefined : { folder };
}

/** `on` or `off`. @throws ConfigError that begins with the variable's name */
export function readSwitch(env: Env, variable: string, byDefault: boolean): boolean {
  const value = env[variable];
  if (value === undefined) return byDefault;
  if (value !== 'on' && value !== 'off') throw new ConfigError(`${variable} must be on or off.`);
  return value === 'on';
}

/** A scope of its own: one that every clinician has would let everybody in. */
function readPlayground(env: Env): PlaygroundSettings | undefined {
  const [scope, clientId] = [env['WASL_PLAYGROUND_SCOPE'], env['WASL_PLAYGROUND_CLIENT_ID'] ?? 'wasl-playground'];
  if (scope === undefined) {
    if (env['WASL_PLAYGROUND_CLIENT_ID'] !== undefined)
      throw new ConfigError(
        'WASL_PLAYGROUND_CLIENT_ID needs WASL_PLAYGROUND_SCOPE: without a scope there is no playground.',
      );
    return undefined;
  }
  if (!/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope))
    throw new ConfigError('WASL_PLAYGROUND_SCOPE must be one scope, without spaces (RFC 6749, 3.3).');
  return { scope, clientId };
}

function readCors(env: Env): CorsOptions | undefined {
  const text = env['WASL_CORS_ORIGINS'];
  const credentials = readSwitch(env, 'WASL_CORS_CREDENTIALS', false);
  if (text === undefined && credentials)
    throw new ConfigError('WASL_CORS_CREDENTIALS has no effect without WASL_CORS_ORIGINS: set both or neither.');
  if (text === undefined) return undefined;
  if (text.trim() === '*' && credentials)
    throw new ConfigError('WASL_CORS_CREDENTIALS cannot be on for all origins: list those of the portals.');
  if (text.trim() === '*') return { isAllowed: () => true };
  const origins = new Set(text.split(',').map((item) => readOrigin(item.trim())));
  return { isAllowed: (origin) => origins.has(origin), credentials };
}

/** An origin as browsers send it: no path, no trailing slash, no default port, in lower case. */
function readOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && (url.protocol === 'https:' || url.protocol === 'http:') && url.origin === text) return text;
  const meant = url && url.origin !== 'null' ? `: ${url.origin}?` : '.';
  throw new ConfigError(
    `WASL_CORS_ORIGINS must list origins such as https://portal.example, with commas, or be *${meant}`,
  );
}
