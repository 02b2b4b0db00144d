import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { checkParsePolicySet, type DetailedError, policySetTextToParts } from '@cedar-policy/cedar-wasm/nodejs';
import { ConfigError } from '../core/configError.ts';

/** Cedar policies, by the file and line where each begins. */
export type PolicyTexts = Readonly<Record<string, string>>;

/** The files of a folder with their contents, in order of names. */
export type PolicyFiles = readonly (readonly [file: string, text: string])[];

/** File of a policy folder that holds the Cedar schema of record policies. */
export const recordSchemaName = 'record.cedarschema';

/** Reads the field policies of a folder. @throws ConfigError that names the file and line of an error. */
export async function readPolicies(folder: string): Promise<PolicyTexts> {
  return parsePolicies(await readPolicyFiles(folder));
}

/** Reads the files without parsing them. @throws ConfigError for a folder that cannot be read or has no policies. */
export async function readPolicyFiles(folder: string): Promise<PolicyFiles> {
  const files = await listFiles(folder);
  if (!files.some((file) => file.endsWith('.cedar')))
    throw new ConfigError(`${folder} holds no .cedar file: WASL_POLICIES_DIR names the wrong folder.`);
  return Promise.all(files.map(async (file) => [file, await readText(file)] as const));
}

/** What tells without reading whether files may have changed: names, sizes and times. Undefined where that cannot be told. */
export async function markPolicyFiles(folder: string): Promise<string | undefined> {
  try {
    const files = await listFiles(folder);
    const stats = await Promise.all(files.map((file) => stat(file, { bigint: true })));
    return stats
      .map(({ ino, size, mtimeNs, ctimeNs }, at) => `${files[at]} ${ino} ${size} ${mtimeNs} ${ctimeNs}`)
      .join('\n');
  } catch {
    return undefined;
  }
}

/** Whether a file holds record policies: its name begins with `record-`. */
export function isRecordFile(file: string): boolean {
  return basename(file).startsWith('record-') && file.endsWith('.cedar');
}

/** The field policies in the files. @throws ConfigError that names the file and line of what is not a policy. */
export function parsePolicies(files: PolicyFiles): PolicyTexts {
  const texts = Object.fromEntries(
    files.flatMap(([file, text]) => (file.endsWith('.cedar') && !isRecordFile(file) ? parseFile(file, text) : [])),
  );
  for (const [place, text] of Object.entries(texts)) refuseRecordRule(place, text);
  return texts;
}

/** The policies of one file, by place. @throws ConfigError that names the line of what is not a policy. */
export function parseFile(file: string, text: string): [place: string, policy: string][] {
  const parsed = checkParsePolicySet({ staticPolicies: text });
  if (parsed.type === 'failure') throw new ConfigError(explain(file, text, parsed.errors[0]));
  const parts = policySetTextToParts(text);
  if (parts.type === 'failure') throw new ConfigError(explain(file, text, parts.errors[0]));
  return [...placesOf(file, text, parts.policies)];
}

/** Cedar's error about a file, with the line; `firstLine` is the line of the file where the text begins. */
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

/** Refuses a record policy in another file: it would never be evaluated, and a forbid would be lost silently. */
function refuseRecordRule(place: string, text: string): void {
  if (!/\bAction::"(?:read|write)"|\b(?:Role|Category)::"/.test(text)) return;
  throw new ConfigError(`${place}: this is a rule about records: put it in a file whose name begins with record-.`);
}

/** Names each policy by the line where it begins. Several on one line get distinct names, or all but one would be lost. */
function placesOf(file: string, text: string, policies: readonly string[]): Map<string, string> {
  const places = new Map<string, string>();
  for (const [index, { start, policy }] of inOrder(text, policies).entries()) {
    const place = `${file}:${lineAt(text, start)}`;
    places.set(places.has(place) ? `${place} (policy ${index + 1})` : place, policy);
  }
  return places;
}

/** The policies in text order: Cedar returns them sorted by its own names, the tenth before the second. */
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
