// The chart over a line of 64 kbit/s that loses 5 % of packets: bytes and seconds, with and without published operations and Brotli.
// Run as root on Linux, after `npm run build`, with iproute2 (and nftables, where the kernel has no netem):
//   node test/bench/thinLine.mjs [rounds] [--write]
// `--write` puts the figures into docs/portals.md.
// It makes two network namespaces and removes them: the demo runs in one, the portal in the other. Nothing else of the machine is touched.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';

const root = fileURLToPath(new URL('../..', import.meta.url));
const wasl = join(root, 'gateway/bin/wasl.js');
const chart = readFileSync(join(root, 'schema/operations/chart.graphql'), 'utf8');
const chartId = createHash('sha256').update(chart).digest('hex');
const [server, client] = [`wasl-s${process.pid}`, `wasl-c${process.pid}`];
const [serverAddress, clientAddress] = ['10.77.0.1', '10.77.0.2'];
const [gatewayPort, linePort] = [4000, 4443];
const [rate, lossPercent] = ['64kbit', 5];

const cases = [
  { name: 'text', isNamed: false, coding: 'identity' },
  { name: 'text, Brotli', isNamed: false, coding: 'br' },
  { name: 'published', isNamed: true, coding: 'identity' },
  { name: 'published, Brotli', isNamed: true, coding: 'br' },
];

const page = join(root, 'docs/portals.md');
const [firstMark, lastMark] = ['<!-- thin line: measured -->\n', '<!-- thin line: end -->'];

const isWriting = process.argv.includes('--write');
const [role, ...rest] = process.argv.slice(2).filter((word) => word !== '--write');
if (role === 'line') passOn();
else if (role === 'portal') await askAll(JSON.parse(readFileSync(rest[0], 'utf8')));
else await measure(Number(role ?? 10));

async function measure(rounds) {
  const folder = mkdtempSync(join(tmpdir(), 'wasl-thin-'));
  const children = [];
  try {
    openLine();
    const how = shape();
    const environment = { ...process.env, WASL_DATA_DIR: folder, WASL_OPERATIONS_DIR: join(folder, 'published') };
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ [chartId]: chart }));
    run(process.execPath, [wasl, 'operations', 'publish', join(folder, 'manifest.json')], environment);
    const demo = inside(
      server,
      [process.execPath, wasl, 'dev', '--port', String(gatewayPort), '--patients', '60'],
      environment,
    );
    const line = inside(server, [process.execPath, fileURLToPath(import.meta.url), 'line'], environment);
    children.push(demo, line);
    await Promise.all([printed(demo, 'Ready after'), printed(line, 'listens')]);
    const token = run(
      'ip',
      ['netns', 'exec', server, process.execPath, wasl, 'token', '--as', 'citizen'],
      environment,
    ).trim();
    const task = join(folder, 'task.json');
    writeFileSync(task, JSON.stringify({ token, rounds, variables: { healthId: healthIdIn(token) } }));
    const portal = inside(client, [process.execPath, fileURLToPath(import.meta.url), 'portal', task], environment);
    children.push(portal);
    const found = JSON.parse(await printed(portal, '\n'));
    const day = new Date().toISOString().slice(0, 10);
    const measured = `${day}, ${rate}, ${lossPercent} % loss by ${how}, ${rounds} rounds, a connection each\n\n${table(found)}`;
    process.stdout.write(measured);
    if (isWriting) writeToPage(measured);
  } finally {
    for (const child of children) child.kill('SIGTERM');
    await Promise.all(children.map((child) => child.exitCode ?? new Promise((done) => child.once('exit', done))));
    for (const name of [server, client]) spawnSync('ip', ['netns', 'del', name]);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Two namespaces with a cable between them. */
function openLine() {
  for (const name of [server, client]) run('ip', ['netns', 'add', name]);
  run('ip', ['link', 'add', 'line', 'netns', server, 'type', 'veth', 'peer', 'name', 'line', 'netns', client]);
  for (const [name, address] of [
    [server, serverAddress],
    [client, clientAddress],
  ]) {
    run('ip', ['-n', name, 'addr', 'add', `${address}/24`, 'dev', 'line']);
    for (const device of ['line', 'lo']) run('ip', ['-n', name, 'link', 'set', device, 'up']);
  }
}

/** Makes the line thin in both directions: by netem or, in a kernel without it, by a token bucket, with packets dropped as they arrive. */
function shape() {
  const netem = ['qdisc', 'add', 'dev', 'line', 'root', 'netem', 'rate', rate, 'loss', `${lossPercent}%`];
  if (spawnSync('tc', ['-n', server, ...netem]).status === 0) {
    run('tc', ['-n', client, ...netem]);
    return 'tc netem';
  }
  for (const name of [server, client]) {
    run('tc', [
      '-n',
      name,
      'qdisc',
      'add',
      'dev',
      'line',
      'root',
      'tbf',
      'rate',
      rate,
      'burst',
      '1600',
      'latency',
      '4s',
    ]);
    const rules = `table inet thin {
      chain arriving {
        type filter hook input priority 0;
        iifname "line" numgen random mod 100 < ${lossPercent} drop;
      }
    }
`;
    run('ip', ['netns', 'exec', name, 'nft', '-f', '-'], process.env, rules);
  }
  return 'tc tbf and nftables (this kernel has no netem)';
}

/** The demo listens to its own machine alone; this hands it what comes over the line. */
function passOn() {
  createServer((socket) => {
    const to = connect(gatewayPort, '127.0.0.1');
    for (const end of [socket, to]) end.setNoDelay(true).on('error', () => undefined);
    socket.pipe(to).pipe(socket);
  }).listen(linePort, serverAddress, () => process.stdout.write('listens\n'));
}

/** Asks in turn, so that a bad minute is no one case's; prints samples as JSON. */
async function askAll({ token, rounds, variables }) {
  const samples = cases.map(() => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, each] of cases.entries()) {
      const sample = await ask(each, token, variables);
      if (round > 0) samples[index].push(sample); // the first round warms the gateway up
    }
  }
  process.stdout.write(`${JSON.stringify(samples)}\n`);
}

