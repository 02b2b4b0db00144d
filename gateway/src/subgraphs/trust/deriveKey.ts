import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

const keyBytes = 32;

/**
 * The key that gateway and one subgraph share in an epoch: HKDF-SHA-256 of the master secret. It tells nothing about the secret, nor about
 * any other subgraph's key.
 */
export function deriveKey(masterSecret: string, subgraph: string, epoch: number): KeyObject {
  return createSecretKey(derive(masterSecret, `wasl subgraph key v1|${subgraph}|${epoch}`));
}

/** What a subgraph's operator is handed: `epoch:key`. */
export function deriveKeyText(masterSecret: string, subgraph: string, epoch: number): string {
  return `${epoch}:${deriveKey(masterSecret, subgraph, epoch).export().toString('base64url')}`;
}

/** The key of the names by which one subgraph knows callers. It never leaves the gateway, and is the same in every epoch. */
export function derivePseudonymKey(masterSecret: string, subgraph: string): KeyObject {
  return createSecretKey(derive(masterSecret, `wasl subgraph pseudonym v1|${subgraph}`));
}

function derive(masterSecret: string, info: string): Buffer {
  return Buffer.from(hkdfSync('sha256', masterSecret, '', info, keyBytes));
}
