import { type Caller, createCallerVerifier } from './caller.ts';
import { distrust } from './distrust.ts';
import { readGatewayKeys } from './gatewayKeys.ts';
import { createNonceMemory, type NonceStore } from './nonces.ts';
import { isSignedBody, type RequestHead, verifySignature } from './requestSignature.ts';

/** How a subgraph verifies its gateway. */
export interface GatewayTrust {
  /** The keys from the gateway's operator: `epoch:key`, or two separated by a comma while keys change. */
  keys: string;
  /** Path and query by which the gateway addresses this subgraph, where a proxy changes them. Default: as received. */
  target?: string;
  /** Most seconds for which a request and its assertion are valid. Default 60. */
  maxLifetimeSeconds?: number;
  /** Seconds by which the clocks of gateway and subgraph may differ. Default 5. */
  clockToleranceSeconds?: number;
  /**
   * Store of the nonces of mutations. Default: in this process's memory, which suffices for one instance; mutations that were signed before it
   * started are then refused, since it may have run them before.
   */
  nonces?: NonceStore;
  /** Milliseconds since 1970. Default `Date.now`. */
  now?: () => number;
}

/** A request whose headers are verified. */
export interface VerifiedRequest {
  /** Null for a caller who has not signed in. */
  caller: Caller | null;
  /** @throws SubgraphError CALLER_NOT_VERIFIED unless this is the body that was signed */
  requireBody(body: Uint8Array): void;
  /** Must be called before a mutation runs. @throws SubgraphError CALLER_NOT_VERIFIED for a repeated one */
  requireFirst(): Promise<void>;
}

/** Verifies by its headers that a request is the gateway's. @throws SubgraphError CALLER_NOT_VERIFIED */
export type VerifyRequest = (head: RequestHead) => Promise<VerifiedRequest>;

/** Makes the verifier of requests to one subgraph, which is named as in the supergraph. @throws Error for invalid keys */
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
  const isForgotten = trust.nonces ? () => false : forgottenAtStart(keptMs, now);

  return async (head) => {
    const signed = verifySignature(target === undefined ? head : { ...head, target }, signatureRules);
    return {
      caller: await verifyCaller(signed.assertion),
      requireBody(body) {
        if (!isSignedBody(body, signed.contentDigest)) throw distrust('digest', now());
      },
      async requireFirst() {
        if (isForgotten(signed.createdMs)) throw distrust('expired', now());
        // One second longer than the request is valid, since `created` is in whole seconds.
        const answer = await nonces.remember(signed.nonce, signed.createdMs + keptMs + 1_000);
        if (answer !== 'fresh') throw distrust(answer === 'seen' ? 'replayed' : 'full', now());
      },
    };
  };
}

/**
 * Whether a request was signed before this process began to remember nonces: it may have run before a restart. Once the process has run for as
 * long as requests are valid, none is, even where the clock was put back meanwhile.
 */
function forgottenAtStart(keptMs: number, now: () => number): (createdMs: number) => boolean {
  const startedMs = now();
  const startedAt = performance.now();
  // `created` is in whole seconds.
  return (createdMs) => createdMs + 1_000 <= startedMs && performance.now() - startedAt <= keptMs + 1_000;
}
