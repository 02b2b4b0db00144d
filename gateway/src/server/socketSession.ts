import { WaslError } from '@wasl/schema/errors.ts';
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL, type Message, MessageType, parseMessage } from 'graphql-ws';
import { WebSocket } from 'ws';
import { answer } from '../pipeline/answer.ts';
import { refuse } from '../pipeline/deliver.ts';
import type { Gateway } from '../pipeline/gateway.ts';
import { isTokenExpired } from '../pipeline/tokens/tokenExpired.ts';
import { authenticate } from '../pipeline/authenticate.ts';
import { callerName } from '../core/callerName.ts';
import { Cancellation } from '../core/cancellation.ts';
import type { SentRequest } from '../core/request.ts';
import { requestIdOf } from '../core/requestId.ts';
import { writeJson } from '../core/numberText.ts';
import { readClientJson } from './clientJson.ts';
import { paceMessages } from './paceMessages.ts';
import type { Answer } from '../core/answer.ts';

export interface SocketOptions {
  gateway: Gateway;
  /** The address that each operation counts for. */
  address: string | undefined;
  /** Milliseconds between pings; a client that has not answered one by the next is disconnected. */
  heartbeatMs: number;
  /** Milliseconds for which a client may leave sent data unread; then it is disconnected. */
  slowClientMs: number;
}

export interface SocketSession {
  /** Waits for running operations, then closes; the client may connect again. */
  stop(): Promise<void>;
}

/** What a browser cannot send as headers of the upgrade comes in the first message. */
const initHeaders = [
  'authorization',
  'accept-language',
  'x-purpose-of-use',
  'x-wasl-role',
  'traceparent',
  'tracestate',
] as const;
const neverIgnored: readonly string[] = ['authorization', 'x-purpose-of-use', 'x-wasl-role'];
/** What no value of a header holds, be it sent in one or handed on to a subgraph: the rule of `validateHeaderValue`. */
const notInHeaders = /[^\t\x20-\x7e\x80-\xff]/;
const mostOperations = 100;
/** RFC 6455's registry: clients may connect again after a while. */
const tryAgainLater = 1013;
const initDeadlineMs = 3_000;
const closeDeadlineMs = 2_000;
/** Unread bytes beyond which a client gets neither pongs nor refusals. */
const unreadLimit = 64 * 1024;

type Headers = SentRequest['headers'];
type Payload = Extract<Message, { type: MessageType.Subscribe }>['payload'];

