import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { createFactsCache } from '@wasl/gateway/records/factsCache';
import { type ChangedFacts, everywhereElse } from '@wasl/gateway/records/changedFacts';
import type { Acting, PatientFacts } from '@wasl/gateway/records/patientFacts';
import { factsOfOtherGateways, type OtherGateways } from '@wasl/gateway/workers/factsOfOtherGateways';
import { connect } from '@nats-io/transport-node';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { startGateway } from '../gateway/support/startGateway.ts';
import { startTestIssuer } from '../support/startTestIssuer.ts';
import { startTestSubgraphs } from '../support/startTestSubgraphs.ts';
import { createTcpProxy } from '../support/tcpProxy.ts';
import { recordSubgraphs, type RecordWorld } from './support/recordSubgraphs.ts';

// It starts two processes, and waits for networks.
vi.setConfig({ testTimeout: 180_000 });

/** Where NATS listens, in a run that can test with it. */
const natsUrl = process.env['WASL_TEST_NATS'];
const policiesDir = fileURLToPath(new URL('../../schema/policies', import.meta.url));
const soon = { timeout: 20_000, interval: 10 };

test('facts are neither kept nor used while the other gateways are not heard', async () => {
  let isHeard = true;
  let read = 0;
  const cache = createFactsCache({ mayKeep: () => isHeard });
  const facts = { isOwn: true } as PatientFacts;
  const acting = { caller: { claims: {} }, role: 'physician', facilityId: undefined } as unknown as Acting;
  const ask = () => cache.read(async () => ((read += 1), new Map([['1', facts]])), acting, ['1'], false);
  await ask();
  await ask();
  expect(read).toBe(1);
  isHeard = false;
  await ask();
  await ask();
  expect(read).toBe(3);
});

test('others are heard only where all are', () => {
  const way = (isHeard?: boolean) => ({
    tell: vi.fn(),
    onTold: vi.fn(),
    ...(isHeard !== undefined && { isHeard: () => isHeard }),
  });
  const ways = [way(), way(true)];
  const all = everywhereElse(ways);
  all.tell(['1']);
  expect(ways.map(({ tell }) => tell.mock.calls)).toEqual([[[['1']]], [[['1']]]]);
  expect([all.isHeard?.(), everywhereElse([...ways, way(false)]).isHeard?.()]).toEqual([true, false]);
});

/** What `/metrics` says of notices. */
async function noticeFigures({ origin }: { origin: string }): Promise<Record<string, number>> {
  const text = await (await fetch(`${origin}/metrics`)).text();
  const lines = [...text.matchAll(/^wasl_notices_(\w+)\{\w+="(\w+)"\} (\d+)$/gm)];
  return Object.fromEntries(lines.map(([, name, label, value]) => [`${name} ${label}`, Number(value)]));
}

test('a gateway that hears no other says so in its metrics, and serves', async () => {
  const subgraphs = await startTestSubgraphs(recordSubgraphs({ facts: {}, written: [] }));
  const issuer = await startTestIssuer();
  const common = { WASL_JWKS_URL: issuer.jwksUrl.href, WASL_POLICIES_DIR: policiesDir, WASL_AUDIT: 'off' };
  const gateways = await Promise.all([
    startGateway(subgraphs.sources, { ...common, WASL_NOTICES_URL: 'nats://127.0.0.1:1' }),
    startGateway(subgraphs.sources, common),
  ]);
  const [deaf, alone] = gateways;
  expect(await noticeFigures(deaf)).toEqual({
    'connections heard': 0,
    'connections silent': 1,
    'total received': 0,
    'total sent': 0,
  });
  expect((await fetch(`${deaf.origin}/health/ready`)).status).toBe(200);
  expect(await noticeFigures(alone)).toEqual({});
  for (const each of gateways) await each.stop();
  await subgraphs.stop();
  issuer.stop();
});

