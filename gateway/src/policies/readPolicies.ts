import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { checkParsePolicySet, type DetailedError, policySetTextToParts } from '@cedar-policy/cedar-wasm/nodejs';
import { ConfigError } from '../core/configError.ts';

/** Cedar policies by the file and line at which each begins. */
export type PolicyTexts = Readonly<Record<string, string>>;

/** What the files of a folder hold, in the order of their names. */
export type PolicyFiles = readonly (readonly [file: string, text: string])[];

/** What the rules about records may speak of: this file of the folder says it. */
export const recordSchemaName = 'record.cedarschema';

/** Reads the field policies of a folder. @throws ConfigError that names the file and line of what cannot be read. */
export async function readPolicies(folder: string): Promise<PolicyTexts> {
  return parsePolicies(await readPolicyFiles(folder));
}

/** Reads files without looking into them. @throws ConfigError for a folder that cannot be read or holds no policies. */
export async function readPolicyFiles(folder: string): Promise<PolicyFiles> {
  const files = await listFiles(folder);
  if (!files.some((file) => file.endsWith('.cedar')))
    throw new ConfigError(`${folder} holds no .cedar file: WASL_POLICIES_DIR names the wrong folder.`);
  return Promise.all(files.map(async (file) => [file, await readText(file)] as const));
}

/** Policies about records are in files whose names begin with `record-`. */
export function isRecordFile(file: string): boolean {
  return basename(file).startsWith('record-') && file.endsWith('.cedar');
}

/** The policies of the files that are not about records. @throws ConfigError that names the file and line of what is no policy. */
export function parsePolicies(files: PolicyFiles): PolicyTexts {
  const texts = Object.fromEntries(
    files.flatMap(([file, text]) => (file.endsWith('.cedar') && !isRecordFile(file) ? parseFile(file, text) : [])),
  );
  for (const [place, text] of Object.entries(texts)) refuseRecordRule(place, text);
  return texts;
}

/** The policies of one file, by place. @throws ConfigError that names the line of what is no policy. */
export function parseFile(file: string, text: string): [place: string, policy: string][] {
  const parsed = checkParsePolicySet({ staticPolicies: text });
  if (parsed.type === 'failure') throw new ConfigError(explain(file, text, parsed.errors[0]));
  const parts = policySetTextToParts(text);
  if (parts.type === 'failure') throw new ConfigError(explain(file, text, parts.errors[0]));
  return [...placesOf(file, text, parts.policies)];
}

/** Says what Cedar holds against a file, with the line; `firstLine` is where the text begins in it. */
export function explain(file: string, text: string, error: DetailedError | undefined, firstLine = 1): string {
  const bytes = error?.sourceLocations?.[0]?.start ?? 0;
  const before = Buffer.from(text).subarray(0, bytes).toString();
  const said = [error?.message ?? 'this is no Cedar policy', error?.help].filter(Boolean).join(': ');
  return `${file}:${firstLine + lineAt(text, before.length) - 1}: ${said}`;
}

async function listFiles(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names
      .filter((name) => name.endsWith('.cedar') || name === recordSchemaName)
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

/** A rule about records that stands elsewhere would be asked by nobody: a forbid would be lost without a word. */
function refuseRecordRule(place: string, text: string): void {
  if (!/\bAction::"(?:read|write)"|\b(?:Role|Category)::"/.test(text)) return;
  throw new ConfigError(`${place}: this is a rule about records: put it in a file whose name begins with record-.`);
}

/** Names each policy by the line at which it begins; of several on one line each has a name of its own, or one would be lost. */
function placesOf(file: string, text: string, policies: readonly string[]): Map<string, string> {
  const places = new Map<string, string>();
  for (const [index, { start, policy }] of inOrder(text, policies).entries()) {
    const place = `${file}:${lineAt(text, start)}`;
    places.set(places.has(place) ? `${place} (policy ${index + 1})` : place, policy);
  }
  return places;
}

/** In the order of the text: Cedar answers them sorted by names of its own, the tenth before the second. */
function inOrder(text: string, policies: readonly string[]): { start: number; policy: string }[] {
  const ends = new Map<string, number>();
  const found = policies.map((policy) => {
    const start = text.indexOf(policy, ends.get(policy) ?? 0);
    ends.set(policy, start + policy.length);
    return { start, policy };
  });
  return found.sort((a, b) => a.start - b.start);
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, Math.max(0, offset)).split('\n').length;
}
