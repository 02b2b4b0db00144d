import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sentence } from '@wasl/gateway/cli/sentence';
import { readOwnership } from '@wasl/gateway/registry/ownership/readOwnership';
import { approve, type Nation, publish, rollback } from '@wasl/gateway/registry/published/acts';
import { sealOf } from '@wasl/gateway/registry/published/folderSeal';
import { openRegistry } from '@wasl/gateway/registry/published/registryFolder';
import { type Entry, signAct } from '@wasl/gateway/registry/published/release';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FixtureSubgraph, startFixtureSubgraph } from '../gateway/support/startFixtureSubgraph.ts';
import { composeOrThrow, runWasl, startGateway, type StartedGateway } from '../gateway/support/startGateway.ts';
import { readMetrics } from '../gateway/support/readMetrics.ts';
import { until } from '../gateway/support/streamClients.ts';
import { makeKeys, ownershipYaml, publicSdl } from './support/smallNation.ts';

const { keys, as } = makeKeys({
  ministry: { publishes: ['meals'], approves: [] },
  owner: { publishes: [], approves: ['*'] },
});
const home = mkdtempSync(join(tmpdir(), 'wasl-sealed-'));
const bedsSdl = publicSdl('type Query { beds: Int @public }');
let beds: FixtureSubgraph;
let nation: Nation;
let folder: string;

beforeAll(async () => {
  beds = await startFixtureSubgraph('beds', bedsSdl, { Query: { beds: () => 3 } });
  writeFileSync(join(home, 'ownership.yaml'), ownershipYaml);
  nation = {
    subgraphs: [{ name: 'beds', url: beds.url, sdl: bedsSdl }],
    ownership: readOwnership(join(home, 'ownership.yaml')),
    grants: { scopes: undefined, policies: undefined },
  };
});
beforeEach(() => {
  folder = mkdtempSync(join(home, 'registry-'));
  writeFileSync(join(folder, 'keys.json'), JSON.stringify(keys));
  writeFileSync(join(folder, 'supergraph.graphql'), composeOrThrow(nation.subgraphs));
});
afterAll(async () => {
  await beds?.stop();
  rmSync(home, { recursive: true, force: true });
});

const file = (name = 'supergraph.graphql') => join(folder, name);
const live = () => readFileSync(file(), 'utf8');
const meals = () => ({
  name: 'meals',
  url: 'http://127.0.0.1:2/graphql',
  file: 'm',
  sdl: publicSdl('type Query { meals: Int @public }'),
});
const doPublish = () => publish(openRegistry(folder), as('ministry'), meals(), nation);
const doApprove = () => approve(openRegistry(folder), as('owner'), 'meals', nation);
const doRollback = () => rollback(openRegistry(folder), as('owner'), 'meals', nation);
const moved = () => live().replaceAll(beds.url, 'http://127.0.0.1:9/thief');
const put = (name: string, text: string) => {
  writeFileSync(file(`${name}.new`), text);
  renameSync(file(`${name}.new`), file(name));
};

describe('a gateway that serves a registry’s folder', () => {
  let gateway: StartedGateway;
  afterEach(() => gateway?.stop());
  const ask = async (query: string) => (await gateway.ask({ query })).body;
  const reloads = () => gateway.output().split('supergraph reloaded').length - 1;

  it('follows what was signed, and keeps that when somebody puts another there', async () => {
    gateway = await startGateway([], {}, [], { registry: folder });
    expect(gateway.output()).toContain('nothing in the registry was approved yet');
    expect(gateway.output()).toContain('لم يُوافَق على شيء في السجل بعد');
    doPublish();
    doApprove();
    await until(() => reloads() === 1);
    const signed = live();
    put('supergraph.graphql.acknowledged', 'anything');
    put('supergraph.graphql', moved());
    await until(() => gateway.output().includes('supergraph refused'));
    expect(gateway.output()).toContain('it is not the one that entry 2 of the registry was signed for');
    expect(gateway.output()).toContain('ليس هذا المخطط الذي وُقّع عليه في القيد 2 من السجل');
    expect((await readMetrics(gateway.origin)).value('wasl_supergraph_refused')).toBe(1);
    expect(await ask('{ beds }')).toEqual({ data: { beds: 3 } });
    expect(doPublish).toThrow('is not what entry 2 was signed for');

    put('supergraph.graphql', signed);
    await until(() => reloads() === 2);
    expect((await readMetrics(gateway.origin)).value('wasl_supergraph_refused')).toBe(0);
  });

  it('takes a supergraph that came before the entry which is signed for it, as copies of files may', async () => {
    doPublish();
    doApprove();
    gateway = await startGateway([], {}, [], { registry: folder });
    const copy = `${folder}-copy`;
    cpSync(folder, copy, { recursive: true });
    rollback(openRegistry(copy), as('owner'), 'meals', nation);
    put('supergraph.graphql', readFileSync(join(copy, 'supergraph.graphql'), 'utf8'));
    await until(() => gateway.output().includes('supergraph refused'));
    put('history/000003.json', readFileSync(join(copy, 'history/000003.json'), 'utf8'));
    await until(() => reloads() === 1);
    expect(await ask('{ meals }')).toMatchObject({ errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] });
  });
});

