import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigError } from '../../core/configError.ts';

/** Signs checkpoints. */
export interface SigningKey {
  /** Thumbprint of the public half: SHA-256 of its SPKI, base64url. */
  id: string;
  /** Ed25519 over a text's UTF-8, base64url. */
  sign(text: string): string;
}

/** Tells whether a key that is known signed a text. */
export type VerifySignature = (keyId: string, text: string, signature: string) => 'good' | 'bad' | 'unknown key';

/** Reads an Ed25519 private key in PEM. @throws ConfigError that begins with `name` */
export function readSigningKey(file: string, name: string): SigningKey {
  const key = read(file, name, createPrivateKey);
  return { id: keyId(createPublicKey(key)), sign: (text) => sign(null, Buffer.from(text), key).toString('base64url') };
}

/** Reads keys that may have signed, private or public, in PEM. @throws ConfigError that begins with `name` */
export function readVerifyingKeys(files: readonly string[], name: string): VerifySignature {
  const keys = new Map(
    files.map((file) => {
      const key = read(file, name, createPublicKey);
      return [keyId(key), key] as const;
    }),
  );
  return (id, text, signature) => {
    const key = keys.get(id);
    if (!key) return 'unknown key';
    return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url')) ? 'good' : 'bad';
  };
}

/** Makes a private key in a file that only its owner reads, unless it is there. */
export function makeSigningKey(file: string): void {
  if (existsSync(file)) return;
  mkdirSync(dirname(file), { recursive: true });
  const { privateKey } = generateKeyPairSync('ed25519');
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
}

/** The public half in PEM, for those who verify and must not sign. */
export function publicKeyOf(file: string, name: string): string {
  return read(file, name, createPublicKey).export({ type: 'spki', format: 'pem' }).toString();
}

function read(file: string, name: string, parse: (pem: string) => KeyObject): KeyObject {
  let key: KeyObject;
  try {
    key = parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new ConfigError(`${name} names ${file}, which is no file with an Ed25519 key in PEM.`, { cause });
  }
  if (key.asymmetricKeyType === 'ed25519') return key;
  throw new ConfigError(`${name} names ${file}, whose key is ${key.asymmetricKeyType}: it must be Ed25519.`);
}

function keyId(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('base64url');
}
