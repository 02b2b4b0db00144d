import type { ServerResponse } from 'node:http';

/**
 * Disconnects a client that reads nothing for `slowClientMs`, since unread data is kept in memory. A client that reads slowly has all the
 * time it needs.
 */
export function dropIfUnread(response: ServerResponse, slowClientMs: number): void {
  // What was just written is the response's until the next tick, and the socket's afterwards, as of an answer that has ended.
  const isUnread = response.writableNeedDrain || response.socket?.writableNeedDrain;
  // Node closes a connection whose timeout has no listener, and resets the timeout after the answer.
  if (isUnread) response.setTimeout(slowClientMs);
}
