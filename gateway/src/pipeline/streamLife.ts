import { tokenExpired } from './tokens/tokenExpired.ts';
import type { GraphQLRequest } from '../core/request.ts';
import type { Caller } from '../core/caller.ts';

/** Decides when a stream ends. */
export interface StreamLife {
  /** Aborted at the stream's end. Its reason is a WaslError when the client must be told. */
  signal: AbortSignal;
  /** Ends the stream with UNAUTHENTICATED when the caller's token expires. */
  endWithToken(caller: Caller): void;
  /** Ends the stream without an error when any of these is aborted. */
  endWith(...signals: AbortSignal[]): void;
  /**
   * Ends the stream without an error once `stillHolds` returns false or throws. It is called now and after each change: soon rather than at
   * once, since checking all streams in a row would block other requests, and at the latest by `review`.
   */
  endUnless(onChange: (listener: () => void) => () => void, stillHolds: () => boolean): void;
  /** Runs the check that is still due after a change; call it before each event is delivered. */
  review(): void;
  /** Removes timers and listeners. */
  release(): void;
}

/** The longest timer in Node, 24 days. */
const longestTimerMs = 2 ** 31 - 1;

const waiting = new Set<() => void>();

/** Queues work, of which one piece runs in each turn of the event loop. */
function inTurn(work: () => void): void {
  if (waiting.size === 0) setImmediate(takeTurn);
  waiting.add(work);
}

function takeTurn(): void {
  const [next] = waiting;
  if (next) waiting.delete(next);
  if (waiting.size > 0) setImmediate(takeTurn);
  next?.();
}

/** Begins the life of a stream; it ends when its client disconnects. */
export function beginStreamLife({ cancellation }: Pick<GraphQLRequest, 'cancellation'>): StreamLife {
  const life = new AbortController();
  const released: (() => void)[] = [];
  let review = (): void => undefined;
  const end = () => life.abort();
  cancellation.onCancel(end);
  if (cancellation.reason) end();

  function endAt(time: number): void {
    const left = time - Date.now();
    const onTime = () => (time > Date.now() ? endAt(time) : life.abort(tokenExpired()));
    const timer = setTimeout(onTime, Math.min(Math.max(left, 0), longestTimerMs));
    released.push(() => clearTimeout(timer));
  }

  return {
    signal: life.signal,
    endWithToken: ({ tokenExpiresAt }) => tokenExpiresAt !== undefined && endAt(tokenExpiresAt),
    endWith(...signals) {
      for (const signal of signals) {
        if (signal.aborted) end();
        signal.addEventListener('abort', end, { once: true });
        released.push(() => signal.removeEventListener('abort', end));
      }
    },
    endUnless(onChange, stillHolds) {
      let isDue = true;
      review = () => {
        if (!isDue) return;
        isDue = false;
        try {
          if (!stillHolds()) end();
        } catch {
          end();
        }
      };
      const reviewSoon = () => {
        isDue = true;
        inTurn(review);
      };
      released.push(onChange(reviewSoon), () => (isDue = false));
      review();
    },
    review: () => review(),
    release() {
      cancellation.off(end);
      for (const letGo of released) letGo();
    },
  };
}
