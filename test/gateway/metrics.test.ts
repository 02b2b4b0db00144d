import { writeFileSync } from 'node:fs';
import { DurationFamily, durationBounds, Durations } from '@wasl/gateway/telemetry/durations';
import { histogram } from '@wasl/gateway/telemetry/plainMetric';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/startTestGateway.ts';
import type { PlainSubgraph } from '../support/startTestSubgraphs.ts';
import { startTokenIssuer, type TokenIssuer } from '../support/startTokenIssuer.ts';
import { readMetrics } from './support/readMetrics.ts';
import { openEventStream, openSocketClient, until } from './support/streamClients.ts';
import { startWardGateway, startWards } from './support/wardSubgraphs.ts';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@requiresScopes"])`;

const waiting = new Set<() => void>();
const subgraphs: PlainSubgraph[] = [
  {
    name: 'registry',
    sdl: `${link}
      type Query { patient: Patient slow: Int }
      type Patient @key(fields: "id") { id: ID! name: String! phone: String @requiresScopes(scopes: [["phone"]]) }`,
    resolvers: {
      Query: {
        patient: () => ({ id: '7', name: 'Rima', phone: '1' }),
        slow: () => new Promise<number>((resolve) => waiting.add(() => resolve(1))),
      },
    },
  },
  {
    name: 'records',
    sdl: `${link} type Patient @key(fields: "id") { id: ID! visits: Int }`,
    answer: () => ({ status: 500, body: 'broken' }),
  },
];

describe('the figures of a gateway', () => {
  let issuer: TokenIssuer;
  let gateway: TestGateway;
  let origin: string;
  beforeAll(async () => {
    issuer = await startTokenIssuer();
    gateway = await startTestGateway(subgraphs, { tokens: { jwksUrl: issuer.jwksUrl } });
    origin = new URL(gateway.url).origin;
  });
  afterAll(async () => {
    await gateway?.stop();
    issuer?.stop();
  });

  /** By how much a sum grows through some work. */
  async function growth(name: string, labels: Record<string, string>, work: () => Promise<unknown>): Promise<number> {
    const before = (await readMetrics(origin)).value(name, labels);
    await work();
    return (await readMetrics(origin)).value(name, labels) - before;
  }

  test('count a request, by its route and status', async () => {
    const name = 'wasl_http_request_duration_seconds_count';
    const labels = { method: 'POST', route: '/graphql', status: '200' };
    expect(await growth(name, labels, () => gateway.ask('{ patient { name } }'))).toBe(1);
    const refused = { method: 'other', route: '/graphql', status: '405' };
    expect(await growth(name, refused, () => fetch(gateway.url, { method: 'PROPFIND' }))).toBe(1);
    expect(await growth(name, { route: 'other', status: '404' }, () => fetch(`${origin}/nowhere`))).toBe(1);
  });

  test('time the requests to each subgraph, by what became of them', async () => {
    const name = 'wasl_subgraph_request_duration_seconds_count';
    const ask = () => gateway.ask('{ patient { name visits } }');
    expect(await growth(name, { subgraph: 'registry', outcome: 'ok' }, ask)).toBe(1);
    expect(await growth(name, { subgraph: 'records', outcome: 'http_error' }, ask)).toBe(1);
    expect(await growth(name, { subgraph: 'records', outcome: 'ok' }, ask)).toBe(0);
  });

  test('count a client that leaves as a request that was cancelled', async () => {
    const controller = new AbortController();
    const url = `${gateway.url}?query=${encodeURIComponent('{ slow }')}`;
    const left = fetch(url, { signal: controller.signal }).catch(() => 'left');
    await until(() => waiting.size === 1);
    expect((await readMetrics(origin)).value('wasl_requests_in_flight')).toBe(1);
    controller.abort();
    expect(await left).toBe('left');
    for (;;) {
      const metrics = await readMetrics(origin);
      if (metrics.value('wasl_requests_in_flight') > 0) continue;
      const cancelled = { subgraph: 'registry', outcome: 'cancelled' };
      expect(metrics.value('wasl_subgraph_request_duration_seconds_count', cancelled)).toBe(1);
      break;
    }
    for (const answer of waiting) answer();
  });

  test('count each denied field, each time that it is asked for', async () => {
    const name = 'wasl_denied_fields_total';
    expect(await growth(name, {}, () => gateway.ask('{ patient { name phone other: phone } }'))).toBe(2);
    const headers = { authorization: `Bearer ${await issuer.sign({ scope: 'phone' })}` };
    expect(await growth(name, {}, () => gateway.ask('{ patient { name phone } }', { headers }))).toBe(0);
  });

  test('tell of the process: its memory and the lag of its event loop', async () => {
    const metrics = await readMetrics(origin);
    expect(metrics.value('process_resident_memory_bytes')).toBeGreaterThan(10_000_000);
    expect(metrics.types.get('nodejs_eventloop_lag_p99_seconds')).toBe('gauge');
  });

  test('carry nothing that a caller chose', async () => {
    await fetch(`${origin}/secret-path-of-a-patient?id=1234`);
    await gateway.ask('query SecretName { nothing }');
    const text = await (await fetch(`${origin}/metrics`)).text();
    expect(text).not.toMatch(/secret|1234/i);
  });

  test('count reloads, those that failed too', async () => {
    const reloads = async (outcome: string) =>
      (await readMetrics(origin)).value('wasl_supergraph_reloads_total', { outcome });
    writeFileSync(gateway.supergraphFile, 'no schema');
    while ((await reloads('failed')) === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await reloads('ok')).toBe(0);
  });
});

