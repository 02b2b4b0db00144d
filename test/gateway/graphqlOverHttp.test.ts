import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clinicSubgraphs } from '../support/clinicSubgraphs.ts';
import { startTestGateway, type TestGateway } from '../support/startTestGateway.ts';

describe('GraphQL over HTTP', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway(clinicSubgraphs);
  });
  afterAll(() => gateway.stop());

  for (const audit of serverAudits({ url: () => gateway.url })) {
    if (audit.name.startsWith('MAY')) continue;
    it(`${audit.id} ${audit.name}`, async () => {
      const result = await audit.fn();
      expect(result.status, 'reason' in result ? result.reason : '').toBe('ok');
    });
  }
});
