import { merklePath } from '../merkleTree.ts';
import type { AccessEntry } from './accessLogStore.ts';
import type { Db } from './client.ts';

/** What shows that an entry is in the audit. */
export interface Proof {
  entry: string;
  index: number;
  size: number;
  path: string[];
  checkpoint: string;
  signature: string;
  key: string;
}

interface Row {
  first: string;
  last: string;
  body: string;
  signature: string;
  key: string;
}

/** The proof of an entry; null until a checkpoint covers it. */
export async function findProof(db: Db, { chain, sequence, body }: AccessEntry): Promise<Proof | null> {
  const [covering] = await db.query<Row>(
    `SELECT head.first::text AS first, head.last::text AS last, signed.body, signed.signature, signed.key
     FROM wasl_audit.head head JOIN wasl_audit.checkpoint signed ON signed.sequence = head.checkpoint
     WHERE head.chain = $1::text::uuid AND head.last >= $2::text::bigint ORDER BY head.last LIMIT 1`,
    [chain, String(sequence)],
  );
  if (!covering || Number(covering.first) > sequence) return null;
  const { first, last, body: checkpoint, signature, key } = covering;
  const rows = await db.query<{ hash: string }>(
    `SELECT hash FROM wasl_audit.entry
     WHERE chain = $1::text::uuid AND sequence BETWEEN $2::text::bigint AND $3::text::bigint ORDER BY sequence`,
    [chain, first, last],
  );
  const index = sequence - Number(first);
  // Entries are missing: no path leads to the root, and `wasl audit verify` tells which.
  if (rows.length !== Number(last) - Number(first) + 1) return null;
  const path = merklePath(
    rows.map(({ hash }) => hash),
    index,
  );
  return { entry: body, index, size: rows.length, path, checkpoint, signature, key };
}
