import { createNonceMemory, createSubgraph, type NonceStore } from '@wasl/subgraph-sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { digestOf, type RequestToSign, signRequest } from '../../support/signRequest.ts';
import { testKeys } from '../../support/startTestSubgraph.ts';
import { startTrustingSubgraph, type TrustingSubgraph } from './startTrustingSubgraph.ts';

const keyOf = (epoch: number, word: string) => `${epoch}:${Buffer.alloc(32, word).toString('base64url')}`;
const now = () => Math.floor(Date.now() / 1_000);

let written = 0;
const typeDefs = 'type Query { hello: String } type Mutation { write: Int }';
const resolvers = { Query: { hello: () => 'hello' }, Mutation: { write: () => (written += 1) } };

let beds: TrustingSubgraph;
beforeAll(async () => {
  beds = await startTrustingSubgraph('beds', typeDefs, resolvers);
});
beforeEach(() => {
  written = 0;
});
afterAll(() => beds.stop());

const body = '{"query":"{ hello }"}';
const signed = (more: Partial<RequestToSign> = {}) => signRequest({ keys: testKeys, subgraph: 'beds', body, ...more });
const refused = (reason: string) => ({
  status: 401,
  codes: ['CALLER_NOT_VERIFIED'],
  reason,
  time: expect.any(Number),
});
const answered = { status: 200, data: { hello: 'hello' }, codes: [] };

