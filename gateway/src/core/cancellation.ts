/** Why work is cancelled: the answer's deadline has passed, its client has disconnected, or the request is over a limit. */
export type CancelReason = 'late' | 'gone' | 'tooLarge';

/**
 * Cancels work whose result nobody waits for any more. Like an AbortSignal, without the events and exceptions that one creates for every
 * request, most of which are never cancelled.
 */
export class Cancellation {
  /** Why the work is cancelled; undefined while it may go on. */
  reason: CancelReason | undefined = undefined;
  /** When the answer's deadline passes, by `performance.now()`. */
  dueAt = Infinity;
  /** Bytes of answers that are held for this work, as `HeldBytes` counts them. */
  heldBytes = 0;
  /** Its answer has left, or nobody waits for it: nothing is held for it any more. */
  isOver = false;
  /** Created with the first listener. */
  #listeners: Set<() => void> | undefined = undefined;

  cancel(reason: CancelReason): void {
    if (this.reason) return;
    this.reason = reason;
    for (const listener of this.#listeners ?? []) listener();
    this.#listeners = undefined;
  }

  /** Calls back once, at cancellation. */
  onCancel(listener: () => void): void {
    this.#listeners ??= new Set();
    this.#listeners.add(listener);
  }

  off(listener: () => void): void {
    this.#listeners?.delete(listener);
  }
}
