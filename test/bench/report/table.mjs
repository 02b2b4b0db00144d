const columns = [
  ['gateway', ({ title }) => title],
  ['CPU µs/request', ({ warm }) => whole(warm.cpuMicros)],
  ['× floor', ({ warm }, floor) => (floor ? (warm.cpuMicros / floor.warm.cpuMicros).toFixed(2) : '–')],
  ['requests/s', ({ warm }) => whole(warm.requestsPerSecond)],
  ['p50 ms', ({ warm }) => warm.p50Ms.toFixed(1)],
  ['p99 ms', ({ warm }) => warm.p99Ms.toFixed(1)],
  ['errors', ({ warm }) => `${(warm.failedShare * 100).toFixed(1)} %`],
  ['fetches', ({ warm }) => warm.fetches.toFixed(1)],
  ['memory MB', ({ warm }) => whole(warm.residentBytes / 1_000_000)],
  ['start-up ms', ({ startMs }) => whole(startMs)],
];

const coldColumns = [
  ['gateway', ({ title }) => title],
  ['CPU ms/operation', ({ cold }) => (cold.cpuMicros / 1000).toFixed(1)],
  ['p50 ms', ({ cold }) => cold.p50Ms.toFixed(1)],
  ['worst ms', ({ cold }) => cold.worstMs.toFixed(1)],
];

const steadyColumns = [
  ['gateway', ({ title }) => title],
  ['CPU µs/request', ({ steady }) => whole(steady.cpuMicros)],
  ['× floor', ({ steady }, floor) => (floor?.steady ? (steady.cpuMicros / floor.steady.cpuMicros).toFixed(2) : '–')],
  ['p50 ms', ({ steady }) => steady.p50Ms.toFixed(1)],
  ['p99 ms', ({ steady }) => steady.p99Ms.toFixed(1)],
];

/** One scenario as Markdown: a heading, its table, and others for operations seen for the first time and for a steady pace. */
export function writeScenario({ scenario, rows }) {
  const floor = rows.find(({ id }) => id === 'floor');
  const parts = [`### (${scenario.id}) ${scenario.title}`, writeTable(columns, rows, floor)];
  const cold = rows.filter((row) => row.cold !== undefined);
  if (cold.length > 0) parts.push(`Cold: ${scenario.cold.title}.`, writeTable(coldColumns, cold));
  const steady = rows.filter((row) => row.steady !== undefined);
  if (steady.length > 0)
    parts.push(`At ${scenario.steady.requestsPerSecond} requests/s:`, writeTable(steadyColumns, steady, floor));
  const failures = rows.filter(({ warm }) => warm.failedShare > 0);
  parts.push(...failures.map(({ title, warm }) => `${title} failed first with: \`${warm.firstFailure}\``));
  return `${parts.join('\n\n')}\n`;
}

function writeTable(tableColumns, rows, floor) {
  const lines = [
    tableColumns.map(([name]) => name),
    tableColumns.map((_, at) => (at === 0 ? '---' : '---:')),
    ...rows.map((row) => tableColumns.map(([, write]) => write(row, floor))),
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function whole(number) {
  return String(Math.round(number));
}
