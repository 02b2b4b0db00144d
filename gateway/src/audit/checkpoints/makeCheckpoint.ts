import { canonicalJson } from '../chain/canonicalJson.ts';
import { type EntryPlace, hashOf, noHash } from '../chain/chainEntry.ts';
import type { AuditDatabase, RunQuery } from '../store/auditDatabase.ts';
import { dropMonth, readMonths } from '../store/auditSchema.ts';
import type { ChainHead, Checkpoint, RetiredMonth } from './checkpoint.ts';
import { insertCheckpoint, type KnownHeads, readCheckpoints, takeCheckpoint } from './keptCheckpoints.ts';
import { merkleRoot } from '@wasl/audit/merkleTree';
import type { SigningKey } from './signingKey.ts';

/** Signs how far all chains have come. One at a time does so, whatever number of processes try. */
export interface CheckpointMaker {
  /**
   * Makes a checkpoint where a chain has grown. `own` is the last entry that this process has had kept. Answers the entries that were
   * there and are gone, or have others in their place: their chains are not signed any further.
   */
  make(own?: EntryPlace): Promise<EntryPlace[]>;
  /**
   * Removes the entries of the months before one, and signs how their chains ended. Answers the months. This month and the last stay: in
   * them a chain may still be written.
   */
  retire(before: string): Promise<string[]>;
}

/** One checkpoint covers no more of a chain: the next goes on from there. */
const mostEntries = 50_000;

/** Makes the maker of checkpoints of a database. */
export function createCheckpointMaker(
  database: AuditDatabase,
  key: SigningKey,
  now: () => number = Date.now,
): CheckpointMaker {
  const known: KnownHeads = { sequence: -1, hash: noHash, chains: new Map() };

  async function readNew(query: RunQuery): Promise<void> {
    for await (const checkpoint of readCheckpoints(query, known.sequence)) takeCheckpoint(known, checkpoint);
  }

  async function sign(query: RunQuery, more: Pick<Checkpoint, 'heads' | 'retired'>): Promise<void> {
    const at = new Date(now()).toISOString();
    const checkpoint: Checkpoint = { sequence: known.sequence + 1, previous: known.hash, at, ...more };
    const body = canonicalJson(checkpoint);
    const signed = { sequence: checkpoint.sequence, hash: hashOf(body), body, key: key.id, signature: key.sign(body) };
    await insertCheckpoint(query, signed, more.heads);
  }

  return {
    make: (own) =>
      database.exclusively(async (query) => {
        await readNew(query);
        const lost = own && !(await isKept(query, own)) ? [own] : [];
        const heads: ChainHead[] = [];
        // A chain goes on into the next month by one entry, its last.
        for (const month of (await readMonths(query)).slice(-2)) {
          for (const { chain, last, hash } of await lastEntries(query, month)) {
            const before = known.chains.get(chain);
            if (before?.sequence === last && before.hash === hash) continue;
            if (before && !(await isKept(query, before))) lost.push(before);
            else heads.push(...(await grown(query, month, chain, (before?.sequence ?? -1) + 1)));
          }
        }
        if (heads.length > 0) await sign(query, { heads });
        return lost;
      }),
    retire: (before) =>
      database.exclusively(async (query) => {
        await readNew(query);
        const stays = monthBefore(now());
        const months = (await readMonths(query)).filter((month) => month < before && month < stays);
        const retired: RetiredMonth[] = [];
        for (const month of months) {
          const chains: EntryPlace[] = [];
          for (const { chain, last, hash } of await lastEntries(query, month))
            chains.push({ chain, sequence: last, hash });
          retired.push({ month, chains });
          await dropMonth(query, month);
        }
        if (retired.length > 0) await sign(query, { heads: [], retired });
        return months;
      }),
  };
}

/** The last month, `YYYY-MM` in UTC. */
export function monthBefore(time: number): string {
  const date = new Date(time);
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - 1)).toISOString().slice(0, 7);
}

/** What is new of a chain; nothing while an entry before the last has not come yet. */
async function grown(query: RunQuery, month: string, chain: string, from: number): Promise<ChainHead[]> {
  const rows = await query<{ sequence: string | number; hash: string }>(
    `SELECT sequence, hash FROM wasl_audit.entry WHERE month = $1 AND chain = $2::uuid AND sequence >= $3::bigint
     ORDER BY sequence LIMIT ${mostEntries}`,
    [month, chain, from],
  );
  const gap = rows.findIndex(({ sequence }, index) => Number(sequence) !== from + index);
  const whole = gap === -1 ? rows : rows.slice(0, gap);
  const last = whole.at(-1);
  if (!last) return [];
  const root = merkleRoot(whole.map(({ hash }) => hash));
  return [{ chain, month, sequence: Number(last.sequence), hash: last.hash, from, root }];
}

async function isKept(query: RunQuery, { chain, sequence, hash }: EntryPlace): Promise<boolean> {
  const [row] = await query<{ hash: string }>(
    'SELECT hash FROM wasl_audit.entry WHERE chain = $1::uuid AND sequence = $2::bigint',
    [chain, sequence],
  );
  return row?.hash === hash;
}

/** The last entry of each chain of a month, found by jumping from one chain to the next in the index. */
async function lastEntries(query: RunQuery, month: string): Promise<{ chain: string; last: number; hash: string }[]> {
  const rows = await query<{ chain: string; last: string | number; hash: string }>(
    `WITH RECURSIVE found AS (
       (SELECT chain FROM wasl_audit.entry WHERE month = $1 ORDER BY chain LIMIT 1)
       UNION ALL
       SELECT (SELECT chain FROM wasl_audit.entry WHERE month = $1 AND chain > found.chain ORDER BY chain LIMIT 1)
       FROM found WHERE found.chain IS NOT NULL
     )
     SELECT found.chain::text AS chain, newest.sequence AS last, newest.hash AS hash
     FROM found CROSS JOIN LATERAL (
       SELECT sequence, hash FROM wasl_audit.entry
       WHERE month = $1 AND chain = found.chain ORDER BY sequence DESC LIMIT 1
     ) newest`,
    [month],
  );
  return rows.map((row) => ({ ...row, last: Number(row.last) }));
}
