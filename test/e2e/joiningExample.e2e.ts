import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '@wasl/kit/paths';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../subgraphs/identity/startTestIssuer.ts';
import { applyDiff, type ExampleSection, readExample } from '../support/pageExample.ts';
import { installPacked } from '../support/partnerFolder.ts';

const place = mkdtempSync(join(tmpdir(), 'wasl-example-'));
const [making, owning, forbidden, registry, running, publishing, asking, back] = readExample(
  'joining-example.md',
  place,
) as [ExampleSection, ...ExampleSection[]] & Record<number, ExampleSection>;
const folder = join(place, 'social-affairs');
const schemaFile = join(folder, 'schema.graphql');
const ownershipFile = join(place, 'ownership.yaml');
const started: ChildProcess[] = [];
let subgraphPort: number;
let gatewayUrl: string;

beforeAll(async () => {
  subgraphPort = await freePort();
});
afterAll(async () => {
  await Promise.all(started.map(stop));
  rmSync(place, { recursive: true, force: true });
});

/** What the page says, with free ports, a demo of twenty people, and the command itself in the place of `npx`, which only starts it. */
function typed(block = ''): string[] {
  const shell = block
    .replaceAll('npx wasl', `"${process.execPath}" "${join(root, 'gateway/bin/wasl.js')}"`)
    .replaceAll('4110', String(subgraphPort))
    .replaceAll('http://127.0.0.1:4000/graphql', gatewayUrl)
    .replace(/(.* dev --registry .*)/, 'exec $1 --port 0 --patients 20')
    // Packages come from what is installed here: tests ask no registry.
    .replace('npm install && ', '')
    .replaceAll(/^(PORT=\d+) npm/gm, '$1 exec npm');
  return ['-e', '-c', shell];
}

const environment = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('WASL_'))),
  WASL_DATA_DIR: join(place, 'demo'),
  LC_ALL: 'C',
};

/** Types a block of the page; answers what it printed, and its exit code. */
function type(block: string | undefined): { code: number; output: string } {
  try {
    const shell = typed(block);
    const output = execFileSync('sh', shell, { cwd: root, env: environment, encoding: 'utf8', stdio: 'pipe' });
    return { code: 0, output };
  } catch (error) {
    const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string };
    return { code: status, output: stdout + stderr };
  }
}

/** Types a block whose command runs until it is stopped, and waits until it says these words. */
async function start(block: string | undefined, words: string): Promise<string> {
  const options = { cwd: root, env: environment, detached: true, stdio: ['ignore', 'pipe', 'pipe'] as const };
  const child = spawn('sh', typed(block), { ...options, stdio: [...options.stdio] });
  started.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => (said += String(text)));
  while (!said.includes(words)) {
    if (child.exitCode !== null) throw new Error(said);
    await sleep(50);
  }
  return said;
}

