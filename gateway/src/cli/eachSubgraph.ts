import { ConfigError } from '../core/configError.ts';
import { faultOfAddress, httpProtocols, socketProtocols } from '../subgraphs/readAddress.ts';
import type { EventProtocol } from '../subgraphs/subscriptions/openEvents.ts';
import { type ClaimName, claimNames } from '../subgraphs/trust/assertedClaims.ts';

// What the environment says of single subgraphs, whose names stand in the variables in upper snake case.
type Env = Readonly<Record<string, string | undefined>>;

export function readSubgraphUrls(env: Env): Map<string, string> {
  const urls = new Map<string, string>();
  for (const variable of Object.keys(env)) {
    const name = /^WASL_SUBGRAPH_(.+)(?<!_WS)_URL$/.exec(variable)?.[1];
    const url = name === undefined ? undefined : readAddress(env, variable, httpProtocols);
    if (name !== undefined && url !== undefined) urls.set(name, url);
  }
  return urls;
}

export function readSocketUrls(env: Env): Map<string, string> {
  const urls = new Map<string, string>();
  for (const variable of Object.keys(env)) {
    const name = /^WASL_SUBGRAPH_(.+)_WS_URL$/.exec(variable)?.[1];
    const url = name === undefined ? undefined : readAddress(env, variable, socketProtocols);
    if (name !== undefined && url !== undefined) urls.set(name, url);
  }
  return urls;
}

export function readEventProtocols(env: Env): Map<string, EventProtocol> {
  const protocols = new Map<string, EventProtocol>();
  for (const [variable, value] of Object.entries(env)) {
    const name = /^WASL_SUBGRAPH_(.+)_SUBSCRIPTIONS$/.exec(variable)?.[1];
    if (name === undefined || value === undefined) continue;
    if (value !== 'ws' && value !== 'sse') throw new ConfigError(`${variable} must be ws or sse.`);
    protocols.set(name, value);
  }
  return protocols;
}

/** The URL of a subgraph. @throws ConfigError for an invalid one, without quoting it. */
function readAddress(env: Env, variable: string, protocols: readonly string[]): string | undefined {
  const value = env[variable];
  const fault = value === undefined ? undefined : faultOfAddress(value, protocols);
  if (fault !== undefined) throw new ConfigError(`${variable} ${fault}.`);
  return value;
}

export function readClaims(env: Env): Map<string, ClaimName[]> {
  const claims = new Map<string, ClaimName[]>();
  for (const [variable, value] of Object.entries(env)) {
    const name = /^WASL_SUBGRAPH_(.+)_CLAIMS$/.exec(variable)?.[1];
    if (name === undefined || value === undefined) continue;
    const words = value.split(',').map((word) => word.trim());
    claims.set(
      name,
      readClaimList(
        words.filter((word) => word !== ''),
        variable,
      ),
    );
  }
  return claims;
}

/** The claims about callers that a subgraph gets. @throws ConfigError that begins with `name` for an unknown claim */
export function readClaimList(words: readonly string[], name: string): ClaimName[] {
  return words.map((word) => {
    const known = claimNames.find((claim) => claim === word);
    if (!known) throw new ConfigError(`${name} must list claims: ${claimNames.join(', ')}.`);
    return known;
  });
}
