import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DocumentStore } from '@wasl/gateway/documents/documentStore';
import { openFolderStore } from '@wasl/gateway/documents/stores/folderStore';
import { openPostgresStore } from '@wasl/gateway/documents/stores/postgresStore';
import { followStore, type TrustedList } from '@wasl/gateway/documents/trustedList';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startTestGateway, type TestGateway } from '../../support/startTestGateway.ts';
import { createPostgresDatabase, postgresUrl } from '../../support/testPostgres.ts';
import { runWasl } from '../support/startGateway.ts';

const ward = {
  name: 'ward',
  sdl: 'type Query { bed(id: ID): String ping: String }',
  resolvers: {
    Query: { bed: (_: unknown, { id }: { id?: string }) => `bed ${id}`, ping: () => 'pong' },
  },
};
const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const entry = (text: string) => ({ id: hash(text), text });
const idOf = (text: string) => ({ persistedQuery: { version: 1, sha256Hash: hash(text) } });
const published = 'query Bed($id: ID) {\n  bed(id: $id)\n  __typename\n}';
const graphqlType = 'application/graphql-response+json';
const refused = { status: 403, code: 'OPERATION_NOT_TRUSTED' };

async function ask(url: string, body: object) {
  const headers = { 'content-type': 'application/json', accept: graphqlType };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const { data, errors } = (await response.json()) as {
    data?: unknown;
    errors?: { extensions: { code: string } }[];
  };
  return {
    status: response.status,
    ...(data !== undefined && { data }),
    ...(errors && { code: errors[0]?.extensions.code }),
  };
}

interface Place {
  open(): DocumentStore;
  /** Puts a text under the ID of another one. */
  forge(id: string, text: string): Promise<void>;
  /** What `wasl operations` reads. */
  environment: Record<string, string>;
  remove(): Promise<void>;
}

async function makeFolder(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'wasl-documents-'));
  return {
    open: () => openFolderStore(folder),
    forge: async (id, text) => writeFileSync(join(folder, `${id}.graphql`), text),
    environment: { WASL_OPERATIONS_DIR: folder },
    remove: async () => rmSync(folder, { recursive: true }),
  };
}

async function makeDatabase(): Promise<Place> {
  const { url, drop } = await createPostgresDatabase();
  return {
    open: () => openPostgresStore(url),
    async forge(id, text) {
      const client = new Client({ connectionString: url });
      await client.connect();
      await client.query('INSERT INTO wasl_operations (id, document) VALUES ($1, $2)', [id, text]);
      await client.query('UPDATE wasl_operations_revision SET revision = revision + 1');
      await client.end();
    },
    environment: { WASL_OPERATIONS_URL: url },
    remove: drop,
  };
}

const places = [
  ['a folder', makeFolder] as const,
  ...(postgresUrl === undefined ? [] : [['Postgres', makeDatabase] as const]),
];

