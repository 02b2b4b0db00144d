import type { Cancellation } from './cancellation.ts';

/**
 * Counts the bytes of answers that the whole process holds: what subgraphs have sent of them so far, and what is written and not yet sent. Each
 * request alone is bounded elsewhere; this bounds all of them together.
 */
export class HeldBytes {
  /** Bytes beyond which requests are refused. */
  readonly most: number;
  current = 0;

  constructor(most = Infinity) {
    this.most = most;
  }

  /** Counts bytes for a request, unless these would be too many; returns whether it may hold them. */
  take(bytes: number, request: Cancellation): boolean {
    if (this.current + bytes > this.most) return false;
    this.add(bytes, request);
    return true;
  }

  /** Counts bytes that are there already; a negative number gives them back. */
  add(bytes: number, request: Cancellation): void {
    if (request.isOver) return;
    this.current += bytes;
    request.heldBytes += bytes;
  }

  /** Gives back all that is held for a request whose answer has left, or that nobody waits for any more. */
  end(request: Cancellation): void {
    this.current -= request.heldBytes;
    request.heldBytes = 0;
    request.isOver = true;
  }
}
