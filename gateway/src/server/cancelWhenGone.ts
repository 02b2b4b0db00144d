import type { ServerResponse } from 'node:http';
import { Cancellation } from '../core/cancellation.ts';

/** A cancellation that is triggered when the client disconnects. */
export function cancelWhenGone(response: ServerResponse): Cancellation {
  const cancellation = new Cancellation();
  response.once('close', () => cancellation.cancel('gone'));
  if (response.destroyed) cancellation.cancel('gone');
  return cancellation;
}
