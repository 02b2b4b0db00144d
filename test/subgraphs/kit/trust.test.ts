import { type AnySubgraph, loadSubgraph } from '@wasl/gateway/cli/subgraphs';
import { subgraphNames } from '@wasl/kit/subgraph';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Assertion, signCaller, startTestSubgraph, testCaller } from '../../support/startTestSubgraph.ts';

const physician = testCaller(['physician'], { practitionerId: 'P-000001', facilityId: 'F-DI-001' });
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000);

describe.each([...subgraphNames])('%s', (name) => {
  let url: string;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    const definition: AnySubgraph = await loadSubgraph(name);
    ({ url, stop } = await startTestSubgraph(definition));
  });
  afterAll(() => stop());

  async function ask(header: string | undefined) {
    const headers = { 'content-type': 'application/json', ...(header !== undefined && { 'x-wasl-caller': header }) };
    const response = await fetch(url, { method: 'POST', headers, body: '{"query":"{ __typename }"}' });
    const { data, errors } = (await response.json()) as { data?: unknown; errors?: { extensions: unknown }[] };
    return { status: response.status, data, extensions: errors?.[0]?.extensions };
  }

  it('answers a caller for whom the gateway vouches', async () => {
    expect(await ask(await signCaller(physician))).toEqual({ status: 200, data: { __typename: 'Query' } });
  });

  it.each<[string, Assertion]>([
    ['addressed to somebody else', { audience: 'another-subgraph' }],
    ['without an end', { expiresAt: null }],
    ['that has ended', { expiresAt: inSeconds(-10) }],
    ['that would last an hour', { expiresAt: inSeconds(3_600) }],
    ['signed with another key', { secret: 'a secret that no gateway of ours has, as long' }],
  ])('refuses an assertion %s', async (_, assertion) => {
    const refusal = { status: 401, extensions: { code: 'CALLER_NOT_VERIFIED' } };
    expect(await ask(await signCaller(physician, assertion))).toEqual(refusal);
    expect(await ask(await signCaller(null, assertion))).toEqual(refusal);
  });

  it('refuses a request without one', async () => {
    expect(await ask(undefined)).toMatchObject({ status: 401, extensions: { code: 'CALLER_NOT_VERIFIED' } });
  });
});
