import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectTls, type SecureContext, type TLSSocket } from 'node:tls';
import type { ClientTls } from '../clientTls.ts';
import { ConnectionLost, HttpConnection, type HttpExchange } from './httpConnection.ts';

export interface HttpPoolOptions {
  /** Most connections to the server. */
  connections: number;
  /** Milliseconds to connect. */
  connectTimeoutMs: number;
  /** What is shown to the server over TLS, and who is trusted to be it. Default: nothing, and the authorities that Node trusts. */
  tls?: ClientTls | undefined;
}

/** A server took too long to accept a connection. */
export class ConnectTimeout extends Error {}

/** Kept-alive connections to one server. */
export interface HttpPool {
  /**
   * Begins an exchange, whose callbacks get the outcome; false when every connection is in use. `isFresh` wants a connection that nothing
   * was sent on before.
   */
  begin(exchange: HttpExchange, isFresh?: boolean): boolean;
  /** Lets an exchange wait for the next free connection. */
  wait(exchange: HttpExchange): void;
  /** How many exchanges wait. */
  waiting(): number;
  /** How many connections are open. */
  open(): number;
  /** How many exchanges are under way. */
  inFlight(): number;
  /** Fails an exchange that has not ended. */
  giveUp(exchange: HttpExchange, error: Error): void;
  /** Closes the pool; resolves when all running exchanges have ended. */
  close(): Promise<void>;
}

/** Milliseconds between two checks for connections that have been idle for too long. */
const sweepMs = 1_000;

/** Read buffer that all connections share: a reader is done with it, or keeps a copy, before the next read. */
const readBuffer = Buffer.allocUnsafeSlow(64 * 1024);

/** Creates a pool for the server of an `http:` or `https:` URL. It connects only when needed. */
export function createHttpPool({ protocol, hostname, port }: URL, options: HttpPoolOptions): HttpPool {
  const isTls = protocol === 'https:';
  // A URL has an IPv6 address in brackets.
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const address = { host, port: Number(port || (isTls ? 443 : 80)), keepAlive: true, keepAliveInitialDelay: 60_000 };
  const open = new Set<HttpConnection>();
  /** The most recently used connection is last and is reused first, so that the others become idle and are closed. */
  const idle: HttpConnection[] = [];
  const waiting: HttpExchange[] = [];
  let session: Buffer | undefined;
  /** What connections are opened with now; those that were opened with something else are let go with their next answer. */
  let context: SecureContext | undefined;
  let sweep: NodeJS.Timeout | undefined;
  let onEmpty: (() => void) | undefined;

  function openSocket(onRead: (chunk: Buffer) => void): Socket {
    const callback = (length: number) => {
      onRead(readBuffer.subarray(0, length));
      return true;
    };
    const onread = { buffer: readBuffer, callback };
    if (!isTls) return connectPlain({ ...address, onread });
    const servername = isIP(host) === 0 ? host : undefined;
    const tls = { servername, session, secureContext: context, ALPNProtocols: ['http/1.1'], onread };
    const socket: TLSSocket = connectTls({ ...address, ...tls });
    const openedWith = context;
    return socket.on('session', (made) => {
      if (openedWith === context) session = made;
    });
  }

  function connect(): HttpConnection {
    renew();
    const connection = new HttpConnection(openSocket, onFree, onClose);
    connection.openedWith = context;
    const { socket } = connection;
    const late = setTimeout(
      () => connection.destroy(new ConnectTimeout('The server did not accept a connection in time.')),
      options.connectTimeoutMs,
    );
    socket.once(isTls ? 'secureConnect' : 'connect', () => clearTimeout(late));
    socket.once('close', () => clearTimeout(late));
    open.add(connection);
    return connection;
  }

  /** A session tells who began it: with another certificate there must be another one. */
  function renew(): void {
    const current = options.tls?.material().secureContext;
    if (current === context) return;
    context = current;
    session = undefined;
  }

  const isUsable = (connection: HttpConnection, now: number) =>
    connection.openedWith === context && connection.isUsableAt(now);

  function carry(exchange: HttpExchange, connection: HttpConnection): void {
    exchange.connection = connection;
    connection.begin(exchange);
  }

  function onFree(connection: HttpConnection): void {
    renew();
    if (connection.openedWith !== context) return connection.destroy();
    const next = waiting.shift();
    if (next) return carry(next, connection);
    if (onEmpty) return connection.destroy();
    idle.push(connection);
    sweep ??= setTimeout(endUnused, sweepMs).unref();
  }

  function onClose(connection: HttpConnection): void {
    open.delete(connection);
    const place = idle.indexOf(connection);
    if (place !== -1) idle.splice(place, 1);
    const next = waiting.shift();
    if (next) carry(next, connect());
    else if (open.size === 0) onEmpty?.();
  }

  function endUnused(): void {
    const now = performance.now();
    for (const connection of idle.filter((one) => !one.isUsableAt(now))) connection.destroy();
    sweep = idle.length > 0 ? setTimeout(endUnused, sweepMs).unref() : undefined;
  }

  function takeIdle(): HttpConnection | undefined {
    const now = performance.now();
    renew();
    for (let connection = idle.pop(); connection; connection = idle.pop()) {
      if (isUsable(connection, now)) return connection;
      connection.destroy();
    }
    return undefined;
  }

  return {
    begin(exchange, isFresh = false) {
      // An unused connection makes room for a fresh one.
      if (isFresh && open.size >= options.connections) idle.shift()?.destroy();
      const reused = isFresh ? undefined : takeIdle();
      // One that was destroyed may not have closed yet; it takes no new place.
      const connection = reused ?? (isFresh || open.size < options.connections ? connect() : undefined);
      if (connection) carry(exchange, connection);
      return connection !== undefined;
    },
    wait: (exchange) => void waiting.push(exchange),
    waiting: () => waiting.length,
    open: () => open.size,
    inFlight: () => open.size - idle.length,
    giveUp(exchange, error) {
      const place = waiting.indexOf(exchange);
      if (place === -1) return exchange.connection?.giveUp(exchange, error);
      waiting.splice(place, 1);
      exchange.onFailure(error, false);
    },
    close() {
      return new Promise((resolve) => {
        onEmpty = resolve;
        clearTimeout(sweep);
        for (const connection of idle.splice(0)) connection.destroy(new ConnectionLost('The pool is closed.'));
        if (open.size === 0) resolve();
      });
    },
  };
}
