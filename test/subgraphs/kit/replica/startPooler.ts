import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Where Postgres tells a client the number of its session: the message `K` of twelve bytes. */
const sessionKey = Buffer.from([0x4b, 0, 0, 0, 12]);

/** Stands before a Postgres and tells clients numbers of its own for their sessions, as poolers do. */
export async function startPooler(target: string): Promise<{ url: string; stop(): void }> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => other.destroy());
    }
    client.on('data', (chunk) => upstream.write(chunk));
    let isTold = false;
    upstream.on('data', (chunk: Buffer) => {
      const at = isTold ? -1 : chunk.indexOf(sessionKey);
      if (at >= 0) chunk.writeInt32BE(chunk.readInt32BE(at + 5) + 1_000_000, at + 5);
      isTold ||= at >= 0;
      client.write(chunk);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = Object.assign(new URL(target), { port: String((server.address() as AddressInfo).port) }).href;
  return {
    url,
    stop() {
      server.close();
      sockets.forEach((socket) => socket.destroy());
    },
  };
}
