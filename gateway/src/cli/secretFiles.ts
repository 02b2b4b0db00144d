import { readFileSync } from 'node:fs';
import { ConfigError } from '../core/configError.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Settings that are secrets, or addresses that may hold a password. Each may stand in a file instead, which `<its name>_FILE` names. */
export const secretVariables = [
  'WASL_GATEWAY_SECRET',
  'WASL_SUBGRAPH_KEY',
  'WASL_AUDIT_URL',
  'WASL_AUDIT_STORE_URL',
  'WASL_NOTICES_URL',
  'WASL_REDIS_URL',
  'WASL_OPERATIONS_URL',
];

const suffix = '_FILE';

/** The name of the variable that names the file of a secret. */
export function fileVariable(secret: string): string {
  return secret + suffix;
}

/**
 * The environment with each of these secrets as its file has it. Files are read when a process starts, workers included: SIGHUP takes a new
 * content. @throws ConfigError for a secret that is set twice, or a file that is empty or cannot be read; it quotes nothing of the content
 */
export function withSecretFiles(env: Env, secrets: readonly string[]): Env {
  const read: Record<string, string> = {};
  for (const secret of secrets) {
    const variable = fileVariable(secret);
    const file = env[variable];
    if (file === undefined) continue;
    if (env[secret] !== undefined) throw new ConfigError(`${variable} and ${secret} say the same: set one of them.`);
    read[secret] = readSecret(file, variable);
  }
  return { ...env, ...read };
}

function readSecret(file: string, variable: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new ConfigError(`${variable} names a file that cannot be read.`, { cause });
  }
  if (text === '') throw new ConfigError(`${variable} names a file that is empty.`);
  return text;
}
