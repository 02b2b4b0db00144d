import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Cancellation } from '../../gateway/src/core/cancellation.ts';
import { createTransport, type SubgraphCall, type TransportOptions } from '../../gateway/src/subgraphs/transport.ts';
import { createFigures } from '../../gateway/src/telemetry/figures.ts';

/** What a subgraph writes, byte for byte, to the n-th request that a connection carries. */
type Answering = (socket: Socket, request: string, number: number) => void;

const answer = '{"data":{"name":"سلمى"}}';
const length = Buffer.byteLength(answer);
const plain = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${answer}`;
const ending: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of ending.splice(0)) await end();
});

/** A server that speaks what HTTP it likes, and a transport to it. */
async function connectTo(answering: Answering, options: Partial<TransportOptions> = {}) {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    connections += 1;
    let number = 0;
    let received = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      for (;;) {
        const head = received.indexOf('\r\n\r\n');
        const size = Number(/content-length: (\d+)/.exec(received)?.[1] ?? Number.NaN);
        if (head === -1 || received.length < head + 4 + size) return;
        const request = received.slice(0, head + 4 + size);
        received = received.slice(head + 4 + size);
        number += 1;
        answering(socket, request, number);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const urls = new Map([['clinic', `http://127.0.0.1:${port}/graphql?x=1`]]);
  const figures = createFigures();
  const { transport, close } = createTransport({ urls, figures, deadlineMs: 5_000, ...options });
  ending.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await close();
  });
  const ask = (call: Partial<SubgraphCall> = {}) =>
    transport('clinic', { body: '{"query":"{ a }"}', headers: {}, ...call });
  return { ask, close, connections: () => connections };
}

const failing = (code: string) => expect.objectContaining({ code });

