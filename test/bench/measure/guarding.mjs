// What a gateway that guards records is started with: a secret for its signatures, the national policies, and a place for its audit.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDatabases } from '../databases.mjs';

const policies = fileURLToPath(new URL('../../../schema/policies', import.meta.url));

/**
 * Prepares it, with a database that goes away with `drop`.
 * @returns undefined when this machine has no Postgres for the audit
 */
export async function prepareGuarding(folder) {
  const databases = await createDatabases(['audit']);
  if (databases === undefined) return undefined;
  const keyFile = join(folder, 'audit-key.pem');
  writeFileSync(keyFile, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }), {
    mode: 0o600,
  });
  const environment = { WASL_GATEWAY_SECRET: randomBytes(32).toString('hex'), WASL_POLICIES_DIR: policies };
  return {
    audited: { ...environment, WASL_AUDIT_URL: databases.urls.audit, WASL_AUDIT_KEY_FILE: keyFile },
    unaudited: { ...environment, WASL_AUDIT: 'off' },
    /** The audit's. */
    database: new URL(databases.urls.audit).pathname.slice(1),
    drop: databases.drop,
  };
}
