import type { ServerResponse } from 'node:http';
import { Cancellation } from '../core/cancellation.ts';

/** Cancelled when the client has gone. */
export function cancelWhenGone(response: ServerResponse): Cancellation {
  const cancellation = new Cancellation();
  response.once('close', () => cancellation.cancel('gone'));
  if (response.destroyed) cancellation.cancel('gone');
  return cancellation;
}
