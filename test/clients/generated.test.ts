import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pathToFileURL } from 'node:url';
import { generate } from '@graphql-codegen/cli';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { root } from '@wasl/kit/paths';
import { GraphQLClient } from 'graphql-request';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { runWasl } from '../gateway/support/startGateway.ts';
import { type Clinic, startClinic } from './support/startClinic.ts';

// It runs compilers.
vi.setConfig({ testTimeout: 120_000 });

type Fetched = Record<string, unknown>;
type Artifact = { params: { name: string; id: string | null; text: string | null } };

const require = createRequire(import.meta.url);
const relay = require('relay-runtime') as typeof import('relay-runtime');

let clinic: Clinic;

/** Publishes a build's manifest as it is, and waits until the gateway has seen it. */
async function publish(manifest: string): Promise<void> {
  const command = ['operations', 'publish', manifest, '--supergraph', clinic.gateway.supergraphFile];
  const { code, output } = await runWasl([...command, '--dir', join(clinic.folder, 'published')]);
  if (code !== 0) throw new Error(output);
  const [sha256Hash] = Object.keys(JSON.parse(readFileSync(manifest, 'utf8')) as object);
  await vi.waitUntil(
    async () => {
      const told = await post({ extensions: { persistedQuery: { version: 1, sha256Hash } } });
      return !JSON.stringify(told).includes('PERSISTED_QUERY_NOT_FOUND');
    },
    { timeout: 60_000, interval: 50 },
  );
}

beforeAll(async () => {
  clinic = await startClinic((folder) => {
    const published = join(folder, 'published');
    mkdirSync(published);
    return { WASL_OPERATIONS_DIR: published };
  });
});
afterAll(() => clinic?.stop());

/** Posts as each client's own documentation shows, and answers what came. */
async function post(body: object): Promise<Fetched> {
  const { body: answered } = await clinic.gateway.ask(body);
  return answered;
}

describe("Relay's compiler and runtime", () => {
  let artifacts: Record<string, Artifact>;

  beforeAll(async () => {
    const source = join(clinic.folder, 'relay');
    mkdirSync(join(source, '__generated__'), { recursive: true });
    const written = `import { graphql } from 'relay-runtime';
      graphql\`query portalPatientQuery($id: ID!) { patient(id: $id) { id name ...portalName ...portalVisits @arguments(isShown: true) } }\`;
      graphql\`fragment portalVisits on Patient @argumentDefinitions(isShown: { type: "Boolean!", defaultValue: false }) {
        visits @include(if: $isShown) { id reason } }\`;
      graphql\`mutation portalRenameMutation($id: ID!, $name: String!) { rename(id: $id, name: $name) { id name } }\`;
      graphql\`fragment portalName on Patient @refetchable(queryName: "portalNameRefetchQuery") { name }\`;
      graphql\`query portalNodesQuery($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Patient { name } ... on Visit { reason } } }\`;
      graphql\`query portalGreetingQuery { greeting(name: "Rana") broken }\`;`;
    writeFileSync(join(source, 'portal.js'), written);
    const config = {
      src: '.',
      language: 'javascript',
      schema: '../schema.graphql',
      artifactDirectory: './__generated__',
      eagerEsModules: false,
      persistConfig: { file: './persisted.json', algorithm: 'SHA256' },
    };
    writeFileSync(join(source, 'persisted.json'), '{}');
    writeFileSync(join(source, 'relay.config.json'), JSON.stringify(config));
    const compiler = join(root, 'node_modules/relay-compiler/cli.js');
    await promisify(execFile)(process.execPath, [compiler, 'relay.config.json'], { cwd: source });
    const generated = join(source, '__generated__');
    artifacts = Object.fromEntries(
      readdirSync(generated).map((file) => [file.split('.')[0] ?? '', require(join(generated, file)) as Artifact]),
    );
    await publish(join(source, 'persisted.json'));
  });

  /** A portal's environment, which sends only the IDs that the compiler has written. */
  function open() {
    const network = relay.Network.create(async ({ id, name }, variables) => {
      const extensions = { persistedQuery: { version: 1, sha256Hash: id } };
      return (await post({ operationName: name, variables, extensions })) as never;
    });
    return new relay.Environment({ network, store: new relay.Store(new relay.RecordSource()) });
  }

  test('read a patient with fragments, and keep it by its id', async () => {
    const environment = open();
    const query = artifacts['portalPatientQuery'] as never;
    const data = await relay.fetchQuery(environment, query, { id: '7' }).toPromise();
    expect(data).toMatchObject({ patient: { id: '7', name: 'Name 7' } });
    expect(environment.getStore().getSource().get('7')).toMatchObject({ id: '7', name: 'Name 7' });
    expect(environment.getStore().getSource().get('7-1')).toMatchObject({ reason: 'Cough' });
  });

  test('ask for one object again by the id that it is kept by, and for several', async () => {
    const environment = open();
    await relay.fetchQuery(environment, artifacts['portalPatientQuery'] as never, { id: '7' }).toPromise();
    const again = artifacts['portalNameRefetchQuery'] as never;
    expect(JSON.stringify(again)).toContain('"node"');
    expect(await relay.fetchQuery(environment, again, { id: '7' }).toPromise()).toMatchObject({ node: { __id: '7' } });
    expect(environment.getStore().getSource().get('7')).toMatchObject({ __typename: 'Patient', name: 'Name 7' });
    expect(await relay.fetchQuery(environment, again, { id: 'nothing' }).toPromise()).toEqual({ node: null });
    const several = await relay
      .fetchQuery(environment, artifacts['portalNodesQuery'] as never, { ids: ['8', 'nothing', '7-1'] })
      .toPromise();
    expect(several).toEqual({
      nodes: [
        { __typename: 'Patient', id: '8', name: 'Name 8' },
        null,
        { __typename: 'Visit', id: '7-1', reason: 'Cough' },
      ],
    });
  });

  test('change a patient, and hear of errors', async () => {
    const environment = open();
    const changed = await new Promise((resolve, reject) => {
      relay.commitMutation(environment, {
        mutation: artifacts['portalRenameMutation'] as never,
        variables: { id: '7', name: 'Rana' },
        onCompleted: resolve,
        onError: reject,
      });
    });
    expect(changed).toMatchObject({ rename: { id: '7', name: 'Rana' } });
    expect(environment.getStore().getSource().get('7')).toMatchObject({ name: 'Rana' });
    const unnamed = relay.fetchQuery(environment, artifacts['portalPatientQuery'] as never, {}).toPromise();
    await expect(unnamed).rejects.toThrow();
  });
});

