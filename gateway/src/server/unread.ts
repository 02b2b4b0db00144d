import type { ServerResponse } from 'node:http';

/**
 * Lets go of a client that takes nothing of what waits for it for so long: what it leaves unread is kept in memory. One that reads
 * slowly has all the time it needs.
 */
export function dropIfUnread(response: ServerResponse, slowClientMs: number): void {
  // Node ends a connection whose timeout nobody listens to, and gives it another one when the answer has gone.
  if (response.socket?.writableNeedDrain) response.setTimeout(slowClientMs);
}
