import type { Page } from '@wasl/kit/pagination';
import { failure } from '@wasl/kit/errors';
import { isUuid } from '@wasl/kit/uuid';
import type { Db } from './client.ts';

/** An event of the audit, as the gateway writes it: `gateway/src/audit/events/auditEvent.ts`. */
export interface AccessEvent {
  at: string;
  action: 'read' | 'write';
  outcome: 'released' | 'refused' | 'intended' | 'done' | 'failed';
  caller: { subject?: string; name?: string; nameEn?: string; practitionerId?: string };
  role?: string;
  facilityId?: string;
  facilityName?: { ar: string; en: string };
  purpose?: string;
  categories: string[];
  fields: string[];
  consulted?: string[];
  ground?: string;
  policy?: string;
  code?: string;
}

/** An entry of the audit about one patient. */
export interface AccessEntry {
  chain: string;
  sequence: number;
  /** Its text, over which its hash goes. */
  body: string;
  event: AccessEvent;
  /** What it announces came to nothing. */
  isWithheld: boolean;
}

interface Row {
  chain: string;
  sequence: string;
  body: string;
}

/** Entries about patients, newest first: one more than the page holds shows that more follow. */
export async function findAccess(db: Db, healthIds: readonly string[], page: Page): Promise<AccessEntry[]> {
  const [at, chain, sequence] = readPosition(page);
  const rows = await db.query<Row>(
    `SELECT chain::text AS chain, sequence::text AS sequence, body FROM wasl_audit.entry
     WHERE patient = ANY ($1::text[]) AND (at, chain, sequence) < ($2::text, $3::text::uuid, $4::text::bigint)
     ORDER BY entry.at DESC, entry.chain DESC, entry.sequence DESC LIMIT $5::text::int`,
    [healthIds, at, chain, sequence, String(page.first + 1)],
  );
  const isWithheld = await readWithheld(db, [...new Set(rows.map((row) => row.chain))]);
  return rows.map((row) => entryOf(row, isWithheld));
}

/** An entry by its id, `chain:sequence`, and whose record it is about, under the ID of then; null where there is none about a patient. */
export async function findEntry(db: Db, id: string): Promise<(AccessEntry & { patient: string }) | null> {
  const [, chain, sequence] = /^([\da-f-]{36}):(\d{1,15})$/.exec(id) ?? [];
  if (chain === undefined || sequence === undefined || !isUuid(chain)) return null;
  const [row] = await db.query<Row & { patient: string }>(
    `SELECT chain::text AS chain, sequence::text AS sequence, body, patient FROM wasl_audit.entry
     WHERE chain = $1::text::uuid AND sequence = $2::text::bigint AND patient IS NOT NULL`,
    [chain, sequence],
  );
  if (!row) return null;
  return { ...entryOf(row, await readWithheld(db, [chain])), patient: row.patient };
}

function entryOf(
  { chain, sequence, body }: Row,
  isWithheld: (chain: string, sequence: number) => boolean,
): AccessEntry {
  const event = JSON.parse(body) as AccessEvent;
  return { chain, sequence: Number(sequence), body, event, isWithheld: isWithheld(chain, Number(sequence)) };
}

/** Which entries came to nothing: the gateway says so in an entry after them. */
async function readWithheld(db: Db, chains: readonly string[]): Promise<(chain: string, sequence: number) => boolean> {
  const rows = await db.query<Pick<Row, 'chain' | 'body'>>(
    `SELECT chain::text AS chain, body FROM wasl_audit.entry
     WHERE patient IS NULL AND chain::text = ANY ($1::text[]) AND body LIKE '%"kind":"withheld"%'`,
    [chains],
  );
  const ranges = rows.map(({ chain, body }) => ({ chain, ...(JSON.parse(body) as { first: number; last: number }) }));
  return (chain, sequence) =>
    ranges.some((range) => range.chain === chain && sequence >= range.first && sequence <= range.last);
}

/** The position of an entry in its list. */
export function positionOf({ event: { at }, chain, sequence }: AccessEntry): string {
  return `${at}|${chain}|${sequence}`;
}

const newest = ['9999', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '0'] as const;

/** @throws SubgraphError BAD_USER_INPUT for a cursor that is none of this list's */
function readPosition({ after }: Page): readonly [at: string, chain: string, sequence: string] {
  if (after === null) return newest;
  const [, at, chain, sequence] = /^([\d:.TZ-]+)\|([\da-f-]{36})\|(\d{1,15})$/.exec(after) ?? [];
  if (at === undefined || chain === undefined || sequence === undefined)
    throw failure('BAD_USER_INPUT', { argument: 'after' });
  return [at, chain, sequence];
}
