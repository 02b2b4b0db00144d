import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { X509Certificate } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { readConfig } from '@wasl/gateway/cli/config';
import { buildSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import { createTestAuthority, type ServerCertificate, type TestAuthority } from '../../support/testAuthority.ts';
import { runWasl, startGateway, type StartedGateway } from '../support/startGateway.ts';

vi.setConfig({ testTimeout: 120_000 });

const folder = mkdtempSync(join(tmpdir(), 'wasl-mtls-'));
const ministries = createTestAuthority();
/** The gateway's certificates come from one authority, then from another: while that changes, subgraphs trust both. */
const [before, after] = [createTestAuthority('Before'), createTestAuthority('After')];
const soon = { timeout: 60_000, interval: 10 };
const serialOf = ({ cert }: ServerCertificate) => new X509Certificate(cert).serialNumber;

let subgraphs: TlsSubgraph[];
let gateway: StartedGateway;
let shown = before.issue('gateway.test');

function put(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
  return file;
}

function show(certificate: ServerCertificate): void {
  shown = certificate;
  put('key.pem', certificate.key);
  put('cert.pem', certificate.cert);
}

beforeAll(async () => {
  show(shown);
  subgraphs = await Promise.all([
    startSubgraph('ward', ministries, [before, after]),
    startSubgraph('desk', ministries),
    startSubgraph('impostor', createTestAuthority()),
  ]);
  gateway = await startGateway(subgraphs, {
    WASL_SUBGRAPHS_TLS_CA_FILE: put('ministries.pem', ministries.certificate),
    WASL_SUBGRAPH_WARD_TLS_CERT_FILE: join(folder, 'cert.pem'),
    WASL_SUBGRAPH_WARD_TLS_KEY_FILE: join(folder, 'key.pem'),
    WASL_SUBGRAPH_DESK_SUBSCRIPTIONS: 'sse',
  });
});
afterAll(async () => {
  await gateway?.stop();
  for (const subgraph of subgraphs ?? []) subgraph.stop();
  rmSync(folder, { recursive: true });
});

interface TlsSubgraph {
  name: string;
  sdl: string;
  url: string;
  /** The serial numbers of the certificates that questions came with, in order; undefined for none. */
  asked: (string | undefined)[];
  stop(): void;
}

/** A subgraph with one field, called as it is, and a subscription. With `clients`, only their certificates are let in. */
async function startSubgraph(name: string, issuer: TestAuthority, clients: TestAuthority[] = []): Promise<TlsSubgraph> {
  const asked: (string | undefined)[] = [];
  const mutual = { requestCert: true, rejectUnauthorized: true, ca: clients.map(({ certificate }) => certificate) };
  const note = (socket: unknown) => void asked.push((socket as TLSSocket).getPeerCertificate()?.serialNumber);
  const server: Server = createServer(
    { ...issuer.issue('localhost'), ...(clients.length > 0 && mutual) },
    (request, response) => {
      note(request.socket);
      const isStream = request.headers.accept?.startsWith('text/event-stream');
      if (!isStream)
        response.setHeader('content-type', 'application/json').end(JSON.stringify({ data: { [name]: 'answered' } }));
      else {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.end(`event: next\ndata: {"data":{"${name}Called":"now"}}\n\nevent: complete\ndata:\n\n`);
      }
    },
  );
  const sdl = `type Query { ${name}: String } type Subscription { ${name}Called: String }`;
  const subscribe = async function* () {
    yield { [`${name}Called`]: 'now' };
  };
  const sockets = new WebSocketServer({ server, path: '/graphql' });
  sockets.on('connection', (_, request) => note(request.socket));
  useServer({ schema: buildSchema(sdl), roots: { subscription: { [`${name}Called`]: subscribe } } }, sockets);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    name,
    sdl: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12") ${sdl}`,
    url: `https://localhost:${(server.address() as AddressInfo).port}/graphql`,
    asked,
    stop() {
      server.close();
      server.closeAllConnections();
      sockets.close();
    },
  };
}

const named = (name: string) => subgraphs.find((each) => each.name === name)!;
const ask = async (name: string) => (await gateway.ask({ query: `{ ${name} }` })).body;
const answered = (name: string) => ({ data: { [name]: 'answered' } });

test('the gateway shows its certificate to the subgraph that it is for, and to no other', async () => {
  expect([await ask('ward'), await ask('desk')]).toEqual([answered('ward'), answered('desk')]);
  expect([named('ward').asked.at(-1), named('desk').asked.at(-1)]).toEqual([serialOf(shown), undefined]);
});

test.each(['ward', 'desk'])('subscriptions come over the same certificates: %s', async (name) => {
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
  const body = JSON.stringify({ query: `subscription { ${name}Called }` });
  const response = await fetch(gateway.graphqlUrl, { method: 'POST', headers, body });
  expect(await response.text()).toContain(`{"data":{"${name}Called":"now"}}`);
  expect(named(name).asked.at(-1)).toBe(name === 'ward' ? serialOf(shown) : undefined);
});

test('a subgraph whose certificate is of another authority than the file names is asked nothing', async () => {
  expect(await ask('impostor')).toMatchObject({ errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }] });
  expect(named('impostor').asked).toEqual([]);
});

test('a new certificate of a new authority is shown without a restart, and no request is lost', async () => {
  const old = serialOf(shown);
  show(after.issue('gateway.test'));
  let requests = 0;
  await vi.waitUntil(async () => {
    requests += 1;
    expect(await ask('ward')).toEqual(answered('ward'));
    return named('ward').asked.at(-1) === serialOf(shown);
  }, soon);
  expect(requests).toBeGreaterThan(1);
  for (let time = 0; time < 5; time += 1) await Promise.all([ask('ward'), ask('ward')]);
  expect(named('ward').asked.slice(-10)).toEqual(Array.from({ length: 10 }, () => serialOf(shown)));
  expect(named('ward').asked).toContain(old);
  expect(gateway.output()).toContain('certificates for subgraphs reloaded');
});

test('a key that is of another certificate leaves the old one in force', async () => {
  const kept = serialOf(shown);
  put('key.pem', after.issue('gateway.test').key);
  await vi.waitUntil(() => gateway.output().includes('certificates for subgraphs refused'), soon);
  expect(await ask('ward')).toEqual(answered('ward'));
  expect(named('ward').asked.at(-1)).toBe(kept);
});

test('files that cannot be used, and an address without TLS, end the start with a sentence', async () => {
  const pair = { WASL_SUBGRAPH_WARD_TLS_CERT_FILE: put('a.pem', shown.cert) };
  expect(() => readConfig(pair)).toThrow('WASL_SUBGRAPH_WARD_TLS_KEY_FILE go together');
  const start = (environment: Record<string, string>) =>
    runWasl(['gateway', '--supergraph', gateway.supergraphFile, '--port', '0'], environment);
  const missing = await start({ WASL_SUBGRAPHS_TLS_CA_FILE: join(folder, 'none.pem') });
  expect([missing.code, missing.output]).toEqual([1, expect.stringContaining('cannot be read')]);
  const key = { ...pair, WASL_SUBGRAPH_WARD_TLS_KEY_FILE: put('b.pem', shown.key) };
  const plain = await start({ ...key, WASL_SUBGRAPH_WARD_URL: 'http://127.0.0.1:9/graphql' });
  expect([plain.code, plain.output]).toEqual([1, expect.stringContaining('must begin with https://')]);
});
