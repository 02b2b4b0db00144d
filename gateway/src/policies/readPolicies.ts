import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkParsePolicySet, type DetailedError, policySetTextToParts } from '@cedar-policy/cedar-wasm/nodejs';
import { ConfigError } from '../core/configError.ts';

/** Cedar policies by the file and line at which each begins. */
export type PolicyTexts = Readonly<Record<string, string>>;

/** What the files of a folder hold, in the order of their names. */
export type PolicyFiles = readonly (readonly [file: string, text: string])[];

/** Reads every `.cedar` file of a folder. @throws ConfigError that names the file and line of what cannot be read. */
export async function readPolicies(folder: string): Promise<PolicyTexts> {
  return parsePolicies(await readPolicyFiles(folder));
}

/** Reads files without looking into them. @throws ConfigError for a folder that cannot be read or holds none. */
export async function readPolicyFiles(folder: string): Promise<PolicyFiles> {
  const files = await listFiles(folder);
  if (files.length === 0)
    throw new ConfigError(`${folder} holds no .cedar file: WASL_POLICIES_DIR names the wrong folder.`);
  return Promise.all(files.map(async (file) => [file, await readText(file)] as const));
}

/** @throws ConfigError that names the file and line of what is no policy. */
export function parsePolicies(files: PolicyFiles): PolicyTexts {
  return Object.fromEntries(files.flatMap(([file, text]) => parseFile(file, text)));
}

async function listFiles(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names
      .filter((name) => name.endsWith('.cedar'))
      .sort()
      .map((name) => join(folder, name));
  } catch (cause) {
    throw new ConfigError(`${folder} cannot be read: WASL_POLICIES_DIR must be a folder of Cedar policies.`, { cause });
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new ConfigError(`${file} cannot be read.`, { cause });
  }
}

function parseFile(file: string, text: string): [place: string, policy: string][] {
  const parsed = checkParsePolicySet({ staticPolicies: text });
  if (parsed.type === 'failure') throw new ConfigError(explain(file, text, parsed.errors[0]));
  const parts = policySetTextToParts(text);
  if (parts.type === 'failure') throw new ConfigError(explain(file, text, parts.errors[0]));
  return [...placesOf(file, text, parts.policies)];
}

/** Names each policy by the line at which it begins; of several on one line each has a name of its own, or one would be lost. */
function placesOf(file: string, text: string, policies: readonly string[]): Map<string, string> {
  const places = new Map<string, string>();
  let end = 0;
  for (const [index, policy] of policies.entries()) {
    const start = Math.max(end, text.indexOf(policy, end));
    const place = `${file}:${lineAt(text, start)}`;
    places.set(places.has(place) ? `${place} (policy ${index + 1})` : place, policy);
    end = start + policy.length;
  }
  return places;
}

function explain(file: string, text: string, error: DetailedError | undefined): string {
  const bytes = error?.sourceLocations?.[0]?.start ?? 0;
  const before = Buffer.from(text).subarray(0, bytes).toString();
  return `${file}:${lineAt(text, before.length)}: ${error?.message ?? 'this is no Cedar policy'}`;
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, Math.max(0, offset)).split('\n').length;
}
