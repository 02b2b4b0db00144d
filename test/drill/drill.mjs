// `npm run drill`: three gateways behind nginx over real Postgres, Redis and NATS, all the drill's own, under load; one thing after the
// other fails. Prints what became of each request, and fails where one was lost that something else could have answered, or a
// write is there twice. `--write` puts the table into docs/drill.md.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadProduct } from '../bench/demo/product.mjs';
import { startBalancer } from './balancer.mjs';
import { eventsOf } from './events.mjs';
import { choosePorts, prepareDatabases, startGraph } from './graph.mjs';
import { startIssuer } from './issuer.mjs';
import { createClient, startLoad } from './load.mjs';
import { pause } from './processes.mjs';
import { rowOf, tableOf } from './report.mjs';
import { startStores } from './stores.mjs';

const patients = 600;
const load = { readsPerSecond: 5, writesPerSecond: 1 };
const warmUpMs = 10_000;
/** For how long the load goes on before an event, and at least after it. */
const beforeMs = 1_000;
const afterMs = 7_000;
const page = new URL('../../docs/drill.md', import.meta.url);

const missing = ['nginx', 'redis-server', 'nats-server', 'initdb'].filter((name) => !isThere(name));
if (missing.length > 0) {
  process.stdout.write(`The drill is skipped: this machine has no ${missing.join(', ')}.\n`);
  process.exit(0);
}
const folder = mkdtempSync(join(tmpdir(), 'wasl-drill-'));
const stops = [() => rmSync(folder, { recursive: true, force: true })];
try {
  chmodSync(folder, 0o755);
  await drill();
} finally {
  for (const stop of stops.toReversed()) await stop();
}

async function drill() {
  const stage = await setStage();
  const client = createClient(stage);
  stops.push(() => client.close());
  const healthIds = await wholeCharts(client, stage.healthIds);
  say('Warming up …');
  const { writes } = await during({ happen: () => pause(warmUpMs) }, { client, healthIds });
  const rows = [];
  for (const event of eventsOf(stage)) {
    const drilled = await during(event, { client, healthIds });
    writes.push(...drilled.writes);
    rows.push(rowOf(drilled));
    say(`${tableOf(rows.slice(-1)).split('\n').at(-1)}`);
  }
  const kept = await countWrites(stage, client, writes);
  const table = `${tableOf(rows)}\n\n${kept.sentence}`;
  say(`\n${table}`);
  if (process.argv.includes('--write')) writePage(table);
  const lost = rows.filter((row) => row.isSpared && row.lost + row.partial > 0).map(({ name }) => name);
  if (lost.length > 0) say(`Reads were lost that something else could have answered: ${lost.join(', ')}.`);
  if (lost.length > 0 || !kept.isExact) process.exitCode = 1;
}

async function setStage() {
  const { careOf, person, personas, scopesOf, storedSubgraphs } = await loadProduct();
  say('Starting Postgres, Redis and NATS …');
  const stores = await startStores(folder);
  stops.push(stores.stop);
  say(`Migrating, and storing ${patients} people …`);
  await prepareDatabases({ stores, names: storedSubgraphs, patients });
  const issuer = await startIssuer(scopesOf);
  stops.push(issuer.stop);
  const ports = await choosePorts(storedSubgraphs);
  const balancer = await startBalancer({
    folder,
    port: ports.balancer,
    gateways: ports.gateways,
    subgraphs: ports.subgraphs,
  });
  stops.push(balancer.stop);
  say('Starting subgraphs and gateways …');
  const graph = await startGraph({ folder, stores, ports, issuer });
  stops.push(graph.stop);
  const { physician } = personas;
  // Of others the physician would read nothing.
  const isTreated = (one) =>
    careOf(one).some(({ facilityId, endedOn }) => facilityId === physician.facilityId && endedOn === null);
  const people = Array.from({ length: patients }, (_, at) => person(at)).filter(isTreated);
  const healthIds = people.map(({ healthId }) => healthId);
  const token = await issuer.tokenOf(physician);
  const gateways = graph.gateways.map((gateway, at) => {
    const direct = createClient({ url: `http://127.0.0.1:${ports.gateways[at]}/graphql`, token });
    return { ...gateway, firstAnswer: () => direct.read(healthIds[0]) };
  });
  return { ...graph, gateways, stores, url: balancer.url, token, healthIds };
}

/** Those whose charts the physician may read whole: of a few, something is labelled. */
async function wholeCharts(client, healthIds) {
  const whole = [];
  const seen = new Set();
  for (const healthId of healthIds) {
    const { kind, why } = await client.read(healthId);
    if (kind === 'whole') whole.push(healthId);
    else seen.add(why);
  }
  say(`${whole.length} of ${healthIds.length} charts can be read whole. ${[...seen].join('; ')}`);
  if (whole.length < healthIds.length / 2) throw new Error('Few charts can be read whole.');
  return whole;
}

async function during({ name, isSpared, happen }, { client, healthIds }) {
  const running = startLoad({ client, healthIds, ...load });
  await pause(beforeMs);
  const beganAt = performance.now();
  await happen();
  const endedAt = performance.now();
  await pause(afterMs);
  return { name, isSpared, ...(await running.stop()), beganAt, endedAt };
}

/** Whether each write is there once, after those that were not answered were sent again, as a portal would. */
async function countWrites({ stores }, client, writes) {
  const unanswered = writes.filter(({ kind }) => kind !== 'whole');
  for (const write of unanswered) {
    const { kind, why } = await client.write(write);
    if (kind !== 'whole') say(`A write is refused again: ${why}`);
  }
  const [{ count }] = await stores.postgres.query(
    'clinical_records',
    `SELECT count(*)::int AS count FROM clinical_record WHERE display_en = 'A visit of the drill'`,
  );
  const sentence =
    `Of ${writes.length} writes ${unanswered.length} were not answered and were sent once more under the same key; ` +
    `after that the database holds ${count}.`;
  return { sentence, isExact: count === writes.length };
}

function writePage(table) {
  const today = new Date().toISOString().slice(0, 10);
  const machine = `${availableParallelism()} cores (${cpus()[0]?.model.trim()}), Node ${process.version}`;
  const measured = `Run on ${today} on ${machine}.\n\n${table}\n`;
  const text = readFileSync(page, 'utf8');
  writeFileSync(
    page,
    text.replace(/(<!-- drill -->\n)[\s\S]*?(<!-- end -->)/, (_, begin, end) => `${begin}${measured}${end}`),
  );
}

function isThere(command) {
  return spawnSync('sh', ['-c', `command -v ${command} || ls /usr/lib/postgresql/*/bin/${command}`]).status === 0;
}

function say(line) {
  process.stdout.write(`${line}\n`);
}
