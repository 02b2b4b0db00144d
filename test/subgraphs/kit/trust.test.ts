import { type AnySubgraph, loadSubgraph } from '@wasl/gateway/cli/subgraphs';
import { subgraphNames } from '@wasl/kit/subgraph';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RequestToSign } from '../../support/signRequest.ts';
import { signFor, startTestSubgraph, testCaller } from '../../support/startTestSubgraph.ts';

const physician = testCaller(['physician'], { practitionerId: 'P-000001', facilityId: 'F-DI-001' });
const now = () => Math.floor(Date.now() / 1_000);
const body = '{"query":"{ __typename }"}';
const otherKeys = `1:${Buffer.alloc(32, 'the key of another').toString('base64url')}`;

describe.each([...subgraphNames])('%s', (name) => {
  let url: string;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    const definition: AnySubgraph = await loadSubgraph(name);
    ({ url, stop } = await startTestSubgraph(definition));
  });
  afterAll(() => stop());

  async function ask(signed: Record<string, string>) {
    const headers = { 'content-type': 'application/json', ...signed };
    const response = await fetch(url, { method: 'POST', headers, body });
    const { data, errors } = (await response.json()) as { data?: unknown; errors?: { extensions: unknown }[] };
    return { status: response.status, data, extensions: errors?.[0]?.extensions };
  }

  it('answers a caller for whom the gateway vouches', async () => {
    expect(await ask(signFor(name, body, physician))).toEqual({ status: 200, data: { __typename: 'Query' } });
  });

  it.each<[string, string, Partial<RequestToSign>]>([
    ['addressed to somebody else', 'wrong_audience', { audience: 'another-subgraph' }],
    ['without an end', 'lifetime', { times: { exp: undefined } }],
    ['that has ended', 'expired', { times: { iat: now() - 70, exp: now() - 10 } }],
    ['that would last an hour', 'lifetime', { times: { exp: now() + 3_600 } }],
    ['signed with another key', 'signature', { keys: otherKeys }],
  ])('refuses an assertion %s', async (_, reason, more) => {
    const refusal = {
      status: 401,
      extensions: { code: 'CALLER_NOT_VERIFIED', reason, time: expect.any(Number) },
    };
    expect(await ask(signFor(name, body, physician, more))).toEqual(refusal);
    expect(await ask(signFor(name, body, null, more))).toEqual(refusal);
  });

  it('refuses a request without one', async () => {
    expect(await ask({})).toMatchObject({ status: 401, extensions: { code: 'CALLER_NOT_VERIFIED' } });
  });
});
