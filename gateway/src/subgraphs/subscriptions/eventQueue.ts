import { WaslError } from '@wasl/schema/errors.ts';

interface Waiting<Event> {
  resolve(result: IteratorResult<Event>): void;
  reject(error: Error): void;
}

/** Most waiting events, whatever their size. */
const mostEvents = 10_000;

/** A bounded queue between a source that pushes events and a reader that pulls them. */
export class EventQueue<Event> implements AsyncIterableIterator<Event> {
  readonly #maxSize: number;
  readonly #events: { event: Event; size: number }[] = [];
  readonly #closeListeners: (() => void)[] = [];
  #size = 0;
  #waiting: Waiting<Event> | undefined;
  #isClosed = false;
  #failure: Error | undefined;

  constructor(maxSize: number) {
    this.#maxSize = maxSize;
  }

  /**
   * Adds an event, unless the queue is closed. If the queue is full, it is closed with OVERLOADED: the reader is too slow for the source.
   */
  push(event: Event, size: number): void {
    if (this.#isClosed) return;
    if (this.#waiting) {
      this.#waiting.resolve({ done: false, value: event });
      this.#waiting = undefined;
    } else if (this.#events.length >= mostEvents || (this.#events.length > 0 && this.#size + size > this.#maxSize)) {
      this.cut(new WaslError('OVERLOADED'));
    } else {
      this.#events.push({ event, size });
      this.#size += size;
    }
  }

  /** Closes the queue; waiting events can still be read, then the failure if there is one. */
  finish(failure?: Error): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#failure = failure;
    this.#settle();
    for (const listener of this.#closeListeners) listener();
  }

  /** Closes the queue and drops waiting events. */
  cut(failure?: Error): void {
    this.#events.length = 0;
    this.#size = 0;
    if (this.#isClosed) this.#failure = failure;
    else this.finish(failure);
  }

  /** Calls back once, when the queue is closed by either side. */
  onClose(listener: () => void): void {
    if (this.#isClosed) listener();
    else this.#closeListeners.push(listener);
  }

  next(): Promise<IteratorResult<Event>> {
    const first = this.#events.shift();
    if (first) {
      this.#size -= first.size;
      return Promise.resolve({ done: false, value: first.event });
    }
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      if (this.#isClosed) this.#settle();
    });
  }

  return(): Promise<IteratorResult<Event>> {
    this.cut();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #settle(): void {
    if (!this.#waiting) return;
    if (this.#failure) this.#waiting.reject(this.#failure);
    else this.#waiting.resolve({ done: true, value: undefined });
    this.#waiting = undefined;
    this.#failure = undefined;
  }
}
