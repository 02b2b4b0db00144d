import { setImmediate as nextTurn } from 'node:timers/promises';
import { Cancellation } from '@wasl/gateway/core/cancellation';
import { beginStreamLife } from '@wasl/gateway/pipeline/streamLife';
import { expect, test } from 'vitest';

/** Streams that are asked at each change whether they may go on. */
function startStreams(count: number) {
  const listeners = new Set<() => void>();
  const onChange = (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  let asked = 0;
  let holds = true;
  const lives = Array.from({ length: count }, () => {
    const life = beginStreamLife({ cancellation: new Cancellation() });
    life.endUnless(onChange, () => ((asked += 1), holds));
    return life;
  });
  const change = (stillHolds: boolean) => {
    holds = stillHolds;
    for (const listener of listeners) listener();
  };
  return { lives, change, asked: () => asked };
}

test('after a change of the rules streams are asked one in each turn, so that others are served between', async () => {
  const { lives, change, asked } = startStreams(20);
  expect(asked()).toBe(20);
  change(false);
  expect(asked()).toBe(20);
  let most = 0;
  for (let turn = 0; turn < 50; turn += 1) {
    const before = asked();
    await nextTurn();
    most = Math.max(most, asked() - before);
  }
  expect(asked()).toBe(40);
  expect(most).toBeLessThanOrEqual(2);
  for (const { signal } of lives) expect(signal.aborted).toBe(true);
});

test('a stream that has something to hand over is asked before', () => {
  const { lives, change, asked } = startStreams(20);
  change(false);
  lives[19]?.review();
  expect(asked()).toBe(21);
  expect(lives.map(({ signal }) => signal.aborted).indexOf(true)).toBe(19);
});

test('a stream that has ended is not asked any more', async () => {
  const { lives, change, asked } = startStreams(3);
  change(true);
  for (const life of lives) life.release();
  for (let turn = 0; turn < 10; turn += 1) await nextTurn();
  expect(asked()).toBe(3);
});