describe('an answer', () => {
  const chunked = Buffer.concat([
    Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: x\r\n\r\n'),
    Buffer.from('5;part=1\r\n{"dat\r\n'),
    Buffer.from(`${(length - 5).toString(16).toUpperCase()}\r\n`),
    Buffer.from(answer).subarray(5),
    Buffer.from('\r\n0\r\nx-sum: 1\r\n\r\n'),
  ]);
  const forms: [string, Buffer][] = [
    ['with a length', Buffer.from(plain)],
    ['in chunks', chunked],
    ['after one that is only on the way', Buffer.from(`HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${plain}`)],
  ];
  it.each(forms)('%s is read, however it is cut', async (_, bytes) => {
    const { ask, connections } = await connectTo((socket, _request, number) => {
      socket.setNoDelay(true);
      // The n-th answer is cut after its n-th byte; the last comes byte by byte.
      const cut =
        number < 20 ? [bytes.subarray(0, number), bytes.subarray(number)] : [...bytes].map((byte) => Buffer.of(byte));
      const write = (index: number): void => {
        const part = cut[index];
        if (part) socket.write(part, () => setImmediate(write, index + 1));
      };
      write(0);
    });
    for (let number = 1; number <= 20; number += 1) expect(await ask()).toEqual({ status: 200, body: answer });
    expect(connections()).toBe(1);
  });

  it.each(['with a length', 'in chunks'])('%s keeps what is its own while others are read', async (form) => {
    let asked = 0;
    const pieces: (() => void)[][] = [[], [], []];
    const { ask } = await connectTo((socket, request) => {
      const text = `{"data":${JSON.stringify(request.slice(-4).repeat(20_000))}}`;
      const sized = `HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`;
      const inChunks =
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n' +
        `${(100).toString(16)}\r\n${text.slice(0, 100)}\r\n${(text.length - 100).toString(16)}\r\n${text.slice(100)}\r\n0\r\n\r\n`;
      const whole = form === 'in chunks' ? inChunks : sized;
      // Cut in the head and in the body: every connection gets its first piece before any gets its second.
      const cuts = [0, 20, 2_000, whole.length];
      pieces.forEach((piece, index) => piece.push(() => socket.write(whole.slice(cuts[index], cuts[index + 1]))));
      asked += 1;
      if (asked < 16) return;
      pieces.flat().forEach((write, index) => setTimeout(write, index));
    });
    const numbers = Array.from({ length: 16 }, (_, number) => String(1_000 + number));
    const answers = await Promise.all(numbers.map((number) => ask({ body: number })));
    const expected = numbers.map((number) => ({ data: number.repeat(20_000) }));
    expect(answers.map(({ body }) => JSON.parse(body) as unknown)).toEqual(expected);
  });

  it('without a length is read to the end of its connection, which carries no other', async () => {
    const { ask, connections } = await connectTo((socket) => socket.end(`HTTP/1.0 500 Oh\r\n\r\n${answer}`));
    expect(await ask()).toEqual({ status: 500, body: answer });
    expect(await ask()).toEqual({ status: 500, body: answer });
    expect(connections()).toBe(2);
  });

  it('without a body is empty', async () => {
    const { ask, connections } = await connectTo((socket) => socket.write('HTTP/1.1 204 No Content\r\n\r\n'));
    expect([await ask(), await ask()]).toEqual([
      { status: 204, body: '' },
      { status: 204, body: '' },
    ]);
    expect(connections()).toBe(1);
  });

  const malformed: [string, string][] = [
    ['of another protocol', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['of another version', 'HTTP/2 200\r\n\r\n'],
    ['with two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}'],
    ['with a length and chunks', `HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['with a length that is no number', 'HTTP/1.1 200 OK\r\nContent-Length: 0x2\r\n\r\n{}'],
    ['with a negative length', 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}'],
    ['with a blank before a colon', 'HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\n{}'],
    ['with a header that goes on in the next line', 'HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 2\r\n\r\n{}'],
    ['with half an end of a line', 'HTTP/1.1 200 OK\r\nX: a\nContent-Length: 2\r\n\r\n{}'],
    ['compressed', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'],
    ['with a chunk without a size', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n'],
    ['with a chunk beyond its size', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n'],
    ['that changes the protocol', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n'],
    ['with an endless head', `HTTP/1.1 200 OK\r\nX: ${'a'.repeat(20_000)}`],
    ['with an endless size of a chunk', `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${'0'.repeat(2_000)}`],
    [
      'with an endless trailer',
      `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n${'x: 1\r\n'.repeat(5_000)}`,
    ],
  ];
  it.each(malformed)('%s is refused, and its connection ends', async (_, text) => {
    const { ask, connections } = await connectTo((socket) => socket.write(text));
    await expect(ask()).rejects.toEqual(failing('SUBGRAPH_UNAVAILABLE'));
    await expect(ask()).rejects.toEqual(failing('SUBGRAPH_UNAVAILABLE'));
    expect(connections()).toBe(2);
  });

  const tooLarge: [string, string][] = [
    ['by its length', 'HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n'],
    ['by a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n'],
    ['by all chunks together', `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${'1\r\n \r\n'.repeat(101)}`],
    ['without a length', `HTTP/1.1 200 OK\r\n\r\n${' '.repeat(101)}`],
  ];
  it.each(tooLarge)('that is too large %s is refused as soon as that is known', async (_, text) => {
    const { ask } = await connectTo((socket) => socket.write(text), { maxResponseBytes: 100 });
    await expect(ask()).rejects.toEqual(failing('SUBGRAPH_RESPONSE_INVALID'));
  });

  it('that is too large is an answer: others may wait for their turn', async () => {
    const limits = { maxResponseBytes: 100, connections: 1, deadlineMs: 4_000 };
    const { ask } = await connectTo((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n'), limits);
    const askTwo = () => Promise.all([ask(), ask()].map((asked) => asked.catch((error: unknown) => error)));
    const refused = failing('SUBGRAPH_RESPONSE_INVALID');
    expect(await askTwo()).toEqual([refused, refused]);
    // So long that a subgraph without any answer would not be waited for.
    await new Promise((later) => setTimeout(later, 1_100));
    expect(await askTwo()).toEqual([refused, refused]);
  });

  it('followed by another that nobody asked for is read, and the other is nobody’s', async () => {
    const { ask, connections } = await connectTo((socket) => socket.write(plain + plain.replace('سلمى', 'غيرها')));
    expect(await ask()).toEqual({ status: 200, body: answer });
    expect(await ask()).toEqual({ status: 200, body: answer });
    expect(connections()).toBe(2);
  });

  it('that breaks off is lost', async () => {
    const { ask } = await connectTo((socket) => socket.end(plain.slice(0, -1)));
    await expect(ask({ isRepeatable: true })).rejects.toEqual(failing('SUBGRAPH_UNAVAILABLE'));
  });
});

describe('a connection', () => {
  it('is not used again when the server says so, or will not keep it long enough', async () => {
    const heads = ['Connection: close', 'Connection: keep-alive\r\nKeep-Alive: timeout=2'];
    let asked = 0;
    const { ask, connections } = await connectTo((socket) => {
      asked += 1;
      socket.write(plain.replace('Content-Type', `${heads[asked % 2]}\r\nContent-Type`));
    });
    for (let number = 0; number < 4; number += 1) expect(await ask()).toEqual({ status: 200, body: answer });
    expect(connections()).toBe(4);
  });

  it('that dies unused is replaced for a query, and fails a mutation', async () => {
    const { ask, connections } = await connectTo((socket, _, number) =>
      number === 1 ? socket.write(plain) : socket.destroy(),
    );
    expect(await ask({ isRepeatable: true })).toEqual({ status: 200, body: answer });
    expect(await ask({ isRepeatable: true })).toEqual({ status: 200, body: answer });
    expect(connections()).toBe(2);
    await expect(ask()).rejects.toEqual(failing('SUBGRAPH_UNAVAILABLE'));
    expect(connections()).toBe(2);
  });

  it('carries one request at a time; more than all can carry wait their turn', async () => {
    const waiting: Socket[] = [];
    const { ask, connections } = await connectTo((socket) => void waiting.push(socket), { connections: 2 });
    const answers = Array.from({ length: 5 }, () => ask());
    for (let served = 0; served < 5; served += 1) {
      while (waiting.length === 0) await new Promise(setImmediate);
      expect(waiting.length).toBeLessThanOrEqual(2);
      waiting.shift()?.write(plain);
    }
    for (const { body } of await Promise.all(answers)) expect(body).toBe(answer);
    expect(connections()).toBe(2);
  });

  it('ends with the request on it that nobody waits for any more; one that waits is not sent', async () => {
    const requests: string[] = [];
    const { ask, connections } = await connectTo(
      (socket, request) => {
        requests.push(request);
        if (request.includes('second')) socket.write(plain);
      },
      { connections: 1 },
    );
    const gone = [new Cancellation(), new Cancellation()] as const;
    const first = ask({ cancellation: gone[0] });
    const never = ask({ body: 'never', cancellation: gone[1] });
    const second = ask({ body: 'second' });
    while (requests.length === 0) await new Promise(setImmediate);
    gone[1].cancel('gone');
    await expect(never).rejects.toEqual(failing('SUBGRAPH_UNAVAILABLE'));
    gone[0].cancel('late');
    await expect(first).rejects.toEqual(failing('DEADLINE_EXCEEDED'));
    expect(await second).toEqual({ status: 200, body: answer });
    expect(requests.some((request) => request.includes('never'))).toBe(false);
    expect(connections()).toBe(2);
  });

  it('is waited for no longer than half of the time that there is, and not at all where too many wait', async () => {
    const requests: string[] = [];
    const { ask } = await connectTo((_, request) => void requests.push(request), {
      connections: 1,
      queue: 1,
      deadlineMs: 400,
    });
    const endings: string[] = [];
    const note = async (name: string, asked: Promise<unknown>) =>
      asked.catch((error: { code: string }) => endings.push(`${name} ${error.code}`));
    await Promise.all([note('sent', ask()), note('waiting', ask()), note('beyond', ask())]);
    expect(endings).toEqual(['beyond SUBGRAPH_UNAVAILABLE', 'waiting SUBGRAPH_UNAVAILABLE', 'sent SUBGRAPH_TIMEOUT']);
    expect(requests).toHaveLength(1);
  });

  it('is waited for no longer than half of what the request has left', async () => {
    const { ask } = await connectTo(() => undefined, { connections: 1, deadlineMs: 60_000 });
    const cancellation = new Cancellation();
    cancellation.dueAt = performance.now() + 100;
    void ask({ cancellation }).catch(() => undefined);
    await expect(ask({ cancellation })).rejects.toEqual(failing('SUBGRAPH_UNAVAILABLE'));
    cancellation.cancel('late');
  });

  it('is given up at the deadline', async () => {
    const { ask } = await connectTo(() => undefined, { deadlineMs: 50 });
    await expect(ask()).rejects.toEqual(failing('SUBGRAPH_TIMEOUT'));
  });

  it('is closed with its pool, once what is under way is answered', async () => {
    const asked: Socket[] = [];
    const { ask, close } = await connectTo((socket) => void asked.push(socket));
    const pending = ask();
    while (asked.length === 0) await new Promise(setImmediate);
    const closed = close();
    asked[0]?.write(plain);
    expect(await pending).toEqual({ status: 200, body: answer });
    await closed;
  });
});

describe('a request', () => {
  it('names its path and host, bears the headers, and counts the bytes of its body', async () => {
    const requests: string[] = [];
    const { ask } = await connectTo((socket, request) => {
      requests.push(request);
      socket.write(plain);
    });
    await ask({ body: '{"query":"سلمى"}', headers: { 'accept-language': 'ar', 'x-caller': 'caf\u00e9' } });
    const [head, body = ''] = (requests[0] ?? '').split('\r\n\r\n');
    expect(head?.replace(/:\d+$/m, ':port').split('\r\n')).toEqual([
      'POST /graphql?x=1 HTTP/1.1',
      expect.stringMatching(/^host: 127\.0\.0\.1:/),
      'content-type: application/json',
      'accept: application/graphql-response+json, application/json;q=0.9',
      'accept-encoding: identity',
      'accept-language: ar',
      'x-caller: caf\u00e9',
      expect.stringMatching(/^x-wasl-time-left: \d+$/),
      'content-length: 20',
    ]);
    expect(Buffer.from(body, 'latin1').toString('utf8')).toBe('{"query":"سلمى"}');
  });

  it('with a header that would end before its time is not sent', async () => {
    const { ask, connections } = await connectTo((socket) => socket.write(plain));
    await expect(ask({ headers: { 'accept-language': 'ar\r\nx-wasl-caller: someone' } })).rejects.toThrow(TypeError);
    expect(connections()).toBe(0);
  });
});
