import { type AuditLog, createAuditLog } from './auditLog.ts';
import type { EntryPlace } from './chain/chainEntry.ts';
import { keepCheckpoints } from './checkpoints/keepCheckpoints.ts';
import { createCheckpointMaker } from './checkpoints/makeCheckpoint.ts';
import type { SigningKey } from './checkpoints/signingKey.ts';
import type { AuditEvent } from './events/auditEvent.ts';
import { createSqlSink } from './sqlSink.ts';
import type { AuditDatabase } from './store/auditDatabase.ts';
import { witnessed } from './witness/witnessFolder.ts';

/** What an operator hears of the audit. */
export interface AuditEars {
  onDown(cause: unknown): void;
  onUp(): void;
  /** Events of one request cannot be kept for what they say; it is refused, all others go on. */
  onRefused?(events: readonly AuditEvent[], cause: unknown): void;
  /** An entry that was kept is gone, or another stands in its place. */
  onLost(place: EntryPlace): void;
  onCheckpointFailure(cause: unknown): void;
}

export interface OpenAuditOptions extends AuditEars {
  database: AuditDatabase;
  key: SigningKey;
  deadlineMs?: number;
  /** Milliseconds between checkpoints. Default 10 000. */
  checkpointEveryMs?: number;
  /** Folder outside of the database where it is noted how far chains have come; nowhere, when left out. */
  witnessDir?: string | undefined;
}

/** Opens the audit that this process writes to a database, with checkpoints. */
export function openAudit({ database, key, checkpointEveryMs, witnessDir, ...options }: OpenAuditOptions): AuditLog {
  const checkpoints = keepCheckpoints({
    maker: createCheckpointMaker(database, key),
    own: () => log.kept(),
    ...(checkpointEveryMs !== undefined && { everyMs: checkpointEveryMs }),
    onLost: options.onLost,
    onFailure: options.onCheckpointFailure,
  });
  const plain = createSqlSink(database, checkpoints.watch);
  const sink = witnessDir === undefined ? plain : witnessed(plain, witnessDir);
  const log = createAuditLog({
    ...options,
    sink: {
      ...sink,
      async close() {
        await checkpoints.stop();
        await sink.close();
      },
    },
  });
  return log;
}
