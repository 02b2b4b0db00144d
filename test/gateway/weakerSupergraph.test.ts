import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { startFixtureSubgraph } from './support/startFixtureSubgraph.ts';
import { composeOrThrow, startGateway, type StartedGateway } from './support/startGateway.ts';
import { readMetrics } from './support/readMetrics.ts';
import { until } from './support/streamClients.ts';
import { startTestIssuer } from '../support/startTestIssuer.ts';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@shareable", "@override", "@authenticated"])\n';
const sdl = `${link}type Query { bed: Int secret: Int @authenticated other: Int @authenticated }`;
const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

async function start() {
  const issuer = await startTestIssuer();
  const ward = await startFixtureSubgraph('ward', sdl, { Query: { bed: () => 1, secret: () => 2, other: () => 3 } });
  const gateway = await startGateway([ward], {
    WASL_JWKS_URL: issuer.jwksUrl.href,
    WASL_GATEWAY_SECRET: 'x'.repeat(32),
  });
  cleanUps.push(
    () => issuer.stop(),
    () => ward.stop(),
    () => gateway.stop(),
  );
  const replaceBy = (...subgraphs: { name: string; sdl: string }[]) =>
    writeFileSync(gateway.supergraphFile, composeOrThrow(subgraphs.map((one) => ({ ...one, url: ward.url }))));
  return { gateway, replaceBy };
}

const refused = (gateway: StartedGateway) => until(() => gateway.output().includes('supergraph refused'));
const secret = async (gateway: StartedGateway) => (await gateway.ask({ query: '{ secret }' })).body;

it('refuses a supergraph in which a field loses its rule, until its hash is acknowledged', async () => {
  const { gateway, replaceBy } = await start();
  replaceBy({ name: 'ward', sdl: sdl.replace('secret: Int @authenticated', 'secret: Int') });
  await refused(gateway);
  const [, hash = ''] =
    /Query\.secret loses its rule\. If that is meant, write ([0-9a-f]{12}) into /.exec(gateway.output()) ?? [];
  expect(hash).not.toBe('');
  expect(await secret(gateway)).toMatchObject({ data: { secret: null } });
  expect((await readMetrics(gateway.origin)).value('wasl_supergraph_refused')).toBe(1);

  appendFileSync(`${gateway.supergraphFile}.acknowledged`, `${hash}\n`);
  await until(() => gateway.output().includes('supergraph reloaded'));
  expect(await secret(gateway)).toEqual({ data: { secret: 2 } });
  expect((await readMetrics(gateway.origin)).value('wasl_supergraph_refused')).toBe(0);
});

it('refuses one in which another subgraph takes a field', async () => {
  const { gateway, replaceBy } = await start();
  const thief = `${link}type Query { bed: Int @override(from: "ward") }`;
  replaceBy({ name: 'ward', sdl }, { name: 'thief', sdl: thief });
  await refused(gateway);
  expect(gateway.output()).toContain('it protects less than the one in force: Query.bed no longer comes from ward');
  expect((await gateway.ask({ query: '{ bed }' })).body).toEqual({ data: { bed: 1 } });
});

it('takes one with stricter rules, and one without a field', async () => {
  const { gateway, replaceBy } = await start();
  replaceBy({
    name: 'ward',
    sdl: sdl.replace('bed: Int', 'bed: Int @authenticated').replace('other: Int @authenticated', ''),
  });
  await until(() => gateway.output().includes('supergraph reloaded'));
  expect(gateway.output()).not.toContain('supergraph refused');
  expect((await gateway.ask({ query: '{ bed }' })).body).toMatchObject({ data: { bed: null } });
  expect(readFileSync(gateway.supergraphFile, 'utf8')).not.toContain('other');
});
