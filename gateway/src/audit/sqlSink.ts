import type { AuditSink } from './auditSink.ts';
import type { EntryPlace } from './chain/chainEntry.ts';
import type { AuditDatabase } from './store/auditDatabase.ts';
import { addMonth, migrateAudit } from './store/auditSchema.ts';
import { insertEntries } from './store/entries.ts';

/** Keeps entries in a database; its tables are made when the first entry comes. */
export function createSqlSink(database: AuditDatabase, watch?: (last: EntryPlace) => Promise<void>): AuditSink {
  const intake = createIntake(database);
  return {
    write: intake,
    ...(watch && { watch }),
    close: () => database.close(),
  };
}

/** Stores entries, and makes tables and months that are missing. */
export function createIntake(database: AuditDatabase): AuditSink['write'] {
  const months = new Set<string>();
  let isMigrated = false;

  return async (entries) => {
    if (!isMigrated) await migrateAudit(database);
    isMigrated = true;
    for (const month of new Set(entries.map((entry) => entry.month))) {
      if (months.has(month)) continue;
      await addMonth(database, month);
      months.add(month);
    }
    try {
      if (entries.length > 0) await insertEntries(database.query, entries);
    } catch (error) {
      // Somebody may have restored the database, or removed a month.
      months.clear();
      throw error;
    }
  };
}
