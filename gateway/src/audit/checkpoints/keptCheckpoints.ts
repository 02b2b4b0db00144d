import type { EntryPlace } from '../chain/chainEntry.ts';
import type { RunQuery } from '../store/auditDatabase.ts';
import type { ChainHead, Checkpoint, FoundCheckpoint, HeadRow, StoredCheckpoint } from './checkpoint.ts';

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

/** As `readCheckpoints`, all of them with the rows by which they are found. */
export async function* readFoundCheckpoints(query: RunQuery): AsyncGenerator<FoundCheckpoint, void, undefined> {
  for await (const page of pagesOf(readCheckpoints(query))) {
    const rows = await query<Record<keyof HeadRow | 'checkpoint', string | number>>(
      `SELECT chain::text AS chain, first, last, checkpoint FROM wasl_audit.head
       WHERE checkpoint BETWEEN $1::bigint AND $2::bigint ORDER BY checkpoint, chain, last`,
      [page[0]?.sequence, page.at(-1)?.sequence],
    );
    const rowsOf = new Map(page.map(({ sequence }) => [sequence, [] as HeadRow[]]));
    for (const { chain, first, last, checkpoint } of rows)
      rowsOf.get(Number(checkpoint))?.push({ chain: String(chain), first: Number(first), last: Number(last) });
    for (const checkpoint of page) yield { ...checkpoint, rows: rowsOf.get(checkpoint.sequence) ?? [] };
  }
}

async function* pagesOf<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item[], void, undefined> {
  let page: Item[] = [];
  for await (const item of items) {
    if (page.push(item) < pageSize) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
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
