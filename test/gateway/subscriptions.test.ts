import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestIssuer, type TestIssuer } from '../support/startTestIssuer.ts';
import { openEventStream, openSocketClient, readEventStream, until } from './support/streamClients.ts';
import { startWardGateway, startWards, type WardGateway, type Wards } from './support/wardSubgraphs.ts';

const gatewaySecret = 'a secret of more than thirty-two characters';
const joined = 'subscription ($ward: ID!) { measured(ward: $ward) { number patient { name } } }';
const denied = (...path: (string | number)[]) => ({
  message: 'Unauthorized field or type',
  path,
  locations: expect.any(Array),
  extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
});
const measurement = (number: number, patient = `p${number}`) => ({ number, pulse: 60, patient: { id: patient } });
const shown = (number: number) => ({ measured: { number, patient: { name: `name of p${number}` } } });

let wards: Wards;
let issuer: TestIssuer;

beforeAll(async () => {
  wards = await startWards();
  issuer = await startTestIssuer();
});

afterAll(async () => {
  await wards?.stop();
  issuer?.stop();
});

describe.each(['ws', 'sse'] as const)('with subgraphs that send events over %s', (protocol) => {
  let gateway: WardGateway;

  beforeAll(async () => {
    const protocols = new Map([['MONITOR', protocol]]);
    const options = { tokens: { jwksUrl: issuer.jwksUrl }, gatewaySecret, subscriptions: { protocols } };
    gateway = await startWardGateway([wards.monitor, wards.registry], options);
  });
  beforeEach(async () => {
    wards.monitor.asked.length = 0;
    wards.registry.asked.length = 0;
    wards.subscribed.length = 0;
    await until(() => wards.topic.subscribers() === 0);
  });
  afterAll(() => gateway?.stop());

  async function subscribers(count: number): Promise<void> {
    await until(() => wards.topic.subscribers() === count);
  }

  test('server-sent events come in order, joined over two subgraphs, and then the completion', async () => {
    const stream = await openEventStream(gateway.url, joined, { variables: { ward: 'A' } });
    expect(stream.status).toBe(200);
    expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(stream.headers.get('cache-control')).toBe('no-store');
    await subscribers(1);
    for (const number of [1, 2, 3]) wards.topic.publish(measurement(number));
    for (const number of [1, 2, 3])
      expect(await stream.next()).toEqual({ event: 'next', data: { data: shown(number) } });
    wards.topic.complete();
    expect(await stream.next()).toEqual({ event: 'complete', data: undefined });
    expect(await stream.next()).toBeUndefined();
    expect(wards.subscribed).toEqual(['A']);
    expect(wards.monitor.asked.map(({ over }) => over)).toEqual([protocol]);
    expect(wards.registry.asked.map(({ over }) => over)).toEqual(['http', 'http', 'http']);
  });

  test('a socket gets the same, and the completion', async () => {
    const client = openSocketClient(gateway.url);
    const events = client.iterate({ query: joined, variables: { ward: 'B' } });
    const first = events.next();
    await subscribers(1);
    for (const number of [1, 2, 3]) wards.topic.publish(measurement(number));
    expect(await first).toEqual({ done: false, value: { data: shown(1) } });
    expect(await events.next()).toEqual({ done: false, value: { data: shown(2) } });
    expect(await events.next()).toEqual({ done: false, value: { data: shown(3) } });
    wards.topic.complete();
    expect(await events.next()).toEqual({ done: true, value: undefined });
    await client.dispose();
  });

  test('errors of either subgraph belong to their event, and the next one is well', async () => {
    const query = 'subscription { measured(ward: "A") { number beats: pulse patient { name } } }';
    const message = 'One of the health systems reported an error. Quote the error id to the help desk.';
    const extensions = { code: 'DOWNSTREAM_SERVICE_ERROR', errorId: expect.any(String) };
    const stream = await openEventStream(gateway.url, query);
    await subscribers(1);
    wards.topic.publish({ number: 1, patient: { id: 'unknown' } });
    wards.topic.publish(measurement(2));
    expect(await stream.next()).toEqual({
      event: 'next',
      data: {
        errors: [
          { message, path: ['measured', 'beats'], extensions },
          { message, path: ['measured', 'patient', 'name'], extensions },
        ],
        data: { measured: { number: 1, beats: null, patient: null } },
      },
    });
    expect(await stream.next()).toEqual({
      event: 'next',
      data: { data: { measured: { number: 2, beats: 60, patient: { name: 'name of p2' } } } },
    });
    stream.close();
  });

  test('an event that lacks what it must have is an error of that event alone', async () => {
    const stream = await openEventStream(gateway.url, 'subscription { measured(ward: "A") { number } }');
    await subscribers(1);
    wards.topic.publish({ pulse: 1 });
    wards.topic.publish(measurement(2));
    expect(await stream.next()).toMatchObject({
      data: { data: { measured: null }, errors: [{ path: ['measured', 'number'] }] },
    });
    expect(await stream.next()).toEqual({ event: 'next', data: { data: { measured: { number: 2 } } } });
    stream.close();
  });

  test('an event names the type of what it holds, with aliases, fragments and conditions', async () => {
    const query = `subscription ($short: Boolean!) {
      what: anything { __typename ... on Patient { who: name } ...M }
    } fragment M on Measurement { number @skip(if: $short) }`;
    const stream = await openEventStream(gateway.url, query, { variables: { short: true } });
    await subscribers(1);
    wards.topic.publish({ __typename: 'Patient', id: 'p7' });
    wards.topic.publish({ __typename: 'Measurement', number: 2 });
    expect(await stream.next()).toMatchObject({
      data: { data: { what: { __typename: 'Patient', who: 'name of p7' } } },
    });
    expect(await stream.next()).toEqual({ event: 'next', data: { data: { what: { __typename: 'Measurement' } } } });
    stream.close();
  });

  test('rules hold for each event by who asks: two callers of one subscription see different fields', async () => {
    const query = 'subscription { measured(ward: "A") { number note patient { address } } }';
    const [notes, address] = await Promise.all([
      issuer.headersFor({ scope: 'notes' }).then((headers) => openEventStream(gateway.url, query, { headers })),
      issuer.headersFor({ scope: 'address' }).then((headers) => openEventStream(gateway.url, query, { headers })),
    ]);
    await subscribers(2);
    for (const number of [1, 2]) {
      wards.topic.publish(measurement(number));
      expect(await notes.next()).toEqual({
        event: 'next',
        data: {
          data: { measured: { number, note: `SECRET note ${number}`, patient: { address: null } } },
          errors: [denied('measured', 'patient', 'address')],
        },
      });
      expect(await address.next()).toEqual({
        event: 'next',
        data: {
          data: { measured: { number, note: null, patient: { address: `SECRET address of p${number}` } } },
          errors: [denied('measured', 'note')],
        },
      });
    }
    expect(wards.monitor.asked.filter(({ query: asked }) => asked.includes('note'))).toHaveLength(1);
    expect(wards.registry.asked.filter(({ query: asked }) => asked.includes('address'))).toHaveLength(2);
    notes.close();
    address.close();
  });

  test('a denied subscription is refused at once, and no subgraph hears of it', async () => {
    const body = { data: null, errors: [denied('alarm')] };
    const stream = await openEventStream(gateway.url, 'subscription { alarm }');
    expect(await stream.next()).toEqual({ event: 'next', data: body });
    expect(await stream.next()).toEqual({ event: 'complete', data: undefined });
    const client = openSocketClient(gateway.url);
    await expect(client.iterate({ query: 'subscription { alarm }' }).next()).resolves.toEqual({
      done: false,
      value: body,
    });
    await client.dispose();
    expect(wards.monitor.asked).toEqual([]);
  });

  test('an allowed subscription runs with the token of the first message or of the upgrade', async () => {
    const { authorization = '' } = await issuer.headersFor({ sub: 's' });
    const clients = [
      openSocketClient(gateway.url, { authorization }),
      openSocketClient(gateway.url, {}, { authorization }),
    ];
    const firsts = clients.map((client) => client.iterate({ query: 'subscription { alarm }' }).next());
    await subscribers(2);
    wards.topic.publish('fire');
    for (const first of firsts) expect(await first).toEqual({ done: false, value: { data: { alarm: 'fire' } } });
    await Promise.all(clients.map((client) => client.dispose()));
  });

  test('the subgraph is told who asks, in which language, when subscribed to and for each event', async () => {
    const headers = { ...(await issuer.headersFor({ sub: 's' })), 'accept-language': 'ar' };
    const stream = await openEventStream(gateway.url, joined, { headers, variables: { ward: 'A' } });
    await subscribers(1);
    wards.topic.publish(measurement(1));
    await stream.next();
    const told = {
      'x-wasl-caller': expect.stringMatching(/^ey/),
      'content-digest': expect.stringMatching(/^sha-256=:/),
      'signature-input': expect.stringMatching(/^wasl=/),
      signature: expect.stringMatching(/^wasl=:/),
      'accept-language': 'ar',
      'x-request-id': expect.stringMatching(/^[\da-f]{32}$/),
    };
    expect(wards.monitor.asked[0]?.headers).toMatchObject(told);
    if (protocol === 'ws') expect(wards.monitor.asked[0]?.init).toEqual(told);
    expect(wards.registry.asked[0]?.headers).toMatchObject(told);
    stream.close();
  });

  test('a client that leaves ends the subscription at the subgraph, whichever way it came', async () => {
    const stream = await openEventStream(gateway.url, joined, { variables: { ward: 'A' } });
    const client = openSocketClient(gateway.url);
    const events = client.iterate({ query: joined, variables: { ward: 'A' } });
    const socketClient = openSocketClient(gateway.url);
    void events.next();
    const lost = socketClient.iterate({ query: joined, variables: { ward: 'A' } });
    const lostNext = lost.next().catch(() => undefined);
    await subscribers(3);
    stream.close();
    await subscribers(2);
    await events.return?.();
    await subscribers(1);
    socketClient.terminate();
    await subscribers(0);
    await lostNext;
    await client.dispose();
  });
});