async function ask({ isNamed, coding }, token, variables) {
  const extensions = { persistedQuery: { version: 1, sha256Hash: chartId } };
  const body = JSON.stringify(isNamed ? { variables, extensions } : { query: chart, variables });
  const before = lineBytes();
  const startedAt = performance.now();
  const { status, received } = await post(body, token, coding);
  const seconds = (performance.now() - startedAt) / 1_000;
  const text = coding === 'br' ? brotliDecompressSync(received).toString() : received.toString();
  const { data, errors } = JSON.parse(text);
  if (status !== 200 || errors || !data?.patient)
    throw new Error(`The chart was not answered: ${status} ${text.slice(0, 200)}`);
  const after = lineBytes();
  return {
    seconds,
    up: after.up - before.up,
    down: after.down - before.down,
    sent: body.length,
    received: received.length,
  };
}

function post(body, token, coding) {
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'accept-encoding': coding,
  };
  return new Promise((resolve, reject) => {
    const options = { host: serverAddress, port: linePort, path: '/graphql', method: 'POST', headers, agent: false };
    const sent = request(options, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode, received: Buffer.concat(chunks) }));
    });
    sent.on('error', reject).end(body);
  });
}

/** All that has gone over the line, with every header and every packet that was sent again. */
function lineBytes() {
  const count = (name) => Number(readFileSync(`/sys/class/net/line/statistics/${name}_bytes`, 'utf8'));
  return { up: count('tx'), down: count('rx') };
}

function table(found) {
  const rows = cases.map(({ name }, index) => {
    const column = (key) => found[index].map((sample) => sample[key]).toSorted((a, b) => a - b);
    const middle = (key) => column(key)[Math.floor(column(key).length / 2)];
    const whole = (key) => Math.round(middle(key)).toLocaleString('en');
    const longest = column('seconds').at(-1);
    return `| ${name} | ${whole('sent')} | ${whole('received')} | ${whole('up')} | ${whole('down')} | ${middle('seconds').toFixed(2)} | ${longest.toFixed(2)} |`;
  });
  const head = [
    '| how it is asked | body sent | body received | line up | line down | seconds, median | longest |',
    '|---|---|---|---|---|---|---|',
  ];
  return `${[...head, ...rows].join('\n')}\n`;
}

/** Replaces what stands between the page's two marks. */
function writeToPage(measured) {
  const text = readFileSync(page, 'utf8');
  const [from, to] = [text.indexOf(firstMark) + firstMark.length, text.indexOf(lastMark)];
  if (!text.includes(firstMark) || to < from) throw new Error(`${page} has no place for the figures.`);
  writeFileSync(page, `${text.slice(0, from)}\n${measured}\n${text.slice(to)}`);
}

/** The citizen's own health ID, which the token tells. */
function healthIdIn(token) {
  const { health_id: healthId } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  return healthId;
}

function inside(name, command, environment) {
  return spawn('ip', ['netns', 'exec', name, ...command], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
}

/** What a child has printed, once that holds a text. */
function printed(child, text) {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
      if (said.includes(text)) resolve(said);
    });
    child.once('exit', (code) => reject(new Error(`A process ended with ${code}: ${said}`)));
  });
}

function run(program, parameters, env = process.env, input = '') {
  const { status, stdout, stderr, error } = spawnSync(program, parameters, { env, input, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${parameters.slice(0, 4).join(' ')}: ${error?.message ?? stderr}`);
  return stdout;
}
