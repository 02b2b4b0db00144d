import { WaslError, type ErrorCode } from '@wasl/schema/errors.ts';
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL, type Message, MessageType, parseMessage } from 'graphql-ws';
import { WebSocket } from 'ws';
import { reasonOf } from '../failureLog.ts';
import { writeJson } from '../../core/numberText.ts';
import { parseJson } from '../../core/parseJson.ts';
import { readCloseReason } from '../trust/distrust.ts';
import type { Connecting } from './openEvents.ts';

/** Id of the connection's only operation. Subscriptions share no connection, since it identifies the caller. */
const id = '1';
/** Milliseconds for a subgraph to close its side. */
const closeDeadlineMs = 2_000;
/** Unread bytes beyond which a subgraph gets no pongs. */
const unreadLimit = 64 * 1024;

/** Subscribes over the `graphql-transport-ws` protocol; the connection is closed when the queue is. */
export function connectWebSocket(connecting: Connecting): void {
  const { subgraph, url, call, queue, tls, onAccepted, onFailure, onDistrust, ...limits } = connecting;
  const { headers } = call;
  const socket = new WebSocket(url, GRAPHQL_TRANSPORT_WS_PROTOCOL, {
    ...tls,
    headers,
    maxPayload: limits.maxEventBytes,
    handshakeTimeout: limits.connectDeadlineMs,
    perMessageDeflate: false,
    // Pongs are sent only to subgraphs that read, not to those that let them pile up.
    autoPong: false,
  });
  const isRead = () => socket.bufferedAmount < unreadLimit;
  let isAccepted = false;
  let isLeft = false;
  const fail = (code: ErrorCode, reason: string, cause?: unknown) => {
    if (!isLeft) onFailure?.(subgraph, reason);
    queue.finish(new WaslError(code, { subgraph }, { cause }));
  };
  const accepted = setTimeout(
    () => fail('SUBGRAPH_TIMEOUT', 'The subscription was not accepted in time.'),
    limits.connectDeadlineMs,
  );

  function receive(message: Message, size: number): void {
    switch (message.type) {
      case MessageType.ConnectionAck:
        if (isAccepted) throw new Error('Accepted twice.');
        isAccepted = true;
        onAccepted();
        clearTimeout(accepted);
        return socket.send(`{"id":"${id}","type":"subscribe","payload":${call.body}}`);
      case MessageType.Ping:
        return isRead() ? socket.send(writeJson({ type: MessageType.Pong, payload: message.payload })) : undefined;
      case MessageType.Pong:
        return;
      case MessageType.Next:
        requireOurs(message.id);
        return queue.push(message.payload, size);
      case MessageType.Error:
        requireOurs(message.id);
        queue.push({ errors: message.payload }, size);
        return queue.finish();
      case MessageType.Complete:
        requireOurs(message.id);
        return queue.finish();
      default:
        throw new Error('Only a client sends that.');
    }
  }

  function requireOurs(sent: string): void {
    if (!isAccepted || sent !== id) throw new Error('Nobody subscribed to that.');
  }

  socket.on('open', () => socket.send(JSON.stringify({ type: MessageType.ConnectionInit, payload: headers })));
  socket.on('message', (sent) => {
    const text = String(sent);
    try {
      receive(parseMessage(parseJson(text)), text.length);
    } catch (cause) {
      fail('SUBGRAPH_RESPONSE_INVALID', 'A message breaks the graphql-transport-ws protocol.', cause);
      socket.close(CloseCode.BadResponse, 'Invalid message');
    }
  });
  socket.on('ping', (sent) => isRead() && socket.pong(sent));
  socket.on('error', (cause) =>
    fail(isMisuse(cause) ? 'SUBGRAPH_RESPONSE_INVALID' : 'SUBGRAPH_UNAVAILABLE', reasonOf(cause), cause),
  );
  socket.on('close', (_code, word) => {
    const distrust = readCloseReason(String(word));
    if (distrust && !isLeft) {
      onDistrust?.(subgraph, distrust);
      queue.finish(new WaslError('SUBGRAPH_UNAVAILABLE', { subgraph }));
    } else fail('SUBGRAPH_UNAVAILABLE', 'The connection of a subscription was closed.');
  });
  const stopBeating = beat(socket, limits.heartbeatMs);
  queue.onClose(() => {
    isLeft = true;
    clearTimeout(accepted);
    stopBeating();
    leave(socket, isAccepted);
  });
}

/** Ends the subscription, then the connection, even if the subgraph does not respond. */
function leave(socket: WebSocket, isSubscribed: boolean): void {
  if (socket.readyState !== WebSocket.OPEN) return socket.terminate();
  if (isSubscribed) socket.send(JSON.stringify({ id, type: MessageType.Complete }));
  socket.close(1000);
  const overdue = setTimeout(() => socket.terminate(), closeDeadlineMs);
  socket.once('close', () => clearTimeout(overdue));
}

/** Pings the subgraph; a connection without a pong by the next ping is dead, even if nobody closed it. */
function beat(socket: WebSocket, heartbeatMs: number): () => void {
  let isAlive = true;
  socket.on('pong', () => (isAlive = true));
  const timer = setInterval(() => {
    if (!isAlive) return socket.terminate();
    if (socket.readyState !== WebSocket.OPEN) return;
    isAlive = false;
    socket.ping();
  }, heartbeatMs);
  return () => clearInterval(timer);
}

/** Whether the subgraph sent an invalid or too large WebSocket frame. */
function isMisuse(cause: Error): boolean {
  return 'code' in cause && String(cause.code).startsWith('WS_ERR_');
}
