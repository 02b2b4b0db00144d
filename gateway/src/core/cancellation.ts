/** The time for the answer is over, its client has gone, or it has come to more than it may. */
export type CancelReason = 'late' | 'gone' | 'tooLarge';

/**
 * Tells work that nobody waits for its result any more. Like an AbortSignal, without the events and exceptions that one makes
 * for every request, most of which are never cancelled.
 */
export class Cancellation {
  /** Why the work is to end; undefined while it may go on. */
  reason: CancelReason | undefined = undefined;
  /** Made for the first that listens. */
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
