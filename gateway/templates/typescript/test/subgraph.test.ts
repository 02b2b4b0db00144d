import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { serveSubgraph, type ServedSubgraph } from '@wasl/subgraph-sdk';
import { createSampleSubgraph } from '../src/subgraph.ts';

const key = Buffer.alloc(32, 'for tests');
let served: ServedSubgraph;
before(async () => {
  const subgraph = createSampleSubgraph(`1:${key.toString('base64url')}`);
  served = await serveSubgraph(subgraph, { port: 0 });
});
after(() => served.stop());

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const mac = (text: string) => createHmac('sha256', key).update(text);
let nonces = 0;

/** Asks as the gateway does, for a caller with these categories: docs/subgraph-trust.md. */
async function ask(categories: string[], query: string, variables: object): Promise<unknown> {
  const body = JSON.stringify({ query, variables });
  const now = Math.floor(Date.now() / 1_000);
  const decision = { role: 'citizen', purpose: 'PATRQT', categories, labels: ['*'] };
  const claims = {
    sub: 'somebody',
    aud: 'sample-name',
    iat: now,
    exp: now + 60,
    scopes: ['patient/Patient.rs'],
    decision,
  };
  const head = `${encode({ alg: 'HS256', typ: 'JWT', kid: '1' })}.${encode(claims)}`;
  const caller = `${head}.${mac(head).digest('base64url')}`;
  const digest = `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
  const parameters = `("@method" "@path" "@query" "content-digest" "x-wasl-caller");created=${now};nonce="test-nonce-000000${(nonces += 1)}";alg="hmac-sha256";keyid="sample-name/1"`;
  const base = `"@method": POST\n"@path": /graphql\n"@query": ?\n"content-digest": ${digest}\n"x-wasl-caller": ${caller}\n"@signature-params": ${parameters}`;
  const response = await fetch(served.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-wasl-caller': caller,
      'content-digest': digest,
      'signature-input': `wasl=${parameters}`,
      signature: `wasl=:${mac(base).digest('base64')}:`,
    },
    body,
  });
  return response.json();
}

const byPatient = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Patient { healthId sampleName { id note } } } }`;
const representations = [
  { __typename: 'Patient', healthId: 'HEALTH-ID' },
  { __typename: 'Patient', healthId: '000000000000' },
];

test('answers patients in the order in which they are asked for', async () => {
  assert.deepEqual(await ask(['DEMOGRAPHICS'], byPatient, { representations }), {
    data: {
      _entities: [
        { healthId: 'HEALTH-ID', sampleName: [{ id: '1', note: 'An invented example.' }] },
        { healthId: '000000000000', sampleName: [] },
      ],
    },
  });
});

test('gives nothing of a kind that the gateway did not open', async () => {
  const answer = (await ask(['ALLERGIES'], byPatient, { representations })) as { data: { _entities: unknown[] } };
  assert.deepEqual(answer.data._entities[0], { healthId: 'HEALTH-ID', sampleName: [] });
});