describe('whatever the subgraphs speak', () => {
  let gateway: WardGateway;
  const json = { 'content-type': 'application/json' };
  const post = (query: string, accept?: string) =>
    fetch(gateway.url, {
      method: 'POST',
      headers: { ...json, ...(accept && { accept }) },
      body: JSON.stringify({ query }),
    });

  beforeAll(async () => {
    gateway = await startWardGateway([wards.monitor, wards.registry], { tokens: { jwksUrl: issuer.jwksUrl } });
  });
  afterAll(() => gateway?.stop());

  test('queries and mutations run over the socket too, many at once', async () => {
    const client = openSocketClient(gateway.url);
    const ask = async (query: string) => (await client.iterate({ query }).next()).value as unknown;
    expect(
      await Promise.all([
        ask('{ patient(id: "1") { name } }'),
        ask('mutation { rename(id: "1", name: "Rima") { name } }'),
        ask('{ patient(id: "1") { address } }'),
      ]),
    ).toEqual([
      { data: { patient: { name: 'name of 1' } } },
      { data: { rename: { name: 'Rima' } } },
      { data: { patient: { address: null } }, errors: [denied('patient', 'address')] },
    ]);
    await client.dispose();
  });

  test('an operation that cannot run is refused over the socket, and the socket stays', async () => {
    const client = openSocketClient(gateway.url);
    const codes = async (query: string) => {
      const refusal = await client
        .iterate({ query })
        .next()
        .catch((errors: unknown) => errors);
      return (refusal as { extensions: { code: string } }[]).map(({ extensions }) => extensions.code);
    };
    expect(await codes('subscription {')).toEqual(['GRAPHQL_PARSE_FAILED']);
    expect(await codes('subscription { nothing }')).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect(await codes('subscription { measured(ward: "A") { number } alarm }')).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect(await codes('subscription ($w: ID!) { measured(ward: $w) { number } }')).toEqual([
      'GRAPHQL_VALIDATION_FAILED',
    ]);
    expect(await client.iterate({ query: '{ ping }' }).next()).toEqual({
      done: false,
      value: { data: { ping: null } },
    });
    await client.dispose();
  });

  test('a query is answered as one event where nothing but events is accepted, and as JSON where both are', async () => {
    const stream = await openEventStream(gateway.url, '{ patient(id: "1") { name } }');
    const answer = { data: { patient: { name: 'name of 1' } } };
    expect(await stream.next()).toEqual({ event: 'next', data: answer });
    expect(await stream.next()).toEqual({ event: 'complete', data: undefined });
    const both = await post('{ patient(id: "1") { name } }', 'application/json, text/event-stream');
    expect(both.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await both.json()).toEqual(answer);
  });

  test('a subscription is answered with events wherever they are accepted, by GET as well', async () => {
    const controller = new AbortController();
    const query = encodeURIComponent('subscription { measured(ward: "G") { number } }');
    const headers = { accept: 'application/json, text/event-stream;q=0.5' };
    const response = await fetch(`${gateway.url}?query=${query}`, { headers, signal: controller.signal });
    const stream = readEventStream(response, () => controller.abort());
    await until(() => wards.topic.subscribers() === 1);
    wards.topic.publish(measurement(1));
    expect(await stream.next()).toEqual({ event: 'next', data: { data: { measured: { number: 1 } } } });
    stream.close();
  });

  test('a subscription is refused where events are not accepted', async () => {
    const response = await post('subscription { measured(ward: "A") { number } }', 'application/graphql-response+json');
    expect({ status: response.status, body: await response.json() }).toMatchObject({
      status: 400,
      body: { errors: [{ extensions: { code: 'OPERATION_NOT_SUPPORTED' } }] },
    });
    expect((await post('{ ping }', 'text/event-stream;q=0')).status).toBe(406);
    expect((await post('{ ping }', 'text/html')).status).toBe(406);
  });

  test('a mutation by GET stays refused when events are asked for', async () => {
    const query = encodeURIComponent('mutation { rename(id: "1", name: "x") { name } }');
    const response = await fetch(`${gateway.url}?query=${query}`, { headers: { accept: 'text/event-stream' } });
    expect(response.status).toBe(405);
  });

  test('a bad token is refused before the stream begins', async () => {
    const stream = await openEventStream(gateway.url, joined, { headers: { authorization: 'Bearer nonsense' } });
    expect(stream.status).toBe(401);
    const closed: number[] = [];
    const client = openSocketClient(gateway.url, { authorization: 'Bearer nonsense' });
    client.on('closed', (event) => closed.push((event as { code: number }).code));
    await expect(client.iterate({ query: '{ ping }' }).next()).rejects.toMatchObject({ code: 4403 });
    expect(closed).toEqual([4403]);
  });

  test.each([
    ['a number', { authorization: 1 }],
    ['a list', { authorization: ['Bearer x'] }],
    ['given twice', { authorization: 'Bearer x', Authorization: 'Bearer y' }],
    ['empty', { authorization: '' }],
    ['more than a header can hold', { authorization: 'Bearer سلمى' }],
  ])('a socket’s token that is %s does not make its client nobody', async (_, payload) => {
    const client = openSocketClient(gateway.url, payload);
    await expect(client.iterate({ query: '{ ping }' }).next()).rejects.toMatchObject({ code: 4403 });
  });

  test('a socket’s token that is null is none', async () => {
    const client = openSocketClient(gateway.url, { authorization: null });
    expect((await client.iterate({ query: '{ ping }' }).next()).value).toEqual({ data: { ping: null } });
    await client.dispose();
  });

  test.each([
    ['a language in Arabic', { 'accept-language': 'العربية' }],
    ['a trace with another header behind it', { tracestate: 'a=1\r\nx-wasl-caller: forged' }],
    ['a trace that is no text', { traceparent: 1 }],
  ])('%s, which no header can hold, does not count in a socket’s first message', async (_, payload) => {
    const client = openSocketClient(gateway.url, payload, { 'accept-language': 'ar' });
    const { value } = await client.iterate({ query: '{ patient(id: "1") { name } }' }).next();
    expect(value).toEqual({ data: { patient: { name: 'name of 1' } } });
    const told = wards.registry.asked.at(-1)?.headers;
    expect(told).toMatchObject({ 'accept-language': 'ar' });
    for (const name of ['traceparent', 'tracestate', 'x-wasl-caller']) expect(told).not.toHaveProperty(name);
    await client.dispose();
  });

  test('@stream is refused, and @defer puts nothing off in a subscription', async () => {
    const deferring = 'subscription { measured(ward: "A") { ... @defer { number } } }';
    const stream = await openEventStream(gateway.url, deferring);
    await until(() => wards.topic.subscribers() === 1);
    wards.topic.publish(measurement(1));
    expect(await stream.next()).toEqual({ event: 'next', data: { data: { measured: { number: 1 } } } });
    stream.close();
    const streamed = await post('{ patient(id: "1") { name @stream } }', 'application/graphql-response+json');
    expect(await streamed.json()).toMatchObject({
      errors: [{ message: 'Unknown directive "@stream".', extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
    });
  });
});
