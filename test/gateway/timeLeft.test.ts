import { expect, test } from 'vitest';
import { clinicSubgraphs } from '../support/clinicSubgraphs.ts';
import { startTestGateway } from '../support/startTestGateway.ts';

test('a subgraph is told for how long its answer is waited for: its own deadline, or what is left of the answer', async () => {
  const timesLeft = async (options: object) => {
    const gateway = await startTestGateway(clinicSubgraphs, options);
    await gateway.ask('{ patient(id: 1) { visits { reason } } }');
    await gateway.stop();
    return gateway.subgraphs.asked.map(({ headers }) => Number(headers['x-wasl-time-left']));
  };
  expect(await timesLeft({ transport: { deadlineMs: 60_000 }, answerTimeoutMs: 90_000 })).toEqual([60_000, 60_000]);
  const [first = 0, second = 0] = await timesLeft({ transport: { deadlineMs: 90_000 }, answerTimeoutMs: 60_000 });
  expect(first).toBeLessThanOrEqual(60_000);
  expect(second).toBeLessThanOrEqual(first);
  expect(second).toBeGreaterThan(0);
});
