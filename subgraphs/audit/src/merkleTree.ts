import { hash as digestOf } from 'node:crypto';

/**
 * Merkle trees as in Certificate Transparency (RFC 9162, 2.1), over hashes of entries: whoever has one entry and a path of a few hashes can
 * tell that it is under a root, and needs to see no other. Hashes are base64url.
 */

/** The root over leaves. */
export function merkleRoot(leaves: readonly string[]): string {
  return rootOf(leaves.map(leafHash));
}

/** The hashes beside the way from a leaf to the root, lowest first. @throws RangeError for a leaf that there is not */
export function merklePath(leaves: readonly string[], index: number): string[] {
  if (index < 0 || index >= leaves.length) throw new RangeError(`There is no leaf ${index} among ${leaves.length}.`);
  return pathOf(leaves.map(leafHash), index);
}

/** The root that a leaf and its path lead to, among so many leaves; undefined where the path does not fit. */
export function rootFromPath(leaf: string, index: number, size: number, path: readonly string[]): string | undefined {
  let hash = leafHash(leaf);
  let at = index;
  let last = size - 1;
  if (index < 0 || index > last) return undefined;
  for (const step of path) {
    if (last === 0) return undefined;
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(step, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [at >> 1, last >> 1];
    } else {
      hash = nodeHash(hash, step);
    }
    [at, last] = [at >> 1, last >> 1];
  }
  return last === 0 ? hash : undefined;
}

/** Over the hashes of some leaves: all, or those from one to before another. */
function rootOf(hashes: readonly string[], from = 0, to = hashes.length): string {
  if (from === to) return digest(Buffer.alloc(0));
  if (to - from === 1) return hashes[from] as string;
  const middle = from + splitAt(to - from);
  return nodeHash(rootOf(hashes, from, middle), rootOf(hashes, middle, to));
}

function pathOf(hashes: readonly string[], index: number, from = 0, to = hashes.length): string[] {
  if (to - from === 1) return [];
  const middle = from + splitAt(to - from);
  if (index < middle) return [...pathOf(hashes, index, from, middle), rootOf(hashes, middle, to)];
  return [...pathOf(hashes, index, middle, to), rootOf(hashes, from, middle)];
}

/** The largest power of two below a size. */
function splitAt(size: number): number {
  return 2 ** (Math.ceil(Math.log2(size)) - 1);
}

const [leafPrefix, nodePrefix] = [0, 1];

/** Leaves and nodes are told apart by their first byte: else a node could pass for an entry. */
function leafHash(leaf: string): string {
  return hashOf(leafPrefix, leaf, '');
}

function nodeHash(left: string, right: string): string {
  return hashOf(nodePrefix, left, right);
}

const mostOfHash = 43;
const content = Buffer.alloc(128);

/**
 * In one call and without memory of its own: a tree over what a busy gateway wrote in ten seconds has tens of thousands of hashes. Only a
 * made-up proof holds texts that are longer than a hash, and they do not fit the buffer.
 */
function hashOf(prefix: number, first: string, second: string): string {
  if (first.length > mostOfHash || second.length > mostOfHash)
    return digest(Buffer.concat([Buffer.of(prefix), decode(first), decode(second)]));
  content[0] = prefix;
  let end = 1;
  end += content.write(first, end, 'base64url');
  if (second !== '') end += content.write(second, end, 'base64url');
  return digest(content.subarray(0, end));
}

const digest = (bytes: Buffer): string => digestOf('sha256', bytes, 'base64url');
const decode = (text: string) => Buffer.from(text, 'base64url');
