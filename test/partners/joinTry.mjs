// Types the commands of docs/joining.md for a new subgraph, and times them. `npm run join:try -- typescript python inside`
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const name = 'school-meals';
const secret = 'a master secret for the trial of joining';
const page = readFileSync(join(root, 'docs/joining.md'), 'utf8');
const [documented, documentedInside] = [...page.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => block.split('\n'));

const wanted = process.argv.slice(2);
const languages = wanted.length > 0 ? wanted : ['typescript', 'python', 'inside'];

/** What CI looks at, of what a new workspace could break. */
const checks = [
  'npx tsc --noEmit',
  'npx oxlint --deny-warnings',
  'npx prettier --check .',
  'npm run check:structure',
  'npx wasl compose --check',
  'npx wasl check schema/subgraphs',
  'npx wasl matrix --check',
  'npx wasl policy matrix --check',
  'npx vitest run --project unit test/gateway/licences.test.ts test/gateway/docs.test.ts test/subgraphs/kit/registration.test.ts test/gateway/partners test/partners/newSubgraph.test.ts',
];

for (const language of languages) await (language === 'inside' ? tryInside() : tryLanguage(language));

/** In a copy of this repository as it lies here, so that nothing stays behind. */
async function tryInside() {
  const home = mkdtempSync(join(tmpdir(), 'wasl-join-'));
  const copy = join(home, 'repository');
  const step = (what, since) =>
    process.stdout.write(`inside: ${what} ${((performance.now() - since) / 1_000).toFixed(1)} s\n`);
  try {
    copyRepository(copy);
    const began = performance.now();
    const [made, installed, checked, joined] = documentedInside;
    timed(step, 'new', () => run(made, copy));
    timed(step, 'install and build', () => run(`${installed} --no-audit --no-fund --prefer-offline`, copy));
    timed(step, 'its own tests', () => run(`npx vitest run --project unit test/subgraphs/${name}`, copy));
    timed(step, 'check', () => run(checked, copy));
    await joinAndProbe(joined, { home, folder: join(copy, 'subgraphs', name), step, at: copy });
    step('in all', began);
    timed(step, "the repository's checks, beside that", () => checks.forEach((line) => run(line, copy)));
    const changed = run('git status --porcelain', copy).trimEnd().split('\n');
    process.stdout.write(`inside: changed or new\n${changed.join('\n')}\n`);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** Its files that git knows or would take, and what is installed. */
function copyRepository(copy) {
  const files = run('git ls-files -z --cached --others --exclude-standard').split('\0');
  for (const file of files.filter((path) => path !== '' && existsSync(join(root, path)))) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
  run(`cp -a node_modules ${copy}/node_modules`);
  for (const line of ['git init -q', 'git add -A', 'git -c user.name=try -c user.email=try@localhost commit -qm try'])
    run(line, copy);
  run('npm run build', copy);
}

async function tryLanguage(language) {
  const home = mkdtempSync(join(tmpdir(), 'wasl-join-'));
  const folder = join(home, name);
  const began = performance.now();
  const step = (what, since) =>
    process.stdout.write(`${language}: ${what} ${((performance.now() - since) / 1_000).toFixed(1)} s\n`);
  try {
    // What is made lies beside the repository in the page, and in a folder of its own here.
    const typed = commandsOf(language).map((line) => line.replaceAll(/(?<=[ :])\.\.(?=[/ ]|$)/g, home));
    const [made, tested, checked, joined] = typed;
    timed(step, 'new', () => run(made));
    timed(step, 'its own tests', () => run(tested));
    timed(step, 'check', () => run(`${checked} --ownership ${register(home)}`));
    await joinAndProbe(joined, { home, folder, language, step });
    step('in all', began);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** The documented commands: begin, its tests, check, join. */
function commandsOf(language) {
  const plain = documented.map((line) => line.replace(/\s*#.*$/, '').trim());
  const [packed, inTypescript, inPython, tested, checked, joined] = plain;
  const made = language === 'python' ? inPython : `${packed} && ${inTypescript}`;
  return [made, language === 'python' ? tested.replace(/npm.*(?=\))/, 'python3 -m unittest') : tested, checked, joined];
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

/** The new ministry in a copy of the ownership, with the leave of whom it adds to. */
function register(home) {
  const national = readFileSync(join(root, 'schema/ownership.yaml'), 'utf8').trimEnd();
  const agreed = national.replace(/(Patient: \[clinical-records[^\]]*)\]/, `$1, ${name}]`);
  const entry = `  ${name}:\n    ministry: { en: The Ministry of Education, ar: وزارة التربية }\n    types: [SchoolMeals]\n    fields: [Patient.schoolMeals]\n`;
  const file = join(home, 'ownership.yaml');
  writeFileSync(file, `${agreed}\n${entry}`);
  return file;
}

/** `at` is the repository in which the commands are typed. */
async function joinAndProbe(line, { home, folder, step, at = root }) {
  const since = performance.now();
  const env = { ...process.env, WASL_GATEWAY_SECRET: secret, WASL_DATA_DIR: join(home, 'demo') };
  // The demo of twenty people on free ports; the documented command is of two thousand on 4000.
  const [, , ...words] = line.split(' ');
  const flags = [join(at, 'gateway/bin/wasl.js'), ...words, '--port', '0', '--patients', '20'];
  const child = spawn(process.execPath, flags, { cwd: at, env, stdio: ['ignore', 'pipe', 'inherit'] });
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
      run(`npx wasl probe ${subgraphs[name]} --name ${name} --sdl ${sdl}`, at, { WASL_GATEWAY_SECRET: secret }),
    );
  } finally {
    child.kill();
    await ended;
  }
}
