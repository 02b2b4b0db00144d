import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { startClinicAndPharmacy } from './support/clinicAndPharmacy.ts';
import { readMetrics } from './support/readMetrics.ts';
import { composeOrThrow, runWasl, startGateway, type StartedGateway } from './support/startGateway.ts';
import { openEventStream, openRawSocket } from './support/streamClients.ts';
import { startWards } from './support/wardSubgraphs.ts';

// Each test starts three processes or more.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

let subgraphs: Awaited<ReturnType<typeof startClinicAndPharmacy>>;
let gateway: StartedGateway | undefined;

beforeAll(async () => {
  subgraphs = await startClinicAndPharmacy();
});

afterEach(async () => {
  if (gateway?.process.exitCode === null) await gateway.stop();
  gateway = undefined;
});

afterAll(() => subgraphs?.stop());

async function start(flags: string[] = []): Promise<StartedGateway> {
  gateway = await startGateway(subgraphs.all, {}, ['--workers', '2', ...flags]);
  return gateway;
}

/** Process ids of a gateway's workers. */
function workersOf({ process: { pid } }: StartedGateway): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return children === '' ? [] : children.split(' ').map(Number);
}

type Outcome = { status: number | undefined; connection: string | undefined; body: string } | { error: string };

/** One request on a connection of its own, or on one of an agent's. */
function ask(origin: string, query: string, agent: Agent | false = false): Promise<Outcome> {
  return get(`${origin}/graphql?query=${encodeURIComponent(query)}`, agent);
}

function get(url: string, agent: Agent | false = false): Promise<Outcome> {
  return new Promise((resolve) => {
    const fail = (error: Error) => resolve({ error: error.message });
    request(url, { agent }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.once('error', fail);
      response.once('end', () =>
        resolve({ status: response.statusCode, connection: response.headers.connection, body }),
      );
    })
      .once('error', fail)
      .end();
  });
}

/**
 * Gives up after a while: a connection that the primary hands to a worker in the moment of its death is answered by nobody, and
 * Node's cluster does not close it.
 */
function impatiently(outcome: Promise<Outcome>): Promise<Outcome> {
  return Promise.race([
    outcome,
    new Promise<Outcome>((resolve) => setTimeout(() => resolve({ error: 'no answer' }), 5_000).unref()),
  ]);
}

const isAnswered = (outcome: Outcome) => 'status' in outcome && outcome.status === 200;

/** Clients that ask again and again, each on a connection that it keeps, until they are told to stop. */
function startLoad(origin: string, clients = 8, waitFor = (outcome: Promise<Outcome>) => outcome) {
  const outcomes: Outcome[] = [];
  const state = { isOver: false };
  const running = Array.from({ length: clients }, async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (!state.isOver) outcomes.push(await waitFor(ask(origin, '{ visit(id: "V1") { reason cost } }', agent)));
    agent.destroy();
  });
  return {
    /** How many were answered so far. */
    answered: () => outcomes.length,
    /** Ends the load; answers what came of requests that were not answered in full. */
    async stop(): Promise<Outcome[]> {
      state.isOver = true;
      await Promise.all(running);
      const good = JSON.stringify({ data: { visit: { reason: 'fever', cost: 1000 } } });
      return outcomes.filter((outcome) => !isAnswered(outcome) || !('body' in outcome) || outcome.body !== good);
    },
  };
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}

const inFlight = (running: StartedGateway) =>
  readMetrics(running.origin).then((metrics) =>
    metrics.labels('wasl_requests_in_flight').map((labels) => metrics.value('wasl_requests_in_flight', labels)),
  );

