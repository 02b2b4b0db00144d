import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type PeerCertificate, type SecureVersion, TLSSocket } from 'node:tls';
import { readConfig } from '@wasl/gateway/cli/config';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createTestAuthority, type ServerCertificate } from '../../support/testAuthority.ts';
import { startTestGateway, type TestGateway } from '../../support/startTestGateway.ts';
import { startTestSubgraphs, type RunningSubgraphs } from '../../support/startTestSubgraphs.ts';
import { runWasl, startGateway } from '../support/startGateway.ts';

const ward = { name: 'ward', sdl: 'type Query { bed: String }', resolvers: { Query: { bed: () => 'B' } } };
const folder = mkdtempSync(join(tmpdir(), 'wasl-tls-'));
const files = {
  certFile: join(folder, 'cert.pem'),
  keyFile: join(folder, 'key.pem'),
  clientCaFile: join(folder, 'clients.pem'),
};
const authority = createTestAuthority();
const clients = createTestAuthority();
const reloads: unknown[] = [];
let subgraphs: RunningSubgraphs;
let running: TestGateway | undefined;

function install({ cert, key }: ServerCertificate = authority.issue('127.0.0.1')) {
  writeFileSync(files.certFile, cert);
  writeFileSync(files.keyFile, key);
}

beforeAll(async () => {
  install();
  writeFileSync(files.clientCaFile, clients.certificate);
  subgraphs = await startTestSubgraphs([ward]);
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
});
afterAll(async () => {
  await subgraphs?.stop();
  rmSync(folder, { recursive: true });
});

async function start(tls: typeof files | Omit<typeof files, 'clientCaFile'>): Promise<TestGateway> {
  const onTlsReload = (error?: unknown) => void reloads.push(error);
  return (running = await startTestGateway([ward], {}, undefined, { tls, onTlsReload }));
}
const { clientCaFile: _, ...anybody } = files;

interface Told {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  body: string;
  serial: string;
}

function ask(url: string, options: { cert?: string; key?: string; maxVersion?: SecureVersion } = {}): Promise<Told> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const sent = request(url, { method: 'POST', headers, ca: authority.certificate, agent: false, ...options });
    sent.once('response', (response) => {
      const serial = ((response.socket as TLSSocket).getPeerCertificate() as PeerCertificate).serialNumber;
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.once('end', () => resolve({ status: response.statusCode, headers: response.headers, body, serial }));
    });
    sent.once('error', reject).end('{"query":"{ bed }"}');
  });
}
const answered = '{"data":{"bed":"B"}}';

describe('a listener with TLS', () => {
  test('answers, and tells browsers to come by TLS alone', async () => {
    const { url } = await start(anybody);
    expect(url).toMatch(/^https:/);
    const { status, headers, body } = await ask(url);
    expect([status, body]).toEqual([200, answered]);
    expect(headers['strict-transport-security']).toBe('max-age=31536000');
    expect((await ask(url.replace('/graphql', '/health/live'))).headers).toHaveProperty('strict-transport-security');
  });

  test('speaks no TLS older than 1.2, and no plain HTTP', async () => {
    const { url } = await start(anybody);
    await expect(ask(url, { maxVersion: 'TLSv1.1' })).rejects.toThrow();
    await expect(fetch(url.replace('https:', 'http:'))).rejects.toThrow('fetch failed');
  });

  test('takes WebSockets and offers of upgrades', async () => {
    const { url } = await start(anybody);
    const socket = new WebSocket(url.replace('https:', 'wss:'), 'graphql-transport-ws', { ca: authority.certificate });
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    socket.close();
    const { hostname, port } = new URL(url);
    const raw = connect({ host: hostname, port: Number(port), ca: authority.certificate });
    const said = new Promise<string>((resolve) => raw.once('data', (chunk: Buffer) => resolve(chunk.toString())));
    raw.write(`GET /health/live HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n`);
    expect(await said).toContain('200 OK');
    raw.destroy();
  });

  test('gives new connections a certificate that was renewed, and keeps the old one when that is none', async () => {
    const { url } = await start(anybody);
    const first = await ask(url);
    reloads.length = 0;
    install();
    await vi.waitFor(async () => expect((await ask(url)).serial).not.toBe(first.serial), { timeout: 8_000 });
    await vi.waitFor(() => expect(reloads).toContain(undefined));
    const renewed = await ask(url);
    writeFileSync(files.certFile, 'none');
    await vi.waitFor(() => expect(reloads.at(-1)).toBeInstanceOf(Error), { timeout: 8_000 });
    expect((await ask(url)).serial).toBe(renewed.serial);
    install();
  });
});

describe('a listener with mutual TLS', () => {
  test('answers who has a certificate of the authority', async () => {
    const { url } = await start(files);
    expect((await ask(url, clients.issue('portal'))).body).toBe(answered);
  });

  test('refuses who has none, and who has one of another authority', async () => {
    const { url, subgraphs: asked } = await start(files);
    await expect(ask(url)).rejects.toThrow();
    await expect(ask(url, authority.issue('portal'))).rejects.toThrow();
    expect(asked.asked).toEqual([]);
  });
});

describe('wasl gateway with TLS', () => {
  const environment = { WASL_TLS_CERT_FILE: files.certFile, WASL_TLS_KEY_FILE: files.keyFile };

  test('refuses files that do not go together', async () => {
    const other = join(folder, 'other.pem');
    writeFileSync(other, authority.issue('127.0.0.1').key);
    const flags = ['gateway', '--supergraph', 'none.graphql', '--port', '0', '--workers', '2'];
    const { code, output } = await runWasl(flags, { ...environment, WASL_TLS_KEY_FILE: other });
    expect([code, output]).toEqual([1, expect.stringContaining('do not go together') as string]);
  });

  test('needs both files', () => {
    expect(() => readConfig({ WASL_TLS_CERT_FILE: files.certFile })).toThrow('go together');
    expect(() => readConfig({ WASL_TLS_CLIENT_CA_FILE: files.clientCaFile })).toThrow('go together');
  });

  test.each([[['--workers', '2']], [[]]])(
    'serves, with health and metrics on a port of their own: %j',
    async (workers) => {
      const gateway = await startGateway(subgraphs.sources, environment, ['--admin-port', '0', ...workers], {
        scheme: 'https',
      });
      expect((await ask(gateway.graphqlUrl)).body).toBe(answered);
      expect((await ask(`${gateway.origin}/metrics`)).status).toBe(404);
      expect(await gateway.stop()).toBe(0);
    },
  );
});
