import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '@wasl/gateway/cli/config';
import { buildSchema, isScalarType, isSpecifiedScalarType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestSubgraphs, type RunningSubgraphs } from '../../support/startTestSubgraphs.ts';
import { composeOrThrow, runWasl, startGateway } from '../support/startGateway.ts';

const folder = mkdtempSync(join(tmpdir(), 'wasl-operations-'));
const supergraph = join(folder, 'supergraph.graphql');
const dir = join(folder, 'published');
const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const bed = 'query Bed {\n  bed\n}';
const ping = 'query Ping { ping }';
let subgraphs: RunningSubgraphs;

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@requiresScopes"])';
const sdl = `${link}
  "The ward" type Query { bed: String @requiresScopes(scopes: [["beds"]]) ping(at: Instant): String }
  scalar Instant @specifiedBy(url: "https://scalars.graphql.org/andimarek/date-time")`;

beforeAll(async () => {
  subgraphs = await startTestSubgraphs([
    { name: 'ward', sdl, resolvers: { Query: { bed: () => 'B', ping: () => 'pong' } } },
  ]);
  writeFileSync(supergraph, composeOrThrow(subgraphs.sources));
});
afterAll(async () => {
  await subgraphs?.stop();
  rmSync(folder, { recursive: true });
});

const operations = (parameters: string[]) => runWasl(['operations', ...parameters], { WASL_OPERATIONS_DIR: dir });
function publish(manifest: unknown) {
  const file = join(folder, 'manifest.json');
  writeFileSync(file, typeof manifest === 'string' ? manifest : JSON.stringify(manifest));
  return operations(['publish', file, '--supergraph', supergraph]);
}
const apollo = (...bodies: string[]) => ({
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations: bodies.map((body) => ({ id: hash(body), name: 'Name', type: 'query', body })),
});

describe('wasl operations', () => {
  test("publishes what a portal's build has written, lists and withdraws it", async () => {
    expect(await publish(apollo(bed))).toEqual({ code: 0, output: '1 published, 0 known already.\n' });
    expect(await publish({ [hash(ping)]: ping, [hash(bed)]: bed })).toEqual({
      code: 0,
      output: '1 published, 1 known already.\n',
    });
    const lines = [`${hash(bed)} Bed`, `${hash(ping)} Ping`].sort();
    expect(await operations(['list'])).toEqual({ code: 0, output: `${lines.join('\n')}\n` });
    expect(await operations(['withdraw', hash(ping)])).toEqual({ code: 0, output: '1 withdrawn.\n' });
    expect((await operations(['withdraw', hash(ping)])).code).toBe(1);
    expect(readdirSync(dir)).toEqual([`${hash(bed)}.graphql`]);
  });

  test.each([
    ['does not fit the schema', apollo('{ ping }', 'query Wrong { nothing }'), 'Wrong'],
    ['cannot be read', apollo('query {'), 'Syntax Error'],
    ['has an id of another hash', { [createHash('sha1').update(ping).digest('hex')]: ping }, 'SHA-256'],
    ['is in no form', { format: 'other', operations: [] }, 'apollo-persisted-query-manifest'],
    ['is empty', {}, 'holds no operation'],
    ['is no JSON', '{', 'not JSON'],
  ])('publishes nothing of a manifest that %s', async (_, manifest, reason) => {
    const before = readdirSync(dir);
    const { code, output } = await publish(manifest);
    expect([code, output.includes(reason)]).toEqual([1, true]);
    expect(readdirSync(dir)).toEqual(before);
  });

  test('are what a gateway enforces', async () => {
    const environment = { WASL_OPERATIONS_DIR: dir, WASL_OPERATIONS: 'enforce', WASL_JWKS_URL: 'http://127.0.0.1:9/' };
    const gateway = await startGateway(subgraphs.sources, environment);
    expect((await gateway.ask({ query: '{ ping }' })).status).toBe(403);
    const named = { extensions: { persistedQuery: { version: 1, sha256Hash: hash(bed) } } };
    expect((await gateway.ask(named)).body).toMatchObject({ data: { bed: null } });
    expect(await gateway.stop()).toBe(0);
  });

  test('need a folder or a database', () => {
    expect(() => readConfig({ WASL_OPERATIONS: 'enforce' })).toThrow(
      'WASL_OPERATIONS_DIR or WASL_OPERATIONS_URL must say',
    );
    expect(() => readConfig({ WASL_OPERATIONS: 'strict' })).toThrow('WASL_OPERATIONS must be one of');
    expect(readConfig({ WASL_OPERATIONS_DIR: dir }).edge.operations.mode).toBe('prefer');
  });
});

describe('wasl gateway', () => {
  const question = { query: '{ __schema { queryType { name } } }' };
  const environment = { WASL_JWKS_URL: 'http://127.0.0.1:9/' };

  test.each([[], ['--no-introspection']])('does not tell of its schema: %j', async (...flags) => {
    const gateway = await startGateway(subgraphs.sources, environment, flags);
    const { status, body } = await gateway.ask(question);
    expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining('introspection has been disabled')]);
    expect(JSON.stringify((await gateway.ask({ query: '{ pin }' })).body)).not.toContain('Did you mean');
    await gateway.stop();
  });

  test('tells of it where nothing is protected, unless told not to', async () => {
    const open = await startTestSubgraphs([{ name: 'ward', sdl: 'type Query { ping: String }', resolvers: {} }]);
    const answerOf = async (flags: string[]) => {
      const gateway = await startGateway(open.sources, {}, flags);
      const { status } = await gateway.ask(question);
      await gateway.stop();
      return status;
    };
    expect([await answerOf([]), await answerOf(['--no-introspection'])]).toEqual([200, 400]);
    await open.stop();
  });

  test('tells of it when asked to', async () => {
    const gateway = await startGateway(subgraphs.sources, environment, ['--introspection']);
    expect((await gateway.ask(question)).body).toEqual({ data: { __schema: { queryType: { name: 'Query' } } } });
    await gateway.stop();
  });
});

describe('wasl schema', () => {
  test('prints what clients see', async () => {
    const { code, output } = await runWasl(['schema', '--supergraph', supergraph]);
    expect(code).toBe(0);
    const schema = buildSchema(output);
    expect(Object.keys(schema.getQueryType()?.getFields() ?? {})).toEqual(['bed', 'ping']);
    expect(output).toContain('scalar Instant @specifiedBy(url: "https://scalars.graphql.org/andimarek/date-time")');
    expect(output).not.toMatch(/join__|requiresScopes|_entities/);
  });

  test('prints the national schema', async () => {
    const { code, output } = await runWasl(['schema']);
    expect(code).toBe(0);
    expect(output).toContain('directive @semanticNonNull');
    expect(output).toMatch(/nameAr: String @semanticNonNull\n/);
    const types = Object.values(buildSchema(output).getTypeMap());
    expect(types.map(({ name }) => name)).toContain('Patient');
    const scalars = types.filter((type) => isScalarType(type) && !isSpecifiedScalarType(type)).filter(isScalarType);
    expect(scalars.map(({ name, specifiedByURL }) => [name, specifiedByURL])).toEqual([
      ['Date', 'https://www.rfc-editor.org/rfc/rfc3339#section-5.6'],
      ['DateTime', 'https://www.rfc-editor.org/rfc/rfc3339'],
    ]);
  });
});