describe('a gateway with two workers', () => {
  test('says once that it serves, and serves one port from both', async () => {
    const running = await start();
    expect(running.output()).toMatch(/^Wasl answers at http:\/\/127\.0\.0\.1:\d+\/graphql with 2 workers\n$/);
    expect(workersOf(running)).toHaveLength(2);
    const slow = Array.from({ length: 10 }, () => ask(running.origin, '{ wait(ms: 1500) }'));
    await until(async () => (await inFlight(running)).reduce((sum, count) => sum + count, 0) === 10);
    expect((await inFlight(running)).every((count) => count > 0)).toBe(true);
    for (const outcome of await Promise.all(slow)) expect(isAnswered(outcome)).toBe(true);
    expect(await running.stop()).toBe(0);
  });

  test('shows the sums of both at /metrics, whichever answers, and keeps what a worker counted that has died', async () => {
    const running = await start();
    const count = async () =>
      (await readMetrics(running.origin)).value('wasl_http_request_duration_seconds_count', { route: '/graphql' });
    for (let number = 0; number < 20; number += 1) await ask(running.origin, '{ echo(text: "x") }');
    for (let number = 0; number < 4; number += 1) expect(await count()).toBe(20);
    expect((await readMetrics(running.origin)).value('wasl_workers')).toBe(2);
    process.kill(workersOf(running)[0] ?? 0, 'SIGKILL');
    // A connection to the dead one is of no use any more.
    const figure = (name: string) =>
      Promise.race([
        readMetrics(running.origin).then(
          ({ value }) => value(name),
          () => undefined,
        ),
        new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 5_000).unref()),
      ]);
    await until(async () => (await figure('wasl_worker_deaths_total')) === 1);
    await until(async () => (await figure('wasl_workers')) === 2);
    expect(await count()).toBe(20);
    running.process.kill('SIGHUP');
    await until(() => running.output().includes('workers replaced'));
    expect(await count()).toBe(20);
  });

  test('loses what one worker had in flight when that is killed, and nothing else', async () => {
    const running = await start();
    const slow = Array.from({ length: 10 }, () => ask(running.origin, '{ wait(ms: 3000) }'));
    await until(async () => (await inFlight(running)).reduce((sum, count) => sum + count, 0) === 10);
    const shares = await inFlight(running);
    const load = startLoad(running.origin, 2, impatiently);
    await until(() => load.answered() > 20);
    const [victim = 0] = workersOf(running);
    process.kill(victim, 'SIGKILL');
    const lost = (await Promise.all(slow)).filter((outcome) => !isAnswered(outcome));
    expect(shares).toContain(lost.length);
    for (const outcome of lost) expect(outcome).toEqual({ error: 'socket hang up' });
    await until(() => workersOf(running).length === 2 && !workersOf(running).includes(victim));
    const before = load.answered();
    await until(() => load.answered() > before + 50);
    // Of each client, the request under way, and the next if its connection was handed to the victim before its death was known.
    expect((await load.stop()).length).toBeLessThanOrEqual(4);
    expect(running.output()).toContain('a worker died, another takes its place');
  });

  test('replaces its workers on SIGHUP without losing a request', async () => {
    const running = await start();
    const old = workersOf(running);
    const load = startLoad(running.origin);
    const slow = ask(running.origin, '{ wait(ms: 1000) }');
    await until(() => load.answered() > 100);
    running.process.kill('SIGHUP');
    await until(() => running.output().includes('workers replaced'));
    const before = load.answered();
    await until(() => load.answered() > before + 100);
    expect(await load.stop()).toEqual([]);
    expect(isAnswered(await slow)).toBe(true);
    const now = workersOf(running);
    expect(now).toHaveLength(2);
    expect(now.filter((pid) => old.includes(pid))).toEqual([]);
    expect(await get(`${running.origin}/health/ready`)).toMatchObject({ status: 200 });
    expect((await readMetrics(running.origin)).value('wasl_worker_deaths_total')).toBe(0);
  });

  test('keeps its workers on SIGHUP when new ones cannot start', async () => {
    const running = await start();
    const old = workersOf(running);
    writeFileSync(running.supergraphFile, 'no schema');
    running.process.kill('SIGHUP');
    await until(() => running.output().includes('workers not replaced, the old ones stay'));
    expect(running.output()).toContain('The supergraph cannot be loaded.');
    await until(() => workersOf(running).length === 2);
    expect(workersOf(running).sort()).toEqual(old.sort());
    expect(isAnswered(await ask(running.origin, '{ echo(text: "x") }'))).toBe(true);
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('loses no request on %s', async (signal) => {
    const running = await start();
    const load = startLoad(running.origin);
    const slow = ask(running.origin, '{ wait(ms: 1500) }');
    const exited = new Promise((resolve) => running.process.once('exit', resolve));
    await until(() => load.answered() > 100);
    running.process.kill(signal);
    // As a load balancer does: it sends no more once it is told that the gateway is not ready.
    await until(async () => {
      const ready = await get(`${running.origin}/health/ready`);
      return !isAnswered(ready);
    });
    expect(await load.stop()).toEqual([]);
    expect(isAnswered(await slow)).toBe(true);
    expect(await exited).toBe(0);
  });

  test('ends streams and sockets in good order when their worker is replaced', async () => {
    const wards = await startWards();
    const running = await startGateway(
      [wards.monitor, wards.registry],
      { WASL_JWKS_URL: 'http://127.0.0.1:9/', WASL_SUBGRAPH_MONITOR_SUBSCRIPTIONS: 'sse' },
      ['--workers', '2'],
    );
    gateway = running;
    const stream = await openEventStream(running.graphqlUrl, 'subscription { measured(ward: "A") { number } }');
    const socket = await openRawSocket(running.graphqlUrl);
    socket.say({ type: 'connection_init' });
    await until(() => socket.heard.length === 1);
    await until(() => wards.topic.subscribers() === 1);
    running.process.kill('SIGHUP');
    expect(await stream.next()).toEqual({ event: 'complete', data: undefined });
    expect(await socket.closed).toBe(1001);
    await until(() => running.output().includes('workers replaced'));
    const again = await openEventStream(running.graphqlUrl, 'subscription { measured(ward: "A") { number } }');
    await until(() => wards.topic.subscribers() === 1);
    again.close();
    await wards.stop();
  });

  test('serves a changed supergraph from both', async () => {
    const running = await start();
    writeFileSync(running.supergraphFile, composeOrThrow([subgraphs.clinic]));
    await until(() => running.output().split('supergraph reloaded').length === 3);
    for (let number = 0; number < 6; number += 1) {
      const outcome = await ask(running.origin, '{ visit(id: "V1") { cost } }');
      expect('body' in outcome && outcome.body).toContain('GRAPHQL_VALIDATION_FAILED');
    }
  });

  test('leaves no process behind when the primary is killed', async () => {
    const running = await start();
    const workers = workersOf(running);
    await running.stop('SIGKILL');
    await until(() => workers.every((pid) => !isAlive(pid)));
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('workers that cannot start', () => {
  test('are told of in one sentence when the supergraph is broken', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wasl-workers-'));
    const file = join(folder, 'supergraph.graphql');
    writeFileSync(file, 'type Query { x: Int }');
    const { code, output } = await runWasl(['gateway', '--supergraph', file, '--workers', '3', '--port', '0']);
    rmSync(folder, { recursive: true });
    expect(code).toBe(1);
    expect(output).toBe(
      'The supergraph cannot be loaded. it names no subgraph, so it is not a federation 2 supergraph\n',
    );
  });

  test('end the command when all have died', async () => {
    const running = await start();
    const exited = new Promise((resolve) => running.process.once('exit', resolve));
    writeFileSync(running.supergraphFile, 'no schema');
    for (const pid of workersOf(running)) process.kill(pid, 'SIGKILL');
    const answerOf = async (path: string) => {
      const answer = await impatiently(get(`${running.origin}${path}`));
      return 'status' in answer ? { status: answer.status, body: JSON.parse(answer.body) } : answer;
    };
    // The primary takes the port when the last worker is gone.
    await until(async () => 'status' in (await answerOf('/health/ready')));
    expect(await answerOf('/health/ready')).toEqual({ status: 503, body: { status: 'fail' } });
    expect(await answerOf('/health/live')).toEqual({ status: 200, body: { status: 'pass' } });
    expect(await answerOf('/graphql')).toMatchObject({
      status: 503,
      body: { errors: [{ extensions: { code: 'SHUTTING_DOWN' } }] },
    });
    expect(await exited).toBe(1);
    expect(running.output().trim().split('\n').at(-1)).toMatch(/^The supergraph cannot be loaded\. /);
  });

  test('are waited for: the gateway is live, and ready again when they are back', async () => {
    const running = await start();
    const old = workersOf(running);
    for (const pid of old) process.kill(pid, 'SIGKILL');
    // None waits for the one before it: the first may be one that nobody answers.
    const seen: (number | undefined)[] = [];
    const asking = setInterval(
      () => void get(`${running.origin}/health/ready`).then((answer) => 'status' in answer && seen.push(answer.status)),
      100,
    );
    await until(() => seen.includes(503));
    await until(() => seen.at(-1) === 200);
    clearInterval(asking);
    await until(() => workersOf(running).length === 2);
    expect(isAnswered(await ask(running.origin, '{ echo(text: "x") }'))).toBe(true);
    expect(await running.stop()).toBe(0);
  });

  test('are not started at all when the port is in use', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const { code, output } = await runWasl(['gateway', '--supergraph', 'x', '--workers', '2', '--port', String(port)]);
    await new Promise((resolve) => other.close(resolve));
    expect(code).toBe(1);
    expect(output).toBe(`Port ${port} is in use: stop what listens there, or choose another with --port.\n`);
  });

  test.each([
    ['WASL_WORKERS', { WASL_WORKERS: 'many' }, []],
    ['--workers', {}, ['--workers', '0']],
  ] as const)('are refused when %s is no number of workers', async (name, environment, more) => {
    const { code, output } = await runWasl(['gateway', '--supergraph', 'x', ...more], environment);
    expect(code).toBe(1);
    expect(output).toContain(name);
    expect(output).toContain('must be auto or a whole number from 1 to 256.');
  });
});