test('open streams and sockets are shown while they are open', async () => {
  const wards = await startWards();
  const gateway = await startWardGateway([wards.monitor, wards.registry]);
  const { origin } = new URL(gateway.url);
  const open = async () => {
    const metrics = await readMetrics(origin);
    return [metrics.value('wasl_open_streams'), metrics.value('wasl_open_sockets')];
  };
  const waitFor = async (streams: number, sockets: number) => {
    while (String(await open()) !== String([streams, sockets])) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  const query = 'subscription { measured(ward: "A") { number } }';
  const stream = await openEventStream(gateway.url, query);
  const client = openSocketClient(gateway.url);
  const subscribed = client.iterate({ query });
  const first = subscribed.next();
  await waitFor(2, 1);
  stream.close();
  await waitFor(1, 1);
  await subscribed.return?.(undefined);
  await client.dispose();
  await waitFor(0, 0);
  void first;
  await gateway.stop();
  await wards.stop();
});

describe('a histogram in plain numbers', () => {
  test('counts each duration once, in the first bucket that holds it', () => {
    const durations = new Durations();
    for (const seconds of [0, 0.001, 0.0011, 0.3, 10, 11]) durations.observe(seconds);
    const counts = durations.counts.map((count, index) => [durationBounds[index] ?? 'more', count]);
    expect(counts.filter(([, count]) => count !== 0)).toEqual([
      [0.001, 2],
      [0.0025, 1],
      [0.5, 1],
      [10, 1],
      ['more', 1],
    ]);
    expect(durations.sum).toBeCloseTo(21.3021);
  });

  test('is printed as Prometheus reads it', async () => {
    const family = new DurationFamily('outcome');
    family.of('ok').observe(0.002);
    family.of('ok').observe(20);
    const registry = new Registry();
    registry.registerMetric(histogram('wasl_x_seconds', 'An example', family));
    const lines = (await registry.metrics()).trim().split('\n');
    expect(lines.slice(0, 2)).toEqual(['# HELP wasl_x_seconds An example', '# TYPE wasl_x_seconds histogram']);
    expect(lines).toContain('wasl_x_seconds_bucket{outcome="ok",le="0.001"} 0');
    expect(lines).toContain('wasl_x_seconds_bucket{outcome="ok",le="0.0025"} 1');
    expect(lines).toContain('wasl_x_seconds_bucket{outcome="ok",le="10"} 1');
    expect(lines).toContain('wasl_x_seconds_bucket{outcome="ok",le="+Inf"} 2');
    expect(lines.slice(-2)).toEqual([
      'wasl_x_seconds_sum{outcome="ok"} 20.002',
      'wasl_x_seconds_count{outcome="ok"} 2',
    ]);
  });
});
