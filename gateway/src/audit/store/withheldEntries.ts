import type { EntryContent, EntryPlace } from '../chain/chainEntry.ts';
import type { RunQuery } from './auditDatabase.ts';

/** Tells whether the answer or change of an entry was withheld. */
export type IsWithheld = (place: Pick<EntryPlace, 'chain' | 'sequence'>) => boolean;

/** Reads the entries whose answer or change was withheld. */
export async function readWithheld(query: RunQuery): Promise<IsWithheld> {
  const rows = await query<{ chain: string; body: string }>(
    `SELECT chain::text AS chain, body FROM wasl_audit.entry
     WHERE patient IS NULL AND body LIKE '%"kind":"withheld"%'`,
  );
  const ranges = new Map<string, { first: number; last: number }[]>();
  for (const { chain, body } of rows) {
    const content = JSON.parse(body) as EntryContent;
    if (content.kind === 'withheld') ranges.set(chain, [...(ranges.get(chain) ?? []), content]);
  }
  return ({ chain, sequence }) =>
    ranges.get(chain)?.some(({ first, last }) => sequence >= first && sequence <= last) ?? false;
}
