import { createPlanningQueue } from '@wasl/gateway/planning/thread/planningQueue';
import type { PlanningThread } from '@wasl/gateway/planning/thread/planningThread';
import { expect, test } from 'vitest';

/** Work that lasts until it is told to end. */
function lasting(name: string) {
  const begun: PlanningThread[] = [];
  let finish: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const work = async (thread: PlanningThread) => {
    begun.push(thread);
    await ended;
    return name;
  };
  return { begun, work, finish };
}

test('gives who waits another thread while the first one is long at something', async () => {
  const queue = createPlanningQueue();
  const slow = lasting('slow');
  const slowly = queue.run(slow.work);
  await expect(queue.run(async () => 'quick')).resolves.toBe('quick');
  expect(slow.begun).toHaveLength(1);
  slow.finish();
  await expect(slowly).resolves.toBe('slow');
});

test('gives each thread one thing at a time, and starts no third one', async () => {
  const queue = createPlanningQueue();
  const works = ['first', 'second', 'third'].map(lasting);
  const [first, second, third] = works as [(typeof works)[0], (typeof works)[0], (typeof works)[0]];
  const answers = works.map(({ work }) => queue.run(work));
  await expect.poll(() => second.begun.length).toBe(1);
  expect(second.begun[0]).not.toBe(first.begun[0]);
  expect(third.begun).toHaveLength(0);
  expect(queue.threads()).toHaveLength(2);
  first.finish();
  await answers[0];
  await expect.poll(() => third.begun.length).toBe(1);
  expect(third.begun[0]).toBe(first.begun[0]);
  second.finish();
  third.finish();
  await expect(Promise.all(answers)).resolves.toEqual(['first', 'second', 'third']);
});

test('tells how long its turn took to come, and goes on after a failure', async () => {
  const queue = createPlanningQueue();
  const failed = queue.run(() => Promise.reject(new Error('no plan')));
  const next = queue.run(async (_, waitedMs) => String(waitedMs >= 0));
  await expect(failed).rejects.toThrow('no plan');
  await expect(next).resolves.toBe('true');
});

test('refuses what comes when two thousand wait', async () => {
  const queue = createPlanningQueue();
  const slow = lasting('slow');
  const others = Array.from({ length: 2_001 }, () => queue.run(slow.work));
  await expect(queue.run(slow.work)).rejects.toMatchObject({ code: 'OVERLOADED' });
  slow.finish();
  await Promise.all(others);
});

test('gives each caller their turn, however much another has brought before', async () => {
  const queue = createPlanningQueue();
  const order: string[] = [];
  const noted = (name: string) => async () => {
    order.push(name);
    return name;
  };
  const first = lasting('first');
  const begun = queue.run(first.work, 'one');
  const others = Array.from({ length: 60 }, (_, index) => queue.run(noted(`one ${index}`), 'one'));
  const answers = [queue.run(noted('two'), 'two'), queue.run(noted('gateway')), queue.run(noted('two again'), 'two')];
  first.finish();
  await Promise.all([begun, ...others, ...answers]);
  expect(order).toHaveLength(63);
  for (const name of ['two', 'gateway', 'two again']) expect(order.indexOf(name)).toBeLessThan(8);
});

test('refuses what one caller brings beyond a hundred, and takes what others bring', async () => {
  const queue = createPlanningQueue();
  const slow = lasting('slow');
  const theirs = Array.from({ length: 101 }, () => queue.run(slow.work, 'one'));
  await expect(queue.run(slow.work, 'one')).rejects.toMatchObject({
    code: 'RATE_LIMITED',
    details: { limit: 'newOperations', retryAfterSeconds: 1 },
  });
  const other = queue.run(async () => 'quick', 'two');
  slow.finish();
  await expect(other).resolves.toBe('quick');
  await Promise.all(theirs);
});
