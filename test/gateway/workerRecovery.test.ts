import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import type { Worker } from 'node:cluster';
import { createWorkerWatch } from '@wasl/gateway/workers/workerWatch';
import { shareDescriptors } from '@wasl/gateway/cli/fileDescriptors';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { startTokenIssuer } from '../support/startTokenIssuer.ts';
import { startClinicAndPharmacy } from './support/clinicAndPharmacy.ts';
import { startGateway, type StartedGateway } from './support/startGateway.ts';

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

async function start(environment: Record<string, string> = {}, mostFiles?: number): Promise<StartedGateway> {
  gateway = await startGateway(subgraphs.all, environment, ['--workers', '2'], { mostFiles });
  return gateway;
}

/** Process ids of a gateway's workers. */
function workersOf({ process: { pid } }: StartedGateway): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return children === '' ? [] : children.split(' ').map(Number);
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}

const query = `?query=${encodeURIComponent('{ echo(text: "x") }')}`;

/** The status of one request on a connection of its own or on an agent's; undefined where there is none within ten seconds. */
function statusOf(origin: string, agent: Agent | false = false): Promise<number | undefined> {
  return new Promise((resolve) => {
    const sent = request(`${origin}/graphql${query}`, { agent, timeout: 10_000 }, (response) =>
      response.resume().once('close', () => resolve(response.statusCode)),
    );
    sent.on('timeout', () => sent.destroy());
    sent.on('error', () => resolve(undefined)).end();
  });
}

describe('a worker', () => {
  test('that is frozen is replaced', async () => {
    const running = await start();
    const [frozen = 0] = workersOf(running);
    process.kill(frozen, 'SIGSTOP');
    await until(() => running.output().includes('a worker does not answer any more and is killed'));
    await until(() => workersOf(running).length === 2 && !workersOf(running).includes(frozen));
    await until(async () => (await statusOf(running.origin)) === 200);
    expect(await running.stop()).toBe(0);
  });

  test('is asked again and again, and given up after as many questions without an answer', () => {
    vi.useFakeTimers();
    const stuck: unknown[] = [];
    const watch = createWorkerWatch({ everyMs: 10, patience: 3, onStuck: (worker) => stuck.push(worker) });
    const create = (answers: () => boolean) => {
      const worker = new EventEmitter() as unknown as Worker;
      const send = () => void (answers() && worker.emit('message', { kind: 'pong' }));
      return Object.assign(worker, { isConnected: () => true, send }) as Worker;
    };
    let isWell = true;
    const [well, ill, gone] = [create(() => true), create(() => isWell), create(() => false)];
    for (const worker of [well, ill, gone]) watch.follow(worker);
    gone.emit('exit');
    vi.advanceTimersByTime(1_000);
    expect(stuck).toEqual([]);
    isWell = false;
    vi.advanceTimersByTime(30);
    expect(stuck).toEqual([]);
    vi.advanceTimersByTime(1_000);
    expect(stuck).toEqual([ill]);
    watch.stop();
    vi.useRealTimers();
  });

  test('that freezes before it has ever answered is given up too, after a longer time', () => {
    vi.useFakeTimers();
    const stuck: unknown[] = [];
    const watch = createWorkerWatch({
      everyMs: 10,
      patience: 3,
      startPatience: 20,
      onStuck: (worker) => stuck.push(worker),
    });
    const frozen = Object.assign(new EventEmitter(), { isConnected: () => true, send: () => undefined });
    watch.follow(frozen as unknown as Worker);
    vi.advanceTimersByTime(200);
    expect(stuck).toEqual([]);
    vi.advanceTimersByTime(10);
    expect(stuck).toEqual([frozen]);
    watch.stop();
    vi.useRealTimers();
  });
});

describe('file descriptors', () => {
  test('are divided between clients and subgraphs', () => {
    expect(shareDescriptors(1_064)).toEqual({ clients: 500, subgraphs: 500 });
    expect(shareDescriptors(10)).toEqual({ clients: 8, subgraphs: 8 });
  });

  test('that are too few for all clients cost answers, and nothing once there are fewer', async () => {
    const running = await start({}, 128);
    const state = { isOver: false };
    const statuses = new Set<number | undefined>();
    const clients = Array.from({ length: 288 }, async () => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      while (!state.isOver) statuses.add(await statusOf(running.origin, agent));
      agent.destroy();
    });
    await until(() => statuses.has(503) && statuses.has(200));
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    state.isOver = true;
    await Promise.all(clients);
    for (let number = 0; number < 10; number += 1) expect(await statusOf(running.origin)).toBe(200);
    expect(await running.stop()).toBe(0);
  });
});

describe('workers that are replaced while the issuer of tokens is out of reach', () => {
  test('serve with the keys that the others had fetched', async () => {
    const issuer = await startTokenIssuer();
    const running = await start({ WASL_JWKS_URL: issuer.jwksUrl.href });
    const authorization = `Bearer ${await issuer.sign()}`;
    const ask = () => running.ask({ query: '{ echo(text: "x") }' }, { authorization });
    expect((await ask()).status).toBe(200);
    await issuer.stop();
    running.process.kill('SIGHUP');
    await until(() => running.output().includes('workers replaced'));
    for (let number = 0; number < 4; number += 1) expect((await ask()).status).toBe(200);
    expect((await fetch(`${running.origin}/health/ready`)).status).toBe(200);
    expect(await running.stop()).toBe(0);
  });
});
