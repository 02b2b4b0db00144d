import { fileURLToPath } from 'node:url';
import { Agent, request } from 'node:http';
import { expect, test, vi } from 'vitest';
import { startGateway } from '../gateway/support/startGateway.ts';
import { startTestIssuer } from '../support/startTestIssuer.ts';
import { startTestSubgraphs } from '../support/startTestSubgraphs.ts';
import { recordSubgraphs, type RecordWorld } from './support/recordSubgraphs.ts';

// It starts three processes.
vi.setConfig({ testTimeout: 180_000 });

const policiesDir = fileURLToPath(new URL('../../schema/policies', import.meta.url));

/** One question on a connection of its own, which the primary gives to the workers in turn. */
function ask(url: string, query: string, headers: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', agent: new Agent(), headers: { 'content-type': 'application/json', ...headers } };
    const sent = request(url, options, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.once('end', () => resolve(body));
    });
    sent.once('error', reject);
    sent.end(JSON.stringify({ query }));
  });
}

test('consent that one worker writes down counts at once in all', async () => {
  const world: RecordWorld = { facts: { '1': { isTreating: true, isOwn: true } }, written: [] };
  const subgraphs = await startTestSubgraphs(recordSubgraphs(world));
  const issuer = await startTestIssuer();
  const environment = {
    WASL_JWKS_URL: issuer.jwksUrl.href,
    WASL_POLICIES_DIR: policiesDir,
    WASL_AUDIT: 'off',
  };
  const gateway = await startGateway(subgraphs.sources, environment, ['--workers', '2']);
  try {
    const physician = await issuer.headersFor({ roles: ['physician'], facility_id: 'F-DI-001' });
    const citizen = await issuer.headersFor({ roles: ['citizen'] });
    const chart = '{ patient(healthId: "1") { encounters { count } } }';
    const questions = () => subgraphs.asked.filter(({ query }) => query.includes('recordFacts')).length;
    // Until each worker has read what it keeps.
    await vi.waitFor(
      async () => {
        expect(await ask(gateway.graphqlUrl, chart, physician)).toContain('"count":2');
        expect(questions()).toBe(2);
      },
      { timeout: 20_000, interval: 1 },
    );
    await ask(gateway.graphqlUrl, 'mutation { deny(healthId: "1", category: "ENCOUNTERS") }', citizen);
    // A message from process to process takes its time, which is not the five seconds for which facts are kept.
    await new Promise((resolve) => setTimeout(resolve, 100));
    for (let connection = 0; connection < 6; connection += 1)
      expect(await ask(gateway.graphqlUrl, chart, physician)).toContain('CONSENT_DENIED');
  } finally {
    await gateway.stop();
    await subgraphs.stop();
    issuer.stop();
  }
});
