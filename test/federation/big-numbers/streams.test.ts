import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startTestIssuer, type TestIssuer } from '../../support/startTestIssuer.ts';
import {
  answer,
  type RawGateway,
  type RawSubgraph,
  schemaOf,
  pong,
  startRawGateway,
  startRawSubgraph,
} from './startBigNumbers.ts';
import { subgraphs, whole } from './subgraphs.ts';

let issuer: TestIssuer;
let running: RawSubgraph[];
/** By how the registry sends its events. */
let gateways: Record<'ws' | 'sse', RawGateway>;

beforeAll(async () => {
  issuer = await startTestIssuer();
  running = await Promise.all(subgraphs.map(startRawSubgraph));
  const [ws, sse] = await Promise.all([
    startRawGateway(running, issuer.jwksUrl, 'ws'),
    startRawGateway(running, issuer.jwksUrl, 'sse'),
  ]);
  gateways = { ws, sse };
});

afterAll(async () => {
  await gateways.ws.stop();
  await gateways.sse.stop();
  for (const subgraph of running) subgraph.stop();
  issuer.stop();
});

const bodyOf = (query: string, variables = '{}') => `{"query":${JSON.stringify(query)},"variables":${variables}}`;
const admitted = 'subscription ($from: Exact) { admitted(from: $from) { number notes dose } }';
const events = ['9007199254740992', '9007199254740993', '1.10'].map(
  (number, index) =>
    `{"data":{"admitted":{"number":${number},"notes":["Note of ${number}"],"dose":${['1992.50', '1993.50', '1110.50'][index]}}}}`,
);

describe.each(['ws', 'sse'] as const)('events that a subgraph sends by %s', (protocol) => {
  test('to a client that reads server-sent events', async () => {
    const sent = await gateways[protocol].post(bodyOf(admitted, '{"from":1.10}'), { accept: 'text/event-stream' });
    expect(sent.split('\n').filter((line) => line.startsWith('data: '))).toEqual(
      events.map((event) => `data: ${event}`),
    );
  });

  test('to a client on a WebSocket', async () => {
    expect(await overSocket(gateways[protocol].url, bodyOf(admitted, '{"from":1.10}'))).toEqual([
      ...events.map((event) => `{"id":"1","type":"next","payload":${event}}`),
      '{"id":"1","type":"complete"}',
    ]);
  });

  test('where a rule takes a field away and numbers stay', async () => {
    const query = 'subscription { admitted { number sealed notes } }';
    const heard = await overSocket(gateways[protocol].url, bodyOf(query));
    expect(heard[1]).toContain(
      '"data":{"admitted":{"number":9007199254740993,"sealed":null,"notes":["Note of 9007199254740993"]}}',
    );
    expect(heard[1]).toContain('"UNAUTHORIZED_FIELD_OR_TYPE"');
  });
});

test('a subgraph’s ping is answered with its payload as it was', async () => {
  await overSocket(gateways.ws.url, bodyOf(admitted));
  expect(running[0]?.asked).toContain(pong);
});

describe('queries and mutations on a WebSocket', () => {
  test.each([
    [
      'query ($v: Exact, $i: ID) { echo(value: $v) given(id: $i) two { number notes } }',
      '{"v":{"a":[1.50,-0]},"i":9007199254740993}',
    ],
    ['mutation ($n: Exact!) { record(number: $n) { number notes } again(number: 1.0) }', '{"n":9007199254740993}'],
  ])('%s', async (query, variables) => {
    const body = bodyOf(query, variables);
    expect(await overSocket(gateways.ws.url, body)).toEqual([
      `{"id":"1","type":"next","payload":${await answer(schemaOf(whole), body)}}`,
      '{"id":"1","type":"complete"}',
    ]);
  });

  test('a ping’s payload comes back as it was', async () => {
    const socket = await openSocket(gateways.ws.url);
    const heard = new Promise<string>((resolve) => socket.once('message', (sent) => resolve(String(sent))));
    socket.send('{"type":"ping","payload":{"at":9007199254740993,"of":[1.0]}}');
    expect(await heard).toBe('{"type":"pong","payload":{"at":9007199254740993,"of":[1.0]}}');
    socket.close();
  });
});

