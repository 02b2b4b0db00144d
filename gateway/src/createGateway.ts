import type { DenialsOptions } from './authorization/denials.ts';
import type { GrantPolicies } from './authorization/policies/policyGrants.ts';
import type { LogFailure } from './request/answerError.ts';
import { openRevokedTokens } from './request/tokens/revokedTokens.ts';
import { createTokenVerifier, type TokenOptions, type VerifyToken } from './request/tokens/tokenVerifier.ts';
import { createCallerSigner, type SignCaller } from './subgraphs/callerHeader.ts';
import { openSupergraph, type StoreOptions, type SupergraphStore } from './supergraph/supergraphStore.ts';

export interface GatewayOptions extends Omit<StoreOptions, 'hasTokenVerifier'> {
  /** The composed schema; watched, and loaded again when it changes. */
  supergraphFile: string;
  /** How access tokens are verified; without it every token is refused. */
  tokens?: TokenOptions | undefined;
  /** Folder of Cedar policies that grant names of `@policy`; without it only a token's claim grants any. */
  policiesDir?: string | undefined;
  /** Shared with the subgraphs; without it they are not told who asks. */
  gatewaySecret?: string | undefined;
  log: LogFailure;
  /** Hears what an operator should know though the request goes on. */
  warn?(message: string, about: Record<string, unknown>): void;
  onReload?(error: unknown): void;
}

/** The parts that a request passes through. */
export interface Gateway {
  supergraph: SupergraphStore;
  verifyToken: VerifyToken | undefined;
  grantPolicies: GrantPolicies;
  signCaller: SignCaller | undefined;
  denials: DenialsOptions;
  log: LogFailure;
  close(): Promise<void>;
}

/** Wires a gateway. @throws WaslError SUPERGRAPH_REFUSED, or ConfigError for policies that cannot be read. */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const grantPolicies = await loadGrants(options);
  const tokens = options.tokens && openTokens(options.tokens, options.warn);
  const supergraphOptions = { ...options, hasTokenVerifier: options.tokens !== undefined };
  const supergraph = await openSupergraph(options.supergraphFile, supergraphOptions, options.onReload);
  return {
    supergraph,
    verifyToken: tokens?.verify,
    grantPolicies,
    signCaller: options.gatewaySecret === undefined ? undefined : createCallerSigner(options.gatewaySecret),
    denials: {
      mode: options.deniedFields ?? 'filter',
      onWouldDeny: (operation, fields) =>
        options.warn?.('dry-run: rules would have denied fields', { operation, fields }),
    },
    log: options.log,
    async close() {
      tokens?.close();
      await supergraph.close();
    },
  };
}

function openTokens(tokens: TokenOptions, warn?: GatewayOptions['warn']): { verify: VerifyToken; close(): void } {
  const { revokedTokensFile } = tokens;
  const tell = (message: string, about: Record<string, unknown>, cause: unknown) =>
    warn?.(message, { ...about, reason: cause instanceof Error ? cause.message : String(cause) });
  const revoked =
    revokedTokensFile === undefined
      ? undefined
      : openRevokedTokens(revokedTokensFile, (cause) =>
          tell('the list of revoked tokens cannot be read, what was known stays', { file: revokedTokensFile }, cause),
        );
  const verify = createTokenVerifier({
    onKeyFailure: ({ href }, cause) => tell('the keys of tokens cannot be fetched', { jwksUrl: href }, cause),
    ...tokens,
    isRevoked: revoked?.has ?? tokens.isRevoked,
  });
  return { verify, close: () => revoked?.close() };
}

/** Cedar is loaded only where it is asked for: it is WebAssembly of some megabytes. */
async function loadGrants({ policiesDir, warn }: GatewayOptions): Promise<GrantPolicies> {
  if (policiesDir === undefined) return (caller) => caller;
  const { readPolicies } = await import('./authorization/policies/readPolicies.ts');
  const { createPolicyGrants } = await import('./authorization/policies/policyGrants.ts');
  return createPolicyGrants(readPolicies(policiesDir), (policy, reason) =>
    warn?.('a policy failed, so it denied', { policy, reason }),
  );
}
