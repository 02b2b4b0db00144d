import { PGlite } from '@electric-sql/pglite';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AuditDatabase } from '@wasl/gateway/audit/store/auditDatabase';
import { databaseOf } from '@wasl/gateway/audit/store/openPglite';
import { openPostgres } from '@wasl/gateway/audit/store/openPostgres';
import { readOwnership } from '@wasl/gateway/registry/ownership/readOwnership';
import { approve, type Nation, type Outcome, publish, rollback } from '@wasl/gateway/registry/published/acts';
import type { Registry } from '@wasl/gateway/registry/published/registry';
import {
  openRegistryDatabase,
  prepareRegistry,
  readActivation,
} from '@wasl/gateway/registry/published/registryDatabase';
import { signAct } from '@wasl/gateway/registry/published/release';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type FixtureSubgraph, startFixtureSubgraph } from '../gateway/support/startFixtureSubgraph.ts';
import { runWasl, startGateway, type StartedGateway } from '../gateway/support/startGateway.ts';
import { createPostgresDatabase, databaseKinds, postgresUrl } from '../support/testPostgres.ts';
import { bedsSdl, makeKeys, ownershipYaml, publicSdl, schema } from './support/smallNation.ts';

const { keys, as } = makeKeys({
  ministry: { publishes: ['meals'], approves: [] },
  other: { publishes: ['buses'], approves: [] },
  owner: { publishes: [], approves: ['*'] },
  second: { publishes: [], approves: ['*'] },
});
const known = new Map(Object.entries(keys));
const home = mkdtempSync(join(tmpdir(), 'wasl-registry-'));
writeFileSync(join(home, 'ownership.yaml'), ownershipYaml);
const nation: Nation = {
  subgraphs: [{ name: 'beds', url: 'http://127.0.0.1:1/graphql', sdl: bedsSdl }],
  ownership: readOwnership(join(home, 'ownership.yaml')),
  grants: { scopes: undefined, policies: undefined },
};
const meals = (fields: string) => ({
  name: 'meals',
  url: 'http://127.0.0.1:2/graphql',
  file: 'meals.graphql',
  sdl: schema(`type Query { ${fields} }`),
});
const first = meals('meals: Int @authenticated');
const second = meals('meals: Int @authenticated lunches: Int @authenticated');
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe.each(databaseKinds)('a registry in %s', (kind) => {
  let open: () => AuditDatabase;
  let database: AuditDatabase;
  let drop: () => Promise<void>;
  beforeAll(async () => {
    if (kind === 'Postgres') {
      const made = await createPostgresDatabase();
      open = () => openPostgres(made.url, { timeoutMs: 15_000 });
      drop = () => made.drop();
    } else {
      const client = await PGlite.create('memory://');
      open = () => databaseOf(client);
      drop = () => client.close();
    }
    database = open();
    await Promise.all([prepareRegistry(database), prepareRegistry(database)]);
  });
  afterEach(() => database.query('TRUNCATE wasl_registry.entry, wasl_registry.sdl, wasl_registry.activation'));
  afterAll(async () => {
    await database.close();
    await drop();
  });

  const opened = () => openRegistryDatabase(database, known);
  const inForce = async () => (await readActivation(database, known)).activation?.supergraph ?? '';
  async function act(run: (registry: Registry) => Outcome): Promise<Outcome> {
    const registry = await opened();
    const outcome = run(registry);
    await registry.commit();
    return outcome;
  }
  const doPublish = (source = first) => act((registry) => publish(registry, as('ministry'), source, nation));
  const doApprove = (by = 'owner') => act((registry) => approve(registry, as(by), 'meals', nation));

  it('publishes, puts in force, and returns, each as a whole', async () => {
    expect(await doPublish()).toEqual({ kind: 'done', number: 1 });
    expect(await inForce()).toBe('');
    expect(await doApprove()).toEqual({ kind: 'done', number: 2 });
    expect(await inForce()).toContain('meals: Int');
    await doPublish(second);
    await doApprove();
    expect(await inForce()).toContain('lunches');
    await act((registry) => rollback(registry, as('owner'), 'meals', nation));
    expect(await inForce()).not.toContain('lunches');
    await act((registry) => rollback(registry, as('owner'), 'meals', nation));
    expect(await inForce()).toMatch(/^(?![^]*meals: Int)[^]*beds: Int/);
    expect((await opened()).history).toHaveLength(6);
  });

  it('keeps nothing of an act that is not committed', async () => {
    publish(await opened(), as('ministry'), first, nation);
    expect((await opened()).history).toEqual([]);
  });

  it('takes one of several who publish or approve at once, and the others hear of it', async () => {
    const sources = Array.from({ length: 5 }, (_, index) => meals(`meals: Int @authenticated\n${'#\n'.repeat(index)}`));
    const publishing = await Promise.allSettled(sources.map(doPublish));
    const refusals = publishing.flatMap((each) => (each.status === 'rejected' ? [String(each.reason)] : []));
    expect(refusals).toEqual(Array.from({ length: 4 }, () => expect.stringContaining('Somebody else wrote')));
    const approving = await Promise.allSettled(['owner', 'second'].map(doApprove));
    expect(approving.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await opened()).history.map(({ kind: done }) => done)).toEqual(['publish', 'approve']);
  });

  it('never follows a newer supergraph with one of an older history', async () => {
    await doPublish();
    await doApprove();
    const late = await opened();
    expect(approve(late, as('owner'), 'meals', nation)).toEqual({ kind: 'already', number: 2 });
    await doPublish(second);
    await doApprove();
    await expect(late.commit()).rejects.toThrow('Somebody else wrote');
    expect(await inForce()).toContain('lunches');
  });

  it("lets nobody publish another's subgraph, neither by the commands nor by writing to the database", async () => {
    const byOther = act((registry) => publish(registry, as('other'), first, nation));
    await expect(byOther).rejects.toThrow('other may not publish meals.');
    await doPublish();
    await doApprove();
    const { previous, history } = await opened();
    const { sdl } = history[0]!;
    const at = new Date().toISOString();
    const body = { kind: 'publish', subgraph: 'meals', sdl, url: 'https://evil.example/graphql', by: 'other' } as const;
    const forged = signAct({ ...body, number: 3, at, previous }, as('other').privateKey);
    await database.query('INSERT INTO wasl_registry.entry VALUES (3, $1)', [JSON.stringify(forged)]);
    const registry = await opened();
    expect(registry.bad).toEqual([{ number: 3, subgraph: 'meals' }]);
    expect(registry.history).toHaveLength(2);
    expect(await inForce()).not.toContain('evil.example');
    await expect(doPublish(second)).rejects.toThrow("Entry 3 of the registry's history speaks of meals");
  });

  it('passes over rows that nobody signed, tells which, and lets the acts on others go on', async () => {
    await doPublish();
    await database.query("INSERT INTO wasl_registry.entry VALUES (2, '{'), (3, '{}'), (9000000000000000000, 'x')");
    expect((await opened()).bad.map(({ number }) => number)).toEqual([2, 3, 9_000_000_000_000_000_000]);
    expect(await doApprove()).toEqual({ kind: 'done', number: 4 });
    expect(await inForce()).toContain('meals: Int');
    expect((await opened()).history.map(({ number }) => number)).toEqual([1, 4]);
    expect((await readActivation(database, known)).faults[0]).toBe(
      "Entry 2 of the registry's history does not hold: it is passed over.",
    );
  });

  it('hears of another who wrote, also beneath a row of a greater number', async () => {
    await database.query("INSERT INTO wasl_registry.entry VALUES (900, 'x')");
    const late = await opened();
    await doPublish();
    publish(late, as('ministry'), second, nation);
    await expect(late.commit()).rejects.toThrow('Somebody else wrote');
  });

  it('opens no history of which an entry that others rest on was altered or taken out', async () => {
    await doPublish();
    await doApprove();
    const lost =
      "Entry 1 of the registry's history does not hold: it was altered or taken out, and entry 2 rests on it";
    await database.query("UPDATE wasl_registry.entry SET body = replace(body, 'ministry', 'owner') WHERE number = 1");
    await expect(opened()).rejects.toThrow(lost);
    await database.query('DELETE FROM wasl_registry.entry WHERE number = 1');
    await expect(opened()).rejects.toThrow(lost);
  });

  it('puts nothing in force that no approval was signed for, and keeps what one was', async () => {
    await doPublish();
    await doApprove();
    const older = await inForce();
    await doPublish(second);
    await doApprove();
    const signed = await inForce();
    for (const [number, text] of [older, 'type Query { stolen: Int }'].entries())
      await database.query('INSERT INTO wasl_registry.activation VALUES ($1, $2)', [number + 3, text]);
    expect(await inForce()).toBe(signed);
    const { faults } = await readActivation(database, known);
    expect(faults).toEqual(['Activation 4 of the registry does not hold: nobody signed for its supergraph.']);
    expect((await opened()).supergraphInForce()).toBe(signed);
  });

  it('asks for an approval of what was approved before supergraphs were signed', async () => {
    await doPublish();
    const registry = await opened();
    const { sdl, url } = registry.history[0]!;
    const old = {
      number: 2,
      kind: 'approve',
      subgraph: 'meals',
      sdl,
      url,
      by: 'owner',
      at: '2026-01-01T00:00:00Z',
    } as const;
    registry.append(signAct({ ...old, previous: registry.previous }, as('owner').privateKey));
    registry.activate('type Query { a: Int }');
    await registry.commit();
    const { activation, faults } = await readActivation(database, known);
    expect(activation).toBeUndefined();
    expect(faults).toEqual([
      'Activation 1 of the registry does not hold: entry 2 is from before that was signed: approve meals again.',
    ]);
    expect(await doApprove()).toEqual({ kind: 'done', number: 3 });
    expect(await inForce()).toContain('meals: Int');
  });

  it('brings no SDL in force that was altered after it was signed', async () => {
    await doPublish();
    await database.query('UPDATE wasl_registry.sdl SET body = $1', [second.sdl]);
    await expect(doApprove()).rejects.toThrow('was altered');
    expect(await inForce()).toBe('');
  });
});

