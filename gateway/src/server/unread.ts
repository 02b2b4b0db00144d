import type { ServerResponse } from 'node:http';

/**
 * Disconnects a client that reads nothing for `slowClientMs`, since unread data is kept in memory. A client that reads slowly has all the
 * time it needs.
 */
export function dropIfUnread(response: ServerResponse, slowClientMs: number): void {
  // Node closes a connection whose timeout has no listener, and resets the timeout after the answer.
  if (response.socket?.writableNeedDrain) response.setTimeout(slowClientMs);
}
