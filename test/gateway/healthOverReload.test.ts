import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { startTestGateway } from '../support/startTestGateway.ts';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])`;

test('a subgraph that is not asked for a while is not asked after a reload of the supergraph either', async () => {
  let reloads = 0;
  let isIll = true;
  const gateway = await startTestGateway(
    [
      {
        name: 'ill',
        sdl: `${link} type Query { bed: String }`,
        answer: () => (isIll ? { status: 500, body: 'out of order' } : { status: 200, body: '{"data":{"bed":"B"}}' }),
      },
    ],
    { transport: { breakerPauseMs: 600_000 }, onReload: (error) => (reloads += error === undefined ? 1 : 0) },
  );
  for (let count = 0; count < 25; count += 1) await gateway.ask('{ bed }');
  const asked = gateway.subgraphs.asked.length;
  expect(asked).toBeLessThan(25);
  isIll = false;
  writeFileSync(gateway.supergraphFile, `${readFileSync(gateway.supergraphFile, 'utf8')}\n# another version`);
  await expect.poll(() => reloads, { timeout: 20_000 }).toBe(1);
  expect(await gateway.ask('{ bed }')).toMatchObject({
    data: { bed: null },
    errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE', retryAfterSeconds: expect.any(Number) } }],
  });
  expect(gateway.subgraphs.asked).toHaveLength(asked);
  await gateway.stop();
});
