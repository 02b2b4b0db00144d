import type { AuditDatabase, RunQuery } from './auditDatabase.ts';

/**
 * The audit's tables, in a schema of their own. Entries lie in a partition for each month, so that what has been kept for long enough
 * goes as a whole. `at`, `patient` and `subject` repeat what the body says; `wasl audit verify` compares them. `head` finds the checkpoint
 * that covers an entry, and repeats what that says.
 */
const migrations: readonly string[] = [
  `CREATE TABLE wasl_audit.entry (
     month text COLLATE "C" NOT NULL,
     chain uuid NOT NULL,
     sequence bigint NOT NULL,
     hash text NOT NULL,
     body text NOT NULL,
     at text COLLATE "C" NOT NULL,
     patient text,
     subject text,
     PRIMARY KEY (month, chain, sequence)
   ) PARTITION BY LIST (month);
   CREATE INDEX entry_patient ON wasl_audit.entry (patient, at) WHERE patient IS NOT NULL;
   CREATE INDEX entry_of_nobody ON wasl_audit.entry (chain) WHERE patient IS NULL;
   CREATE INDEX entry_at ON wasl_audit.entry (at);
   CREATE TABLE wasl_audit.checkpoint (
     sequence bigint PRIMARY KEY,
     hash text NOT NULL,
     body text NOT NULL,
     key text NOT NULL,
     signature text NOT NULL
   );
   CREATE TABLE wasl_audit.head (
     chain uuid NOT NULL,
     first bigint NOT NULL,
     last bigint NOT NULL,
     checkpoint bigint NOT NULL REFERENCES wasl_audit.checkpoint,
     PRIMARY KEY (chain, last)
   )`,
  'CREATE INDEX head_checkpoint ON wasl_audit.head (checkpoint)',
];

/** Brings the audit's tables to their newest form, by as many processes at once as may start. */
export function migrateAudit(database: AuditDatabase): Promise<void> {
  return database.exclusively(async (query) => {
    await query('CREATE SCHEMA IF NOT EXISTS wasl_audit');
    await query('CREATE TABLE IF NOT EXISTS wasl_audit.migration (number int PRIMARY KEY)');
    const [row] = await query<{ applied: string | number }>('SELECT count(*) AS applied FROM wasl_audit.migration');
    for (let number = Number(row?.applied ?? 0); number < migrations.length; number += 1) {
      for (const statement of (migrations[number] as string).split(';')) await query(statement);
      await query('INSERT INTO wasl_audit.migration VALUES ($1)', [number]);
    }
  });
}

/** Lets a role read the audit, months to come included: who may read a partitioned table may read its parts through it. */
export async function grantAuditReading({ query }: AuditDatabase, role: string): Promise<void> {
  const grantee = `"${role.replaceAll('"', '""')}"`;
  await query(`GRANT USAGE ON SCHEMA wasl_audit TO ${grantee}`);
  await query(`GRANT SELECT ON wasl_audit.entry, wasl_audit.checkpoint, wasl_audit.head TO ${grantee}`);
}

/** Whether anything has ever been kept there. */
export async function hasAudit(query: RunQuery): Promise<boolean> {
  const [row] = await query<{ name: string | null }>(`SELECT to_regclass('wasl_audit.checkpoint')::text AS name`);
  return typeof row?.name === 'string';
}

/** Makes the partition of a month where it is missing. */
export function addMonth(database: AuditDatabase, month: string): Promise<void> {
  const name = partitionOf(month);
  return database.exclusively(async (query) => {
    await query(
      `CREATE TABLE IF NOT EXISTS wasl_audit.${name} PARTITION OF wasl_audit.entry FOR VALUES IN ('${month}')`,
    );
  });
}

/** Removes all entries of a month. */
export async function dropMonth(query: RunQuery, month: string): Promise<void> {
  await query(`DROP TABLE IF EXISTS wasl_audit.${partitionOf(month)}`);
}

/** Months that there are entries of or may be, oldest first. */
export async function readMonths(query: RunQuery): Promise<string[]> {
  const rows = await query<{ name: string }>(
    `SELECT child.relname AS name FROM pg_inherits
     JOIN pg_class child ON child.oid = inhrelid JOIN pg_class parent ON parent.oid = inhparent
     JOIN pg_namespace space ON space.oid = parent.relnamespace
     WHERE space.nspname = 'wasl_audit' AND parent.relname = 'entry' ORDER BY 1`,
  );
  return rows.map(({ name }) => name.replace(/^entry_(\d{4})_(\d{2})$/, '$1-$2'));
}

/** @throws Error for what is no month: it becomes part of a statement */
function partitionOf(month: string): string {
  const [, year, ofYear] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(month) ?? [];
  if (year === undefined) throw new Error('A month is written as YYYY-MM.');
  return `entry_${year}_${ofYear}`;
}
