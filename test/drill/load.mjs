// A steady load of charts and of visits that are recorded, and what became of each.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent } from 'undici';

const operation = (name) => readFileSync(new URL(`../../schema/operations/${name}.graphql`, import.meta.url), 'utf8');
// The chart, less the one field that a physician may not see.
const chart = operation('chart').replace(/person \{[^}]*\}/, '');
const record = operation('recordEncounter');
const patienceMs = 30_000;

/**
 * A client of the balancer: reads say so, writes do not.
 * @param {{ url: string, token: string }} options
 */
export function createClient({ url, token }) {
  const agent = new Agent({ connections: 64, pipelining: 1 });
  const send = async (query, variables, headers) => {
    const begin = performance.now();
    const outcome = await fetch(url, {
      method: 'POST',
      dispatcher: agent,
      signal: AbortSignal.timeout(patienceMs),
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
      body: JSON.stringify({ query, variables }),
    })
      .then(readOutcome)
      .catch((error) => ({ kind: 'lost', why: String(error.cause?.code ?? error.name) }));
    const end = performance.now();
    return { ...outcome, begin, end, ms: end - begin };
  };
  return {
    /** Reads a chart: `whole`, `partial` where a part of it is missing, `lost` without an answer of the graph. */
    read: (healthId) => send(chart, { healthId }, { 'x-operation-kind': 'query' }),
    write: ({ healthId, key }) => send(record, { input: { ...visit, healthId, idempotencyKey: key } }, {}),
    close: () => agent.close(),
  };
}

const visit = {
  code: 'AMB',
  displayAr: 'زيارة للتجربة',
  displayEn: 'A visit of the drill',
  effectiveAt: '2026-01-01T08:00:00Z',
};

async function readOutcome(response) {
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  if (!type.includes('json')) return { kind: 'lost', why: `HTTP ${response.status}` };
  const { data, errors = [] } = JSON.parse(text);
  if (data === undefined || data === null) return { kind: 'lost', why: codesOf(errors) || `HTTP ${response.status}` };
  return errors.length === 0 ? { kind: 'whole' } : { kind: 'partial', why: codesOf(errors) };
}

function codesOf(errors) {
  return [...new Set(errors.map(({ extensions }) => extensions?.code ?? 'no code'))].join(' ');
}

/**
 * Sends reads and writes at even intervals until it is stopped.
 * @param {{ client: object, healthIds: string[], readsPerSecond: number, writesPerSecond: number }} options
 */
export function startLoad({ client, healthIds, readsPerSecond, writesPerSecond }) {
  const reads = [];
  const writes = [];
  const next = cycle(healthIds);
  const stopReads = everySecond(readsPerSecond, () => reads.push(client.read(next())));
  const stopWrites = everySecond(writesPerSecond, () => {
    const write = { healthId: next(), key: randomUUID() };
    writes.push(client.write(write).then((outcome) => ({ ...outcome, ...write })));
  });
  return {
    async stop() {
      stopReads();
      stopWrites();
      return { reads: await Promise.all(reads), writes: await Promise.all(writes) };
    },
  };
}

/** Also where a timer comes late, there are as many as there should be. */
function everySecond(count, work) {
  const startedAt = performance.now();
  let done = 0;
  const timer = setInterval(() => {
    const due = ((performance.now() - startedAt) * count) / 1_000;
    for (; done < due; done += 1) work();
  }, 10);
  return () => clearInterval(timer);
}

function cycle(items) {
  let at = 0;
  return () => items[at++ % items.length];
}
