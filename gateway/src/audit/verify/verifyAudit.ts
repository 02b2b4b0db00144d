import type { EntryPlace } from '../chain/chainEntry.ts';
import type { FoundCheckpoint } from '../checkpoints/checkpoint.ts';
import type { VerifySignature } from '../checkpoints/signingKey.ts';
import type { StoredEntry } from '../store/entries.ts';
import type { Problem } from './problem.ts';
import { verifyCheckpoints } from './verifyCheckpoints.ts';
import { type VerifiedEntries, verifyEntries } from './verifyEntries.ts';

/** An audit as it is stored. */
export interface StoredAudit {
  checkpoints: AsyncIterable<FoundCheckpoint> | Iterable<FoundCheckpoint>;
  /** In the order of months, chains and numbers. */
  entries: AsyncIterable<StoredEntry> | Iterable<StoredEntry>;
  /** How far chains had come at least, by what gateways have noted elsewhere. */
  seen?: ReadonlyMap<string, EntryPlace>;
}

export interface VerifiedAudit extends VerifiedEntries {
  checkpoints: number;
  problems: number;
}

/** Verifies a whole audit; `tell` hears of each problem, with its place. */
export async function verifyAudit(
  { checkpoints, entries, seen }: StoredAudit,
  verify: VerifySignature,
  tell: (problem: Problem) => void,
): Promise<VerifiedAudit> {
  let problems = 0;
  const count = (problem: Problem) => {
    problems += 1;
    tell(problem);
  };
  const signed = await verifyCheckpoints(checkpoints, verify, count);
  const verified = await verifyEntries(entries, signed, count, seen);
  return { ...verified, checkpoints: signed.count, problems };
}
