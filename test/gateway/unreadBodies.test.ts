import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FixtureSubgraph, startFixtureSubgraph } from './support/startFixtureSubgraph.ts';
import { startGateway, type StartedGateway } from './support/startGateway.ts';

let gateway: StartedGateway;
let subgraph: FixtureSubgraph;

beforeAll(async () => {
  const sdl =
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"]) type Query { ping: String }';
  subgraph = await startFixtureSubgraph('ward', sdl, { Query: { ping: () => 'pong' } });
  gateway = await startGateway([subgraph]);
});

afterAll(async () => {
  await gateway?.stop();
  await subgraph?.stop();
});

const piece = 'x'.repeat(100_000);
const json = ['POST /graphql HTTP/1.1', 'host: x', 'content-type: application/json'];
const manyMegabytes = `content-length: ${30 * piece.length}`;

/** Sends the head, and the body piece by piece as over a thin line; answers what came, in its order. */
async function sendSlowly(head: string[], pieces: number, write: (piece: string) => string) {
  const { hostname, port } = new URL(gateway.origin);
  const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
  const seen: string[] = [];
  let answer = '';
  socket.setEncoding('utf8').on('data', (text) => (answer += String(text)));
  const closed = new Promise<void>((resolve) => {
    socket.on('end', () => seen.push('the gateway ended it'));
    socket.on('error', ({ message }) => seen.push(message));
    socket.on('end', () => socket.end()).on('close', () => resolve());
  });
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  for (let sent = 0; sent < pieces && !socket.destroyed; sent += 1) {
    if (sent > 0) await wait(2);
    socket.write(write(piece));
  }
  seen.push('all is sent');
  return { socket, closed, seen, answer: () => answer };
}

test.each([
  ['whose length is known', [...json, manyMegabytes], (text: string) => text, ''],
  [
    'whose length is not known',
    [...json, 'transfer-encoding: chunked'],
    (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`,
    '0\r\n\r\n',
  ],
])('who still sends a body %s learns why it is refused', async (_, head, write, last) => {
  const { socket, closed, seen, answer } = await sendSlowly(head, 30, write);
  socket.write(last);
  await closed;
  expect(answer()).toMatch(/^HTTP\/1\.1 413 [^]*connection: close[^]*"code":"PAYLOAD_TOO_LARGE"/i);
  expect(seen).toEqual(['all is sent', 'the gateway ended it']);
});

test('who stops sending is let go', async () => {
  const { closed, seen, answer } = await sendSlowly([...json, manyMegabytes], 3, (text) => text);
  await closed;
  expect(answer()).toMatch(/^HTTP\/1\.1 413 /);
  expect(seen).toEqual(['all is sent', 'the gateway ended it']);
});

test('who waits for "100 Continue" and is refused is let go at once', async () => {
  const head = [...json, manyMegabytes, 'expect: 100-continue'];
  const { closed, seen, answer } = await sendSlowly(head, 0, (text) => text);
  await closed;
  expect(answer()).toMatch(/^HTTP\/1\.1 413 /);
  expect(seen).toEqual(['all is sent', 'the gateway ended it']);
});

test.each(['OPTIONS', 'GET'])('a %s without a body keeps its connection', async (method) => {
  const head = [`${method} /graphql?query={ping} HTTP/1.1`, 'host: x', 'accept: application/json'];
  const { socket, answer } = await sendSlowly(head, 0, (text) => text);
  await expect.poll(answer).toMatch(/^HTTP\/1\.1 20/);
  expect(answer()).not.toMatch(/connection: close/i);
  socket.destroy();
});