describe.each(places)('operations that are published in %s', (_, make) => {
  let place: Place;
  let store: DocumentStore;
  /** Two gateways, each with its own list. */
  let lists: TrustedList[];
  let gateways: TestGateway[];
  const problems: string[] = [];

  beforeAll(async () => {
    place = await make();
    store = place.open();
    await store.publish([entry(published)]);
    const options = {
      onUnusable: (id: string) => void problems.push(id),
      onUnreadable: () => void problems.push('unreadable'),
      intervalMs: 10,
    };
    lists = await Promise.all([1, 2].map(() => followStore(place.open(), options)));
    gateways = await Promise.all(
      lists.map((trusted) => startTestGateway([ward], { documents: { trusted, enforces: true } })),
    );
  });
  afterAll(async () => {
    await Promise.all((gateways ?? []).map((each) => each.stop()));
    await Promise.all((lists ?? []).map((each) => each.close()));
    await store?.close();
    await place?.remove();
  });
  const askAll = (body: object) => Promise.all(gateways.map(({ url }) => ask(url, body)));

  test('run by their hash and by their text, and others run too where they are preferred', async () => {
    const gateway = await startTestGateway([ward], { documents: { trusted: lists[0] } });
    const answered = { status: 200, data: { bed: 'bed 7', __typename: 'Query' } };
    const variables = { id: '7' };
    expect(await ask(gateway.url, { variables, extensions: idOf(published) })).toEqual(answered);
    expect(await ask(gateway.url, { variables, query: published })).toEqual(answered);
    expect(await ask(gateway.url, { query: '{ ping }' })).toEqual({ status: 200, data: { ping: 'pong' } });
    const metrics = await (await fetch(gateway.url.replace('/graphql', '/metrics'))).text();
    expect(metrics).toContain('wasl_documents_total{origin="trusted"} 2');
    expect(metrics).toContain('wasl_documents_total{origin="text"} 1');
    await gateway.stop();
  });

  test('run alone where that is enforced, whoever asks and however', async () => {
    const { url, subgraphs } = gateways[0]!;
    const query = '{ ping }';
    for (const body of [
      { query },
      { extensions: idOf(query) },
      { query, extensions: idOf(query) },
      { extensions: idOf(query) },
      { query: `${published} ` },
    ])
      expect(await ask(url, body)).toEqual(refused);
    expect((await fetch(`${url}?query=${query}`, { headers: { accept: graphqlType } })).status).toBe(403);
    expect(subgraphs.asked).toEqual([]);
    expect(await ask(url, { query: published })).toMatchObject({ data: { bed: 'bed undefined' } });
    expect((await ask(url, { extensions: idOf(published) })).status).toBe(200);
  });

  test('come and go at every gateway while it runs', async () => {
    const text = 'query Later { ping }';
    expect(await askAll({ extensions: idOf(text) })).toEqual([refused, refused]);
    expect(await store.publish([entry(text), entry(published)])).toBe(1);
    const answered = { status: 200, data: { ping: 'pong' } };
    await vi.waitFor(
      async () => expect(await askAll({ extensions: idOf(text) })).toEqual([answered, answered]),
      20_000,
    );
    expect(await askAll({ query: text })).toEqual([answered, answered]);
    expect([await store.withdraw(hash(text)), await store.withdraw(hash(text))]).toEqual([true, false]);
    await vi.waitFor(async () => expect(await askAll({ extensions: idOf(text) })).toEqual([refused, refused]), 20_000);
    expect(await askAll({ extensions: idOf(published) })).toMatchObject([{ status: 200 }, { status: 200 }]);
  });

  test('are left out where the text is not what the ID says', async () => {
    const [named, held] = ['query Named { ping }', 'query Held { ping }'];
    await place.forge(hash(named), held);
    await vi.waitFor(() => expect(problems.filter((id) => id === hash(named)).length).toBeGreaterThan(1), 20_000);
    expect(await askAll({ extensions: idOf(named) })).toEqual([refused, refused]);
    expect(await askAll({ query: held })).toEqual([refused, refused]);
    await store.withdraw(hash(named));
  });

  test('are published, listed and withdrawn by `wasl operations`', async () => {
    const text = 'query Sealed { __typename }';
    const folder = mkdtempSync(join(tmpdir(), 'wasl-manifest-'));
    const manifest = join(folder, 'manifest.json');
    writeFileSync(manifest, JSON.stringify({ [hash(text)]: text }));
    const run = (...parameters: string[]) => runWasl(['operations', ...parameters], place.environment);
    const { supergraphFile } = gateways[0]!;
    expect(await run('publish', manifest, '--supergraph', supergraphFile)).toEqual({
      code: 0,
      output: '1 published, 0 known already.\n',
    });
    rmSync(folder, { recursive: true });
    const lines = [`${hash(text)} Sealed`, `${hash(published)} Bed`].sort();
    expect(await run('list')).toEqual({ code: 0, output: `${lines.join('\n')}\n` });
    await vi.waitFor(
      async () => expect((await askAll({ query: text })).map(({ status }) => status)).toEqual([200, 200]),
      20_000,
    );
    expect(await run('withdraw', hash(text))).toEqual({ code: 0, output: '1 withdrawn.\n' });
    expect(await run('withdraw', hash(text))).toMatchObject({ code: 1 });
  }, 120_000);
});

describe.skipIf(postgresUrl === undefined)('a Postgres with published operations', () => {
  test('that is empty has none, and one that goes away leaves the last list in force', async () => {
    const { url, drop } = await createPostgresDatabase();
    const problems: unknown[] = [];
    const empty = await followStore(openPostgresStore(url), {
      onUnusable: () => undefined,
      onUnreadable: (cause) => void problems.push(cause),
      intervalMs: 10,
    });
    expect(empty.size()).toBe(0);
    const store = openPostgresStore(url);
    // Two portals' first releases, at once.
    expect(
      await Promise.all([store.publish([entry(published)]), store.publish([entry('query Ping { ping }')])]),
    ).toEqual([1, 1]);
    await vi.waitFor(() => expect(empty.size()).toBe(2), 20_000);
    await store.close();
    await drop();
    await vi.waitFor(() => expect(problems).toHaveLength(1), 20_000);
    expect(empty.holds(published)).toBe(true);
    await empty.close();
  });
});
