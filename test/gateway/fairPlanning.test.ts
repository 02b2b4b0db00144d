import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/startTestGateway.ts';
import { startTestIssuer, type TestIssuer } from '../support/startTestIssuer.ts';
import { readMetrics } from './support/readMetrics.ts';
import { endlessToPlan, mazeSubgraphs } from './support/startMaze.ts';

let issuer: TestIssuer;
let gateway: TestGateway;

beforeAll(async () => {
  issuer = await startTestIssuer();
  gateway = await startTestGateway(mazeSubgraphs, { tokens: { jwksUrl: issuer.jwksUrl }, planningDeadlineMs: 12_000 });
});
afterAll(async () => {
  await gateway?.stop();
  issuer?.stop();
});

/** A new operation that takes the planner a while: from each step there are ways into all subgraphs. */
function newOperation(name: string): string {
  const own = [0, 1, 2, 3].map((step) => `... on T${step} { own${step} }`).join(' ');
  return `query ${name} { node { id ${own} next { id ${own} } } }`;
}

const misses = async () =>
  (await readMetrics(new URL(gateway.url).origin)).value('wasl_plan_cache_lookups_total', { result: 'miss' });

test("sixty new operations of one caller do not make another's wait behind them all", async () => {
  const [holder, one, other] = await Promise.all(['holder', 'one', 'other'].map((sub) => issuer.headersFor({ sub })));
  const done: string[] = [];
  const ask = async (name: string, query: string, headers: Record<string, string> = {}) => {
    await gateway.ask(query, { headers });
    done.push(name);
  };
  // Both planning threads are busy until their deadline: all others stand in line, whatever the speed of this machine.
  const held = ['A', 'B'].map((name) => ask('held', `query ${name} ${endlessToPlan}`, holder));
  await expect.poll(misses).toBe(2);
  const theirs = Array.from({ length: 60 }, (_, index) => ask('one', newOperation(`One${index}`), one));
  await expect.poll(misses, { timeout: 20_000 }).toBe(62);
  const others = ask('other', newOperation('Other'), other);
  await expect.poll(misses, { timeout: 20_000 }).toBe(63);
  const isInLine = !done.includes('held');
  await Promise.all([...held, ...theirs, others]);
  // Where that took longer than the deadline, nothing can be said of the order.
  if (isInLine) expect(done.indexOf('other')).toBeLessThan(20);
  expect(done).toHaveLength(63);
});
