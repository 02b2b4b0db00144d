import type { IncomingMessage, ServerResponse } from 'node:http';

/** Milliseconds without a byte after which the rest of a body is not waited for. */
const silenceMs = 5_000;

/**
 * Whether bytes of the request's body are still to come; the connection is then closed after the answer, since they would stand before
 * the next request. A request that has none is not `complete` either before its handler first waits.
 */
export function hasUnreadBody({ complete, headers }: IncomingMessage): boolean {
  return !complete && (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0);
}

/**
 * Ends an answer whose head was written. What is left of the request's body is read and thrown away first: closing beside it would reset
 * the connection, and a client that still sends would lose the answer that tells it why. The server's `requestTimeout` bounds the wait.
 * Who asked for "100 Continue" and did not get it sends nothing more.
 */
export function endAnswer(request: IncomingMessage, response: ServerResponse, body?: string | Buffer): void {
  if (!hasUnreadBody(request) || request.headers.expect !== undefined) return void response.end(body);
  if (body === undefined) response.flushHeaders();
  else response.write(body);
  const end = () => response.end();
  request.on('end', end).on('close', end).on('error', end);
  request.setTimeout(silenceMs, end);
  request.resume();
}