describe.skipIf(natsUrl === undefined)('gateways over one registry tell each other over NATS', () => {
  const open: OtherGateways[] = [];
  const { hostname: host, port } = new URL(natsUrl ?? 'nats://localhost:4222');
  const target = { host, port: Number(port) };

  afterEach(async () => {
    for (const each of open.splice(0)) await each.close();
  });

  function gateway(subject: string, servers = [natsUrl as string]) {
    const told: ChangedFacts[] = [];
    const log: string[] = [];
    const others = factsOfOtherGateways({
      servers,
      subject,
      pingMs: 50,
      onDown: () => log.push('down'),
      onUp: () => log.push('up'),
    });
    others.onTold((changed) => told.push(changed));
    open.push(others);
    return { others, told, log, isUp: () => vi.waitFor(() => expect(others.isHeard()).toBe(true), soon) };
  }

  test('NATS brings what changed to all but who says it, and what cannot be read is about everybody', async () => {
    const subject = `wasl.test.${randomUUID()}`;
    const [one, other] = [gateway(subject), gateway(subject)];
    await Promise.all([one.isUp(), other.isUp()]);
    one.told.length = other.told.length = 0;
    one.others.tell(['1', '2']);
    one.others.tell('everybody');
    await vi.waitFor(() => expect(other.told).toEqual([['1', '2'], 'everybody']), soon);
    expect(one.told).toEqual([]);
    const stranger = await connect({ servers: natsUrl as string });
    stranger.publish(subject, '{"not":"a list"}');
    await stranger.drain();
    await vi.waitFor(() => expect([one.told, other.told.length]).toEqual([['everybody'], 3]), soon);
  });

  test('who does not reach NATS keeps nothing, forgets what it has, and says afterwards that something changed', async () => {
    const subject = `wasl.test.${randomUUID()}`;
    const proxy = await createTcpProxy(target);
    const other = gateway(subject);
    const cut = gateway(subject, [`nats://127.0.0.1:${proxy.port}`]);
    await other.isUp();
    expect(cut.others.isHeard()).toBe(false);
    await proxy.restore();
    await cut.isUp();
    for (const fail of [() => proxy.cut(), async () => proxy.stall()]) {
      cut.told.length = other.told.length = 0;
      await fail();
      await vi.waitFor(() => expect([cut.others.isHeard(), cut.told.at(-1)]).toEqual([false, 'everybody']), soon);
      cut.others.tell(['1']);
      await proxy.cut();
      await proxy.restore();
      await cut.isUp();
      await vi.waitFor(() => expect(other.told).toEqual(['everybody']), soon);
    }
    expect(cut.log).toEqual(['down', 'up', 'down', 'up', 'down', 'up']);
    await cut.others.close();
    await proxy.stop();
  });

  test('over NATS, consent that one process writes down counts in another', async () => {
    const world: RecordWorld = { facts: { '1': { isTreating: true, isOwn: true } }, written: [] };
    const subgraphs = await startTestSubgraphs(recordSubgraphs(world));
    const issuer = await startTestIssuer();
    const environment = {
      WASL_JWKS_URL: issuer.jwksUrl.href,
      WASL_POLICIES_DIR: policiesDir,
      WASL_AUDIT: 'off',
      WASL_NOTICES_URL: natsUrl as string,
    };
    const gateways = await Promise.all([1, 2].map(() => startGateway(subgraphs.sources, environment)));
    const [one, other] = gateways as [(typeof gateways)[0], (typeof gateways)[0]];
    try {
      const physician = await issuer.headersFor({ roles: ['physician'], facility_id: 'F-DI-001' });
      const citizen = await issuer.headersFor({ roles: ['citizen'] });
      const chart = '{ patient(healthId: "1") { encounters { count } } }';
      const questions = () => subgraphs.asked.filter(({ query }) => query.includes('recordFacts')).length;
      const ask = async () => JSON.stringify((await other.ask({ query: chart }, physician)).body);
      for (const each of gateways)
        await vi.waitFor(() => expect(each.output()).toContain('other gateways are heard'), soon);
      // Facts are kept: the second question costs the registry none.
      await vi.waitFor(async () => {
        expect(await ask()).toContain('"count":2');
        const before = questions();
        expect(await ask()).toContain('"count":2');
        expect(questions()).toBe(before);
      }, soon);
      const since = performance.now();
      await one.ask({ query: 'mutation { deny(healthId: "1", category: "ENCOUNTERS") }' }, citizen);
      await vi.waitFor(async () => expect(await ask()).toContain('CONSENT_DENIED'), { timeout: 4_000, interval: 10 });
      // Not because they were too old by themselves: they were read just before.
      expect(performance.now() - since).toBeLessThan(5_000);
      const figures = await Promise.all(gateways.map(noticeFigures));
      for (const lines of figures) expect(lines).toMatchObject({ 'connections heard': 1, 'connections silent': 0 });
      expect(figures[0]?.['total sent']).toBeGreaterThan(0);
      expect(figures[1]?.['total received']).toBeGreaterThan(0);
    } finally {
      for (const each of gateways) await each.stop();
      await subgraphs.stop();
      issuer.stop();
    }
  });
});
