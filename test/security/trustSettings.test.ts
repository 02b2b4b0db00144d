import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registeredClaims } from '@wasl/gateway/cli/dev';
import { readConfig } from '@wasl/gateway/cli/config';
import { ConfigError } from '@wasl/gateway/core/configError';
import { afterAll, describe, expect, it } from 'vitest';
import { runWasl } from '../gateway/support/startGateway.ts';

const secret = 'a secret of more than thirty-two characters';
const folder = mkdtempSync(join(tmpdir(), 'wasl-secret-'));
const secretFile = join(folder, 'secret');
writeFileSync(secretFile, `${secret}\n`);
const shortFile = join(folder, 'short');
writeFileSync(shortFile, 'short\n');
afterAll(() => rmSync(folder, { recursive: true }));

describe('the settings of trust', () => {
  it('take the master secret from a file', () => {
    expect(readConfig({ WASL_GATEWAY_SECRET_FILE: secretFile }).gatewaySecret).toBe(secret);
  });

  it('say whose keys sign, and what subgraphs are told', () => {
    const config = readConfig({
      WASL_KEY_EPOCH: '3',
      WASL_SUBGRAPH_HEALTH_ID_KEY_EPOCH: '2',
      WASL_SUBGRAPH_HEALTH_ID_CLAIMS: 'role, scopes,healthId',
      WASL_SUBGRAPH_BEDS_CLAIMS: '',
    });
    expect(config).toMatchObject({
      keyEpoch: 3,
      subgraphKeyEpochs: new Map([['HEALTH_ID', 2]]),
      subgraphClaims: new Map([
        ['HEALTH_ID', ['role', 'scopes', 'healthId']],
        ['BEDS', []],
      ]),
    });
    expect(readConfig({}).keyEpoch).toBe(1);
  });

  it.each<[string, Record<string, string>]>([
    ['WASL_GATEWAY_SECRET_FILE', { WASL_GATEWAY_SECRET_FILE: join(folder, 'missing') }],
    ['WASL_GATEWAY_SECRET_FILE', { WASL_GATEWAY_SECRET_FILE: shortFile }],
    ['WASL_GATEWAY_SECRET_FILE', { WASL_GATEWAY_SECRET_FILE: secretFile, WASL_GATEWAY_SECRET: secret }],
    ['WASL_GATEWAY_SECRET', { WASL_GATEWAY_SECRET: 'short' }],
    ['WASL_KEY_EPOCH', { WASL_KEY_EPOCH: '0' }],
    ['WASL_SUBGRAPH_BEDS_KEY_EPOCH', { WASL_KEY_EPOCH: '3', WASL_SUBGRAPH_BEDS_KEY_EPOCH: '1' }],
    ['WASL_SUBGRAPH_BEDS_KEY_EPOCH', { WASL_KEY_EPOCH: '3', WASL_SUBGRAPH_BEDS_KEY_EPOCH: '4' }],
    ['WASL_SUBGRAPH_BEDS_CLAIMS', { WASL_SUBGRAPH_BEDS_CLAIMS: 'scopes,names' }],
  ])('refuse a %s that cannot be used, by name, and never quote a secret: %j', (variable, environment) => {
    expect(() => readConfig(environment)).toThrow(ConfigError);
    expect(() => readConfig(environment)).toThrow(new RegExp(`^${variable} (?!.*${secret})`));
  });

  it('of our own subgraphs name no more than each needs: a national number for identity alone', () => {
    const claims = registeredClaims();
    expect([...claims.keys()].sort()).toEqual(['AUDIT', 'CLINICAL_RECORDS', 'HEALTH_ID', 'IDENTITY', 'PHARMACY']);
    const told = (word: string) =>
      [...claims].flatMap(([name, words]) => (words.some((each) => each === word) ? [name] : []));
    expect(told('nationalId')).toEqual(['IDENTITY']);
    expect(told('allScopes')).toEqual([]);
    expect(told('subject').sort()).toEqual(['HEALTH_ID', 'IDENTITY']);
  });
});

describe('wasl keys derive', () => {
  it('prints the key of the epoch in force, or of another', async () => {
    const environment = { WASL_GATEWAY_SECRET_FILE: secretFile, WASL_KEY_EPOCH: '2' };
    const [inForce, next] = await Promise.all([
      runWasl(['keys', 'derive', '--subgraph', 'beds'], environment),
      runWasl(['keys', 'derive', '--subgraph', 'beds', '--epoch', '3'], environment),
    ]);
    expect(inForce.output).toMatch(/^2:[\w-]{43}\n$/);
    expect(next.output).toMatch(/^3:[\w-]{43}\n$/);
  });

  it.each<[string, string[], Record<string, string>]>([
    ['WASL_GATEWAY_SECRET or WASL_GATEWAY_SECRET_FILE must be set', ['--subgraph', 'beds'], {}],
    ['An epoch is a number from 1 to 999999', ['--subgraph', 'beds', '--epoch', '0'], { WASL_GATEWAY_SECRET: secret }],
    ["required option '--subgraph <name>' not specified", [], { WASL_GATEWAY_SECRET: secret }],
  ])('says %s', async (said, parameters, environment) => {
    const { code, output } = await runWasl(['keys', 'derive', ...parameters], environment);
    expect(code).toBe(1);
    expect(output).toContain(said);
  });
});