describe("GraphQL Code Generator's client preset", () => {
  let documents: Record<string, TypedDocumentNode<Fetched, Fetched>>;

  beforeAll(async () => {
    const out = `${join(clinic.folder, 'codegen')}/`;
    mkdirSync(out);
    const source = join(clinic.folder, 'portal.graphql');
    const text = `query CodegenPatient($id: ID!) { patient(id: $id) { id name visits { reason } } }
      mutation CodegenRename($id: ID!, $name: String!) { rename(id: $id, name: $name) { id name } }`;
    writeFileSync(source, text);
    await generate(
      {
        silent: true,
        schema: clinic.schemaFile,
        documents: [source],
        generates: {
          [out]: {
            preset: 'client',
            presetConfig: { persistedDocuments: { hashAlgorithm: 'sha256' } },
            config: { useTypeImports: true },
          },
        },
      },
      true,
    );
    documents = (await import(pathToFileURL(join(out, 'graphql.ts')).href)) as typeof documents;
    await publish(join(out, 'persisted-documents.json'));
  });

  test('writes documents with which graphql-request asks', async () => {
    const client = new GraphQLClient(clinic.gateway.graphqlUrl);
    expect(await client.request(documents['CodegenPatientDocument']!, { id: '7' })).toMatchObject({
      patient: { id: '7', visits: [{ reason: 'Cough' }] },
    });
    expect(await client.request(documents['CodegenRenameDocument']!, { id: '7', name: 'Rana' })).toMatchObject({
      rename: { id: '7', name: 'Rana' },
    });
  });

  test('writes a manifest that is published as it is', async () => {
    const manifest = JSON.parse(
      readFileSync(join(clinic.folder, 'codegen/persisted-documents.json'), 'utf8'),
    ) as Record<string, string>;
    const [sha256Hash = ''] = Object.entries(manifest).find(([, text]) => text.includes('CodegenPatient')) ?? [];
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    expect(await post({ variables: { id: '7' }, extensions })).toMatchObject({ data: { patient: { id: '7' } } });
  });
});
