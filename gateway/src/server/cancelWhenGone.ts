import type { ServerResponse } from 'node:http';
import { Cancellation } from '../core/cancellation.ts';

/** Cancelled when the client has gone, or when an answer takes longer than `timeoutMs`; a stream has no such limit. */
export function cancelWhenGone(response: ServerResponse, timeoutMs?: number): Cancellation {
  const cancellation = new Cancellation();
  const late = timeoutMs === undefined ? undefined : setTimeout(() => cancellation.cancel('late'), timeoutMs);
  response.once('close', () => {
    clearTimeout(late);
    cancellation.cancel('gone');
  });
  if (response.destroyed) cancellation.cancel('gone');
  return cancellation;
}
