import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGateway, type GatewayOptions } from '@wasl/gateway/pipeline/createGateway';
import { type ServerOptions, startServer } from '@wasl/gateway/server/startServer';
import type { TransportOptions } from '@wasl/gateway/subgraphs/transport';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { holding, startFaultProxy } from '../support/faultProxy.ts';
import { startTokenIssuer } from '../support/startTokenIssuer.ts';
import { startClinicAndPharmacy } from './support/clinicAndPharmacy.ts';
import { readMetrics } from './support/readMetrics.ts';
import { composeOrThrow } from './support/startGateway.ts';

let subgraphs: Awaited<ReturnType<typeof startClinicAndPharmacy>>;
const folder = mkdtempSync(join(tmpdir(), 'wasl-limits-'));
const supergraphFile = join(folder, 'supergraph.graphql');

beforeAll(async () => {
  subgraphs = await startClinicAndPharmacy();
  writeFileSync(supergraphFile, composeOrThrow(subgraphs.all));
});

afterAll(async () => {
  await subgraphs?.stop();
  rmSync(folder, { recursive: true });
});

async function start(
  limits: Partial<GatewayOptions & Pick<ServerOptions, 'slowClientMs'>>,
  transport: Partial<TransportOptions> = {},
) {
  const gateway = await createGateway({
    supergraphFile,
    subgraphUrls: new Map(),
    introspection: false,
    maxTokens: 15_000,
    maxDepth: 50,
    maxFields: 10_000,
    transport,
    ...limits,
    log: () => undefined,
  });
  const server = await startServer(gateway, { port: 0, ...limits });
  const ask = async (query: string) => {
    const response = await fetch(`${server.url}/graphql?query=${encodeURIComponent(query)}`);
    return { status: response.status, retryAfter: response.headers.get('retry-after'), body: await response.json() };
  };
  return { url: server.url, ask, stop: () => server.stop() };
}

test('requests beyond the limit are refused at once, and those inside it are answered', async () => {
  const { ask, stop } = await start({ maxInFlight: 2 });
  const answers = await Promise.all(Array.from({ length: 5 }, () => ask('{ wait(ms: 300) }')));
  const refused = answers.filter(({ status }) => status === 503);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(2);
  expect(refused).toHaveLength(3);
  for (const { retryAfter, body } of refused) {
    expect(retryAfter).toBe('1');
    expect(body).toMatchObject({ errors: [{ extensions: { code: 'OVERLOADED' } }] });
  }
  expect((await ask('{ wait(ms: 1) }')).status).toBe(200);
  await stop();
});

test('under load the less urgent are refused first: batch, portal, pharmacy, clinical, emergency', async () => {
  const issuer = await startTokenIssuer();
  const proxy = await startFaultProxy(subgraphs.clinic.url);
  const { fault, held, release } = holding();
  proxy.failWith(fault);
  const { url, stop } = await start({
    maxInFlight: 20,
    tokens: { jwksUrl: issuer.jwksUrl },
    subgraphUrls: new Map([['clinic', proxy.url]]),
  });
  const tokenOf = async (scope: string) => ({ authorization: `Bearer ${await issuer.sign({ scope })}` });
  const staff = await tokenOf('user/Patient.rs');
  const kinds: [most: number, urgency: string, headers: Record<string, string>][] = [
    [12, 'batch', await tokenOf('system/Statistics.rs')],
    [16, 'portal', {}],
    [18, 'pharmacy', await tokenOf('user/Patient.rs user/MedicationDispense.cu')],
    [19, 'clinical', staff],
    [20, 'emergency', { ...staff, 'x-purpose-of-use': 'ETREAT' }],
  ];
  const ask = async (headers: Record<string, string>) => {
    const response = await fetch(`${url}/graphql?query=${encodeURIComponent('{ echo(text: "x") }')}`, { headers });
    return { status: response.status, retryAfter: response.headers.get('retry-after'), body: await response.json() };
  };
  const answers: ReturnType<typeof ask>[] = [];
  for (const [most, , headers] of kinds) {
    for (let taken = held(); taken < most; taken += 1) answers.push(ask(headers));
    while (held() < most) await sleep(5);
    expect(await ask(headers)).toMatchObject({
      status: 503,
      retryAfter: '1',
      body: { errors: [{ extensions: { code: 'OVERLOADED' } }] },
    });
  }
  const { value } = await readMetrics(url);
  expect(kinds.map(([, urgency]) => value('wasl_shed_requests_total', { urgency }))).toEqual([1, 1, 1, 1, 0]);
  release();
  for (const { status, body } of await Promise.all(answers)) {
    expect({ status, body }).toEqual({ status: 200, body: { data: { echo: 'x' } } });
  }
  await stop();
  await proxy.stop();
  await issuer.stop();
});

