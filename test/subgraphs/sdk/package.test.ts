import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '@wasl/kit/paths';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RequestToSign, signRequest } from '../../support/signRequest.ts';

const sdk = join(root, 'subgraphs/sdk');
const keys = `3:${Buffer.alloc(32, 'what a ministry was given').toString('base64url')}`;
const clerk = { subject: 'clerk-1', roles: ['clerk'], scopes: ['user/Bed.rs'], facilityId: 'F-1' };

/** A partner's whole subgraph, written against the package and nothing else. */
const partner = `
import { createFailure, createSubgraph, requireCaller, serveSubgraph, type RequestContext } from '@wasl/subgraph-sdk';
import { SubgraphError } from '@wasl/subgraph-sdk/errors';

const failure = createFailure({ BED_TAKEN: { status: 409, en: 'This bed is taken.', ar: 'هذا السرير مشغول.' } });
const typeDefs = \`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
  type Bed @key(fields: "id") { id: ID! by: String! }
  type Query { bed: Bed taken: Bed }\`;
const resolvers = {
  Bed: { __resolveReference: ({ id }: { id: string }) => ({ id }), by: by },
  Query: { bed: () => ({ id: 'B1' }), taken(): never { throw failure('BED_TAKEN'); } },
};
function by(_: unknown, __: unknown, context: RequestContext): string {
  const { subject, facilityId } = requireCaller(context);
  return subject + ' at ' + facilityId;
}
if (!(failure('BED_TAKEN') instanceof SubgraphError)) throw new Error('Two copies of one class.');
const gateway = { keys: '${keys}' };
const served = await serveSubgraph(createSubgraph({ name: 'beds', typeDefs, resolvers, gateway }), { port: 0 });
console.log(served.url);
`;

let folder: string;
let packed: { files: { path: string }[]; filename: string };
let running: ChildProcess;
let url: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wasl-partner-'));
  const told = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], { cwd: sdk, encoding: 'utf8' });
  const [report] = Object.values(JSON.parse(told.slice(told.search(/^[[{]/m))) as Record<string, typeof packed>);
  packed = report!;
  installFrom(join(folder, packed.filename));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'beds.ts'), partner);
  compile();
  running = spawn(process.execPath, ['beds.js'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  url = await new Promise<string>((ready, reject) => {
    running.stdout!.once('data', (line: Buffer) => ready(String(line).trim()));
    running.once('exit', () => reject(new Error('The partner ended.')));
  });
});
afterAll(() => {
  running?.kill();
  rmSync(folder, { recursive: true, force: true });
});

/** As npm would, without a registry: the package is unpacked, what it declares is linked from this repository's modules. */
function installFrom(tarball: string): void {
  const home = join(folder, 'node_modules/@wasl/subgraph-sdk');
  mkdirSync(home, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '--strip-components=1', '-C', home]);
  const { dependencies, peerDependencies } = manifestOf(home);
  for (const name of [...Object.keys({ ...dependencies, ...peerDependencies }), '@types/node']) {
    mkdirSync(dirname(join(folder, 'node_modules', name)), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  }
}

/** With the package's own declarations, as strictly as a partner may. */
function compile(): void {
  const options = ['--module', 'nodenext', '--target', 'es2023', '--strict', '--types', 'node', '--outDir', '.'];
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...options, 'beds.ts'], {
    cwd: folder,
    stdio: 'inherit',
  });
}

interface Manifest {
  name: string;
  version: string;
  license: string;
  private?: boolean;
  dependencies: Record<string, string>;
  peerDependencies: Record<string, string>;
}

function manifestOf(home: string): Manifest {
  return JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as Manifest;
}

async function ask(query: string, more: Partial<RequestToSign> | null = {}, language = 'en') {
  const body = JSON.stringify({ query });
  const { subject, ...claims } = clerk;
  const signed = more && signRequest({ keys, subgraph: 'beds', body, subject, claims, ...more });
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-language': language, ...signed },
    body,
  });
  return { status: response.status, body: (await response.json()) as unknown };
}

it('holds what was built, its declarations, a licence and two languages of introduction, and nothing else', () => {
  const paths = packed.files.map(({ path }) => path);
  expect(paths).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'dist/index.js', 'dist/index.d.ts']));
  const known = /^(package\.json|README\.md|LICENSE|dist\/\w+(\.d\.ts|\.js))$/;
  expect(paths.filter((path) => !known.test(path))).toEqual([]);
  const readme = readFileSync(join(folder, 'node_modules/@wasl/subgraph-sdk/README.md'), 'utf8');
  expect(readme).toMatch(/\p{Script=Arabic}{3,}/u);
});

it('may be published, and needs neither our other packages nor a database', () => {
  const manifest = manifestOf(join(folder, 'node_modules/@wasl/subgraph-sdk'));
  expect(manifest).toMatchObject({ name: '@wasl/subgraph-sdk', license: 'Apache-2.0' });
  expect(manifest.version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(manifest.private).toBeUndefined();
  const needed = Object.entries({ ...manifest.dependencies });
  expect(needed.filter(([name, range]) => /^@wasl|prisma|pg/.test(name) || !/^\d/.test(range))).toEqual([]);
});

it('answers a request for which the gateway vouches', async () => {
  expect(await ask('{ bed { id by } }')).toEqual({
    status: 200,
    body: { data: { bed: { id: 'B1', by: 'clerk-1 at F-1' } } },
  });
});

it('tells its own failures in two languages', async () => {
  expect((await ask('{ taken { id } }', {}, 'ar')).body).toMatchObject({
    errors: [{ message: 'هذا السرير مشغول.', extensions: { code: 'BED_TAKEN', forPeople: true } }],
  });
});

const now = () => Math.floor(Date.now() / 1_000);
const otherKeys = `3:${Buffer.alloc(32, 'of another ministry').toString('base64url')}`;

it.each<[string, string, Partial<RequestToSign> | null]>([
  ['that nobody signed', 'unsigned', null],
  ['signed with another key', 'signature', { keys: otherKeys }],
  ['signed for another subgraph', 'wrong_audience', { subgraph: 'pharmacy' }],
  ['signed in another epoch', 'unknown_key', { epoch: 4 }],
  ['whose assertion is addressed to another subgraph', 'wrong_audience', { audience: 'pharmacy' }],
  ['whose assertion has expired', 'expired', { times: { iat: now() - 70, exp: now() - 10 } }],
  ['whose assertion never expires', 'lifetime', { times: { exp: undefined } }],
  ['whose assertion is valid for an hour', 'lifetime', { times: { exp: now() + 3_600 } }],
  ['whose body is another', 'digest', { body: '{"query":"{ __typename }"}' }],
  ['that is late', 'expired', { created: now() - 70 }],
  ['from the future', 'clock', { created: now() + 45 }],
])('refuses a request %s', async (_, reason, more) => {
  expect(await ask('{ bed { id by } }', more)).toEqual({
    status: 401,
    body: {
      errors: [
        {
          message: 'No gateway vouches for the caller of this request.',
          extensions: { code: 'CALLER_NOT_VERIFIED', reason, time: expect.any(Number) },
        },
      ],
    },
  });
});
