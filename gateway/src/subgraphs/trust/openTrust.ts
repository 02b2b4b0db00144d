import { upperSnake } from '../../core/upperSnake.ts';
import { type ClaimName, defaultClaims } from './assertedClaims.ts';
import { deriveKey, derivePseudonymKey } from './deriveKey.ts';
import { createRequestSigner, type RequestSigner } from './requestSigner.ts';

export interface TrustOptions {
  /** What every key is derived from; at least 32 characters. */
  masterSecret: string;
  /** The epoch whose keys sign. Default 1. */
  epoch?: number | undefined;
  /** Subgraphs that still have, or already have, another epoch's key; names as they are or in upper snake case. */
  epochs?: ReadonlyMap<string, number> | undefined;
  /** What subgraphs are registered to be told about callers, by name likewise. */
  claims?: ReadonlyMap<string, readonly ClaimName[]> | undefined;
}

/** Signers by subgraph. */
export type Signers = ReadonlyMap<string, RequestSigner>;

/** Makes what signs the requests to each subgraph, of which is known what scopes the rules of its fields name. */
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
