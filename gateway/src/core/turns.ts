import { setImmediate, setTimeout } from 'node:timers';
import { WaslError } from '@wasl/schema/errors.ts';
import { FairQueue, type Owned } from './fairQueue.ts';

interface Turn extends Owned {
  begin(): void;
}

const maxWaiting = 2_000;
/** Most turns of one owner that wait. */
const maxWaitingOfOne = 200;
/** Milliseconds that others are heard for at most, between two turns of many. */
const longestRestMs = 50;

const waiting = new FairQueue<Turn>();
/** A turn was given, and what came meanwhile has not been heard yet. */
let isTaken = false;

/**
 * Waits for a turn at work that holds up everything else, such as reading an operation that nobody sent before. One has it at a time, owner by
 * owner, and between two all that came meanwhile is heard; where many wait, for as long as the last one took. The turn ends when its work
 * first waits. @throws WaslError OVERLOADED where too many wait, RATE_LIMITED where too many of theirs do
 */
export function takeTurn(owner: string | undefined): Promise<void> {
  if (waiting.size >= maxWaiting) return Promise.reject(new WaslError('OVERLOADED'));
  if (owner !== undefined && waiting.waitingOf(owner) >= maxWaitingOfOne)
    return Promise.reject(new WaslError('RATE_LIMITED', { limit: 'newOperations', retryAfterSeconds: 1 }));
  return new Promise((begin) => {
    waiting.add({ owner, begin });
    if (!isTaken) give();
  });
}

function give(): void {
  const turn = waiting.take();
  isTaken = turn !== undefined;
  if (!turn) return;
  waiting.done(turn);
  const since = performance.now();
  turn.begin();
  // Its work runs before this does, as far as it goes without waiting.
  setImmediate(() => {
    const restMs = Math.min(performance.now() - since, longestRestMs);
    if (waiting.size > 1) setTimeout(give, restMs);
    else give();
  });
}
