// Packs a published build: what `npm ci --omit=dev` needs to run on a server, and no sources. `npm run pack -- wasl.tar.gz`.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = resolve(process.argv[2] ?? 'wasl.tar.gz');

const always = ['package.json', 'package-lock.json', 'turbo.json', 'LICENSE', 'README.md', 'schema'];
const ofGateway = ['package.json', 'prepare.mjs', 'bin', 'dist', 'templates'].map((name) => `gateway/${name}`);
const ofSubgraphs = ['subgraphs/terminology/data', ...under('subgraphs', 'package.json')];
const ofDatabases = ['prisma/package.json', ...under('prisma', 'migrations')];

if (!existsSync(`${root}gateway/dist/cli/main.js`)) throw new Error('There is nothing to pack yet: `npm run build`.');
// Nothing of who packed it, or when, is in it.
const plain = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner', '--exclude=*.map'];
const files = [...always, ...ofGateway, ...ofSubgraphs, ...ofDatabases];
const { status } = spawnSync('tar', ['-czf', out, ...plain, '-C', root, ...files], { stdio: 'inherit' });
if (status !== 0) throw new Error('tar failed.');
process.stdout.write(`${out}: ${(statSync(out).size / 1e6).toFixed(1)} MB\n`);

/** What lies under one name in each folder below another. */
function under(folder, name) {
  const paths = readdirSync(`${root}${folder}`).map((each) => `${folder}/${each}/${name}`);
  return paths.filter((path) => existsSync(root + path)).sort();
}
