import type { Checkpoint, ChainHead, FoundCheckpoint, HeadRow } from '../checkpoints/checkpoint.ts';
import type { VerifySignature } from '../checkpoints/signingKey.ts';
import { type EntryPlace, hashOf, noHash } from '../chain/chainEntry.ts';
import type { Problem, ProblemKind } from './problem.ts';

/** What the checkpoints say of chains, as far as they can be believed. */
export interface SignedHeads {
  count: number;
  /** How far each chain had come at least, by its id. */
  heads: ReadonlyMap<string, EntryPlace>;
  /** Chains whose months were removed. */
  retired: ReadonlySet<string>;
}

/** Verifies all checkpoints, in their order. What one that is not good says is not believed. */
export async function verifyCheckpoints(
  checkpoints: AsyncIterable<FoundCheckpoint> | Iterable<FoundCheckpoint>,
  verify: VerifySignature,
  tell: (problem: Problem) => void,
): Promise<SignedHeads> {
  const heads = new Map<string, EntryPlace>();
  const retired = new Set<string>();
  let next = 0;
  let previous: readonly string[] = [noHash];
  let count = 0;
  for await (const stored of checkpoints) {
    const { sequence, hash, body } = stored;
    count += 1;
    if (sequence > next) tell({ what: 'checkpointMissing', sequence: next, until: sequence - 1 });
    const checkpoint = read(stored);
    const isLinked = sequence > next || (sequence === next && checkpoint && previous.includes(checkpoint.previous));
    const what = faultOf(stored, checkpoint, verify) ?? (isLinked ? undefined : 'checkpointUnlinked');
    if (what) tell({ what, sequence });
    next = Math.max(next, sequence + 1);
    // The next one may name what this one's body has, where only the hash beside it was altered.
    previous = [hash, hashOf(body)];
    if (!checkpoint || (what && what !== 'checkpointUnlinked')) continue;
    if (!isFound(checkpoint, stored.rows)) tell({ what: 'checkpointRows', sequence });
    for (const head of checkpoint.heads) takeHead(heads, head);
    for (const { chains } of checkpoint.retired ?? []) for (const { chain } of chains) retired.add(chain);
  }
  return { count, heads, retired };
}

/** Whether it is found by what it says, and by nothing else. */
function isFound({ heads }: Checkpoint, rows: readonly HeadRow[]): boolean {
  const said = heads.map(({ chain, from, sequence }) => `${chain} ${from} ${sequence}`).sort();
  const found = rows.map(({ chain, first, last }) => `${chain} ${first} ${last}`).sort();
  return said.join() === found.join();
}

function faultOf(
  { sequence, hash, body, key, signature }: FoundCheckpoint,
  checkpoint: Checkpoint | undefined,
  verify: VerifySignature,
): ProblemKind | undefined {
  if (!checkpoint || checkpoint.sequence !== sequence || hashOf(body) !== hash) return 'checkpointAltered';
  // The same bytes can be written otherwise, which would be a change that nobody sees.
  if (Buffer.from(signature, 'base64url').toString('base64url') !== signature) return 'checkpointForged';
  const verdict = verify(key, body, signature);
  if (verdict === 'unknown key') return 'checkpointKey';
  return verdict === 'bad' ? 'checkpointForged' : undefined;
}

function takeHead(heads: Map<string, EntryPlace>, { chain, sequence, hash }: ChainHead): void {
  const known = heads.get(chain);
  if (!known || known.sequence < sequence) heads.set(chain, { chain, sequence, hash });
}

function read({ body }: FoundCheckpoint): Checkpoint | undefined {
  try {
    const checkpoint = JSON.parse(body) as Checkpoint;
    return Array.isArray(checkpoint.heads) ? checkpoint : undefined;
  } catch {
    return undefined;
  }
}
