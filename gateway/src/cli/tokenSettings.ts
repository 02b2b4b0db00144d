import { ConfigError } from '../core/configError.ts';
import type { TokenOptions } from '../pipeline/tokens/tokenVerifier.ts';
import { readNumber } from './readWhole.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What counts only with the keys of an issuer. */
const besideKeys = [
  'WASL_ISSUER',
  'WASL_AUDIENCE',
  'WASL_POLICIES_CLAIM',
  'WASL_CLOCK_SKEW_SECONDS',
  'WASL_JWKS_MAX_AGE_SECONDS',
  'WASL_JWKS_OUTAGE_SECONDS',
  'WASL_REVOKED_TOKENS_FILE',
  'WASL_MAX_TOKEN_LIFETIME_SECONDS',
];

export const tokenVariables: readonly string[] = ['WASL_JWKS_URL', ...besideKeys];

/** Reads whose tokens count; undefined where none do. @throws ConfigError */
export function readTokens(env: Env): TokenOptions | undefined {
  if (env['WASL_JWKS_URL'] === undefined) {
    for (const name of besideKeys) {
      if (env[name] !== undefined)
        throw new ConfigError(`${name} has no effect without WASL_JWKS_URL: set both or neither.`);
    }
    return undefined;
  }
  const [first, ...more] = readIssuers(env);
  return {
    ...first,
    moreIssuers: more.map(({ jwksUrl, issuer = '' }) => ({ jwksUrl, issuer })),
    audience: env['WASL_AUDIENCE'],
    policiesClaim: env['WASL_POLICIES_CLAIM'],
    clockToleranceSeconds: readNumber(env, 'WASL_CLOCK_SKEW_SECONDS', 0, 60),
    maxKeyAgeSeconds: readNumber(env, 'WASL_JWKS_MAX_AGE_SECONDS', 30, 86_400),
    keyOutageSeconds: readNumber(env, 'WASL_JWKS_OUTAGE_SECONDS', 0, 604_800),
    revokedTokensFile: env['WASL_REVOKED_TOKENS_FILE'],
    maxLifetimeSeconds: readNumber(env, 'WASL_MAX_TOKEN_LIFETIME_SECONDS', 60, 2_592_000),
  };
}

interface Issuer {
  jwksUrl: URL;
  issuer: string | undefined;
}

/** One issuer, or several in two lists: the first of `WASL_JWKS_URL` has the keys of the first of `WASL_ISSUER`. */
function readIssuers(env: Env): [Issuer, ...Issuer[]] {
  const split = (variable: string) => (env[variable] ?? '').split(',').map((item) => item.trim());
  const urls = split('WASL_JWKS_URL').map(readJwksUrl);
  const issuers = env['WASL_ISSUER'] === undefined ? [] : split('WASL_ISSUER');
  const [first, ...more] = urls.map((jwksUrl, index) => ({ jwksUrl, issuer: issuers[index] }));
  const isPaired = issuers.length === urls.length || (issuers.length === 0 && urls.length === 1);
  if (!first || !isPaired || issuers.includes('') || new Set(issuers).size !== issuers.length) {
    throw new ConfigError(
      'WASL_ISSUER must name as many issuers as WASL_JWKS_URL has addresses, in the same order, each once.',
    );
  }
  return [first, ...more];
}

function readJwksUrl(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  // The URL is logged when its keys cannot be fetched.
  if (url && (url.username !== '' || url.password !== ''))
    throw new ConfigError('WASL_JWKS_URL must not hold a user name or password.');
  const isLoopback = url !== undefined && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback)) return url;
  throw new ConfigError(
    'WASL_JWKS_URL must be an address that begins with https://, or several with commas between; http:// only on this machine.',
  );
}