describe('an answer in parts', () => {
  test('keeps numbers in the first and in what follows, and asks by them', async () => {
    const query = '{ two { number ... @defer(label: "late") { notes dose } } numbers }';
    const sent = await gateways.ws.post(bodyOf(query), { accept: 'multipart/mixed;deferSpec=20220824' });
    const parts = sent.split('\r\n').filter((line) => line.startsWith('{'));
    expect(parts[0]).toContain(
      '{"two":[{"number":9007199254740992},{"number":9007199254740993}],"numbers":[9007199254740992,',
    );
    expect(parts[0]).toContain(',1.0,1.10,1.1,');
    expect(parts.slice(1).join('')).toContain(
      '{"data":{"notes":["Note of 9007199254740992"],"dose":1992.50},"path":["two",0],"label":"late"}',
    );
    expect(parts.slice(1).join('')).toContain(
      '{"data":{"notes":["Note of 9007199254740993"],"dose":1993.50},"path":["two",1],"label":"late"}',
    );
  });
});

describe('where a rule takes a field away', () => {
  const denied = '"path":["two",1,"sealed"]';

  test('the numbers beside it stay', async () => {
    const query =
      'query ($v: Exact, $f: Float, $c: Boolean!) { two { number sealed notes dose } echo(value: $v) given(float: $f) @skip(if: $c) numbers @include(if: $c) }';
    const sent = await gateways.ws.post(bodyOf(query, '{"v":{"a":1.50},"f":1.50,"c":true}'));
    expect(sent).toContain(denied);
    const data = sent.slice(sent.indexOf('"data":'));
    expect(
      data.startsWith(
        '"data":{"two":[{"number":9007199254740992,"sealed":null,"notes":["Note of 9007199254740992"],"dose":1992.50},{"number":9007199254740993,"sealed":null,"notes":["Note of 9007199254740993"],"dose":1993.50}],"echo":{"a":1.50},"numbers":[9007199254740992,9007199254740993,123456789012345678901234567890,',
      ),
    ).toBe(true);
    expect(
      data.endsWith(
        ',1.0,1.10,1.1,0.1000000000000000055,12345678901234567890.123,1e400,1E5,1e-7,0.0000001,-0,0,7,2.5]}}',
      ),
    ).toBe(true);
  });

  test('or the whole request, under the conditions that its variables give beside a number', async () => {
    const query =
      'query ($f: Float, $i: ID, $c: Boolean!) { two { number sealed @include(if: $c) } given(float: $f, id: $i) }';
    const variables = (isAsked: boolean) => `{"f":1.50,"i":9007199254740993,"c":${isAsked}}`;
    const rejecting = await startRawGateway(running, issuer.jwksUrl, 'ws', { deniedFields: 'reject' });
    running[0]?.answerWith('{"data":{"two":[{"number":9007199254740993}],"w_given":"x"}}');
    const answers = [
      await rejecting.post(bodyOf(query, variables(true))),
      await rejecting.post(bodyOf(query, variables(false))),
    ];
    running[0]?.answerWith(undefined);
    await rejecting.stop();
    expect(answers[0]).toMatch(/"path":\["two","sealed"\].*"data":null/);
    expect(answers[1]).toBe('{"data":{"two":[{"number":9007199254740993}],"given":"x"}}');
  });

  test('it comes with a token, beside the same numbers', async () => {
    const headers = await issuer.headersFor({});
    expect(await gateways.ws.post(bodyOf('{ two { sealed number } }'), headers)).toBe(
      '{"data":{"two":[{"sealed":"SEALED","number":9007199254740992},{"sealed":"SEALED","number":9007199254740993}]}}',
    );
  });
});

async function openSocket(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), 'graphql-transport-ws');
  await new Promise((opened) => socket.once('open', opened));
  const accepted = new Promise((resolve) => socket.once('message', resolve));
  socket.send('{"type":"connection_init"}');
  await accepted;
  return socket;
}

/** Runs one operation and answers the messages that came, unread. */
async function overSocket(url: string, payload: string): Promise<string[]> {
  const socket = await openSocket(url);
  const heard: string[] = [];
  const ended = new Promise<void>((resolve) =>
    socket.on('message', (sent) => {
      heard.push(String(sent));
      if (!String(sent).includes('"type":"next"')) resolve();
    }),
  );
  socket.send(`{"id":"1","type":"subscribe","payload":${payload}}`);
  await ended;
  socket.close();
  return heard;
}
