import { connect, createServer, type Server, type Socket } from 'node:net';

export interface TcpProxy {
  port: number;
  /** Breaks every connection and refuses new ones. */
  cut(): Promise<void>;
  /** Keeps every connection open, but lets nothing through any more. */
  stall(): void;
  /** Accepts and forwards again. */
  restore(): Promise<void>;
  stop(): Promise<void>;
}

/** A TCP proxy on a fixed free port in front of a server: a network that can fail. It starts cut off. */
export async function createTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  let isStalled = false;

  function forward(client: Socket): void {
    const upstream = connect(target);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.on('data', (chunk) => {
        if (!isStalled) other.write(chunk);
      });
    }
  }
  const listen = (port: number) =>
    new Promise<number>((ready, reject) => {
      const listening = createServer(forward);
      server = listening;
      listening.once('error', reject);
      listening.listen(port, '127.0.0.1', () => ready((listening.address() as { port: number }).port));
    });
  async function cut(): Promise<void> {
    const closing = new Promise((done) => (server ? server.close(done) : done(undefined)));
    for (const socket of sockets) socket.destroy();
    await closing;
    server = undefined;
  }
  const port = await listen(0);
  await cut();
  return {
    port,
    cut,
    stall: () => void (isStalled = true),
    async restore() {
      isStalled = false;
      if (!server) await listen(port);
    },
    stop: cut,
  };
}
