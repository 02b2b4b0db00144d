import { createSampleSubgraph } from '@wasl/sample-name/subgraph';
import { root } from '@wasl/kit/paths';
import { serveSubgraph, type ServedSubgraph } from '@wasl/subgraph-sdk';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runWasl } from '../../gateway/support/startGateway.ts';
import { signRequest } from '../../support/signRequest.ts';

const folder = join(root, 'subgraphs/sample-name');
const keys = `1:${Buffer.alloc(32, 'for tests').toString('base64url')}`;
let served: ServedSubgraph;
beforeAll(async () => {
  served = await serveSubgraph(createSampleSubgraph(keys, folder), { port: 0 });
});
afterAll(() => served.stop());

const query = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) { ... on Patient { healthId sampleName { id note } } }
}`;
const representations = ['HEALTH-ID', '000000000000'].map((healthId) => ({ __typename: 'Patient', healthId }));

/** Asks as the gateway does, for a citizen who may have these categories. */
async function ask(categories: string[]): Promise<unknown> {
  const body = JSON.stringify({ query, variables: { representations } });
  const decision = { role: 'citizen', purpose: 'PATRQT', categories, labels: ['*'] };
  const claims = { scopes: ['patient/Patient.rs'], decision };
  const signed = signRequest({ keys, subgraph: 'sample-name', body, claims });
  const headers = { 'content-type': 'application/json', ...signed };
  return (await fetch(served.url, { method: 'POST', headers, body })).json();
}

it('answers patients in the order in which they are asked for', async () => {
  expect(await ask(['DEMOGRAPHICS'])).toEqual({
    data: {
      _entities: [
        { healthId: 'HEALTH-ID', sampleName: [{ id: '1', note: 'An invented example.' }] },
        { healthId: '000000000000', sampleName: [] },
      ],
    },
  });
});

it('gives nothing of a kind that the gateway did not open', async () => {
  const closed = representations.map(({ healthId }) => ({ healthId, sampleName: [] }));
  expect(await ask(['ALLERGIES'])).toEqual({ data: { _entities: closed } });
});

it('may join the national graph', async () => {
  const { code, output } = await runWasl(['check', join(folder, 'schema.graphql')]);
  expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('Nothing to object to') });
});
