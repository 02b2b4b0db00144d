import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { clinicSubgraphs } from '../../support/clinicSubgraphs.ts';
import { startTestGateway, type TestGateway } from '../../support/startTestGateway.ts';
import { readMetrics } from '../support/readMetrics.ts';

const [registry, records] = clinicSubgraphs;
let body = '';
let warned: Record<string, unknown>[] = [];
let gateway: TestGateway;

beforeAll(async () => {
  const broken = { ...records!, answer: () => ({ body }) };
  gateway = await startTestGateway([registry!, broken], {
    warn: (message, about) => void warned.push({ message, ...about }),
  });
});
beforeEach(() => void (warned = []));
afterAll(() => gateway?.stop());

test.each([
  ['too many entities', 'wrong_entities', '{"data":{"_entities":[null,null,null]}}', 'other entities'],
  ['no list of entities', 'wrong_entities', '{"data":{"_entities":{}}}', 'other entities'],
  ['an entity without a field that was asked for', 'incomplete', '{"data":{"_entities":[{}]}}', 'lacks fields'],
])('GraphQL that is not what was asked is counted and logged: %s', async (_, reason, answer, said) => {
  body = answer;
  const { origin } = new URL(gateway.url);
  const count = async () =>
    (await readMetrics(origin)).value('wasl_subgraph_failures_total', { subgraph: 'records', reason, status: '200' });
  const before = await count();
  expect(await gateway.ask('{ patient(id: "7") { name visits { reason } } }')).toMatchObject({
    errors: [{ extensions: { code: 'SUBGRAPH_RESPONSE_INVALID' } }],
  });
  expect((await count()) - before).toBe(1);
  // The same reason is logged once in ten seconds.
  if (before === 0)
    expect(warned).toEqual([
      expect.objectContaining({
        message: 'a subgraph did not answer',
        subgraph: 'records',
        status: 200,
        reason: expect.stringContaining(said) as string,
      }),
    ]);
});
