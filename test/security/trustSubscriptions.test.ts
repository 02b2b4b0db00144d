import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deriveKeyText } from '@wasl/gateway/subgraphs/trust/deriveKey';
import { createRequestVerifier, type RequestHead, SubgraphError, type VerifyRequest } from '@wasl/subgraph-sdk';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { openEventStream } from '../gateway/support/streamClients.ts';
import { startWardGateway, type WardGateway } from '../gateway/support/wardSubgraphs.ts';

const gatewaySecret = 'a secret of more than thirty-two characters';
const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])
  type Query { ping: String }
  type Subscription { reading: Int }`;

interface Monitor {
  url: string;
  /** Subjects for whom a subscription was verified, one for each place where the signature stood. */
  verified: (string | undefined)[];
  stop(): void;
}

/** A subgraph that a ministry might write: it sends one reading to whoever the gateway vouches for. */
async function startMonitor(verify: VerifyRequest): Promise<Monitor> {
  const verified: Monitor['verified'] = [];
  const check = async (head: RequestHead, body: string) => {
    const request = await verify(head);
    request.requireBody(Buffer.from(body));
    verified.push(request.caller?.subject);
  };
  const server = createServer((request, response) => void answer(request, response, check));
  const sockets = new WebSocketServer({ server, handleProtocols: () => 'graphql-transport-ws' });
  sockets.on('connection', (socket, handshake) => converse(socket, handshake, check));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    verified,
    stop() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      server.close();
    },
  };
}

type Check = (head: RequestHead, body: string) => Promise<void>;

async function answer(request: IncomingMessage, response: ServerResponse, check: Check): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { method = '', url: target = '', headers } = request;
  try {
    await check({ method, target, headers }, Buffer.concat(chunks).toString());
  } catch (error) {
    const { code, details } = error as SubgraphError;
    response.writeHead(401, { 'content-type': 'application/json' });
    return void response.end(JSON.stringify({ errors: [{ message: 'no', extensions: { ...details, code } }] }));
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.end('event: next\ndata: {"data":{"reading":1}}\n\nevent: complete\n\n');
}

/** Looks at the signature where the handshake has it, and where `connection_init` has it. */
function converse(socket: WebSocket, { url: target = '', headers }: IncomingMessage, check: Check): void {
  let init: RequestHead['headers'] = {};
  const begin = async (payload: string) => {
    for (const told of [headers, init]) await check({ method: 'GET', target, headers: told }, payload);
    socket.send('{"id":"1","type":"next","payload":{"data":{"reading":1}}}');
    socket.send('{"id":"1","type":"complete"}');
  };
  socket.on('message', (sent) => {
    const text = String(sent);
    const message = JSON.parse(text) as { type: string; payload: Record<string, string> };
    if (message.type === 'connection_init') {
      init = message.payload;
      socket.send('{"type":"connection_ack"}');
    } else if (message.type === 'subscribe') {
      begin(/"payload":(.*)\}$/s.exec(text)![1]!).catch(({ code, details }: SubgraphError) =>
        socket.close(4401, `${code} ${String(details['reason'])} ${String(details['time'])}`),
      );
    }
  });
}

let running: { monitor: Monitor; gateway: WardGateway } | undefined;
afterEach(async () => {
  await running?.gateway.stop();
  running?.monitor.stop();
  running = undefined;
});

async function subscribe(protocol: 'ws' | 'sse', keys: string, clientHeaders: Record<string, string> = {}) {
  const warned: unknown[] = [];
  const monitor = await startMonitor(createRequestVerifier('monitor', { keys }));
  const gateway = await startWardGateway([{ name: 'monitor', sdl, url: monitor.url }], {
    gatewaySecret,
    subscriptions: { protocols: new Map([['monitor', protocol]]) },
    // No token is verified here, and no issuer answers.
    warn: (message, about) => void ('subgraph' in about && warned.push({ message, ...about })),
  });
  running = { monitor, gateway };
  const stream = await openEventStream(gateway.url, 'subscription { reading }', { headers: clientHeaders });
  return { first: await stream.next(), verified: monitor.verified, warned };
}

describe.each(['ws', 'sse'] as const)('a subscription over %s', (protocol) => {
  const places = protocol === 'ws' ? 2 : 1;

  it('is signed, wherever it says who asks, and no header of the client takes the place', async () => {
    const keys = deriveKeyText(gatewaySecret, 'monitor', 1);
    const forged = { 'x-wasl-caller': 'forged', signature: 'wasl=:forged:', 'content-digest': 'forged' };
    const { first, verified, warned } = await subscribe(protocol, keys, forged);
    expect(first).toEqual({ event: 'next', data: { data: { reading: 1 } } });
    // Nobody signed in: the caller is null.
    expect(verified).toEqual(Array.from({ length: places }, () => undefined));
    expect(warned).toEqual([]);
  });

  it('that the subgraph does not believe ends as a system that does not answer, and the log says why', async () => {
    const { first, verified, warned } = await subscribe(protocol, deriveKeyText(gatewaySecret, 'registry', 1));
    expect(first).toMatchObject({ data: { errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }] } });
    expect(verified).toEqual([]);
    expect(warned).toEqual([
      expect.objectContaining({ subgraph: 'monitor', reason: 'signature', clockAheadSeconds: expect.any(Number) }),
    ]);
  });
});
