// Proves that a published build runs without development packages, as a user who may write nothing: packs one, installs it as a
// server would, migrates a database, starts a subgraph and a gateway, and asks. Needs Postgres on 127.0.0.1:5432.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';

const root = fileURLToPath(new URL('../..', import.meta.url));
const server = process.env.WASL_TEST_POSTGRES ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const folder = mkdtempSync(join(tmpdir(), 'wasl-published-'));
const app = join(folder, 'app');
const database = `wasl_published_${process.pid}`;
const children = [];
// Root may start it as somebody else; anybody else starts it as themselves.
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

try {
  install();
  await onServer(`CREATE DATABASE ${database}`);
  await answers();
  process.stdout.write('A published build answers without development packages.\n');
} catch (error) {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
} finally {
  for (const child of children) child.kill('SIGKILL');
  await onServer(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
  rmSync(folder, { recursive: true, force: true });
}

function install() {
  chmodSync(folder, 0o755);
  mkdirSync(app);
  const archive = join(folder, 'wasl.tar.gz');
  run(process.execPath, ['gateway/pack.mjs', archive], root);
  run('tar', ['-xzf', archive, '-C', app]);
  const flags = ['--omit=dev', '--omit=optional', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  run('npm', ['ci', ...flags], app);
  const left = ['esbuild', 'prisma', 'typescript', 'vitest'].filter((name) =>
    existsSync(join(app, 'node_modules', name)),
  );
  if (left.length > 0) throw new Error(`Development packages are installed: ${left.join(', ')}`);
}

async function answers() {
  const secret = randomBytes(32).toString('hex');
  const url = Object.assign(new URL(server), { pathname: `/${database}` }).href;
  const key = (await wasl(['keys', 'derive', '--subgraph', 'pharmacy'], { WASL_GATEWAY_SECRET: secret })).trim();
  await wasl(['subgraph', 'pharmacy', '--migrate'], { WASL_PHARMACY_DATABASE_URL: url });
  const issuer = createServer((_, response) => response.end('{"keys":[]}')).listen(0, '127.0.0.1');
  const settings = { WASL_PHARMACY_DATABASE_URL: url, WASL_SUBGRAPH_KEY: key };
  const pharmacy = await serve(['subgraph', 'pharmacy', '--port', '0'], settings);
  const graph = [
    'gateway',
    '--supergraph',
    'schema/supergraph.graphql',
    '--policies',
    'schema/policies',
    '--port',
    '0',
  ];
  const gateway = await serve(graph, {
    WASL_GATEWAY_SECRET: secret,
    WASL_SUBGRAPH_PHARMACY_URL: pharmacy,
    WASL_JWKS_URL: `http://127.0.0.1:${issuer.address().port}/`,
    WASL_AUDIT: 'off',
  });
  const body = JSON.stringify({ query: '{ pharmacy(id: "F-DI-001") { __typename } }' });
  const response = await fetch(gateway, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const answer = await response.text();
  if (answer !== '{"data":{"pharmacy":null}}') throw new Error(`It answers otherwise: ${answer}`);
  issuer.close();
}

/** Runs a command of the published build to its end, and returns what it prints. */
async function wasl(commandLine, settings) {
  const { child, said } = start(commandLine, settings);
  const code = await new Promise((ended) => child.once('close', ended));
  if (code !== 0) throw new Error(`wasl ${commandLine.join(' ')} ended with ${code}: ${said()}`);
  return said();
}

/** Starts what serves, and returns its address. */
async function serve(commandLine, settings) {
  const { child, said } = start(commandLine, settings);
  for (;;) {
    const [, url] = /answers at (\S+)/.exec(said()) ?? [];
    if (url !== undefined) return url;
    if (child.exitCode !== null) throw new Error(`wasl ${commandLine.join(' ')} ended: ${said()}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

function start(commandLine, settings) {
  const env = { PATH: process.env.PATH, HOME: '/nonexistent', ...settings };
  const child = spawn(process.execPath, ['gateway/bin/wasl.js', ...commandLine], { cwd: app, env, ...nobody });
  children.push(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk));
  return { child, said: () => text };
}

function run(command, flags, cwd) {
  const { status, error } = spawnSync(command, flags, { cwd, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${command} ${flags.join(' ')} failed`, { cause: error });
}

async function onServer(statement) {
  const client = new Client({ connectionString: server });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
