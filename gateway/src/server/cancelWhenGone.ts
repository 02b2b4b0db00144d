import type { ServerResponse } from 'node:http';
import { Cancellation } from '../core/cancellation.ts';
import type { HeldBytes } from '../core/heldBytes.ts';

/** A cancellation that is triggered when the client disconnects. What is held for the answer until then is given back. */
export function cancelWhenGone(response: ServerResponse, heldBytes: HeldBytes): Cancellation {
  const cancellation = new Cancellation();
  response.once('close', () => {
    cancellation.cancel('gone');
    heldBytes.end(cancellation);
  });
  if (response.destroyed) cancellation.cancel('gone');
  return cancellation;
}
