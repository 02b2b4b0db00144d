import { upperSnake } from '../../core/upperSnake.ts';
import { type ClaimName, defaultClaims } from './assertedClaims.ts';
import { deriveKey, derivePseudonymKey } from './deriveKey.ts';
import { createRequestSigner, type RequestSigner } from './requestSigner.ts';

export interface TrustOptions {
  /** Secret from which every key is derived; at least 32 characters. */
  masterSecret: string;
  /** The epoch of the keys used for signing. Default 1. */
  epoch?: number | undefined;
  /** Subgraphs that have the key of another epoch; names as they are or in upper snake case. */
  epochs?: ReadonlyMap<string, number> | undefined;
  /** The claims that subgraphs are registered for; names as in `epochs`. */
  claims?: ReadonlyMap<string, readonly ClaimName[]> | undefined;
}

/** Signers by subgraph. */
export type Signers = ReadonlyMap<string, RequestSigner>;

/** Creates the signers of requests. `namedScopes` are the scopes in the rules of each subgraph's fields. */
export function openTrust(
  namedScopes: ReadonlyMap<string, ReadonlySet<string>>,
  { masterSecret, epoch: current = 1, epochs, claims }: TrustOptions,
): Signers {
  return new Map(
    [...namedScopes].map(([subgraph, scopes]) => {
      const epoch = ofSubgraph(epochs, subgraph) ?? current;
      const signer = createRequestSigner({
        subgraph,
        epoch,
        key: deriveKey(masterSecret, subgraph, epoch),
        pseudonymKey: derivePseudonymKey(masterSecret, subgraph),
        claims: new Set(ofSubgraph(claims, subgraph) ?? defaultClaims),
        scopes,
      });
      return [subgraph, signer];
    }),
  );
}

function ofSubgraph<Value>(values: ReadonlyMap<string, Value> | undefined, subgraph: string): Value | undefined {
  return values?.get(subgraph) ?? values?.get(upperSnake(subgraph));
}
