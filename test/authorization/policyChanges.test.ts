import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPolicies } from '@wasl/gateway/policies/policyStore';
import { anonymous } from '@wasl/gateway/pipeline/authenticate';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTopic, startEventSubgraph } from '../gateway/support/startEventSubgraph.ts';
import { openEventStream, until } from '../gateway/support/streamClients.ts';
import { startWardGateway } from '../gateway/support/wardSubgraphs.ts';
import { deniedAt, federationLink, secret } from '../support/fieldRuleSuite.ts';
import { startTestIssuer } from '../support/startTestIssuer.ts';

const permitAll = 'permit(principal, action, resource);';
const permitStreamsForTreatment = `permit(principal, action, resource)
  when { context.operation == "subscription" && context has purposeOfUse && context.purposeOfUse == "TREAT" };`;
const forbidAll = 'forbid(principal, action, resource);';

let folder: string;
const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wasl-policies-'));
  write('permits.cedar', permitAll);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a folder of policies that is watched', () => {
  const everyMs = 1_000;
  const heard: unknown[] = [];
  /** How often the store has begun to wait for its next look. Others in this process may have timers too. */
  let looks: () => number;
  beforeEach(() => {
    heard.length = 0;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const set = vi.spyOn(globalThis, 'setTimeout');
    looks = () => set.mock.calls.filter(([, afterMs]) => afterMs === everyMs).length;
    return () => {
      set.mockRestore();
      vi.useRealTimers();
    };
  });
  const open = () =>
    openPolicies(folder, {
      onPolicyError: (place) => heard.push(place),
      onReload: (error) => heard.push(error instanceof Error ? error.message : error),
    });
  /** Lets the store look at its folder once more, and waits until it has: it then waits for its next look. */
  async function look(): Promise<void> {
    const before = looks();
    vi.advanceTimersByTime(everyMs);
    while (looks() === before) await new Promise((resolve) => setImmediate(resolve));
  }

  it('is taken over once two looks agree: a file that is being written may lack its forbids', async () => {
    write('strike.cedar', forbidAll);
    const policies = await open();
    const isGranted = () => policies.grant(anonymous, {}, 'query').policies.has('ward');
    expect(isGranted()).toBe(false);
    write('strike.cedar', '');
    await look();
    expect(isGranted()).toBe(false);
    write('strike.cedar', `// again\n${forbidAll}`);
    await look();
    expect(isGranted()).toBe(false);
    expect(heard).toEqual([]);
    await look();
    expect(heard).toEqual([undefined]);
    expect(isGranted()).toBe(false);
    write('strike.cedar', '');
    await look();
    await look();
    expect(heard).toEqual([undefined, undefined]);
    expect(isGranted()).toBe(true);
    policies.close();
  });

  it('forgets what was decided of a caller by the old ones', async () => {
    const policies = await open();
    const before = policies.grant(anonymous, {}, 'query');
    expect(before.policies.has('ward')).toBe(true);
    const purpose = { 'x-purpose-of-use': 'ETREAT' };
    const beforeWithPurpose = policies.grant(anonymous, purpose, 'query');
    expect(beforeWithPurpose.policies.has('ward')).toBe(true);
    write('permits.cedar', forbidAll);
    await look();
    await look();
    expect(policies.grant(anonymous, {}, 'query')).not.toBe(before);
    expect(policies.grant(anonymous, {}, 'query').policies.has('ward')).toBe(false);
    expect(policies.grant(anonymous, purpose, 'query')).not.toBe(beforeWithPurpose);
    expect(policies.grant(anonymous, purpose, 'query').policies.has('ward')).toBe(false);
    policies.close();
  });

  it('keeps the last good ones while it is broken, empty or gone, and says so once each', async () => {
    const policies = await open();
    const isGranted = () => policies.grant({ ...anonymous }, {}, 'query').policies.has('ward');
    const look3 = async () => {
      for (let times = 0; times < 3; times += 1) await look();
    };
    write('broken.cedar', 'forbid(principal');
    await look3();
    rmSync(join(folder, 'broken.cedar'));
    rmSync(join(folder, 'permits.cedar'));
    await look3();
    rmSync(folder, { recursive: true });
    await look3();
    expect(heard).toEqual([
      expect.stringContaining(`${join(folder, 'broken.cedar')}:1: `),
      expect.stringContaining('holds no .cedar file'),
      expect.stringContaining('cannot be read'),
    ]);
    expect(isGranted()).toBe(true);
    policies.close();
  });

  it('is looked at no more once it is closed', async () => {
    const policies = await open();
    policies.close();
    const before = looks();
    expect(before).toBe(1);
    vi.advanceTimersByTime(10 * everyMs);
    for (let turns = 0; turns < 50; turns += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(looks()).toBe(before);
  });
});

describe('a subscription', () => {
  it('ends at once when changed policies would answer it otherwise, and goes on where they would not', async () => {
    write('permits.cedar', permitStreamsForTreatment);
    const issuer = await startTestIssuer();
    const topic = createTopic();
    const sdl = `${federationLink}
      type Query { ping: String }
      type Subscription { beat: Beat }
      type Beat { number: Int note: String @policy(policies: [["ward"]]) }`;
    const monitor = await startEventSubgraph('monitor', sdl, {
      Subscription: { beat: { subscribe: () => topic.subscribe(), resolve: (event: unknown) => event } },
      Beat: { note: () => secret('Beat.note') },
    });
    const reloads: unknown[] = [];
    const gateway = await startWardGateway([monitor], {
      tokens: { jwksUrl: issuer.jwksUrl },
      policiesDir: folder,
      onPoliciesReload: (error) => reloads.push(error),
    });
    const subscribe = async (query: string) =>
      openEventStream(gateway.url, query, {
        headers: { ...(await issuer.headersFor({})), 'x-purpose-of-use': 'TREAT' },
      });
    const whole = 'subscription { beat { number note } }';
    const noted = await subscribe(whole);
    const counted = await subscribe('subscription { beat { number } }');
    await until(() => topic.subscribers() === 2);
    topic.publish({ number: 1 });
    const one = { data: { beat: { number: 1, note: secret('Beat.note') } } };
    expect(await noted.next()).toEqual({ event: 'next', data: one });
    expect(await counted.next()).toEqual({ event: 'next', data: { data: { beat: { number: 1 } } } });

    write('permits.cedar', forbidAll);
    await until(() => reloads.length === 1);
    topic.publish({ number: 2 });
    expect(await noted.next()).toEqual({ event: 'complete', data: undefined });
    expect(await counted.next()).toEqual({ event: 'next', data: { data: { beat: { number: 2 } } } });

    monitor.asked.length = 0;
    const again = await subscribe(whole);
    await until(() => topic.subscribers() === 2);
    topic.publish({ number: 3 });
    expect(await again.next()).toEqual({
      event: 'next',
      data: { data: { beat: { number: 3, note: null } }, errors: [deniedAt('beat.note')] },
    });
    expect(monitor.asked.filter(({ query }) => query.includes('note'))).toEqual([]);
    for (const stream of [counted, again]) stream.close();
    await gateway.stop();
    await monitor.stop();
    issuer.stop();
  });
});
