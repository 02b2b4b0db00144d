import { readFileSync } from 'node:fs';
import { ConfigError } from '../core/configError.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The variable that names a file with a secret in it, as orchestrators mount them. */
export function fileOf(variable: string): string {
  return `${variable}_FILE`;
}

/**
 * The environment with the secrets that are in files.
 * @throws ConfigError when one is set twice, or in a file that cannot be read; it repeats nothing of the secret
 */
export function readSecretFiles(env: Env, secrets: readonly string[]): Env {
  const read: Record<string, string> = {};
  for (const variable of secrets) {
    const file = env[fileOf(variable)];
    if (file === undefined) continue;
    if (env[variable] !== undefined)
      throw new ConfigError(`${fileOf(variable)} and ${variable} say the same: set one of them.`);
    read[variable] = readSecret(file, fileOf(variable));
  }
  return { ...env, ...read };
}

function readSecret(file: string, name: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new ConfigError(`${name} names a file that cannot be read.`, { cause });
  }
}
