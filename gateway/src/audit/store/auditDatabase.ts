/** The database that the audit is kept in: Postgres, or PGlite in this process. */
export interface AuditDatabase {
  kind: 'postgres' | 'pglite';
  query: RunQuery;
  /** Runs work in one transaction, which no other process of the audit runs one beside. */
  exclusively<T>(work: (query: RunQuery) => Promise<T>): Promise<T>;
  /** Runs statements that only read and all see the same moment. */
  snapshot<T>(work: (query: RunQuery) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * Runs one statement; by itself it is a transaction, and kept for good when this resolves. Postgres prepares one with a name once for each
 * connection.
 */
export type RunQuery = <Row>(sql: string, parameters?: unknown[], name?: string) => Promise<Row[]>;

/** Only one transaction at a time holds it. */
export const takeLock = "SELECT pg_advisory_xact_lock(hashtextextended('wasl_audit', 0))";
