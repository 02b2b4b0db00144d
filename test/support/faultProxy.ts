import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** What a proxy does with one request instead of passing it on; `number` counts the requests of its connection from 1. */
export type Fault = (response: ServerResponse, number: number, pass: () => Promise<void>) => Promise<void> | void;

/** A proxy in front of a subgraph, which fails in the ways that networks, proxies and ministries do. */
export interface FaultProxy {
  url: string;
  /** Bodies of all requests that arrived, in order. */
  received: string[];
  /** Does this with every following request; undefined passes them on again. */
  failWith(fault: Fault | undefined): void;
  /** Ends all connections, and refuses new ones until `listen`. */
  refuse(): Promise<void>;
  listen(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a proxy in front of a subgraph's URL, on a free port that it keeps. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const received: string[] = [];
  const numbers = new WeakMap<object, number>();
  let fault: Fault | undefined;
  let port = 0;
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    // The gateway may end a connection at any time.
    handle(request, response).catch(() => response.destroy());
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    received.push(body);
    const number = (numbers.get(request.socket) ?? 0) + 1;
    numbers.set(request.socket, number);
    const pass = () => passOn(target, request, body, response);
    await (fault ?? ((_response, _number, go) => go()))(response, number, pass);
  }
  const listen = async () => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  };
  const refuse = async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  await listen();
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    received,
    failWith: (next) => void (fault = next),
    refuse,
    listen,
    stop: async () => void (server.listening && (await refuse())),
  };
}

async function passOn(target: string, request: IncomingMessage, body: string, response: ServerResponse) {
  const headers = { 'content-type': 'application/json', accept: request.headers.accept ?? '*/*' };
  const answer = await fetch(target, { method: 'POST', headers, body });
  response.setHeader('content-type', answer.headers.get('content-type') ?? 'application/json');
  response.end(await answer.text());
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** Answers with a status, and headers of its own. */
export function answering(status: number, type: string, body: string, headers: Record<string, string> = {}): Fault {
  return (response) => void response.writeHead(status, { 'content-type': type, ...headers }).end(body);
}

/** Never answers. */
export const silent: Fault = () => undefined;

/** Sends a byte now and then, and never the last. */
export const dripping: Fault = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  const drip = setInterval(() => response.write(' '), 20);
  response.on('close', () => clearInterval(drip));
};

/** Ends the connection in the middle of a body. */
export const cutting: Fault = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  response.write('{"data":{', () => response.destroy());
};

/** Writes bytes that are no HTTP. */
export const babbling: Fault = (response) => void response.socket?.end('\u0000\u0001 this is not HTTP');

/** Sends a body that does not end. */
export const endless: Fault = async (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  const chunk = ' '.repeat(256 * 1024);
  while (!response.destroyed) {
    if (!response.writableNeedDrain) response.write(chunk);
    await nextTurn();
  }
};

/** Announces 200 MB. */
export const huge: Fault = (response) =>
  void response.writeHead(200, { 'content-type': 'application/json', 'content-length': '200000000' }).flushHeaders();

/** Resets a connection that is used a second time. */
export const resettingOnReuse: Fault = (response, number, pass) =>
  number === 1 ? pass() : void response.socket?.resetAndDestroy();

/** Fails every second request. */
export function failingHalf(fault: Fault): Fault {
  let count = 0;
  return (response, number, pass) => ((count += 1) % 2 === 0 ? fault(response, number, pass) : pass());
}

/** Fails the first `times` requests. */
export function failingFirst(times: number, fault: Fault): Fault {
  let count = 0;
  return (response, number, pass) => ((count += 1) <= times ? fault(response, number, pass) : pass());
}

/** Holds requests back until they are released. */
export function holding(): { fault: Fault; held(): number; release(): void } {
  const waiting: (() => void)[] = [];
  return {
    fault: async (_response, _number, pass) => {
      await new Promise<void>((go) => waiting.push(go));
      await pass();
    },
    held: () => waiting.length,
    release() {
      for (const go of waiting.splice(0)) go();
    },
  };
}
