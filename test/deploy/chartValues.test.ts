import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { chart, leastValues, type Values, valuesWith } from './renderChart.ts';

const schema = JSON.parse(readFileSync(join(chart, 'values.schema.json'), 'utf8')) as object;
const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema);

/** Where values are refused, as Helm refuses them; empty where they are taken. */
function refusals(own: Values): string[] {
  validate(valuesWith(own));
  return (validate.errors ?? []).map(({ instancePath }) => instancePath).sort();
}

test('installs nothing for who does not say whose tokens count', () => {
  expect(refusals({})).toEqual(['/tokens/audience', '/tokens/issuer', '/tokens/jwksUrl']);
  expect(refusals(leastValues)).toEqual([]);
});

const laboratories = { variable: 'LABORATORIES', url: 'https://labs.example/graphql', claims: 'role' };

test.each<[string, Values]>([
  ['a processor as a number', { gateway: { cpu: 0.5 } }],
  ['an ingress', { ingress: { host: 'wasl.example', tlsSecret: 'wasl-tls' } }],
  ['no stores but Postgres', { stores: { redis: false, nats: false } }],
  ['traces', { traces: { endpoint: 'http://collector.monitoring:4318' } }],
  ['a variable more', { gateway: { env: { WASL_CORS_ORIGINS: 'https://portal.example' } } }],
  ['a subgraph elsewhere', { others: [laboratories] }],
])('takes %s', (_, own) => expect(refusals({ ...leastValues, ...own })).toEqual([]));

test.each<[string, Values, string]>([
  ['a name that there is not', { gateway: { replica: 3 } }, '/gateway'],
  ['a draining that a pod has no time for', { gateway: { drainMs: 60_000 } }, '/gateway/drainMs'],
  [
    'a variable as a number, which would be written as 1e+06',
    { gateway: { env: { WASL_MAX_COST: 1_000_000 } } },
    '/gateway/env/WASL_MAX_COST',
  ],
  [
    'keys of tokens without TLS',
    { tokens: { jwksUrl: 'http://id.example/jwks', issuer: 'https://id.example', audience: 'wasl' } },
    '/tokens/jwksUrl',
  ],
  ['an ingress without TLS', { ingress: { host: 'wasl.example' } }, '/ingress/tlsSecret'],
  ['a subgraph elsewhere without TLS', { others: [{ ...laboratories, url: 'http://labs.example' }] }, '/others/0/url'],
])('refuses %s', (_, own, place) => expect(refusals({ ...leastValues, ...own })).toContain(place));
