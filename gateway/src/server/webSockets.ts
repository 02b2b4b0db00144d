import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { handleProtocols } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import { type CorsOptions, maySpeak } from './cors.ts';
import { headersOf } from './readRequest.ts';
import { repeatedHeader, toOriginForm } from './requestTarget.ts';
import { serveSocket, type SocketOptions, type SocketSession } from './socketSession.ts';

export interface WebSocketOptions extends Omit<SocketOptions, 'address'> {
  /** The address that a request counts for. */
  addressOf(request: IncomingMessage): string | undefined;
  /** Which pages of other origins may open one. Default: none. */
  cors: CorsOptions | undefined;
  /** Whether this is the GraphQL endpoint's path. */
  isGraphQL(url: string | undefined): boolean;
  /** Largest message in bytes. */
  maxMessageBytes: number;
  /** Most sockets at once. */
  maxSockets: number;
}

/** Frames and packets of one message: browsers send one frame, and a message of 1 MiB comes in about 750 full packets. */
const mostFragments = 1_024;
const mostChunks = 8_192;

/** Accepts WebSockets on a server's `/graphql`. */
export function acceptWebSockets(server: Server, options: WebSocketOptions): { size(): number; stop(): Promise<void> } {
  const sessions = new Set<SocketSession>();
  const upgrader = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => handleProtocols(offered),
    maxPayload: options.maxMessageBytes,
    // Each piece of a message costs a hundred bytes beside its own, however few those are.
    maxFragments: mostFragments,
    maxBufferedChunks: mostChunks,
    perMessageDeflate: false,
    // Pongs are sent only to clients that read, not to those that let answers pile up.
    autoPong: false,
    // A hundred operations in one packet must not block other clients until all are read.
    allowSynchronousEvents: false,
  });

  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const isWebSocket = request.method === 'GET' && request.headers.upgrade?.toLowerCase() === 'websocket';
    if (!isWebSocket) return serveAsPlain(server, request, socket, head);
    toOriginForm(request);
    if (repeatedHeader(request) !== undefined) return refuse(socket, 400);
    if (!options.isGraphQL(request.url)) return refuse(socket, 404);
    if (!maySpeak(request.headers, options.cors)) return refuse(socket, 403);
    if (options.gateway.admission.stopping.aborted || sessions.size >= options.maxSockets) return refuse(socket, 503);
    const address = options.addressOf(request);
    const { sockets } = options.gateway.shares;
    if (!sockets.address.mayTake(address)) return refuse(socket, 429);
    socket.once('close', () => sockets.address.leave(address));
    upgrader.handleUpgrade(request, socket, head, (upgraded) => {
      const session = serveSocket(upgraded, headersOf(request), { ...options, address });
      sessions.add(session);
      upgraded.once('close', () => sessions.delete(session));
    });
  });

  return {
    size: () => sessions.size,
    stop: async () => void (await Promise.all([...sessions].map((session) => session.stop()))),
  };
}

/** Ends a connection with a bare status line. */
export function refuse(socket: Socket, status: number): void {
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

const hopHeaders = new Set(['connection', 'upgrade', 'http2-settings']);

/**
 * Some clients (Java's among them) offer an upgrade to HTTP/2 with every request. Once anyone listens for upgrades, Node detaches each such
 * connection from HTTP; so the request is given back to the server without the offer, as if it had just arrived.
 */
function serveAsPlain(server: Server, request: IncomingMessage, socket: Socket, head: Buffer): void {
  const lines = [`${request.method} ${request.url} HTTP/${request.httpVersion}`];
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const [name = '', value = ''] = request.rawHeaders.slice(index, index + 2);
    if (!hopHeaders.has(name.toLowerCase())) lines.push(`${name}: ${value}`);
  }
  server.emit(socket instanceof TLSSocket ? 'secureConnection' : 'connection', socket);
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
}
