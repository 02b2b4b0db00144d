import type { EntryPlace } from '../chain/chainEntry.ts';
import type { RunQuery } from '../store/auditDatabase.ts';
import type { ChainHead, Checkpoint, StoredCheckpoint } from './checkpoint.ts';

type Row = Omit<StoredCheckpoint, 'sequence'> & { sequence: string | number };

const pageSize = 500;

/** Checkpoints after a number, in their order, page by page. */
export async function* readCheckpoints(query: RunQuery, after = -1): AsyncGenerator<StoredCheckpoint, void, undefined> {
  for (let last = after; ;) {
    const rows = await query<Row>(
      `SELECT sequence, hash, body, key, signature FROM wasl_audit.checkpoint WHERE sequence > $1::bigint
       ORDER BY sequence LIMIT ${pageSize}`,
      [last],
    );
    for (const row of rows) yield { ...row, sequence: Number(row.sequence) };
    if (rows.length < pageSize) return;
    last = Number(rows.at(-1)?.sequence);
  }
}

/** Stores a checkpoint, and by which entries it is found. */
export async function insertCheckpoint(
  query: RunQuery,
  checkpoint: StoredCheckpoint,
  heads: readonly ChainHead[],
): Promise<void> {
  const { sequence, hash, body, key, signature } = checkpoint;
  await query('INSERT INTO wasl_audit.checkpoint VALUES ($1::bigint, $2, $3, $4, $5)', [
    sequence,
    hash,
    body,
    key,
    signature,
  ]);
  for (const { chain, from, sequence: last } of heads)
    await query('INSERT INTO wasl_audit.head VALUES ($1::uuid, $2::bigint, $3::bigint, $4::bigint)', [
      chain,
      from,
      last,
      sequence,
    ]);
}

/** What the checkpoints so far say together. */
export interface KnownHeads {
  /** The last checkpoint. */
  sequence: number;
  hash: string;
  /** How far each chain had come, by its id. */
  chains: Map<string, EntryPlace & { month: string }>;
}

/** Takes what one more checkpoint says. */
export function takeCheckpoint(known: KnownHeads, { sequence, hash, body }: StoredCheckpoint): void {
  const { heads, retired = [] } = JSON.parse(body) as Checkpoint;
  for (const { chain, month, sequence: at, hash: of } of heads)
    known.chains.set(chain, { chain, month, sequence: at, hash: of });
  for (const { chains } of retired) for (const { chain } of chains) known.chains.delete(chain);
  Object.assign(known, { sequence, hash });
}
