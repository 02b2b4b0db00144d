import { openAudit } from '@wasl/gateway/audit/openAudit';
import type { AuditLog } from '@wasl/gateway/audit/auditLog';
import type { AuditDatabase } from '@wasl/gateway/audit/store/auditDatabase';
import { readSigningKey } from '@wasl/gateway/audit/checkpoints/signingKey';

/** Opens the audit of a database for a test that fails with anything that goes wrong in it. */
export function openStrictAudit(database: AuditDatabase, keyFile: string): AuditLog {
  const told = (cause: unknown) => {
    throw cause;
  };
  return openAudit({
    database,
    key: readSigningKey(keyFile, 'The key'),
    deadlineMs: 30_000,
    onDown: told,
    onUp: () => undefined,
    onLost: told,
    onCheckpointFailure: told,
  });
}
