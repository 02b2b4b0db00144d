import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/startTestGateway.ts';
import { startTestIssuer, type TestIssuer } from '../support/startTestIssuer.ts';
import { mazeSubgraphs } from './support/startMaze.ts';

let issuer: TestIssuer;
let gateway: TestGateway;

beforeAll(async () => {
  issuer = await startTestIssuer();
  gateway = await startTestGateway(mazeSubgraphs, { tokens: { jwksUrl: issuer.jwksUrl } });
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

test("sixty new operations of one caller do not make another's wait behind them all", async () => {
  const [one, other] = [await issuer.headersFor({ sub: 'one' }), await issuer.headersFor({ sub: 'other' })];
  const done: string[] = [];
  const ask = async (name: string, headers: Record<string, string>) => {
    const body = await gateway.ask(newOperation(name), { headers });
    done.push(name);
    return body;
  };
  const theirs = Array.from({ length: 60 }, (_, index) => ask(`One${index}`, one));
  await theirs[0];
  const begun = done.length;
  await ask('Other', other);
  expect(done.length - begun).toBeLessThan(30);
  await Promise.all(theirs);
  expect(done).toHaveLength(61);
});
