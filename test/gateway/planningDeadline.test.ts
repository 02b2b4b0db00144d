import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runWasl, startGateway, type StartedGateway } from './support/startGateway.ts';
import { endlessToPlan, startMaze } from './support/startMaze.ts';

const easy = { query: '{ node { id } }' };
const easyAnswer = { status: 200, body: { data: { node: { id: '1' } } } };

let maze: Awaited<ReturnType<typeof startMaze>>;
let gateway: StartedGateway;

beforeAll(async () => {
  maze = await startMaze();
  gateway = await startGateway(maze.all, {}, ['--planning-deadline-ms', '10000']);
});

afterAll(async () => {
  await gateway?.stop();
  await maze?.stop();
});

test('an operation whose plans explode is planned stepwise, while others are served', { timeout: 60_000 }, async () => {
  expect(await gateway.ask(easy)).toEqual(easyAnswer);
  const planning = { isOver: false };
  const endless = gateway.ask({ query: endlessToPlan }).finally(() => (planning.isOver = true));
  const unseen = gateway.ask({ query: '{ node { name: id } }' });
  let served = 0;
  while (!planning.isOver) {
    expect(await gateway.ask(easy)).toEqual(easyAnswer);
    if (!planning.isOver) served += 1;
  }
  expect(served).toBeGreaterThan(10);
  expect(await endless).toEqual({ status: 200, body: { data: { node: { next: null, own0: null } } } });
  expect(await unseen).toEqual({ status: 200, body: { data: { node: { name: '1' } } } });
});

describe('the time for planning an operation', () => {
  test('once over, ends in a refusal that says so', async () => {
    // Less than a planning thread needs to start: nothing is planned stepwise either.
    const hasty = await startGateway(maze.all, {}, ['--planning-deadline-ms', '10']);
    try {
      expect(await hasty.ask({ query: endlessToPlan })).toEqual({
        status: 400,
        body: {
          errors: [
            {
              message: 'The operation cannot be planned in the time allowed.',
              extensions: { code: 'PLANNING_FAILED', deadlineMs: 10 },
            },
          ],
        },
      });
    } finally {
      await hasty.stop();
    }
  });

  test.each([
    ['WASL_PLANNING_DEADLINE_MS', { WASL_PLANNING_DEADLINE_MS: '5s' }, []],
    ['--planning-deadline-ms', {}, ['--planning-deadline-ms', '0']],
  ] as const)('is a number: %s', async (name, environment, flags) => {
    const { code, output } = await runWasl(['gateway', '--supergraph', 'x.graphql', ...flags], environment);
    expect(code).toBe(1);
    expect(output).toContain(name);
    expect(output).toContain('must be a whole number from 10 to 60000.');
  });
});
