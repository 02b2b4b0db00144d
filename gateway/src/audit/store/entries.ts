import { ContentRefused } from '../auditSink.ts';
import type { ChainEntry } from '../chain/chainEntry.ts';
import type { RunQuery } from './auditDatabase.ts';

/** A row as it is stored: nothing about it is believed. */
export interface StoredEntry {
  month: string;
  chain: string;
  sequence: number;
  hash: string;
  body: string;
  at: string;
  patient: string | null;
  subject: string | null;
}

type Row = Omit<StoredEntry, 'sequence'> & { sequence: string | number };

const columns = 'month, chain, sequence, hash, body, at, patient, subject';

/**
 * Prepared once for a connection, and with two parameters: each of their own costs more than the entry. The bodies come line by line, as they
 * are: within JSON every quotation mark of theirs would be escaped here and read again there.
 */
const insertion = `INSERT INTO wasl_audit.entry (${columns})
   SELECT month, chain, sequence, hash, coalesce(body, line), at, patient, subject FROM ROWS FROM (
     json_to_recordset($1::json) AS
       (month text, chain uuid, sequence bigint, hash text, body text, at text, patient text, subject text),
     unnest(string_to_array($2::text, E'\\n'))
   ) AS entry (${columns}, line)
   ON CONFLICT DO NOTHING`;

/**
 * Stores entries in one transaction; those that are there already are left as they are. @throws ContentRefused for what the database does
 * not take, whenever it comes
 */
export async function insertEntries(query: RunQuery, entries: readonly ChainEntry[]): Promise<void> {
  const lines = entries.map(({ body }) => (isLine(body) ? body : ''));
  const heads = entries.map(({ month, chain, sequence, hash, body, at, patient, subject }, index) => {
    const apart = lines[index] === '' ? body : undefined;
    return { month, chain, sequence, hash, body: apart, at, patient, subject };
  });
  try {
    await query(insertion, [JSON.stringify(heads), lines.join('\n')], 'wasl_audit_insert');
  } catch (cause) {
    throw isOfContent(cause) ? new ContentRefused('', { cause }) : cause;
  }
}

/**
 * Canonical JSON is one, but whatever comes over NATS may be anything: a line break would move the bodies behind it, and half a character
 * would be stored as another one.
 */
function isLine(body: string): boolean {
  return !body.includes('\n') && body.isWellFormed();
}

/** By the classes of Postgres' codes: 22, "data exception" (NUL, halves of characters, numbers out of range), and 54, too large for an index. */
function isOfContent(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^(?:22|54)[\dA-Z]{3}$/.test(code);
}

const pageSize = 2_000;

/** All entries in the order of months, chains and numbers, page by page. */
export async function* readEntries(query: RunQuery): AsyncGenerator<StoredEntry, void, undefined> {
  let after: [month: string, chain: string, sequence: number] = ['', '00000000-0000-0000-0000-000000000000', -1];
  for (;;) {
    const rows = await query<Row>(
      `SELECT ${columns} FROM wasl_audit.entry WHERE (month, chain, sequence) > ($1, $2::uuid, $3::bigint)
       ORDER BY month, chain, sequence LIMIT ${pageSize}`,
      after,
    );
    for (const row of rows) yield { ...row, sequence: Number(row.sequence) };
    const last = rows.at(-1);
    if (!last || rows.length < pageSize) return;
    after = [last.month, last.chain, Number(last.sequence)];
  }
}

/** What entries are looked for by. Times are ISO 8601 in UTC; `until` itself is left out. */
export interface EntryFilter {
  patient?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
}

/** Entries by patient and time, oldest first, page by page. */
export async function* findEntries(
  query: RunQuery,
  { patient, since = '', until = '9999' }: EntryFilter,
): AsyncGenerator<StoredEntry, void, undefined> {
  let after: [at: string, chain: string, sequence: number] = [since, '00000000-0000-0000-0000-000000000000', -1];
  for (;;) {
    const rows = await query<Row>(
      `SELECT ${columns} FROM wasl_audit.entry
       WHERE (at, chain, sequence) > ($1, $2::uuid, $3::bigint) AND at < $4 AND ($5::text IS NULL OR patient = $5)
       ORDER BY at, chain, sequence LIMIT ${pageSize}`,
      [...after, until, patient ?? null],
    );
    for (const row of rows) yield { ...row, sequence: Number(row.sequence) };
    const last = rows.at(-1);
    if (!last || rows.length < pageSize) return;
    after = [last.at, last.chain, Number(last.sequence)];
  }
}
