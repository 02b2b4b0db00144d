import { createSecretKey, type KeyObject } from 'node:crypto';

/** A subgraph's own keys by epoch: the current one and, while keys change, the one before or after it. */
export type GatewayKeys = ReadonlyMap<number, KeyObject>;

const mostKeys = 2;

/**
 * Reads `WASL_SUBGRAPH_KEY`: `epoch:key`, or two of them separated by a comma while keys change.
 * @throws Error whose message does not quote a key
 */
export function readGatewayKeys(text: string): GatewayKeys {
  const keys = new Map<number, KeyObject>();
  const parts = text.split(',').map((part) => part.trim());
  for (const part of parts) {
    const [, epoch, key = ''] = /^([1-9]\d{0,5}):([A-Za-z0-9_-]{43})$/.exec(part) ?? [];
    if (epoch === undefined)
      throw new Error('A key of the gateway has the form epoch:key, as `wasl keys derive` prints it.');
    keys.set(Number(epoch), createSecretKey(Buffer.from(key, 'base64url')));
  }
  if (keys.size !== parts.length) throw new Error('Two keys of the gateway bear the same epoch.');
  if (keys.size > mostKeys)
    throw new Error('At most two keys of the gateway are held at a time: this epoch and another.');
  return keys;
}
