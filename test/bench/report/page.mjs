import { availableParallelism, cpus } from 'node:os';
import { warming } from '../measure/measureGateway.mjs';
import { rounds } from '../measure/measureScenario.mjs';
import { isPinned } from '../measure/processes.mjs';
import { writeScenario } from './table.mjs';

/** The page docs/performance.md: how it was measured, then a table for each scenario. */
export function writePage({ results, demo }, { seconds, connections }) {
  const where = isPinned
    ? 'Load generator and\n  subgraphs share one core, the gateway has another.'
    : 'This machine could not give\n  the gateway a core of its own.';
  return `# Performance

Written by \`npm run bench\`; do not edit. Measured on ${availableParallelism()} cores (${cpus()[0].model.trim()}), Node ${process.version}.

![CPU time per request](performance.svg)

## How to read it

- **CPU µs/request** is user and system time of the gateway's process and its children, over the requests that it answered. It is
  what a gateway costs, whatever the load generator's core is doing. The gateways take turns in ${rounds} rounds
  that last until a gateway has used ${(seconds / rounds).toFixed(1)} seconds of CPU time, after a warm-up
  that goes on until its requests have become no cheaper for ${warming.settled} windows of ${warming.windowSeconds} such seconds (${warming.most * warming.windowSeconds} at most);
  the round in the middle counts.
- **× floor** is that time over the same of a bare HTTP server that makes the fetches of Apollo's plan and merges their JSON without
  GraphQL.
- **requests/s, p50, p99** come from ${connections} connections that each send the next request when the last one is answered. ${where}
  A gateway that costs less than they do waits for them, so its requests/s are a lower bound.
- **fetches** are requests to subgraphs per request; **memory** is resident memory of the process tree after the load;
  **start-up** is the time from starting the process to its first answer.
- Everything in Node, the floor too, runs with \`--max-semi-space-size=32\`, as \`docs/operating.md\` starts the gateway.
- Every gateway runs in production mode without telemetry, logs, caching of answers or sharing of fetches among requests that
  happen to be the same. The row \`--share-in-flight\` is the exception: every request of (c) is the same, and Hive Gateway
  shares the fetches of such unless it is told not to, as it and Grafbase are here. Before a gateway is measured, its answers are
  compared with those of the others; one that differs ends the bench.
- Grafbase is one binary in Rust, without telemetry: what a gateway outside Node costs for the same answers.

## Results

${results.map(writeScenario).join('\n')}${ratios(results)}
## The demo

The product as \`npm start\` runs it: four subgraphs, their databases, the issuer and the gateway, asked for charts by a physician.

| | |
| --- | --- |
${demo.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}
`;
}

/** What the ratios that Wasl is held to were in this run. */
function ratios(results) {
  const warm = (scenario, gateway) =>
    results.find((result) => result.scenario.id === scenario)?.rows.find(({ id }) => id === gateway)?.warm;
  const cpu = (scenario, gateway) => warm(scenario, gateway)?.cpuMicros;
  const p99 = (scenario, gateway) => warm(scenario, gateway)?.p99Ms;
  const steady = (scenario, gateway) =>
    results.find((result) => result.scenario.id === scenario)?.rows.find(({ id }) => id === gateway)?.steady;
  const memory = (scenario, gateway) => warm(scenario, gateway)?.residentBytes;
  const ratio = (above, below) => (above && below ? (above / below).toFixed(2) : '–');
  const rows = [
    ['(a) Wasl over the floor', ratio(cpu('a', 'wasl'), cpu('a', 'floor')), 'at most 1.10'],
    ['(a) Apollo over Wasl', ratio(cpu('a', 'apollo'), cpu('a', 'wasl')), 'at least 12'],
    ['(a) Hive with the router runtime over Wasl', ratio(cpu('a', 'hive-rust'), cpu('a', 'wasl')), 'at least 8'],
    ['(a) Wasl over Grafbase', ratio(cpu('a', 'wasl'), cpu('a', 'grafbase')), 'at most 1'],
    ['(c) Apollo over Wasl', ratio(cpu('c', 'apollo'), cpu('c', 'wasl')), ''],
    ['(c) Apollo over Wasl with --share-in-flight', ratio(cpu('c', 'apollo'), cpu('c', 'wasl-shared')), 'at least 17'],
    ['(d) over (d25): Wasl, four times the patients', ratio(cpu('d', 'wasl'), cpu('d25', 'wasl')), 'at most 4'],
    ['(e) over (b): Wasl, 100 subgraphs over four', ratio(cpu('e', 'wasl'), cpu('b', 'wasl')), 'about 1'],
    ['(a) memory: Wasl over Apollo', ratio(memory('a', 'wasl'), memory('a', 'apollo')), 'at most 1'],
    ['(a) memory: Wasl over Grafbase', ratio(memory('a', 'wasl'), memory('a', 'grafbase')), ''],
    ['(a) p99: Wasl over Grafbase', ratio(p99('a', 'wasl'), p99('a', 'grafbase')), ''],
    ['(f) Wasl, rules on over rules off', ratio(cpu('f', 'wasl'), cpu('f', 'wasl-open')), 'at most 1.10'],
  ];
  const addedMs = (steady('g', 'wasl')?.p99Ms ?? NaN) - (steady('g', 'wasl-unaudited')?.p99Ms ?? NaN);
  rows.push(
    ['(g) Wasl over the floor, everything on', ratio(cpu('g', 'wasl'), cpu('g', 'floor')), 'at most 1.60'],
    [
      '(g) the same at a steady pace',
      ratio(steady('g', 'wasl')?.cpuMicros, steady('g', 'floor')?.cpuMicros),
      'at most 1.60',
    ],
    ['(g) p99 that the audit adds at a steady pace, ms', Number.isNaN(addedMs) ? '–' : addedMs.toFixed(1), ''],
  );
  const lines = rows.map((cells) => `| ${cells.join(' | ')} |`);
  return `
## Ratios

| CPU per request, unless it says otherwise | measured | aim |
| --- | ---: | --- |
${lines.join('\n')}
`;
}
