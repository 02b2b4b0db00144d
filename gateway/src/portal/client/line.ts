/** Milliseconds until it is tried again: twice as long each time. */
const firstPauseMs = 2_000;
const longestPauseMs = 30_000;

/** Whether the gateway can be heard. */
export interface Line {
  isDown(): boolean;
  /** Hears of every change, until the returned function is called. */
  onChange(listener: () => void): () => void;
  /** Asks again what was not answered: when the browser says that it is online, after a while, and when the reader wants it. */
  onRetry(listener: () => void): () => void;
  retry(): void;
  /** Nothing was heard of a request; it is tried again after a while. */
  wentDown(): void;
  cameUp(): void;
}

/**
 * Watches the line by what becomes of requests, and by what the browser knows of its network. `probe` asks the server for something small: where
 * nothing waits to be asked again, it tells that the line is back.
 */
export function watchLine(probe: () => Promise<unknown>, browser: Pick<Window, 'addEventListener'> = window): Line {
  const changes = new Set<() => void>();
  const retries = new Set<() => void>();
  let isDown = false;
  let pauseMs = firstPauseMs;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function become(down: boolean): void {
    if (isDown === down) return;
    isDown = down;
    for (const listener of changes) listener();
  }

  function retry(): void {
    clearTimeout(timer);
    timer = undefined;
    for (const listener of retries) listener();
    if (isDown) void probe().then(cameUp, wentDown);
  }

  function wait(): void {
    timer ??= setTimeout(() => {
      pauseMs = Math.min(longestPauseMs, pauseMs * 2);
      timer = undefined;
      retry();
    }, pauseMs);
  }

  function wentDown(): void {
    become(true);
    wait();
  }

  function cameUp(): void {
    clearTimeout(timer);
    timer = undefined;
    pauseMs = firstPauseMs;
    become(false);
  }

  browser.addEventListener('offline', wentDown);
  browser.addEventListener('online', retry);
  return {
    isDown: () => isDown,
    onChange: (listener) => listenIn(changes, listener),
    onRetry: (listener) => listenIn(retries, listener),
    retry,
    wentDown,
    cameUp,
  };
}

function listenIn(listeners: Set<() => void>, listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
