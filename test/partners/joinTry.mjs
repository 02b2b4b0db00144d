// Types the commands of docs/joining.md for a new subgraph, and times them. `npm run join:try -- typescript python`
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const name = 'school-meals';
const secret = 'a master secret for the trial of joining';
const page = readFileSync(join(root, 'docs/joining.md'), 'utf8');
const documented = /## Begin\n\n```sh\n(.*?)```/s.exec(page)[1].split('\n');

const wanted = process.argv.slice(2);
const languages = wanted.length > 0 ? wanted : ['typescript', 'python'];
for (const language of languages) await tryLanguage(language);

async function tryLanguage(language) {
  const home = mkdtempSync(join(tmpdir(), 'wasl-join-'));
  const folder = join(home, name);
  const began = performance.now();
  const step = (what, since) =>
    process.stdout.write(`${language}: ${what} ${((performance.now() - since) / 1_000).toFixed(1)} s\n`);
  try {
    const [made, checked, joined] = commandsOf(language).map((line) => line.replaceAll(`../${name}`, folder));
    timed(step, 'new', () => run(made + (language === 'typescript' ? ` --sdk file:${packSdk(home)}` : '')));
    timed(step, 'its own tests', () => test(language, folder));
    timed(step, 'check', () => run(`${checked} --ownership ${register(home)}`));
    await joinAndProbe(joined, { home, folder, language, step });
    step('in all', began);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** The documented commands: begin, check, join. */
function commandsOf(language) {
  const plain = documented.map((line) => line.replace(/\s*#.*$/, '').trim());
  const isOther = (line) => line.includes('--language') !== (language === 'python');
  const made = plain.find((line) => line.startsWith('npx wasl new') && !isOther(line));
  return [made, ...['npx wasl check', 'npx wasl dev'].map((start) => plain.find((line) => line.startsWith(start)))];
}

function timed(step, what, work) {
  const since = performance.now();
  work();
  step(what, since);
}

function run(line, cwd = root, env = {}) {
  const done = spawnSync('sh', ['-c', line], { cwd, encoding: 'utf8', env: { ...process.env, ...env } });
  if (done.status !== 0) throw new Error(`${line}\n${done.stdout}${done.stderr}`);
  return done.stdout;
}

function test(language, folder) {
  run(language === 'python' ? 'python3 -m unittest' : 'npm install --no-audit --no-fund && npm test', folder);
}

function packSdk(home) {
  run(`npm pack --pack-destination ${home}`, join(root, 'subgraphs/sdk'));
  const { version } = JSON.parse(readFileSync(join(root, 'subgraphs/sdk/package.json'), 'utf8'));
  return join(home, `wasl-subgraph-sdk-${version}.tgz`);
}

/** The new ministry in a copy of the ownership, with the leave of whom it adds to. */
function register(home) {
  const national = readFileSync(join(root, 'schema/ownership.yaml'), 'utf8').trimEnd();
  const agreed = national.replace(/(Patient: \[clinical-records[^\]]*)\]/, `$1, ${name}]`);
  const entry = `  ${name}:\n    ministry: { en: The Ministry of Education, ar: وزارة التربية }\n    types: [SchoolMeals]\n    fields: [Patient.schoolMeals]\n`;
  const file = join(home, 'ownership.yaml');
  writeFileSync(file, `${agreed}\n${entry}`);
  return file;
}

async function joinAndProbe(line, { home, folder, step }) {
  const since = performance.now();
  const env = { ...process.env, WASL_GATEWAY_SECRET: secret, WASL_DATA_DIR: join(home, 'demo') };
  // The demo of twenty people on free ports; the documented command is of two thousand on 4000.
  const [, , ...words] = line.split(' ');
  const flags = [join(root, 'gateway/bin/wasl.js'), ...words, '--port', '0', '--patients', '20'];
  const child = spawn(process.execPath, flags, { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((done) => child.once('exit', done));
  try {
    let said = '';
    await new Promise((ready, reject) => {
      child.stdout.on('data', (text) => (said += text).includes('Ready after') && ready());
      void ended.then(() => reject(new Error(`The demo ended before it was ready.\n${said}`)));
    });
    step('dev', since);
    const { subgraphs } = JSON.parse(readFileSync(join(home, 'demo/dev.json'), 'utf8'));
    const sdl = join(folder, 'schema.graphql');
    timed(step, 'probe', () =>
      run(`npx wasl probe ${subgraphs[name]} --name ${name} --sdl ${sdl}`, root, { WASL_GATEWAY_SECRET: secret }),
    );
  } finally {
    child.kill();
    await ended;
  }
}
