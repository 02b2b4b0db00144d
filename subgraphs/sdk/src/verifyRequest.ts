import { type Caller, createCallerVerifier } from './caller.ts';
import { distrust } from './distrust.ts';
import { readGatewayKeys } from './gatewayKeys.ts';
import { createNonceMemory, type NonceStore } from './nonces.ts';
import { isSignedBody, type RequestHead, verifySignature } from './requestSignature.ts';

/** What a subgraph trusts. */
export interface GatewayTrust {
  /** What the gateway's operator handed over: `epoch:key`, or two with a comma between while keys change. */
  keys: string;
  /** Path and query by which the gateway addresses this subgraph, where a proxy changes them. Default: as the request came. */
  target?: string;
  /** Seconds for which a request and its assertion count at most. Default 60. */
  maxLifetimeSeconds?: number;
  /** Seconds by which the clocks of gateway and subgraph may differ. Default 5. */
  clockToleranceSeconds?: number;
  /** Which mutations came. Default: in this process, which suffices for one instance. */
  nonces?: NonceStore;
  /** Milliseconds since 1970. Default `Date.now`. */
  now?: () => number;
}

/** A request whose head is the gateway's. */
export interface VerifiedRequest {
  /** Null for a caller who has not signed in. */
  caller: Caller | null;
  /** @throws SubgraphError CALLER_NOT_VERIFIED unless this is the body that was signed */
  requireBody(body: Uint8Array): void;
  /** To be called before a mutation runs. @throws SubgraphError CALLER_NOT_VERIFIED when it came before */
  requireFirst(): Promise<void>;
}

/** Verifies that a request is the gateway's, by its head. @throws SubgraphError CALLER_NOT_VERIFIED */
export type VerifyRequest = (head: RequestHead) => Promise<VerifiedRequest>;

/** Makes what verifies the requests of one subgraph, by the name that the supergraph calls it. @throws Error for unfit keys */
export function createRequestVerifier(subgraph: string, trust: GatewayTrust): VerifyRequest {
  const { target, maxLifetimeSeconds = 60, clockToleranceSeconds = 5, now = Date.now } = trust;
  const { nonces = createNonceMemory({ now }) } = trust;
  if (subgraph === '') throw new Error('A subgraph needs a name: it is what requests are addressed to.');
  const keys = readGatewayKeys(trust.keys);
  const signatureRules = { subgraph, keys, maxAgeSeconds: maxLifetimeSeconds, clockToleranceSeconds, now };
  const verifyCaller = createCallerVerifier({
    keys,
    audience: subgraph,
    maxLifetimeSeconds,
    clockToleranceSeconds,
    now,
  });
  const keptMs = (maxLifetimeSeconds + clockToleranceSeconds) * 1_000;

  return async (head) => {
    const signed = verifySignature(target === undefined ? head : { ...head, target }, signatureRules);
    return {
      caller: await verifyCaller(signed.assertion),
      requireBody(body) {
        if (!isSignedBody(body, signed.contentDigest)) throw distrust('digest', now());
      },
      async requireFirst() {
        // One second more than the request counts: `created` has whole seconds.
        const answer = await nonces.remember(signed.nonce, signed.createdMs + keptMs + 1_000);
        if (answer !== 'fresh') throw distrust(answer === 'seen' ? 'replayed' : 'full', now());
      },
    };
  };
}
