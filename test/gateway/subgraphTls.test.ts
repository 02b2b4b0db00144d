import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestAuthority } from '../support/testAuthority.ts';
import { startGateway, type StartedGateway } from './support/startGateway.ts';

const authority = createTestAuthority();
const lastWeek = { from: new Date(Date.now() - 8 * 86_400_000), to: new Date(Date.now() - 86_400_000) };

let folder: string;
let subgraphs: TlsSubgraph[];
let gateway: StartedGateway;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wasl-tls-'));
  const caFile = join(folder, 'authority.pem');
  writeFileSync(caFile, authority.certificate);
  subgraphs = await Promise.all([
    startTlsSubgraph('newer', 'localhost', authority.issue('localhost')),
    startTlsSubgraph('older', 'localhost', { ...authority.issue('localhost'), maxVersion: 'TLSv1.2' }),
    startTlsSubgraph('numbered', '127.0.0.1', authority.issue('127.0.0.1')),
    startTlsSubgraph('misnamed', 'localhost', authority.issue('elsewhere.test')),
    // Up to TLS 1.2 a session comes before its certificate's name is judged, and a resumed one is not judged again.
    startTlsSubgraph('olderMisnamed', 'localhost', { ...authority.issue('elsewhere.test'), maxVersion: 'TLSv1.2' }),
    startTlsSubgraph('misnumbered', '127.0.0.1', authority.issue('localhost')),
    startTlsSubgraph('expired', 'localhost', authority.issue('localhost', lastWeek)),
    // Issued in the authority's name, with another key.
    startTlsSubgraph('forged', 'localhost', createTestAuthority().issue('localhost')),
  ]);
  gateway = await startGateway(subgraphs, { NODE_EXTRA_CA_CERTS: caFile });
});

afterAll(async () => {
  await gateway?.stop();
  await Promise.all((subgraphs ?? []).map((subgraph) => subgraph.stop()));
  rmSync(folder, { recursive: true });
});

const answered = (name: string) => ({ status: 200, body: { data: { [name]: 'answered' } } });
const unavailable = (name: string) => ({
  status: 200,
  body: {
    data: { [name]: null },
    errors: [
      {
        message: `The system “${name}” does not answer at the moment.`,
        path: [name],
        extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: name },
      },
    ],
  },
});

test.each(['newer', 'older', 'numbered'])(
  'a subgraph with a certificate that is trusted answers, and resumes its session on the next connection: %s',
  async (name) => {
    const subgraph = subgraphNamed(name);
    expect(await gateway.ask({ query: `{ ${name} }` })).toEqual(answered(name));
    await subgraph.hangUp();
    expect(await gateway.ask({ query: `{ ${name} }` })).toEqual(answered(name));
    expect(subgraph.connections).toEqual(['new', 'resumed']);
    expect(subgraph.asked()).toBe(2);
  },
);

test.each([
  ['misnamed', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['olderMisnamed', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['misnumbered', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['expired', 'CERT_HAS_EXPIRED'],
  ['forged', 'CERT_SIGNATURE_FAILURE'],
])(
  'a subgraph with a certificate that is not good is asked nothing, however often it is tried, and the log says why: %s',
  async (name, reason) => {
    for (let time = 0; time < 3; time += 1)
      expect(await gateway.ask({ query: `{ ${name} }` })).toEqual(unavailable(name));
    expect(subgraphNamed(name).asked()).toBe(0);
    const lines = gateway.output().split('\n');
    const told = lines
      .filter((line) => line.includes(`"subgraph":"${name}"`))
      .map((line) => JSON.parse(line) as unknown);
    expect(told).toEqual([
      expect.objectContaining({
        level: 'warn',
        message: 'a subgraph did not answer',
        subgraph: name,
        reason,
        times: 1,
      }),
    ]);
    expect(JSON.stringify(told)).not.toContain(new URL(subgraphNamed(name).url).port);
  },
);

test('without the authority’s certificate no subgraph is asked anything', async () => {
  const before = subgraphNamed('newer').asked();
  const distrustful = await startGateway(subgraphs);
  try {
    expect(await distrustful.ask({ query: '{ newer }' })).toEqual(unavailable('newer'));
    expect(await distrustful.ask({ query: '{ newer }' })).toEqual(unavailable('newer'));
  } finally {
    await distrustful.stop();
  }
  expect(subgraphNamed('newer').asked()).toBe(before);
});

interface TlsSubgraph {
  name: string;
  sdl: string;
  url: string;
  /** How each connection's session began, in order. */
  connections: ('new' | 'resumed')[];
  /** How many requests have come. */
  asked(): number;
  /** Closes its connections, and listens on. */
  hangUp(): Promise<void>;
  stop(): Promise<void>;
}

function subgraphNamed(name: string): TlsSubgraph {
  const found = subgraphs.find((subgraph) => subgraph.name === name);
  if (!found) throw new Error(`There is no subgraph ${name}.`);
  return found;
}

/** A subgraph behind TLS with one field, which is called as the subgraph is. */
async function startTlsSubgraph(name: string, host: string, options: ServerOptions): Promise<TlsSubgraph> {
  let asked = 0;
  const connections: TlsSubgraph['connections'] = [];
  const open = new Set<TLSSocket>();
  const server = createServer(options, (_, response) => {
    asked += 1;
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ data: { [name]: 'answered' } }));
  });
  server.on('secureConnection', (socket) => {
    connections.push(socket.isSessionReused() ? 'resumed' : 'new');
    open.add(socket.on('close', () => open.delete(socket)));
  });
  const hangUp = async () => {
    const closed = [...open].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    for (const socket of open) socket.destroy();
    await Promise.all(closed);
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    name,
    sdl: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12") type Query { ${name}: String }`,
    url: `https://${host}:${(server.address() as AddressInfo).port}/graphql`,
    connections,
    asked: () => asked,
    hangUp,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      await hangUp();
      await closed;
    },
  };
}
