import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFixtureSubgraph } from './support/startFixtureSubgraph.ts';
import { composeOrThrow, runWasl, startGateway } from './support/startGateway.ts';
import { until } from './support/streamClients.ts';

const sdl = 'type Query { bed: Int }';
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wasl-addresses-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

function writeSupergraph(url: string): string {
  const file = join(folder, 'supergraph.graphql');
  writeFileSync(file, composeOrThrow([{ name: 'bed-ward', sdl, url }]));
  return file;
}

const start = (url: string, environment = {}) =>
  runWasl(['gateway', '--supergraph', writeSupergraph(url), '--port', '0'], environment);

const inSupergraph: [string, string][] = [
  ['http://gateway:s3cret@127.0.0.1:4001/graphql', 'must not hold a user name or password'],
  ['http://s3cret@127.0.0.1:4001/graphql', 'must not hold a user name or password'],
  ['http://:s3cret@127.0.0.1:4001/graphql', 'must not hold a user name or password'],
  ['http://@127.0.0.1:4001/graphql', 'must not hold a user name or password'],
  ['http://127.0.0.1:4001/graphql#s3cret', 'must not have a fragment'],
  ['ftp://127.0.0.1/s3cret', 'must be an address that begins with http:// or https://'],
  ['file:///s3cret', 'must be an address that begins with http:// or https://'],
  ['ws://127.0.0.1/s3cret', 'must be an address that begins with http:// or https://'],
  ['s3cret', 'must be an address that begins with http:// or https://'],
];
test.each(inSupergraph)('a supergraph with the address %s is refused at start', async (url, sentence) => {
  const { code, output } = await start(url);
  expect(code).toBe(1);
  expect(output).toContain(`the address of the subgraph bed-ward ${sentence}`);
  expect(output).not.toContain('s3cret');
  expect(output.trim().split('\n')).toHaveLength(1);
});

const inEnvironment: [string, string, string][] = [
  ['WASL_SUBGRAPH_BED_WARD_URL', 'http://gateway:s3cret@127.0.0.1:4001/', 'must not hold a user name or password'],
  ['WASL_SUBGRAPH_BED_WARD_URL', 'https://127.0.0.1/#s3cret', 'must not have a fragment'],
  ['WASL_SUBGRAPH_BED_WARD_URL', 'ftp://s3cret/', 'must be an address that begins with http:// or https://'],
  ['WASL_SUBGRAPH_BED_WARD_WS_URL', 'ws://gateway:s3cret@127.0.0.1:4001/', 'must not hold a user name or password'],
  ['WASL_SUBGRAPH_BED_WARD_WS_URL', 'wss://127.0.0.1/#s3cret', 'must not have a fragment'],
  ['WASL_SUBGRAPH_BED_WARD_WS_URL', 'http://s3cret/', 'must be an address that begins with ws:// or wss://'],
  ['WASL_JWKS_URL', 'https://gateway:s3cret@127.0.0.1/jwks', 'must not hold a user name or password'],
];
test.each(inEnvironment)('%s=%s is refused at start', async (variable, url, sentence) => {
  const { code, output } = await start('http://127.0.0.1:9/graphql', { [variable]: url });
  expect(code).toBe(1);
  expect(output).toContain(`${variable} ${sentence}`);
  expect(output).not.toContain('s3cret');
});

test('a changed supergraph with such an address is refused, and the old one stays', async () => {
  const ward = await startFixtureSubgraph('bed-ward', sdl, { Query: { bed: () => 1 } });
  const gateway = await startGateway([ward]);
  const good = readFileSync(gateway.supergraphFile, 'utf8');
  writeFileSync(gateway.supergraphFile, good.replace('http://', 'http://gateway:s3cret@'));
  await until(() => gateway.output().includes('supergraph refused'));
  await sleep(50);
  expect(gateway.output()).not.toContain('s3cret');
  expect((await gateway.ask({ query: '{ bed }' })).body).toEqual({ data: { bed: 1 } });
  await gateway.stop();
  await ward.stop();
});
