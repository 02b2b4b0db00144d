import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditLog } from '@wasl/gateway/audit/auditLog';
import type { EntryPlace } from '@wasl/gateway/audit/chain/chainEntry';
import { readFoundCheckpoints } from '@wasl/gateway/audit/checkpoints/keptCheckpoints';
import { makeSigningKey, readSigningKey, readVerifyingKeys } from '@wasl/gateway/audit/checkpoints/signingKey';
import { openAudit, type OpenAuditOptions } from '@wasl/gateway/audit/openAudit';
import type { AuditDatabase } from '@wasl/gateway/audit/store/auditDatabase';
import { readEntries } from '@wasl/gateway/audit/store/entries';
import { openPglite } from '@wasl/gateway/audit/store/openPglite';
import { openPostgres } from '@wasl/gateway/audit/store/openPostgres';
import type { Problem } from '@wasl/gateway/audit/verify/problem';
import { verifyAudit } from '@wasl/gateway/audit/verify/verifyAudit';
import { createPostgresDatabase, type DatabaseKind } from '../../support/testPostgres.ts';

/** A database for the audit, with a key of its own. */
export interface TestAuditStore {
  database: AuditDatabase;
  /** Of Postgres. */
  url: string | undefined;
  keyFile: string;
  lost: EntryPlace[];
  /** What went wrong that nobody else hears of. */
  failures: unknown[];
  /** Opens a log as a process would; closing it leaves the database open. */
  openLog(more?: Partial<Omit<OpenAuditOptions, 'database' | 'key'>>): AuditLog;
  /** By what a witness has seen too, where that is given. */
  problems(seen?: ReadonlyMap<string, EntryPlace>): Promise<Problem[]>;
  drop(): Promise<void>;
}

export async function createAuditStore(kind: DatabaseKind): Promise<TestAuditStore> {
  const folder = mkdtempSync(join(tmpdir(), 'wasl-audit-'));
  const keyFile = join(folder, 'key.pem');
  makeSigningKey(keyFile);
  const server = kind === 'Postgres' ? await createPostgresDatabase() : undefined;
  const database = server ? openPostgres(server.url) : await openPglite('memory://');
  const lost: EntryPlace[] = [];
  const failures: unknown[] = [];
  return {
    database,
    url: server?.url,
    keyFile,
    lost,
    failures,
    openLog: (more) =>
      openAudit({
        database: { ...database, close: () => Promise.resolve() },
        key: readSigningKey(keyFile, 'The key'),
        onDown: (cause) => failures.push(cause),
        onUp: () => undefined,
        onLost: (place) => lost.push(place),
        onCheckpointFailure: (cause) => failures.push(cause),
        // The first write makes the tables, on a busy machine.
        deadlineMs: 20_000,
        ...more,
      }),
    async problems(seen = new Map()) {
      const found: Problem[] = [];
      const { query } = database;
      const audit = { checkpoints: readFoundCheckpoints(query), entries: readEntries(query), seen };
      await verifyAudit(audit, readVerifyingKeys([keyFile], 'The key'), (problem) => found.push(problem));
      return found;
    },
    async drop() {
      await database.close();
      await server?.drop();
      rmSync(folder, { recursive: true });
    },
  };
}
