import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadProduct } from '../demo/product.mjs';
import { startDemo } from '../demo/runDemo.mjs';
import { startHelper, stop } from '../measure/processes.mjs';
import { besideBombs, outcomeOf } from './beside.mjs';
import { throwLargeAnswers } from './largeAnswers.mjs';
import { nationalBombs } from './nationalBombs.mjs';
import { heading, lineOf } from './tableOfBombs.mjs';

const loadProgram = fileURLToPath(new URL('../load/main.mjs', import.meta.url));
const query = readFileSync(new URL('../../../schema/operations/chart.graphql', import.meta.url), 'utf8');
const patients = 2_000;
const requestsPerSecond = 20;
const connections = 8;

/** Throws each kind, and answers a table of what became of it and of the others. */
export async function throwBombs({ seconds, only, say }) {
  const load = startHelper(loadProgram);
  try {
    const rows = [];
    const note = (row) => {
      rows.push(row);
      say(lineOf(row));
    };
    if (only !== 'large') await throwNational({ seconds, load, note, say });
    if (only !== 'national') await throwLargeAnswers({ seconds, load, note });
    return [heading, ...rows.map(lineOf)].join('\n');
  } finally {
    await stop(load);
  }
}

async function throwNational({ seconds, load, note, say }) {
  const { careOf, person, personas, signIn } = await loadProduct();
  const isTreated = (one) =>
    careOf(one).some(({ facilityId, endedOn }) => facilityId === personas.physician.facilityId && endedOn === null);
  const people = Array.from({ length: patients }, (_, n) => person(n)).filter(isTreated);
  const operations = people.map(({ healthId }) => ({ query, variables: { healthId } }));
  const dataDir = mkdtempSync(join(tmpdir(), 'wasl-bombs-'));
  say('Starting the demo …');
  const demo = await startDemo({ dataDir, patients, operations, signIn });
  try {
    const { issuer } = JSON.parse(readFileSync(join(dataDir, 'dev.json'), 'utf8'));
    const { accessToken } = await signIn({ issuer, persona: 'citizen' });
    const as = (token) => ({ 'content-type': 'application/json', authorization: `Bearer ${token}` });
    const post = (text, headers) => fetch(demo.url, { method: 'POST', headers, body: JSON.stringify({ query: text }) });
    const bombs = await nationalBombs(
      async (text) => (await post(text, as(accessToken))).json(),
      personas.citizen.healthId,
    );
    const bodies = await wholeCharts(demo.url, operations, as(demo.token));
    const others = { url: demo.url, bodies, headers: [as(demo.token)], connections, requestsPerSecond };
    const send = async (text) => outcomeOf(await post(text, as(accessToken)));
    const stage = { load, others, seconds, pid: demo.pid, light: '{ __typename }', send };
    for (const kind of bombs) note(await besideBombs(kind, stage));
  } finally {
    await demo.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Those that the physician may read whole: of a few, something is labelled. */
async function wholeCharts(url, operations, headers) {
  const bodies = [];
  for (const operation of operations) {
    const body = JSON.stringify(operation);
    const { errors } = await (await fetch(url, { method: 'POST', headers, body })).json();
    if (!errors) bodies.push(body);
  }
  return bodies;
}
