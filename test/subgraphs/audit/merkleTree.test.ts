import { createHash } from 'node:crypto';
import { merklePath, merkleRoot, rootFromPath } from '@wasl/audit/merkleTree';
import { expect, test } from 'vitest';

const leaf = (number: number) => createHash('sha256').update(String(number)).digest('base64url');
const leavesOf = (size: number) => Array.from({ length: size }, (_, number) => leaf(number));

test('every leaf of a tree of any size is proved by its path, and no other leaf or place is', () => {
  for (let size = 1; size <= 33; size += 1) {
    const leaves = leavesOf(size);
    const root = merkleRoot(leaves);
    for (const [index, each] of leaves.entries()) {
      const path = merklePath(leaves, index);
      expect(path.length).toBeLessThanOrEqual(Math.ceil(Math.log2(size)));
      expect(rootFromPath(each, index, size, path)).toBe(root);
      expect(rootFromPath(leaf(99), index, size, path)).not.toBe(root);
      if (size > 1) expect(rootFromPath(each, (index + 1) % size, size, path)).not.toBe(root);
      expect(rootFromPath(each, index, size, [...path, leaf(0)])).toBeUndefined();
      if (path.length > 0) expect(rootFromPath(each, index, size, path.slice(1))).not.toBe(root);
    }
  }
});

test('a node does not pass for a leaf', () => {
  const [one, two, three] = leavesOf(3) as [string, string, string];
  const inner = merkleRoot([one, two]);
  expect(merkleRoot([inner, three])).not.toBe(merkleRoot([one, two, three]));
});

/** Known answers of Certificate Transparency's own tests: https://github.com/google/certificate-transparency, merkle_tree_test. */
test('has the roots of RFC 9162', () => {
  const leafData = (hex: string) => Buffer.from(hex, 'hex').toString('base64url');
  const hex = (root: string) => Buffer.from(root, 'base64url').toString('hex');
  expect(hex(merkleRoot([]))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(hex(merkleRoot([leafData('')]))).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
  expect(hex(merkleRoot(['', '00', '10'].map(leafData)))).toBe(
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  );
});

test('hashes the whole of what is no hash: shorter or longer', () => {
  const sha256 = (...parts: readonly Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
  for (const size of [0, 1, 31, 33, 34, 100, 1_000]) {
    const [odd, even] = [Buffer.alloc(size, 7), Buffer.alloc(32, 1)];
    const [first, second] = [odd, even].map((bytes) => sha256(Buffer.of(0), bytes)) as [Buffer, Buffer];
    const leaves = [odd, even].map((bytes) => bytes.toString('base64url')) as [string, string];
    expect(merkleRoot(leaves)).toBe(sha256(Buffer.of(1), first, second).toString('base64url'));
    const step = sha256(Buffer.of(1), second, odd).toString('base64url');
    expect(rootFromPath(leaves[1], 0, 2, [leaves[0]])).toBe(step);
  }
});
