import { createFailureLog, reasonOf } from '@wasl/gateway/subgraphs/failureLog';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a reason is told at once, then every ten seconds with how often it was, each subgraph and reason for itself', () => {
  const told: unknown[] = [];
  const log = createFailureLog((message, about) => told.push({ message, ...about }));
  const line = (subgraph: string, reason: string, times: number) => ({
    message: 'a subgraph did not answer',
    subgraph,
    reason,
    times,
  });
  for (let time = 0; time < 5; time += 1) log('pharmacy', 'ECONNREFUSED');
  log('pharmacy', 'ECONNRESET');
  log('records', 'ECONNREFUSED');
  expect(told.splice(0)).toEqual([
    line('pharmacy', 'ECONNREFUSED', 1),
    line('pharmacy', 'ECONNRESET', 1),
    line('records', 'ECONNREFUSED', 1),
  ]);
  vi.advanceTimersByTime(9_999);
  log('pharmacy', 'ECONNREFUSED');
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1);
  log('pharmacy', 'ECONNREFUSED');
  log('pharmacy', 'ECONNREFUSED');
  expect(told).toEqual([line('pharmacy', 'ECONNREFUSED', 6)]);
});

test('what the platform says is told by its code, for its messages name addresses', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED 10.1.2.3:443'), { code: 'ECONNREFUSED' });
  expect(reasonOf(refused)).toBe('ECONNREFUSED');
  expect(reasonOf(Object.assign(new TypeError('x 10.1.2.3'), { code: 7 }))).toBe('TypeError');
  expect(reasonOf(new Error('There was no answer in time.'))).toBe('There was no answer in time.');
});
