// A subgraph that means well: thirty megabytes of lines, as they were asked for.
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gateways } from '../gateways/index.mjs';
import { startGateway } from '../measure/runningGateway.mjs';
import { composeSupergraph } from '../measure/subgraphs.mjs';
import { besideBombs, outcomeOf } from './beside.mjs';

const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
  type Query { lines: [Line!] one: Int } type Line { text: String }`;
const lineCount = 250_000;
const together = 150;
const others = { connections: 8, requestsPerSecond: 20 };

/** 150 of such answers at once, again and again, beside others who ask for a number. */
export async function throwLargeAnswers({ seconds, load, note }) {
  const subgraph = await startLines();
  const folder = mkdtempSync(join(tmpdir(), 'wasl-large-'));
  const supergraph = join(folder, 'supergraph.graphql');
  writeFileSync(supergraph, composeSupergraph({ lines: { sdl } }, { lines: subgraph.url }));
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
    subgraph.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What is large is not parsed here: that would take this process longer than the gateway. */
async function sizeOrCode(response) {
  const bytes = Buffer.from(await response.arrayBuffer());
  return bytes.length > 1_000_000 ? 'answered' : outcomeOf(new Response(bytes));
}

async function startLines() {
  const line = JSON.stringify({ text: 'x'.repeat(108) });
  const lines = Buffer.from(`{"data":{"lines":[${Array.from({ length: lineCount }, () => line).join()}]}}`);
  const one = Buffer.from('{"data":{"one":1}}');
  const server = createServer((request, response) => {
    let asked = '';
    request.on('data', (chunk) => (asked += chunk));
    request.on('end', () => {
      const body = asked.includes('lines') ? lines : one;
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = () => server.close().closeAllConnections();
  return { url: `http://127.0.0.1:${server.address().port}/graphql`, stop };
}