/** With its whole group: what npm started is not npm. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const ended = new Promise((done) => child.once('exit', done));
  process.kill(-child.pid, 'SIGTERM');
  await ended;
}

const linesOf = (text = '') => text.trimEnd().split('\n');
const change = (file: string, diff = '') => writeFileSync(file, applyDiff(readFileSync(file, 'utf8'), diff));

/** The page's question, asked as somebody else: `--as citizen` is the page's own; undefined has not signed in. */
function ask(persona: string | undefined, question = asking!.sh[0]!) {
  const signed = persona ?? 'citizen';
  const command = question.replace('--as citizen', `--as ${signed}`);
  const { output } = type(persona === undefined ? command.replace(/-H "authorization: [^"]*"/, '') : command);
  return JSON.parse(output) as {
    data?: { patient: object | null };
    errors?: { message: string; path?: (string | number)[]; extensions: { code: string } }[];
  };
}

/** Asks again until the gateway has followed. */
async function askUntil(isThere: boolean, question?: string) {
  for (;;) {
    const answer = ask('citizen', question);
    const isKnown = !answer.errors?.some(({ extensions }) => extensions.code === 'GRAPHQL_VALIDATION_FAILED');
    if (isKnown === isThere) return answer;
    await sleep(200);
  }
}

it('makes a subgraph whose own tests pass', () => {
  const [begin, test] = making.sh[0]!.split(/^(?=\()/m);
  expect(type(begin)).toMatchObject({ code: 0 });
  const tarball = readdirSync(place).find((file) => file.endsWith('.tgz'))!;
  expect(readFileSync(join(folder, 'package.json'), 'utf8')).toContain(`file:../${tarball}`);
  installPacked(folder, join(place, tarball));
  expect(type(test)).toEqual({ code: 0, output: expect.stringMatching(/pass 2\b/) });
});

it('stops what the subgraph may not do, with these words, and has nothing to say of the rest', () => {
  type(owning!.sh[0]);
  const agreed = readFileSync(ownershipFile, 'utf8').replace(
    /(Patient: \[clinical-records[^\]]*)\]/,
    '$1, social-affairs]',
  );
  writeFileSync(ownershipFile, `${agreed.trimEnd()}\n${owning!.yaml[0]!}`);
  const before = readFileSync(schemaFile, 'utf8');
  const [linking, exposing, meant] = forbidden!.diff;
  for (const diff of [linking, exposing]) change(schemaFile, diff);
  const refused = type(forbidden!.sh[0]);
  const told = linesOf(refused.output).filter((line) => /:\d+:\d+: /.test(line));
  expect([refused.code, told.sort()]).toEqual([1, linesOf(forbidden!.text[0]).sort()]);
  writeFileSync(join(place, 'refused.graphql'), readFileSync(schemaFile));
  writeFileSync(schemaFile, before);
  change(schemaFile, meant);
  expect(type(forbidden!.sh[1])).toEqual({ code: 0, output: expect.stringContaining(forbidden!.text[1]!) });
  expect(readFileSync(join(place, 'to-sign.md'), 'utf8')).toContain('Patient.disabilityBenefits');
});

it('starts a gateway on the registry, and a subgraph that is as it should be', async () => {
  expect(type(registry!.sh[0])).toMatchObject({ code: 0 });
  const [, url] = /GraphQL: (\S+)/.exec(await start(running!.sh[0], 'A token')) ?? [];
  gatewayUrl = url!;
  await start(running!.sh[1], 'answers at');
  expect(type(running!.sh[2])).toMatchObject({ code: 0 });
  expect(ask('citizen').errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
});

it('publishes what the ministry signs, which its own key cannot approve, and nothing that the check refuses', () => {
  const [publish, approve] = publishing!.sh as [string, string];
  const refused = type(publish.replace(schemaFile, join(place, 'refused.graphql')));
  expect(refused).toEqual({ code: 1, output: expect.stringContaining('is @public and looks personal') });
  expect(existsSync(join(place, 'registry/history/000001.json'))).toBe(false);
  expect(type(publish)).toEqual({ code: 0, output: publishing!.text[0] });
  const alone = type(approve.replace('health-registry', 'social-affairs').replace('owner.pem', 'ministry.pem'));
  expect(alone).toEqual({ code: 1, output: expect.stringContaining('may not approve') });
});

it('answers on the running gateway after approval, whoever may read it', async () => {
  expect(type(publishing!.sh[1])).toEqual({ code: 0, output: publishing!.text[1] });
  expect(await askUntil(true)).toEqual(JSON.parse(asking!.json[0]!));
  const asOthers = [undefined, 'guardian', 'physician'].map((persona) => {
    const { data, errors } = ask(persona);
    return [data?.patient, ...errors!.map(({ path, extensions }) => `${path?.join('.')} ${extensions.code}`)];
  });
  const { patient } = (JSON.parse(asking!.json[0]!) as { data: { patient: object } }).data;
  expect(asOthers).toEqual([
    [null, 'patient UNAUTHORIZED_FIELD_OR_TYPE'],
    [null, 'patient NO_TREATMENT_RELATIONSHIP'],
    [{ ...patient, disabilityBenefits: null }, 'patient.disabilityBenefits UNAUTHORIZED_FIELD_OR_TYPE'],
  ]);
});

it('is gone after a return, and the rest answers', async () => {
  const [rollback, history] = linesOf(back!.sh[0]);
  expect(type(rollback)).toMatchObject({ code: 0 });
  await askUntil(false);
  const { data, errors } = ask('citizen', asking!.sh[0]!.replace(/ disabilityBenefits \{.*?\}/, ''));
  expect([data, errors]).toEqual([{ patient: { healthId: expect.any(String) } }, undefined]);
  expect(linesOf(type(history).output).map((line) => line.split(' ')[2])).toEqual(['publish', 'approve', 'rollback']);
});
