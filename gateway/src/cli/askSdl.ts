import { createSecretKey } from 'node:crypto';
import { ConfigError } from '../core/configError.ts';
import type { ClaimName } from '../subgraphs/trust/assertedClaims.ts';
import { createRequestSigner, type RequestSigner } from '../subgraphs/trust/requestSigner.ts';

export interface KnownSubgraph {
  url: URL;
  name: string;
  /** `epoch:key`. */
  key: string;
}

/** Reads `epoch:key`, as `wasl keys derive` prints it. @throws ConfigError */
export function readKeyText(text: string): { epoch: number; key: Buffer } {
  const [, epoch, key] = /^(\d{1,6}):([A-Za-z0-9_-]{43})$/.exec(text.split(',')[0]?.trim() ?? '') ?? [];
  if (key === undefined)
    throw new ConfigError('WASL_SUBGRAPH_KEY must be a key as wasl keys derive prints it: epoch:key.');
  return { epoch: Number(epoch), key: Buffer.from(key, 'base64url') };
}

export interface ToldOfCaller {
  scopes: readonly string[];
  categories: readonly string[];
}

/** Signs as a gateway would, for a physician in treatment who may have what `told` says. */
export function signerOf({ name, key: text }: Pick<KnownSubgraph, 'name' | 'key'>, now?: () => number): RequestSigner {
  const { epoch, key } = readKeyText(text);
  const secret = createSecretKey(key);
  return createRequestSigner({
    subgraph: name,
    key: secret,
    epoch,
    pseudonymKey: secret,
    claims: new Set<ClaimName>(['role', 'purpose', 'categories', 'labels', 'allScopes']),
    scopes: new Set(),
    now,
  });
}

/** Who asks, in a probe's requests. */
export function probeAsker({ scopes, categories }: ToldOfCaller) {
  return {
    caller: {
      authenticated: true,
      subject: 'wasl-probe',
      scopes: new Set(scopes),
      policies: new Set<string>(),
      claims: {},
    },
    decision: { role: 'physician', purpose: 'TREAT', categories: [...categories], labels: ['*'] },
  };
}

/** Asks a running subgraph for its SDL. @throws ConfigError that says why there is none */
export async function askSdl(subgraph: KnownSubgraph): Promise<string> {
  const { url, name } = subgraph;
  const body = JSON.stringify({ query: '{ _service { sdl } }' });
  const asker = probeAsker({ scopes: [], categories: [] });
  const query = url.search || '?';
  const signed = signerOf(subgraph).sign({ method: 'POST', path: url.pathname, query, body, asker });
  const headers = { 'content-type': 'application/json', ...signed };
  const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(10_000) }).catch(
    () => {
      throw new ConfigError(`${name} does not answer at ${url.href}: see that it runs there.`);
    },
  );
  const text = await response.text();
  const sdl = sdlIn(text);
  if (sdl !== undefined) return sdl;
  const isDistrust = response.status === 401;
  throw new ConfigError(
    isDistrust
      ? `${name} at ${url.href} does not accept the gateway's signature: see that it has the WASL_SUBGRAPH_KEY of this gateway and this name.`
      : `${name} at ${url.href} does not answer { _service { sdl } }: it answered ${response.status}.`,
  );
}

function sdlIn(text: string): string | undefined {
  try {
    const { data } = JSON.parse(text) as { data?: { _service?: { sdl?: unknown } } };
    return typeof data?._service?.sdl === 'string' ? data._service.sdl : undefined;
  } catch {
    return undefined;
  }
}
