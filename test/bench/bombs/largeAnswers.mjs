import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { gateways } from '../gateways/index.mjs';
import { startGateway } from '../measure/runningGateway.mjs';
import { composeSupergraph } from '../measure/subgraphs.mjs';
import { besideBombs, outcomeOf } from './beside.mjs';

const program = new URL('./answerOne.mjs', import.meta.url);
const sources = {
  lines: { sdl: 'type Query { lines: [Line!] } type Line { text: String }' },
  one: { sdl: 'type Query { one: Int }' },
};
const lineCount = 250_000;
const together = 150;
const others = { connections: 8, requestsPerSecond: 20 };

/** 150 of such answers at once, again and again, beside others who ask for a number. */
export async function throwLargeAnswers({ seconds, load, note }) {
  const subgraphs = await startSubgraphs();
  const folder = mkdtempSync(join(tmpdir(), 'wasl-large-'));
  const supergraph = join(folder, 'supergraph.graphql');
  writeFileSync(supergraph, composeSupergraph(sources, subgraphs.urls));
  const wasl = gateways.find(({ id }) => id === 'wasl-open');
  const argumentsOf = ({ port }) => wasl.argumentsOf({ port, openSupergraph: supergraph });
  const running = await startGateway({ ...wasl, argumentsOf }, { subgraphs: {} });
  const headers = { 'content-type': 'application/json' };
  const body = (query) => JSON.stringify({ query });
  const send = async (query) => sizeOrCode(await fetch(running.url, { method: 'POST', headers, body: body(query) }));
  try {
    const flood = ['{ lines { text } }'];
    const all = Array.from({ length: together }, () => flood[0]);
    const bombs = { name: `${together} answers of 30 MB at once`, together, once: all, flood };
    const stage = {
      load,
      light: '{ one }',
      others: { ...others, url: running.url, bodies: [body('{ one }')], headers: [headers] },
    };
    note(await besideBombs(bombs, { ...stage, seconds, pid: running.pid, send }));
  } finally {
    await running.stop();
    await subgraphs.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What is large is not parsed here: that would take this process longer than the gateway. */
async function sizeOrCode(response) {
  const bytes = Buffer.from(await response.arrayBuffer());
  return bytes.length > 1_000_000 ? 'answered' : outcomeOf(new Response(bytes));
}

/** Each with a thread of its own: writing 30 MB takes its subgraph longer than the gateway takes to refuse them. */
async function startSubgraphs() {
  const workers = ['lines', 'one'].map((field) => new Worker(program, { workerData: { field, lineCount } }));
  const [lines, one] = await Promise.all(workers.map(async (worker) => (await once(worker, 'message'))[0]));
  return { urls: { lines, one }, stop: () => Promise.all(workers.map((worker) => worker.terminate())) };
}
