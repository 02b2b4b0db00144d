import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSecrets } from './partnerSecrets.ts';
import { exportJWK, generateKeyPair, type JWK } from 'jose';

/** What the issuer must keep from one start to the next. */
export interface IssuerSecrets {
  /** Private key, EC P-256: signs every token. */
  signingKey: JWK;
  /** Secrets of the confidential client `wasl-partner` that count now: one or two, read anew each time, so that they change without a restart. */
  partnerSecrets(): string[];
}

/**
 * Reads the issuer's key and secret, made at the first start in `<dataDir>/issuer` with mode 0600, so that tokens live
 * across restarts. `memory://` keeps nothing.
 */
export async function keepSecrets(dataDir: string): Promise<IssuerSecrets> {
  if (dataDir === 'memory://') {
    const secret = makeSecret();
    return { signingKey: await makeSigningKey(), partnerSecrets: () => [secret] };
  }
  const folder = join(dataDir, 'issuer');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const key = await keep(join(folder, 'signing-key.json'), async () => JSON.stringify(await makeSigningKey()));
  const secretFile = join(folder, 'partner-secret');
  await keep(secretFile, async () => makeSecret());
  return {
    signingKey: JSON.parse(key) as JWK,
    partnerSecrets: () => readSecrets(readFileSync(secretFile, 'utf8')),
  };
}

async function makeSigningKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: 'ES256', use: 'sig' };
}

function makeSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** The file's text. It appears whole or not at all, and of two processes that start together one writes it. */
async function keep(file: string, make: () => Promise<string>): Promise<string> {
  if (existsSync(file)) return readFileSync(file, 'utf8');
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, `${await make()}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!existsSync(file)) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(file, 'utf8');
}
