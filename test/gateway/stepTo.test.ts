import { stepTo } from '@wasl/gateway/core/stepTo';
import { expect, it } from 'vitest';

it('makes paths of any length a step longer, and leaves them as they are', () => {
  let path: readonly (string | number)[] = [];
  const steps = ['patient', 'encounters', 0, 'node', 'orders', 1, 'id'];
  for (const [index, step] of steps.entries()) {
    const longer = stepTo(path, step);
    expect(longer).toEqual(steps.slice(0, index + 1));
    expect(path).toEqual(steps.slice(0, index));
    path = longer;
  }
});
