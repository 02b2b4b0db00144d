import { deriveKeyText } from '@wasl/gateway/subgraphs/trust/deriveKey';
import { createSubgraph, serveSubgraph } from '@wasl/subgraph-sdk';
import { expect, test } from 'vitest';
import { startClinicAndPharmacy } from './support/clinicAndPharmacy.ts';
import { readMetrics } from './support/readMetrics.ts';
import { startGateway } from './support/startGateway.ts';

const secret = 'a secret of this test, of more than 32 characters';
const typeDefs =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"]) type Query { freeBeds: Int }';

test.each([-45, 120])('a subgraph whose clock is %i s off is told as such, not as a bad token', async (seconds) => {
  const others = await startClinicAndPharmacy();
  const beds = createSubgraph({
    name: 'beds',
    typeDefs,
    resolvers: { Query: { freeBeds: () => 7 } },
    gateway: { keys: deriveKeyText(secret, 'beds', 1), now: () => Date.now() + seconds * 1_000 },
    warn: () => undefined,
  });
  const served = await serveSubgraph(beds, { port: 0 });
  const gateway = await startGateway([...others.all, { name: 'beds', sdl: typeDefs, url: served.url }], {
    WASL_GATEWAY_SECRET: secret,
  });
  const { status, body } = await gateway.ask({ query: '{ freeBeds visit(id: "V1") { reason } }' });
  expect({ status, body }).toMatchObject({
    status: 200,
    body: {
      data: { freeBeds: null, visit: { reason: 'fever' } },
      errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'beds' } }],
    },
  });
  const line = gateway
    .output()
    .split('\n')
    .find((text) => text.includes('the clocks of gateway and subgraph differ'));
  const { subgraph, clockAheadSeconds } = JSON.parse(line ?? '{}') as Record<string, unknown>;
  expect(subgraph).toBe('beds');
  expect(Math.abs(Number(clockAheadSeconds) - seconds)).toBeLessThan(10);
  const { value } = await readMetrics(gateway.origin);
  expect(value('wasl_subgraph_distrust_total', { subgraph: 'beds', reason: 'clock' })).toBe(1);
  await gateway.stop();
  await served.stop();
  await others.stop();
});
