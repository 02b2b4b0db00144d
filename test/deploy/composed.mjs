// Tries compose.yaml with Docker: `npm run deploy:try` builds the images, starts everything, stores invented people, asks the README's
// query, verifies the audit, and stops. `-- --built` takes the images that are there. Leaves nothing but the images. Needs port 4000.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const secrets = `${root}gateway/deploy/secrets`;
const issuer = {
  WASL_JWKS_URL: 'http://127.0.0.1:4010/jwks',
  WASL_ISSUER: 'http://127.0.0.1:4010',
  WASL_AUDIENCE: 'wasl',
};
const files = ['-f', 'gateway/deploy/compose.yaml', '-f', 'test/deploy/try.yaml', '-p', 'wasl-try'];
const ofDatabases = ['health-id', 'clinical-records', 'pharmacy', 'identity'];

if (spawnSync('docker', ['compose', 'version']).status === 0) tryIt();
else process.stdout.write('There is no Docker with Compose here: nothing was tried.\n');

function tryIt() {
  const makesSecrets = !existsSync(secrets);
  try {
    if (makesSecrets) run('sh', ['gateway/deploy/secrets.sh', secrets]);
    if (!process.argv.includes('--built')) compose('build', 'gateway', 'health-id');
    compose('up', '--detach', '--no-build');
    inGateway('db', 'seed', '--patients', '200');
    ask();
    stop();
    process.stdout.write('compose.yaml runs: it answers as the README says, keeps a sound audit, and stops.\n');
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  } finally {
    spawnSync('docker', ['compose', ...files, 'down', '--volumes', '--timeout', '5'], inRoot());
    if (makesSecrets) rmSync(secrets, { recursive: true, force: true });
  }
}

function ask() {
  const readme = readFileSync(`${root}README.md`, 'utf8');
  const [, body] = /-d '(\{"query":.*?\})'$/m.exec(readme);
  const [, expected] = /```json\n(\{"data":.*?\})\n```/.exec(readme);
  const token = compose('exec', '-T', 'issuer', 'node', '-e', printed(`http://127.0.0.1:4010/?claims=${claims()}`));
  const headers = ['-H', 'content-type: application/json', '-H', `authorization: Bearer ${token}`];
  const retry = ['--retry', '20', '--retry-all-errors', '--retry-delay', '1'];
  const answer = run('curl', ['--silent', '--fail', ...retry, 'http://127.0.0.1:4000/graphql', ...headers, '-d', body]);
  if (answer !== expected) throw new Error(`It answers otherwise: ${answer}`);
  inGateway('audit', 'verify');
  compose('exec', '-T', 'gateway', 'node', 'gateway/bin/wasl.js', 'status');
}

/** The demo's citizen, as an issuer would describe them. */
function claims() {
  const statement = "SELECT national_id, health_id FROM account WHERE username = 'citizen'";
  const row = compose('exec', '-T', 'postgres', 'psql', '-U', 'postgres', '-At', 'identity', '-c', statement);
  const [national_id, health_id] = row.trim().split('|');
  const scopes =
    "import('/opt/wasl/schema/roles.ts').then(({ scopesOf }) => console.log(scopesOf(['citizen']).join(' ')))";
  const scope = compose('exec', '-T', 'issuer', 'node', '-e', scopes).trim();
  const described = { sub: 'demo-citizen', roles: ['citizen'], scope, national_id, health_id };
  return encodeURIComponent(JSON.stringify(described));
}

/** A signal ends everything that serves within its time, with 0. */
function stop() {
  compose('stop', 'gateway', ...ofDatabases, 'audit');
  const codes = compose('ps', '--all', '--format', '{{.Service}} {{.ExitCode}}', 'gateway', ...ofDatabases, 'audit');
  if (!/^(\S+ 0\s*){6}$/.test(codes)) throw new Error(`Not all ended well: ${codes}`);
}

/** Runs a command of `wasl` beside the gateway, as the owner of every database. */
function inGateway(...command) {
  const urls = ofDatabases.map((name) => {
    const url = readFileSync(`${secrets}/${name}-owner-url`, 'utf8').trim();
    return [`WASL_${name.toUpperCase().replaceAll('-', '_')}_DATABASE_URL`, url];
  });
  const settings = urls.flatMap(([name, url]) => ['-e', `${name}=${url}`]);
  return compose('exec', '-T', ...settings, 'gateway', 'node', 'gateway/bin/wasl.js', ...command);
}

function printed(url) {
  return `fetch('${url}').then((answer) => answer.text()).then((text) => process.stdout.write(text))`;
}

function compose(...command) {
  return run('docker', ['compose', ...files, ...command]);
}

function run(command, flags) {
  const { status, stdout, stderr } = spawnSync(command, flags, inRoot());
  if (status !== 0) throw new Error(`${command} ${flags.join(' ')} failed: ${stderr}${stdout}`);
  return stdout;
}

function inRoot() {
  return { cwd: root, encoding: 'utf8', env: { ...process.env, ...issuer }, maxBuffer: 1 << 26 };
}
