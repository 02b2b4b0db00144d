import { setImmediate as nextRound } from 'node:timers/promises';
import { takeTurn } from '@wasl/gateway/core/turns';
import { afterEach, expect, test } from 'vitest';

// The last turn ends when the others have been heard.
afterEach(async () => {
  await nextRound();
  await nextRound();
});

/** Takes turns and notes whose came, in their order. */
function taking() {
  const order: string[] = [];
  const take = async (owner: string | undefined, name: string) => {
    await takeTurn(owner);
    order.push(name);
  };
  return { order, take };
}

test('a turn comes at once where nobody has one', async () => {
  const { order, take } = taking();
  const taken = take('a', 'a1');
  await Promise.resolve().then(() => undefined);
  expect(order).toEqual(['a1']);
  await taken;
});

test('everything else is heard between two turns', async () => {
  const { order, take } = taking();
  const others = (async () => {
    for (let round = 0; !order.includes('a3'); round += 1) {
      await nextRound();
      order.push('others');
    }
  })();
  await Promise.all([take('a', 'a1'), take('a', 'a2'), take('a', 'a3'), others]);
  for (const [one, next] of [
    ['a1', 'a2'],
    ['a2', 'a3'],
  ] as const)
    expect(order.slice(order.indexOf(one), order.indexOf(next))).toContain('others');
});

test("one owner's many do not come before another's one", async () => {
  const { order, take } = taking();
  const many = Array.from({ length: 60 }, (_, number) => take('many', `many ${number}`));
  await Promise.all([...many, take('other', 'other')]);
  expect(order).toHaveLength(61);
  expect(order.indexOf('other')).toBeLessThan(3);
});

test('of one owner two hundred wait at most; another still comes', async () => {
  const { order, take } = taking();
  const waiting = Array.from({ length: 201 }, () => take('many', 'many'));
  await expect(takeTurn('many')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  await take('other', 'other');
  await Promise.all(waiting);
  expect(order).toHaveLength(202);
});
