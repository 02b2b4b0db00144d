import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/startTestGateway.ts';
import { endlessToPlan, mazeSubgraphs } from './support/startMaze.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway(mazeSubgraphs, { answerTimeoutMs: 300, planningDeadlineMs: 20_000 });
});
afterAll(() => gateway?.stop());

test('who waits for the planner waits no longer than for an answer', async () => {
  const late = {
    errors: [
      {
        message: 'The time for this answer was over before all of it had come.',
        extensions: { code: 'DEADLINE_EXCEEDED' },
      },
    ],
  };
  const [first, joining, other] = await Promise.all([
    gateway.ask(endlessToPlan),
    gateway.ask(endlessToPlan),
    gateway.ask(`query Other ${endlessToPlan}`),
  ]);
  expect([first, joining, other]).toEqual([late, late, late]);
});