describe.skipIf(postgresUrl === undefined)('the commands, on Postgres (skipped without it)', () => {
  let url: string;
  let drop: () => Promise<void>;
  let subgraphs: FixtureSubgraph[];
  const gateways: StartedGateway[] = [];
  const keysFile = join(home, 'keys.json');
  const place = () => ['--registry', url, '--keys', keysFile];
  const national = join(home, 'national');

  beforeAll(async () => {
    ({ url, drop } = await createPostgresDatabase());
    writeFileSync(keysFile, JSON.stringify(keys));
    for (const name of Object.keys(keys)) {
      const pem = as(name).privateKey.export({ format: 'pem', type: 'pkcs8' });
      writeFileSync(join(home, `${name}.pem`), pem);
    }
    const plain = (field: string) => publicSdl(`type Query { ${field}: Int @public }`);
    subgraphs = await Promise.all([
      startFixtureSubgraph('beds', plain('beds'), { Query: { beds: () => 12 } }),
      startFixtureSubgraph('meals', plain('meals'), { Query: { meals: () => 7 } }),
    ]);
    mkdirSync(national);
    writeFileSync(join(national, 'beds.graphql'), plain('beds'));
    writeFileSync(join(home, 'compose.yaml'), `subgraphs: { beds: { url: '${subgraphs[0]!.url}', schema: x } }`);
    writeFileSync(join(home, 'meals.graphql'), plain('meals'));
    for (const workers of ['1', '2']) {
      const flags = ['--registry', url, '--registry-keys', keysFile, '--workers', workers];
      gateways.push(await startGateway(subgraphs.slice(0, 1), {}, flags));
    }
  });
  afterAll(async () => {
    await Promise.all(gateways.map((gateway) => gateway.stop()));
    await Promise.all((subgraphs ?? []).map((subgraph) => subgraph.stop()));
    await drop?.();
  });

  const wasl = (by: string, ...parameters: string[]) => {
    const signer = ['--as', by, '--key', join(home, `${by}.pem`)];
    const nationFlags = ['--national', national, '--ownership', join(home, 'ownership.yaml')];
    return runWasl([...parameters, ...place(), ...signer, ...nationFlags]);
  };
  const publishing = () => ['publish', 'meals', join(home, 'meals.graphql'), '--url', subgraphs[1]!.url];

  /** Asks every gateway until all answer so. */
  async function untilAll(expected: object): Promise<void> {
    for (;;) {
      const answers = await Promise.all(gateways.map((gateway) => gateway.ask({ query: '{ beds meals }' })));
      if (answers.every(({ body }) => JSON.stringify(body).includes(JSON.stringify(expected).slice(1, -1)))) return;
      await sleep(100);
    }
  }

  it('bring a subgraph in force on two gateways, and out again, without a restart', async () => {
    const unknown = { code: 'GRAPHQL_VALIDATION_FAILED' };
    await untilAll(unknown);
    expect(await wasl('other', ...publishing())).toEqual({ code: 1, output: 'other may not publish meals.\n' });
    const published = await wasl('ministry', ...publishing());
    expect(published).toEqual({ code: 0, output: 'meals is published and waits for approval (entry 1).\n' });
    expect((await wasl('ministry', 'approve', 'meals')).output).toContain('may not approve meals');
    const both = await Promise.all(['owner', 'second'].map((by) => wasl(by, 'approve', 'meals')));
    expect(both.map(({ output }) => output).join('')).toContain('meals is in force (entry 2).');
    await untilAll({ beds: 12, meals: 7 });
    const pids = gateways.map(({ process: { exitCode, pid } }) => ({ exitCode, pid }));
    expect(pids).toEqual(pids.map(({ pid }) => ({ exitCode: null, pid })));
    expect((await wasl('owner', 'rollback', 'meals')).output).toContain('meals is rolled back (entry 3).');
    await untilAll(unknown);
    const told = await runWasl(['history', ...place()]);
    expect(told.output.match(/publish|approve|rollback/g)).toEqual(['publish', 'approve', 'rollback']);
  }, 120_000);

  it('keep what is in force where the history no longer holds, and say so once', async () => {
    const database = openPostgres(url);
    await database.query('INSERT INTO wasl_registry.entry VALUES (4, $1)', ['{}']);
    await database.query("INSERT INTO wasl_registry.activation VALUES (9, 'type Query { stolen: Int }')");
    await database.close();
    const refused = "Entry 4 of the registry's history does not hold: it is passed over";
    while (!gateways.every((gateway) => gateway.output().includes(refused))) await sleep(50);
    await sleep(1_500);
    expect(gateways.map((gateway) => gateway.output().split(refused).length - 1)).toEqual([1, 1]);
    await untilAll({ code: 'GRAPHQL_VALIDATION_FAILED' });
    expect((await gateways[0]!.ask({ query: '{ beds }' })).body).toEqual({ data: { beds: 12 } });
  });

  it('say in a sentence what is wrong with the place, without its password', async () => {
    const unnamed = await runWasl(['history', '--registry', url]);
    expect(unnamed).toEqual({ code: 1, output: expect.stringContaining('needs --keys FILE') });
    const down = await runWasl(['history', '--registry', 'postgres://a:secret@127.0.0.1:1/x', '--keys', keysFile]);
    expect(down).toEqual({
      code: 1,
      output: "The registry's database does not answer, or refuses this (ECONNREFUSED).\n",
    });
  });
});