/** Speaks `graphql-transport-ws` with one client: every kind of operation, many at once. */
export function serveSocket(socket: WebSocket, upgradeHeaders: Headers, options: SocketOptions): SocketSession {
  const { gateway, slowClientMs } = options;
  const operations = new Map<string, Cancellation>();
  const running = new Set<Promise<void>>();
  let headers = upgradeHeaders;
  let state: 'new' | 'initialising' | 'ready' = 'new';

  async function receive(message: Message): Promise<void> {
    switch (message.type) {
      case MessageType.ConnectionInit:
        return initialise(message.payload);
      case MessageType.Subscribe:
        return subscribe(message.id, message.payload);
      case MessageType.Complete:
        operations.get(message.id)?.cancel('gone');
        return void operations.delete(message.id);
      case MessageType.Ping:
        return isRead(socket) ? send({ type: MessageType.Pong, payload: message.payload }) : undefined;
      case MessageType.Pong:
        return;
      default:
        socket.close(CloseCode.BadRequest, 'Invalid message received');
    }
  }

  async function initialise(payload: Record<string, unknown> | undefined): Promise<void> {
    if (state !== 'new')
      return socket.close(CloseCode.TooManyInitialisationRequests, 'Too many initialisation requests');
    state = 'initialising';
    headers = withInit(upgradeHeaders, payload);
    try {
      const caller = callerName(await authenticate({ headers }, gateway.verifyToken));
      const { sockets } = gateway.shares;
      if (!sockets.caller.mayTake(caller)) return socket.close(tryAgainLater, 'Too many sockets');
      if (socket.readyState === WebSocket.OPEN) socket.once('close', () => sockets.caller.leave(caller));
      else sockets.caller.leave(caller);
    } catch (error) {
      return socket.close(CloseCode.Forbidden, isTokenExpired(error) ? 'Token expired' : 'Forbidden');
    }
    state = 'ready';
    await send({ type: MessageType.ConnectionAck });
  }

  async function subscribe(id: string, payload: Payload): Promise<void> {
    if (state !== 'ready') return socket.close(CloseCode.Unauthorized, 'Unauthorized');
    if (operations.has(id))
      return socket.close(CloseCode.SubscriberAlreadyExists, `Subscriber for ${id} already exists`);
    if (operations.size >= mostOperations) return shed(id);
    const cancellation = new Cancellation();
    operations.set(id, cancellation);
    const operation = answerOperation(id, payload, cancellation).finally(() => {
      running.delete(operation);
      cancellation.cancel('gone');
      gateway.heldBytes.end(cancellation);
      if (operations.get(id) === cancellation) operations.delete(id);
    });
    running.add(operation);
    await operation;
  }

  async function shed(id: string): Promise<void> {
    if (!isRead(socket)) return socket.terminate();
    await sendAnswer(id, await refuse(new WaslError('OVERLOADED'), { headers }, gateway), new Cancellation());
  }

  async function answerOperation(id: string, payload: Payload, cancellation: Cancellation): Promise<void> {
    const requestId = requestIdOf(undefined);
    const observer = gateway.observe?.('socket', requestId, headers);
    const sent = requestOf(payload);
    const seen = { id: requestId, observer };
    const request = { ...sent, ...seen, headers, address: options.address, acceptsEvents: true, cancellation };
    try {
      await sendAnswer(id, await answer(request, gateway), cancellation);
    } finally {
      observer?.end();
    }
  }

  async function sendAnswer(id: string, answered: Answer, cancellation: Cancellation): Promise<void> {
    let isRefused = false;
    for await (const body of 'events' in answered ? answered.events : [answered.body]) {
      if (cancellation.reason === 'gone') break;
      isRefused = !('data' in body);
      await send(
        isRefused
          ? { id, type: MessageType.Error, payload: body.errors }
          : { id, type: MessageType.Next, payload: body },
      );
    }
    if (!isRefused && cancellation.reason !== 'gone') await send({ id, type: MessageType.Complete });
  }

  /** Resolves when the client can take more, or has disconnected. */
  function send(message: object): Promise<void> {
    if (socket.readyState !== WebSocket.OPEN) return Promise.resolve();
    return new Promise((resolve) => {
      const overdue = setTimeout(() => socket.terminate(), slowClientMs);
      const done = () => {
        clearTimeout(overdue);
        resolve();
      };
      socket.send(writeJson(message), done);
    });
  }

  const initialised = setTimeout(() => {
    if (state === 'new') socket.close(CloseCode.ConnectionInitialisationTimeout, 'Connection initialisation timeout');
  }, initDeadlineMs);
  paceMessages(socket);
  const stopBeating = beat(socket, options.heartbeatMs);
  if (socket.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL)
    socket.close(CloseCode.SubprotocolNotAcceptable, 'Subprotocol not acceptable');
  socket.on('message', (sent, isBinary) => {
    const message = isBinary ? undefined : read(String(sent));
    // A message that cannot be answered, such as a ping whose payload is nested too deep to be written, is treated like one that cannot be
    // read.
    const refuseMessage = () => socket.close(CloseCode.BadRequest, 'Invalid message received');
    if (message) receive(message).catch(refuseMessage);
    else refuseMessage();
  });
  socket.on('ping', (sent) => isRead(socket) && socket.pong(sent));
  // An invalid frame closes the socket; there is nothing to add.
  socket.on('error', () => undefined);
  socket.once('close', () => {
    clearTimeout(initialised);
    stopBeating();
    for (const cancellation of operations.values()) cancellation.cancel('gone');
  });

  return {
    async stop() {
      await Promise.allSettled(running);
      await closeInTime(socket);
    },
  };
}

function requestOf({ query, operationName, variables, extensions }: Payload): Omit<SentRequest, 'headers'> {
  return {
    query,
    operationName: operationName ?? undefined,
    variables: variables ?? undefined,
    extensions: extensions ?? undefined,
  };
}

function withInit(headers: Headers, payload: Record<string, unknown> = {}): Headers {
  const given = Object.entries(payload).filter(([, value]) => value !== null);
  const taken = initHeaders.flatMap((name) => {
    const [value, ...others] = given.flatMap(([key, item]) => (key.toLowerCase() === name ? [item] : []));
    if (typeof value === 'string' && !notInHeaders.test(value) && others.length === 0) return [[name, value]];
    // A token, a purpose or a role that could be no header, or is one of two, is a bad one: it must not pass for none.
    return neverIgnored.includes(name) && value !== undefined ? [[name, '']] : [];
  });
  return { ...headers, ...Object.fromEntries(taken) };
}

function read(text: string): Message | undefined {
  try {
    return parseMessage(readClientJson(text));
  } catch {
    return undefined;
  }
}

function isRead(socket: WebSocket): boolean {
  return socket.bufferedAmount < unreadLimit;
}

function beat(socket: WebSocket, heartbeatMs: number): () => void {
  let isAlive = true;
  socket.on('pong', () => (isAlive = true));
  const timer = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, heartbeatMs);
  return () => clearInterval(timer);
}

function closeInTime(socket: WebSocket): Promise<void> {
  if (socket.readyState === WebSocket.CLOSED) return Promise.resolve();
  return new Promise((resolve) => {
    const overdue = setTimeout(() => socket.terminate(), closeDeadlineMs);
    socket.once('close', () => {
      clearTimeout(overdue);
      resolve();
    });
    socket.close(1001, 'Going away');
  });
}
