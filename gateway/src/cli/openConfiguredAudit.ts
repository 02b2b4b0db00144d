import { join, resolve } from 'node:path';
import type { AuditLog } from '../audit/auditLog.ts';
import { ContentRefused } from '../audit/auditSink.ts';
import type { AuditEars } from '../audit/openAudit.ts';
import type { SigningKey } from '../audit/checkpoints/signingKey.ts';
import type { AuditDatabase } from '../audit/store/auditDatabase.ts';
import { ConfigError } from '../core/configError.ts';
import type { DatabasePlace } from './auditSettings.ts';
import type { Config } from './config.ts';
import { sayReason } from '../telemetry/logs/sayFailure.ts';
import { logLine } from './logLine.ts';

type AuditConfig = Pick<Config, 'audit' | 'dataDir'>;

const offWarnings = [
  'NOBODY WRITES DOWN WHO READS RECORDS: WASL_AUDIT is off. Never with real data.',
  'لا أحد يدوّن من يطّلع على السجلات: WASL_AUDIT معطّل. لا يُستخدم مع بيانات حقيقية.',
];

/**
 * Opens the audit that the settings name; `off` where they say so, undefined where they say nothing. What it needs is loaded only then.
 * @throws ConfigError for a key that is missing or cannot be used, or an embedded database that several processes would write
 */
export async function openConfiguredAudit(
  config: AuditConfig,
  isOneOfSeveral = false,
): Promise<AuditLog | 'off' | undefined> {
  const { place, witnessDir } = config.audit;
  if (place === 'off') for (const warning of offWarnings) logLine('warn', warning);
  if (place === 'off' || place === undefined) return place;
  if (place.kind === 'pglite' && isOneOfSeveral)
    throw new ConfigError(
      'WASL_AUDIT_URL names an embedded database, which one process writes: several workers need postgres:// or nats://.',
    );
  if (place.kind === 'nats') {
    const { openNatsAudit } = await import('../audit/nats/openNatsAudit.ts');
    return openNatsAudit({ servers: place.servers, witnessDir, ...auditEars });
  }
  const key = await readAuditKey(config, place.kind === 'pglite');
  const { openAudit } = await import('../audit/openAudit.ts');
  return openAudit({ database: await openAuditDatabase(place), key, witnessDir, ...auditEars });
}

/** Opens the database of an audit. @throws OperatorError when another process has the embedded one open */
export async function openAuditDatabase(place: DatabasePlace): Promise<AuditDatabase> {
  if (place.kind === 'postgres') return (await import('../audit/store/openPostgres.ts')).openPostgres(place.url);
  return (await import('../audit/store/openPglite.ts')).openPglite(resolve(place.folder));
}

/** The key that signs checkpoints; one is made for an embedded audit that has none. @throws ConfigError */
export async function readAuditKey(config: AuditConfig, mayMake: boolean): Promise<SigningKey> {
  const { makeSigningKey, readSigningKey } = await import('../audit/checkpoints/signingKey.ts');
  const file = auditKeyFile(config);
  if (config.audit.keyFile === undefined) {
    if (!mayMake)
      throw new ConfigError(`WASL_AUDIT_KEY_FILE must name a key that signs the audit's checkpoints: ${howToMake}`);
    makeSigningKey(file);
  }
  return readSigningKey(file, 'WASL_AUDIT_KEY_FILE');
}

const howToMake = 'openssl genpkey -algorithm ed25519 -out audit-key.pem';

/** Where the key is, or is made for an embedded audit. */
export function auditKeyFile({ audit, dataDir }: AuditConfig): string {
  return audit.keyFile ?? join(resolve(dataDir), 'audit-key.pem');
}

/** Tells the operator's log. */
export const auditEars: AuditEars = {
  onDown: (cause) =>
    logLine('error', 'the audit cannot be written, records of patients are withheld', { reason: reasonOf(cause) }),
  onUp: () => logLine('info', 'the audit can be written again'),
  onRefused: (events, cause) =>
    logLine('error', 'AN EVENT CANNOT BE WRITTEN TO THE AUDIT AS IT IS, the records that it is about were withheld', {
      requestId: events[0]?.requestId,
      operation: events[0]?.operation.hash,
      events: events.length,
      reason: reasonOf(cause instanceof ContentRefused ? cause.cause : cause),
    }),
  onLost: ({ chain, sequence }) =>
    logLine('error', 'AN ENTRY OF THE AUDIT IS GONE OR WAS EXCHANGED: run wasl audit verify', { chain, sequence }),
  onCheckpointFailure: (cause) =>
    logLine('error', 'no checkpoint of the audit could be made, the next one covers more', { reason: reasonOf(cause) }),
};

/** Neither an address nor a statement's values. */
export const reasonOf = sayReason;
