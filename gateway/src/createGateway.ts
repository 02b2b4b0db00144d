import type { LogFailure } from './request/answerError.ts';
import { createTokenVerifier, type TokenOptions, type VerifyToken } from './request/tokens/tokenVerifier.ts';
import { createCallerSigner, type SignCaller } from './subgraphs/callerHeader.ts';
import type { SupergraphOptions } from './supergraph/loadSupergraph.ts';
import { openSupergraph, type SupergraphStore } from './supergraph/supergraphStore.ts';

export interface GatewayOptions extends Omit<SupergraphOptions, 'hasTokenVerifier'> {
  /** The composed schema; watched, and loaded again when it changes. */
  supergraphFile: string;
  /** How access tokens are verified; without it every token is refused. */
  tokens?: TokenOptions | undefined;
  /** Shared with the subgraphs; without it they are not told who asks. */
  gatewaySecret?: string | undefined;
  log: LogFailure;
  onReload?(error: unknown): void;
}

/** The parts that a request passes through. */
export interface Gateway {
  supergraph: SupergraphStore;
  verifyToken: VerifyToken | undefined;
  signCaller: SignCaller | undefined;
  log: LogFailure;
  close(): Promise<void>;
}

/** Wires a gateway. @throws WaslError SUPERGRAPH_REFUSED */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const supergraphOptions = { ...options, hasTokenVerifier: options.tokens !== undefined };
  const supergraph = await openSupergraph(options.supergraphFile, supergraphOptions, options.onReload);
  return {
    supergraph,
    verifyToken: options.tokens && createTokenVerifier(options.tokens),
    signCaller: options.gatewaySecret === undefined ? undefined : createCallerSigner(options.gatewaySecret),
    log: options.log,
    close: () => supergraph.close(),
  };
}
