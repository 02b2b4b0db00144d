import { createHmac, hash, type KeyObject } from 'node:crypto';

/** Bytes of a block of SHA-256, and of a hash of it. */
const blockBytes = 64;
const hashBytes = 32;
/** Longer texts are left to Node. */
const mostBytes = 16_384;

/** Answers the code of a text in UTF-8. */
export type Hmac = (text: string, encoding: 'base64' | 'base64url') => string;

/** Both are written and read without a pause in between, so one of each serves all keys. */
const inner = Buffer.alloc(blockBytes + mostBytes);
const outer = Buffer.alloc(blockBytes + hashBytes);

/**
 * HMAC-SHA-256 (RFC 2104) with one key, of two hashes made in one go each. Node's `createHmac` makes an object for every code, which takes
 * twice as long for a text of the length of a signed request, and the garbage collector's time besides.
 */
export function hmacSha256(key: KeyObject): Hmac {
  const [innerPad, outerPad] = [padded(key, 0x36), padded(key, 0x5c)];
  return (text, encoding) => {
    // A character is three bytes of UTF-8 at most.
    if (text.length * 3 > mostBytes) return createHmac('sha256', key).update(text).digest(encoding);
    inner.set(innerPad);
    const end = blockBytes + inner.write(text, blockBytes, 'utf8');
    outer.set(outerPad);
    outer.write(hash('sha256', inner.subarray(0, end), 'binary'), blockBytes, 'latin1');
    return hash('sha256', outer, encoding);
  };
}

function padded(key: KeyObject, pad: number): Uint8Array {
  const bytes = key.export();
  const block = new Uint8Array(blockBytes);
  block.set(bytes.length > blockBytes ? hash('sha256', bytes, 'buffer') : bytes);
  return block.map((byte) => byte ^ pad);
}