describe('a request', () => {
  it('is answered as it was signed', async () => {
    expect(await beds.send(body, signed())).toEqual(answered);
  });

  it.each(['x-wasl-caller', 'content-digest', 'signature-input', 'signature'] as const)(
    'is refused without its %s',
    async (name) => {
      const { [name]: _, ...rest } = signed();
      expect(await beds.send(body, rest)).toEqual(refused('unsigned'));
    },
  );

  it('is refused with another body, whether or not the digest fits it', async () => {
    const other = '{"query":"{ hello __typename }"}';
    expect(await beds.send(other, signed())).toEqual(refused('digest'));
    expect(await beds.send(other, { ...signed(), 'content-digest': digestOf(other) })).toEqual(refused('signature'));
  });

  it('is refused with the assertion of another request', async () => {
    const other = signed({ subject: 'somebody else' });
    expect(await beds.send(body, { ...signed(), 'x-wasl-caller': other['x-wasl-caller'] })).toEqual(
      refused('signature'),
    );
  });

  it.each([
    ['at another query', '/graphql?x=1', {}],
    ['that was signed for another path', '/graphql', { path: '/other' }],
    ['that was signed with a query', '/graphql', { query: '?x=1' }],
    ['that was signed for another method', '/graphql', { method: 'GET' }],
  ])('is refused %s', async (_, path, more) => {
    expect(await beds.send(body, signed(more), path)).toEqual(refused('signature'));
  });

  it('is answered at the query that it was signed for', async () => {
    expect(await beds.send(body, signed({ query: '?x=1' }), '/graphql?x=1')).toEqual(answered);
  });

  it.each<[string, Record<string, string>]>([
    ['fewer components', { 'signature-input': signed()['signature-input'].replace('"content-digest" ', '') }],
    ['another algorithm', { 'signature-input': signed()['signature-input'].replace('hmac-sha256', 'none') }],
    ['no nonce', { 'signature-input': signed()['signature-input'].replace(/nonce="[^"]*";/, '') }],
    ['a short signature', { signature: 'wasl=:AAAA:' }],
    ['another label', { signature: signed().signature.replace('wasl', 'sig1') }],
    ['two signatures of one label', { signature: `${signed().signature}, ${signed().signature}` }],
  ])('is refused with %s', async (_, more) => {
    expect(await beds.send(body, { ...signed(), ...more })).toEqual(refused('malformed'));
  });

  it('may bear the signature of a proxy beside ours', async () => {
    const headers = signed();
    expect(
      await beds.send(body, {
        ...headers,
        signature: `proxy=:${Buffer.alloc(32).toString('base64')}:, ${headers.signature}`,
        'signature-input': `${headers['signature-input']}, proxy=("@method" "@path");created=1;keyid="proxy, wasl"`,
      }),
    ).toEqual(answered);
  });

  it.each([
    ['made 64 seconds ago', 64, answered],
    ['made 67 seconds ago', 67, refused('expired')],
    ['made 4 seconds from now', -4, answered],
    ['made 7 seconds from now', -7, refused('clock')],
  ])('%s', async (_, secondsAgo, outcome) => {
    const created = now() - secondsAgo;
    expect(await beds.send(body, signed({ created }))).toEqual(outcome);
  });

  it('is refused where the assertion has no beginning, and where it begins later', async () => {
    expect(await beds.send(body, signed({ times: { iat: undefined } }))).toEqual(refused('lifetime'));
    expect(await beds.send(body, signed({ times: { iat: now() + 30 } }))).toEqual(refused('clock'));
  });
});

describe('an assertion that was verified', () => {
  it('is refused once it has ended, though it was answered before', async () => {
    let shiftMs = 0;
    const shifted = await startTrustingSubgraph('beds', typeDefs, resolvers, { now: () => Date.now() + shiftMs });
    const times = { iat: now(), exp: now() + 20 };
    expect(await shifted.send(body, signed({ times }))).toEqual(answered);
    shiftMs = 30_000;
    expect(await shifted.send(body, signed({ times }))).toEqual(refused('expired'));
    await shifted.stop();
  });
});

describe('a mutation', () => {
  const mutation = '{"query":"mutation { write }"}';

  it('runs once, however often it comes', async () => {
    const headers = signed({ body: mutation });
    const answers = await Promise.all([1, 2, 3].map(() => beds.send(mutation, headers)));
    expect(answers.filter(({ status }) => status === 200)).toEqual([{ status: 200, data: { write: 1 }, codes: [] }]);
    expect(answers.filter(({ status }) => status === 401)).toEqual([refused('replayed'), refused('replayed')]);
    expect(written).toBe(1);
  });

  it('counts as one beside a query in its document', async () => {
    const both = '{"query":"query A { hello } mutation B { write }","operationName":"B"}';
    const headers = signed({ body: both });
    expect(await beds.send(both, headers)).toMatchObject({ status: 200 });
    expect(await beds.send(both, headers)).toEqual(refused('replayed'));
  });

  it('differs in that from a query, which the gateway sends again when a connection is lost', async () => {
    const headers = signed();
    expect([await beds.send(body, headers), await beds.send(body, headers)]).toEqual([answered, answered]);
  });

  it('is told from its repetition by all instances that share a store', async () => {
    const nonces = createNonceMemory();
    const instances = await Promise.all(
      [1, 2].map(() => startTrustingSubgraph('beds', typeDefs, resolvers, { nonces })),
    );
    const headers = signed({ body: mutation });
    const answers = [];
    for (const instance of instances) answers.push(await instance.send(mutation, headers));
    expect(answers.map(({ status, reason }) => [status, reason])).toEqual([
      [200, undefined],
      [401, 'replayed'],
    ]);
    await Promise.all(instances.map((instance) => instance.stop()));
  });

  it('that came before a restart is refused after it; what was signed since is not, nor is a query', async () => {
    const startedAgo = (seconds: number) => {
      let at = Date.now() - seconds * 1_000;
      const starting = startTrustingSubgraph('beds', typeDefs, resolvers, { now: () => at });
      at = Date.now();
      return starting;
    };
    const [before, after] = await Promise.all([startedAgo(10), startedAgo(1)]);
    const signedAgo = (seconds: number, text = mutation) => signed({ body: text, created: now() - seconds });
    const captured = signedAgo(5);
    expect(await before.send(mutation, captured)).toMatchObject({ status: 200 });
    expect(await after.send(mutation, captured)).toEqual(refused('expired'));
    expect(await after.send(body, signedAgo(5, body))).toEqual(answered);
    expect(await after.send(mutation, signedAgo(0))).toMatchObject({ status: 200 });
    expect(written).toBe(2);
    await Promise.all([before.stop(), after.stop()]);
  });

  it('is not refused for long by a clock that ran ahead at the start and was put back', async () => {
    let at = Date.now() + 3_600_000;
    const short = { now: () => at, maxLifetimeSeconds: 1, clockToleranceSeconds: 0 };
    const beforehand = await startTrustingSubgraph('beds', typeDefs, resolvers, short);
    at = Date.now();
    const send = () => {
      at = Date.now();
      return beforehand.send(mutation, signed({ body: mutation, times: { exp: now() + 1 } }));
    };
    expect(await send()).toEqual(refused('expired'));
    await expect.poll(send, { timeout: 10_000, interval: 200 }).toMatchObject({ status: 200 });
    await beforehand.stop();
  });

  it('is refused where a store cannot tell, and fails where it fails', async () => {
    const stores: NonceStore[] = [{ remember: () => 'full' }, { remember: () => Promise.reject(new Error('down')) }];
    const answers = [];
    for (const nonces of stores) {
      const one = await startTrustingSubgraph('beds', typeDefs, resolvers, { nonces });
      answers.push(await one.send(mutation, signed({ body: mutation })));
      await one.stop();
    }
    expect(answers.map(({ status, reason }) => [status, reason])).toEqual([
      [401, 'full'],
      [500, undefined],
    ]);
    expect(written).toBe(0);
  });
});

describe('the memory of nonces', () => {
  it('forgets what ended, and nothing before', () => {
    let at = 1_000;
    const memory = createNonceMemory({ max: 2, now: () => at });
    expect([memory.remember('a', 2_000), memory.remember('b', 3_000), memory.remember('c', 4_000)]).toEqual([
      'fresh',
      'fresh',
      'full',
    ]);
    at = 2_500;
    expect([memory.remember('b', 9_000), memory.remember('c', 4_000)]).toEqual(['seen', 'fresh']);
  });
});

describe('while keys change', () => {
  it('both epochs count, and no third', async () => {
    const [first, second, third] = [keyOf(1, 'first'), keyOf(2, 'second'), keyOf(3, 'third')];
    const both = await startTrustingSubgraph('beds', typeDefs, resolvers, { keys: `${second},${first}` });
    expect(await both.send(body, signed({ keys: first }))).toEqual(answered);
    expect(await both.send(body, signed({ keys: second }))).toEqual(answered);
    expect(await both.send(body, signed({ keys: third }))).toEqual(refused('unknown_key'));
    expect(await both.send(body, signed({ keys: first, epoch: 2 }))).toEqual(refused('signature'));
    await both.stop();
  });

  it.each([
    ['three keys', [keyOf(1, 'a'), keyOf(2, 'b'), keyOf(3, 'c')].join(',')],
    ['one epoch twice', [keyOf(1, 'a'), keyOf(1, 'b')].join(',')],
    ['no epoch', Buffer.alloc(32, 'a').toString('base64url')],
    ['a short key', '1:c2hvcnQ'],
    ['nothing', ''],
  ])('a subgraph does not start with %s', (_, keys) => {
    expect(() => createSubgraph({ name: 'beds', typeDefs, resolvers, gateway: { keys } })).toThrow(
      /keys? of the gateway/i,
    );
  });
});

it('behind a proxy that changes paths, the request counts at the path that the gateway addressed', async () => {
  const behind = await startTrustingSubgraph('beds', typeDefs, resolvers, { target: '/ministry/beds/graphql?v=1' });
  expect(await behind.send(body, signed({ path: '/ministry/beds/graphql', query: '?v=1' }))).toEqual(answered);
  expect(await behind.send(body, signed())).toEqual(refused('signature'));
  await behind.stop();
});

it('tells its own time, counts refusals by reason and logs each reason once in ten seconds', async () => {
  const aheadMs = 45_000;
  const ahead = await startTrustingSubgraph('beds', typeDefs, resolvers, { now: () => Date.now() + aheadMs });
  for (let times = 0; times < 3; times += 1)
    expect(await ahead.send(body, signed({ times: { iat: now() - 30, exp: now() + 30 } }))).toMatchObject({
      reason: 'expired',
    });
  const answer = await ahead.send(body, {});
  expect(answer).toEqual(refused('unsigned'));
  expect(Math.abs(Number(answer.time) - now() - 45)).toBeLessThanOrEqual(1);
  expect(ahead.warned).toEqual([
    { level: 'warn', subgraph: 'beds', message: 'a request was not verified', reason: 'expired', times: 1 },
    { level: 'warn', subgraph: 'beds', message: 'a request was not verified', reason: 'unsigned', times: 1 },
  ]);
  const metrics = await (await fetch(new URL('/metrics', ahead.url))).text();
  expect(metrics).toContain('wasl_unverified_requests_total{subgraph="beds",reason="expired"} 3\n');
  expect(metrics).toContain('wasl_unverified_requests_total{subgraph="beds",reason="unsigned"} 1\n');
  await ahead.stop();
});
