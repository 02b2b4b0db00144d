import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** What is signed of one entry of the registry: who did what to which subgraph, on top of which entry. */
export interface Act {
  /** Its place in the history, from 1. */
  number: number;
  kind: 'publish' | 'approve' | 'rollback';
  subgraph: string;
  /** SHA-256 of the SDL in hexadecimal: what is published, approved, or returned to. */
  sdl: string;
  /** Where the gateway reaches it. */
  url: string;
  /** The name of the person's or ministry's key in `keys.json`. */
  by: string;
  /** RFC 3339. */
  at: string;
  /** SHA-256 of the entry before, as it is stored; empty for the first. */
  previous: string;
  /**
   * Of an approval or a return: SHA-256 of the supergraph that comes into force by it, so that nobody else can put another there. Entries from before
   * this was signed have none.
   */
  supergraph?: string;
}

/** An act with its Ed25519 signature, base64url. */
export interface Entry extends Act {
  signature: string;
}

/** Whom the registry knows. Kept in `keys.json`, which the registry's owner reviews. */
export interface KnownKey {
  /** Ed25519, SPKI in base64. */
  publicKey: string;
  /** Subgraphs that the key may publish. */
  publishes: readonly string[];
  /** Subgraphs that the key may approve and roll back: `*` for all. */
  approves: readonly string[];
}

const fields = ['number', 'kind', 'subgraph', 'sdl', 'url', 'by', 'at', 'previous'] as const;

/** The bytes that are signed: the act as JSON, its members in a fixed order. */
export function signedBytes(act: Act): Buffer {
  if (act.supergraph !== undefined)
    return Buffer.from(`wasl registry act v2\n${JSON.stringify([...fields.map((name) => act[name]), act.supergraph])}`);
  return Buffer.from(`wasl registry act v1\n${JSON.stringify(fields.map((name) => act[name]))}`);
}

export function signAct(act: Act, key: KeyObject): Entry {
  return { ...act, signature: sign(null, signedBytes(act), key).toString('base64url') };
}

export function isSignedBy(entry: Entry, known: KnownKey): boolean {
  const key = createPublicKey({ key: Buffer.from(known.publicKey, 'base64'), format: 'der', type: 'spki' });
  return verify(null, signedBytes(entry), key, Buffer.from(entry.signature, 'base64url'));
}

export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
