import { hash as digestOf } from 'node:crypto';

/**
 * Merkle trees as in Certificate Transparency (RFC 9162, 2.1), over hashes of entries: whoever has one entry and a path of a few hashes can
 * tell that it is under a root, and needs to see no other. Hashes are base64url.
 */

/** The root over leaves. */
export function merkleRoot(leaves: readonly string[]): string {
  return encode(rootOf(leaves.map(leafHash)));
}

/** The hashes beside the way from a leaf to the root, lowest first. @throws RangeError for a leaf that there is not */
export function merklePath(leaves: readonly string[], index: number): string[] {
  if (index < 0 || index >= leaves.length) throw new RangeError(`There is no leaf ${index} among ${leaves.length}.`);
  return pathOf(leaves.map(leafHash), index).map(encode);
}

/** The root that a leaf and its path lead to, among so many leaves; undefined where the path does not fit. */
export function rootFromPath(leaf: string, index: number, size: number, path: readonly string[]): string | undefined {
  let hash = leafHash(leaf);
  let at = index;
  let last = size - 1;
  if (index < 0 || index > last) return undefined;
  for (const step of path) {
    if (last === 0) return undefined;
    const other = decode(step);
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(other, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [at >> 1, last >> 1];
    } else {
      hash = nodeHash(hash, other);
    }
    [at, last] = [at >> 1, last >> 1];
  }
  return last === 0 ? encode(hash) : undefined;
}

function rootOf(hashes: readonly Buffer[]): Buffer {
  if (hashes.length === 0) return sha256(Buffer.alloc(0));
  if (hashes.length === 1) return hashes[0] as Buffer;
  const left = splitAt(hashes.length);
  return nodeHash(rootOf(hashes.slice(0, left)), rootOf(hashes.slice(left)));
}

function pathOf(hashes: readonly Buffer[], index: number): Buffer[] {
  if (hashes.length === 1) return [];
  const left = splitAt(hashes.length);
  if (index < left) return [...pathOf(hashes.slice(0, left), index), rootOf(hashes.slice(left))];
  return [...pathOf(hashes.slice(left), index - left), rootOf(hashes.slice(0, left))];
}

/** The largest power of two below a size. */
function splitAt(size: number): number {
  return 2 ** (Math.ceil(Math.log2(size)) - 1);
}

const [leafPrefix, nodePrefix] = [Buffer.of(0), Buffer.of(1)];

/** Leaves and nodes are told apart by their first byte: else a node could pass for an entry. */
function leafHash(leaf: string): Buffer {
  return sha256(Buffer.concat([leafPrefix, decode(leaf)]));
}

function nodeHash(left: Buffer, right: Buffer): Buffer {
  return sha256(Buffer.concat([nodePrefix, left, right]));
}

/** In one call: a tree over what a busy gateway wrote in ten seconds has tens of thousands of hashes. */
const sha256 = (content: Buffer): Buffer => digestOf('sha256', content, 'buffer');
const encode = (hash: Buffer) => hash.toString('base64url');
const decode = (text: string) => Buffer.from(text, 'base64url');