test('an answer that is late tells that its time is over, and of which field', async () => {
  const { ask, stop } = await start({ answerTimeoutMs: 200 });
  const { body } = await ask('{ wait(ms: 2000) }');
  expect(body).toMatchObject({
    data: null,
    errors: [{ path: ['wait'], extensions: { code: 'DEADLINE_EXCEEDED' } }],
  });
  await stop();
});

test('a subgraph that is late becomes a timeout, one that sends too much an invalid answer', async () => {
  const late = await start({}, { deadlineMs: 150 });
  expect((await late.ask('{ wait(ms: 2000) }')).body).toMatchObject({
    errors: [{ extensions: { code: 'SUBGRAPH_TIMEOUT' } }],
  });
  await late.stop();
  const small = await start({}, { maxResponseBytes: 1_000 });
  expect((await small.ask(`{ echo(text: "${'x'.repeat(2_000)}") }`)).body).toMatchObject({
    errors: [{ extensions: { code: 'SUBGRAPH_RESPONSE_INVALID' } }],
  });
  await small.stop();
});

/** The end of a client's connection at the server, which runs in this process. */
function endAtServer(client: Socket): Promise<void> {
  return new Promise((resolve) => {
    const watch = (message: unknown) => {
      const { socket } = message as { socket: Socket };
      if (socket.remotePort !== client.localPort) return;
      unsubscribe('net.server.socket', watch);
      socket.once('close', () => resolve());
    };
    subscribe('net.server.socket', watch);
  });
}

/** Asks for 20 MB, reads nothing until `whenToRead`, and then what there is. Answers how many bytes came. */
async function readLate(
  url: string,
  whenToRead: (client: Socket) => Promise<unknown>,
  accept: string,
): Promise<number> {
  const fields = Array.from({ length: 100 }, (_, index) => `a${index}: echo(text: $text)`);
  const query = `query ($text: String!) { visit(id: "V1") { id ... @defer { cost } } ${fields.join(' ')} }`;
  const body = JSON.stringify({ query, variables: { text: 'x'.repeat(200_000) } });
  const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => undefined);
  const wait = whenToRead(socket);
  const head = `host: gateway\r\nconnection: close\r\naccept: ${accept}\r\ncontent-type: application/json`;
  socket.pause().write(`POST /graphql HTTP/1.1\r\n${head}\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
  await wait;
  let bytes = 0;
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.on('data', (chunk) => (bytes += chunk.length)).resume();
  await closed;
  return bytes;
}

test.each(['application/json', 'multipart/mixed;deferSpec=20220824'])(
  'a client that does not read its answer is dropped, one that is slow is not: %s',
  async (accept) => {
    const hasty = await start({ slowClientMs: 200, maxReceivedBytes: 64_000_000 });
    expect(await readLate(hasty.url, endAtServer, accept)).toBeLessThan(20_000_000);
    await hasty.stop();
    const patient = await start({ slowClientMs: 60_000, maxReceivedBytes: 64_000_000 });
    expect(await readLate(patient.url, () => sleep(1_000), accept)).toBeGreaterThan(20_000_000);
    await patient.stop();
  },
);
