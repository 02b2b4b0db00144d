import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkParsePolicySet, type DetailedError, policySetTextToParts } from '@cedar-policy/cedar-wasm/nodejs';
import { ConfigError } from '../../config.ts';

/** Cedar policies by the file and line at which each begins. */
export type PolicyTexts = Readonly<Record<string, string>>;

/** Reads every `.cedar` file of a folder. @throws ConfigError that names the file and line of what cannot be read. */
export function readPolicies(folder: string): PolicyTexts {
  const files = listFiles(folder);
  if (files.length === 0)
    throw new ConfigError(`${folder} holds no .cedar file: WASL_POLICIES_DIR names the wrong folder.`);
  return Object.fromEntries(files.flatMap((file) => readFile(join(folder, file))));
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith('.cedar'))
      .sort();
  } catch (cause) {
    throw new ConfigError(`${folder} cannot be read: WASL_POLICIES_DIR must be a folder of Cedar policies.`, { cause });
  }
}

function readFile(file: string): [place: string, policy: string][] {
  const text = readFileSync(file, 'utf8');
  const parsed = checkParsePolicySet({ staticPolicies: text });
  if (parsed.type === 'failure') throw new ConfigError(explain(file, text, parsed.errors[0]));
  const parts = policySetTextToParts(text);
  if (parts.type === 'failure') throw new ConfigError(explain(file, text, parts.errors[0]));
  return parts.policies.map((policy) => [`${file}:${lineAt(text, text.indexOf(policy))}`, policy]);
}

function explain(file: string, text: string, error: DetailedError | undefined): string {
  const bytes = error?.sourceLocations?.[0]?.start ?? 0;
  const before = Buffer.from(text).subarray(0, bytes).toString();
  return `${file}:${lineAt(text, before.length)}: ${error?.message ?? 'this is no Cedar policy'}`;
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, Math.max(0, offset)).split('\n').length;
}