it('does not start a gateway on a supergraph that nobody signed for', async () => {
  doPublish();
  doApprove();
  put('supergraph.graphql', moved());
  const { code, output } = await runWasl(['gateway', '--supergraph', file(), '--port', '0']);
  expect(code).toBe(1);
  expect(output).toContain(
    'entry 2 of the registry was signed for: restore it from a copy, or run wasl approve meals.',
  );
});

describe('the seal of a registry’s folder', () => {
  /** What it says to operators is thrown. */
  function sealed(keysFile?: string): (sdl?: string) => void {
    const seal = sealOf(file(), { keysFile });
    return (sdl = live()) => {
      try {
        seal?.verify(sdl);
      } catch (error) {
        throw new Error(sentence(error), { cause: error });
      }
    };
  }
  const verify = (keysFile?: string) => sealed(keysFile)();

  it('is none where there is no registry', () => {
    rmSync(file('keys.json'));
    expect(sealOf(file())).toBeUndefined();
  });

  it('holds what was approved, and what was returned to', () => {
    doPublish();
    doApprove();
    const approved = live();
    verify();
    doRollback();
    verify();
    put('supergraph.graphql', approved);
    expect(() => verify()).toThrow('entry 3 of the registry was signed for');
  });

  it('asks for a signature from the beginning where the keys lie elsewhere, and takes nobody’s that they do not name', () => {
    const elsewhere = join(home, 'keys.json');
    writeFileSync(elsewhere, JSON.stringify(keys));
    expect(() => verify(elsewhere)).toThrow('nothing in the registry was approved yet');
    doPublish();
    doApprove();
    verify(elsewhere);
    const { owner: _, ...others } = keys;
    writeFileSync(elsewhere, JSON.stringify(others));
    expect(() => verify(elsewhere)).toThrow('nothing in the registry was approved yet');
  });

  it('misses what it had read of the history, and the keys', () => {
    doPublish();
    doApprove();
    const before = live();
    doRollback();
    const again = sealed();
    again();
    rmSync(file('history/000003.json'));
    expect(() => again(before)).toThrow("entry 3 of the registry's history is gone");
    rmSync(file('keys.json'));
    expect(() => again(before)).toThrow('keys.json');
  });

  it('refuses what was approved before that was signed for the supergraph, until it is approved once more', () => {
    doPublish();
    doApprove();
    const entry = JSON.parse(readFileSync(file('history/000002.json'), 'utf8')) as Entry;
    const { supergraph: _, signature: __, ...act } = entry;
    put('history/000002.json', `${JSON.stringify(signAct(act, as('owner').privateKey), null, 2)}\n`);
    expect(() => verify()).toThrow('approve meals again');
    doApprove();
    verify();
  });
});

it('lets nobody sign for addresses that somebody wrote into the folder’s supergraph', () => {
  doPublish();
  doApprove();
  put('supergraph.graphql', moved());
  expect(doApprove).toThrow('is not what entry 2 was signed for');
  expect(doRollback).toThrow('is not what entry 2 was signed for');
  rmSync(file());
  expect(doApprove()).toMatchObject({ kind: 'already' });
  expect(live()).toContain(beds.url);
});
