import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '@wasl/kit/paths';
import { ConfigError } from '../core/configError.ts';
import { isJsonObject } from '../core/jsonObject.ts';
import { composeSupergraph, readSubgraphs } from '../registry/composeSupergraph.ts';
import { checkSubgraphs } from '../registry/check/checkSubgraphs.ts';
import type { Language } from '@wasl/schema/errors.ts';
import { readLanguage } from './config.ts';
import { nationalGrants } from './nationalGrants.ts';
import type { Ownership } from '../registry/ownership/ownership.ts';
import { readOwnership } from '../registry/ownership/readOwnership.ts';
import { type Problem, sayProblem } from '../registry/check/problem.ts';
import { readSupergraphDocument } from '../supergraph/clientSchema.ts';
import type { ClaimName } from '../subgraphs/trust/assertedClaims.ts';
import { readClaimList } from './eachSubgraph.ts';
import { supergraphFile } from './files.ts';
import { askSdl } from './askSdl.ts';

/** A subgraph that joins the demo. */
export interface JoiningSubgraph {
  name: string;
  /** Where its SDL was read, for messages. */
  file: string;
  sdl: string;
  claims: readonly ClaimName[] | undefined;
  url: string;
  /** How it is started, in which folder; undefined where it runs already. */
  start?: { command: readonly string[]; folder: string };
}

/** Reads `wasl.json` of a subgraph's folder. @throws ConfigError that names what is wrong */
export function readJoining(folder: string, port: number): JoiningSubgraph {
  const file = join(resolve(folder), 'wasl.json');
  const read = readJson(file);
  const { subgraph: name, schema = 'schema.graphql', claims, start } = read;
  const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
  if (!isText(name) || !isText(schema)) throw new ConfigError(`${file} must name its subgraph and its schema.`);
  if (!Array.isArray(start) || start.length === 0 || !start.every(isText))
    throw new ConfigError(`${file} must say in "start" how it is started, as a list of words.`);
  const sdlFile = join(resolve(folder), schema);
  return {
    name,
    file: sdlFile,
    sdl: readText(sdlFile),
    claims: Array.isArray(claims) ? readClaimList(claims.map(String), file) : undefined,
    url: `http://127.0.0.1:${port}/graphql`,
    start: { command: start, folder: resolve(folder) },
  };
}

/** Asks a running subgraph for its SDL. `text` is `name=url`. @throws ConfigError */
export async function askJoining(text: string, keyOf: (name: string) => string): Promise<JoiningSubgraph> {
  const [, name, url] = /^([^=]+)=(https?:\/\/.+)$/.exec(text) ?? [];
  if (name === undefined || url === undefined)
    throw new ConfigError(`--subgraph is name=url, such as beds=http://127.0.0.1:4101/graphql, not ${text}.`);
  return { name, file: url, sdl: await askSdl({ url: new URL(url), name, key: keyOf(name) }), claims: undefined, url };
}

/**
 * Composes the national graph with those that join, into a file of the demo. @throws ConfigError with all that `wasl check` objects to
 */
export async function composeWith(
  joining: readonly JoiningSubgraph[],
  dataDir: string,
  ownershipFile: string,
): Promise<string> {
  const folder = join(root, 'schema/subgraphs');
  const national = readSubgraphs(folder, () => 'http://127.0.0.1:4101/graphql');
  const taken = joining.find(({ name }) => national.some((each) => each.name === name));
  if (taken) throw new ConfigError(`${taken.name} is a subgraph of the national graph already.`);
  const others = national.map((each) => ({ ...each, file: join(folder, `${each.name}.graphql`) }));
  const ownership = readOwnership(ownershipFile);
  const language = readLanguage(process.env);
  const found = checkSubgraphs(joining, others, await readSupergraphDocument(supergraphFile), {
    ownership,
    grants: nationalGrants(ownership),
  });
  const said = (problems: readonly Problem[]) => problems.map((one) => sayProblem(one, language)).join('\n');
  const waits = found.filter((problem) => isForLater(problem, joining, ownership));
  const problems = found.filter((problem) => !waits.includes(problem));
  if (problems.length > 0) throw new ConfigError(said(problems));
  if (waits.length > 0) process.stderr.write(`${said(waits)}\n${later[language]}\n`);
  const composed = composeSupergraph([...national, ...joining]);
  if ('errors' in composed) throw new ConfigError(composed.errors.join('\n'));
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, 'joined-supergraph.graphql');
  writeFileSync(file, composed.supergraphSdl);
  return file;
}

const later: Record<Language, string> = {
  en: 'The demo goes on without that; nobody can publish before.',
  ar: 'يستمر العرض دون ذلك، ولا يُنشر شيء قبله.',
};

/** A ministry tries its subgraph before it is written in the ownership file, and before others have agreed to what it adds. */
function isForLater(problem: Problem, joining: readonly JoiningSubgraph[], ownership: Ownership): boolean {
  const isNew = joining.some(({ name, file }) => file === problem.file && !ownership.has(name));
  if (!isNew) return false;
  return problem.kind === 'words'
    ? problem.fault === 'unregistered'
    : problem.kind === 'foreign' && problem.act === 'added';
}

/** Starts a subgraph and waits until it listens. @throws ConfigError where it ends instead, or does not listen within a minute */
export async function startJoining(
  { name, url, start }: JoiningSubgraph,
  key: string,
): Promise<ChildProcess | undefined> {
  if (!start) return undefined;
  const [program = '', ...words] = start.command;
  const child = spawn(program, words, {
    cwd: start.folder,
    env: { ...withoutOurs(process.env), WASL_SUBGRAPH_KEY: key, PORT: new URL(url).port },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  let ended: string | undefined;
  child.once('error', ({ message }) => (ended = message));
  child.once('exit', (code) => (ended = `it ended with code ${code}`));
  for (let tries = 0; tries < 600; tries += 1) {
    if (ended !== undefined)
      throw new ConfigError(`${name} did not start with "${start.command.join(' ')}": ${ended}.`);
    const answered = await fetch(url, { method: 'POST', body: '{}' }).catch(() => undefined);
    await answered?.arrayBuffer();
    if (answered) return child;
    await sleep(100);
  }
  child.kill();
  throw new ConfigError(`${name} does not listen on port ${new URL(url).port}: it is told in PORT.`);
}

/** A ministry's program gets its own key and none of our settings: the gateway's secret would let it sign for everybody. */
function withoutOurs(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('WASL_')));
}

function readJson(file: string): Record<string, unknown> {
  try {
    const read: unknown = JSON.parse(readText(file));
    if (isJsonObject(read)) return read;
  } catch (error) {
    if (error instanceof ConfigError) throw error;
  }
  throw new ConfigError(`${file} is no JSON object.`);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new ConfigError(`${file} cannot be read.`);
  }
}
