// The product as it is started by hand, on PGlite and on Postgres.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runLoad } from '../load/runLoad.mjs';
import { createDatabases } from '../databases.mjs';
import { cpuMicros, residentBytes } from '../measure/processTree.mjs';
import { loadProduct } from './product.mjs';
import { startDemo, wasl } from './runDemo.mjs';

const patients = { pglite: 2_000, postgres: 100_000 };

const query = readFileSync(new URL('../../../schema/operations/chart.graphql', import.meta.url), 'utf8');

/**
 * Measures the demo and prints each number beside its aim.
 * @returns {Promise<[string, string][]>} what was measured, and its number
 */
export async function measureDemo({ seconds, connections, say }) {
  const { careOf, person, personas, signIn, storedSubgraphs } = await loadProduct();
  // Charts of those whom the physician's hospital treats: of others nothing would be read.
  const isTreated = (one) =>
    careOf(one).some(({ facilityId, endedOn }) => facilityId === personas.physician.facilityId && endedOn === null);
  const people = Array.from({ length: patients.pglite }, (_, n) => person(n)).filter(isTreated);
  const operations = people.map(({ healthId }) => ({ query, variables: { healthId } }));
  const rows = [];
  const tell = (what, number) => {
    rows.push([what, number]);
    process.stdout.write(`${what}: ${number}\n`);
  };
  const parts = { operations, signIn, seconds, connections, say, tell };
  await withFolder((dataDir) => measurePglite(dataDir, parts));
  const databases = await createDatabases(storedSubgraphs);
  if (databases === undefined) {
    parts.tell('Postgres', 'skipped: none answers at 127.0.0.1:5432, and WASL_BENCH_POSTGRES names no other');
    return rows;
  }
  try {
    await withFolder((dataDir) => measurePostgres(dataDir, databaseVariables(databases.urls), parts));
  } finally {
    await databases.drop();
  }
  return rows;
}

/** The settings that name each subgraph's database. */
function databaseVariables(urls) {
  const variableOf = (subgraph) => `WASL_${subgraph.replaceAll('-', '_').toUpperCase()}_DATABASE_URL`;
  return Object.fromEntries(Object.entries(urls).map(([subgraph, url]) => [variableOf(subgraph), url]));
}

async function measurePglite(dataDir, parts) {
  const start = { ...parts, dataDir, patients: patients.pglite };
  parts.say('first start, from a clean folder');
  const first = await startDemo(start);
  const firstCpuMs = cpuMicros(first.pid) / 1000;
  await first.stop();
  parts.tell('first start to the first answer', startTimes(first.firstAnswerMs, firstCpuMs, 15));
  parts.say('second start');
  const second = await startDemo(start);
  try {
    parts.tell('second start to the first answer', startTimes(second.firstAnswerMs, cpuMicros(second.pid) / 1000, 5));
    await measureCharts(second, `PGlite, ${patients.pglite} patients`, parts);
    parts.tell(
      'memory of the whole demo after that',
      `${Math.round(residentBytes(second.pid) / 1_000_000)} MB (aim 1,000 MB)`,
    );
  } finally {
    await second.stop();
  }
}

async function measurePostgres(dataDir, environment, parts) {
  parts.say(`filling Postgres with ${patients.postgres} patients`);
  const startedAt = performance.now();
  await wasl(['db', 'seed', '--patients', String(patients.postgres)], { ...environment, WASL_DATA_DIR: dataDir });
  parts.tell(`filling Postgres with ${patients.postgres} patients`, inSeconds(performance.now() - startedAt));
  const demo = await startDemo({ ...parts, dataDir, environment, patients: patients.postgres });
  try {
    await measureCharts(demo, `Postgres, ${patients.postgres} patients`, parts);
  } finally {
    await demo.stop();
  }
}

async function measureCharts(demo, where, { operations, seconds, connections, tell }) {
  const headers = [{ 'content-type': 'application/json', authorization: `Bearer ${demo.token}` }];
  const load = {
    url: demo.url,
    bodies: await wholeCharts(demo, operations, headers[0]),
    headers,
    connections,
  };
  await runLoad({ ...load, seconds: Math.max(2, seconds / 2) });
  const { requestsPerSecond, p50Ms, p99Ms, failed, answered, firstFailure } = await runLoad({ ...load, seconds });
  const times = `p50 ${p50Ms.toFixed(0)} ms, p99 ${p99Ms.toFixed(0)} ms, ${failed} of ${answered} failed`;
  tell(`charts on ${where}`, `${requestsPerSecond.toFixed(0)} requests/s, ${times}`);
  if (firstFailure) throw new Error(`A chart failed: ${firstFailure}`);
}

/** The operations, as bodies, whose charts the physician may read whole: of a few, something is labelled. */
async function wholeCharts(demo, operations, headers) {
  const bodies = [];
  for (const operation of operations) {
    const body = JSON.stringify(operation);
    const answer = await fetch(demo.url, { method: 'POST', headers, body });
    if (!(await answer.json()).errors) bodies.push(body);
  }
  if (bodies.length < operations.length / 2) throw new Error('The physician may read few charts whole.');
  return bodies;
}

async function withFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'wasl-bench-demo-'));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', removeFolder);
  try {
    await work(folder);
  } finally {
    removeFolder();
    process.off('exit', removeFolder);
  }
}

/** A start in wall time, which other work on the machine makes longer, and in CPU time, which it hardly does. */
function startTimes(wallMs, cpuMs, aimSeconds) {
  return `${inSeconds(wallMs)}, of them ${inSeconds(cpuMs)} CPU time over all cores (aim ${aimSeconds} s)`;
}

function inSeconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}
