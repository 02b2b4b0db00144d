import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

const keyBytes = 32;

/**
 * The key that the gateway shares with one subgraph in an epoch: HKDF-SHA-256 of the master secret. It reveals neither the secret nor any
 * other subgraph's key.
 */
export function deriveKey(masterSecret: string, subgraph: string, epoch: number): KeyObject {
  return createSecretKey(derive(masterSecret, `wasl subgraph key v1|${subgraph}|${epoch}`));
}

/** The key as it is given to a subgraph's operator: `epoch:key`. */
export function deriveKeyText(masterSecret: string, subgraph: string, epoch: number): string {
  return `${epoch}:${deriveKey(masterSecret, subgraph, epoch).export().toString('base64url')}`;
}

/** The key of one subgraph's pseudonyms for callers. It never leaves the gateway, and is the same in every epoch. */
export function derivePseudonymKey(masterSecret: string, subgraph: string): KeyObject {
  return createSecretKey(derive(masterSecret, `wasl subgraph pseudonym v1|${subgraph}`));
}

function derive(masterSecret: string, info: string): Buffer {
  return Buffer.from(hkdfSync('sha256', masterSecret, '', info, keyBytes));
}
