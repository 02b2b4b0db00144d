import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeSigningKey } from '@wasl/gateway/audit/checkpoints/signingKey';
import { deriveKeyText } from '@wasl/gateway/subgraphs/trust/deriveKey';
import { root } from '@wasl/kit/paths';
import { createSubgraph, type ServedSubgraph, serveSubgraph } from '@wasl/subgraph-sdk';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { recordSubgraphs } from '../../records/support/recordSubgraphs.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../../support/startOtlpReceiver.ts';
import { startTestIssuer, type TestIssuer } from '../../support/startTestIssuer.ts';
import { type RunningSubgraphs, startTestSubgraphs } from '../../support/startTestSubgraphs.ts';
import { type StartedGateway, startGateway } from '../support/startGateway.ts';
import { openEventStream, openSocketClient } from '../support/streamClients.ts';

/** What no log, no metric and no trace may hold, however it was written. */
const marks = {
  nationalId: '01927364550',
  healthId: '778899001122',
  name: 'Zubaydah',
  arabic: 'زبيدة الحلبي',
  phone: '0944556677',
  reason: 'metformin-for-her',
  idempotencyKey: 'idem-9f31-zubaydah-key',
  token: 'c2VjcmV0LXRva2Vu',
  password: 'pa55-of-the-audit',
};
const all = Object.values(marks).join(' ');

const secret = 'the master secret of this test, long enough';
const folder = mkdtempSync(join(tmpdir(), 'wasl-marks-'));
let issuer: TestIssuer;
let receiver: OtlpReceiver;
let plain: RunningSubgraphs;
let partner: Awaited<ReturnType<typeof startPartner>>;
let lab: ServedSubgraph;
let gateway: StartedGateway;
let adminUrl: string;
let caller: Record<string, string>;
let stderr = '';

type Answer = (response: ServerResponse) => void;
const json = { 'content-type': 'application/json' };
const error = (extensions: object) => JSON.stringify({ data: null, errors: [{ message: all, extensions }] });

/** All that a partner's server may answer with. */
const garbage: Answer[] = [
  (response) => response.writeHead(200, json).end(error({ code: marks.name.toUpperCase(), errorId: marks.phone })),
  (response) => response.writeHead(200, json).end(error({ code: `K${marks.nationalId}` })),
  (response) => response.writeHead(200, json).end(error({ code: marks.name.toUpperCase(), forPeople: true })),
  (response) => response.writeHead(200, json).end(`{"data": "${all}`),
  (response) => response.writeHead(200, json).end(`{"data": ["${all}"]}`),
  (response) => response.writeHead(200, { 'content-type': 'text/html' }).end(`<h1>${all}</h1>`),
  (response) => response.writeHead(200, { 'content-type': `text/${marks.name}; x=${marks.phone}` }).end(all),
  (response) => response.writeHead(500, { ...json, 'x-patient': marks.nationalId }).end(error({})),
  (response) => response.writeHead(503, { ...json, 'retry-after': marks.phone }).end(all),
  (response) => response.writeHead(401, json).end(error({ code: 'CALLER_NOT_VERIFIED', reason: marks.name })),
  (response) => void response.socket?.end(`${marks.name} ${marks.phone}\r\n\r\n`),
  (response) => void response.socket?.end(`HTTP/1.1 200 OK\r\n${marks.name}\r\n\r\n`),
];

async function startPartner() {
  let answer: Answer = garbage[0]!;
  const server = createServer((request, response) => {
    request.resume().once('end', () => answer(response));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    source: {
      name: 'partner',
      sdl: `type Query { labResult(of: String!, note: Note): String }
        input Note { text: String }
        type Subscription { results(of: String!): String }`,
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    },
    next: (chosen: Answer) => void (answer = chosen),
    stop: () => new Promise((done) => (server.closeAllConnections(), server.close(done))),
  };
}

/** A subgraph on the SDK whose resolvers fail in ways that quote what they were asked. */
const labSdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
  type Query { sample(of: String!): String parsed(of: String!): String count(of: Int!): Int }
  type Mutation { takeSample(key: String!): String }`;
const fail = (_: unknown, { of, key }: { of?: string; key?: string }) => {
  class PrismaFailure extends Error {
    override name = 'PrismaClientKnownRequestError';
    code = 'P2002';
  }
  throw new PrismaFailure(`Invalid invocation:\n    at ${of ?? key} (${marks.phone}:1:1)\n${all}`, {
    cause: new Error(all),
  });
};

async function freePort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

beforeAll(async () => {
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += String(text);
    return true;
  });
  [issuer, receiver, partner] = await Promise.all([startTestIssuer(), startOtlpReceiver(), startPartner()]);
  const world = { facts: { [marks.healthId]: { isTreating: true, directives: [] } }, written: [] };
  plain = await startTestSubgraphs(recordSubgraphs(world));
  const labSubgraph = createSubgraph({
    name: 'lab',
    typeDefs: labSdl,
    resolvers: {
      Query: { sample: fail, parsed: (_: unknown, { of }: { of: string }) => JSON.parse(of) as string },
      Mutation: { takeSample: fail },
    },
    gateway: { keys: deriveKeyText(secret, 'lab', 1) },
  });
  lab = await serveSubgraph(labSubgraph, { port: 0 });
  cpSync(join(root, 'schema/policies'), join(folder, 'policies'), { recursive: true });
  writeFileSync(
    join(folder, 'policies/failing.cedar'),
    `permit (principal is User, action == Action::"policy", resource == Policy::"p") when { decimal(principal.claims.name).lessThan(decimal("1.0")) };`,
  );
  makeSigningKey(join(folder, 'audit-key.pem'));
  const guarded = {
    name: 'guarded',
    sdl: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@policy"])
      type Query { secret: String @policy(policies: [["p"]]) }`,
    url: partner.source.url,
  };
  const port = await freePort();
  adminUrl = `http://127.0.0.1:${port}`;
  gateway = await startGateway(
    [...plain.sources, partner.source, { name: 'lab', sdl: labSdl, url: lab.url }, guarded],
    {
      WASL_JWKS_URL: issuer.jwksUrl.href,
      WASL_POLICIES_DIR: join(folder, 'policies'),
      WASL_AUDIT_URL: `postgres://clerk:${marks.password}@127.0.0.1:1/audit`,
      WASL_AUDIT_KEY_FILE: join(folder, 'audit-key.pem'),
      WASL_GATEWAY_SECRET: secret,
      WASL_SUBGRAPHS_BREAKER_PERCENT: '0',
      WASL_SUBGRAPH_PARTNER_SUBSCRIPTIONS: 'sse',
      WASL_ACCESS_LOG: 'on',
      WASL_SLOW_OPERATION_MS: '1',
      WASL_ADMIN_PORT: String(port),
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_BSP_SCHEDULE_DELAY: '20',
    },
  );
  caller = await issuer.headersFor({
    roles: ['physician'],
    facility_id: 'F-DI-001',
    practitioner_id: 'P-1',
    scope: 'user/Patient.rs',
    name: marks.name,
    national_id: marks.nationalId,
    health_id: marks.healthId,
  });
});

afterAll(async () => {
  await gateway?.stop('SIGKILL');
  await Promise.all([plain?.stop(), partner?.stop(), lab?.stop(), receiver?.stop()]);
  issuer?.stop();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

/** Headers in which anything may stand, as far as a header can hold it. */
const markedHeaders = {
  'idempotency-key': marks.idempotencyKey,
  'x-request-id': marks.nationalId,
  'x-purpose-of-use': 'TREAT',
  'x-patient': marks.phone,
  'user-agent': marks.name,
  cookie: `session=${marks.token}`,
  referer: `http://portal.example/${marks.healthId}`,
  tracestate: `portal=${marks.nationalId}`,
  traceparent: `00-${'c'.repeat(32)}-${'d'.repeat(16)}-01`,
  'accept-language': 'ar',
};

const ask = (body: unknown, headers: Record<string, string> = {}) =>
  gateway.ask(body, { ...caller, ...markedHeaders, ...headers });

async function askInOtherWays(): Promise<void> {
  const query = `{ labResult(of: "${marks.arabic}") }`;
  const get = (path: string, headers = {}) =>
    fetch(`${gateway.origin}${path}`, { headers: { ...markedHeaders, ...headers } }).then((response) =>
      response.text(),
    );
  await get(`/graphql?query=${encodeURIComponent(query)}&variables=${encodeURIComponent(JSON.stringify({ of: all }))}`);
  await get(`/graphql?query=${encodeURIComponent(query)}&variables=${encodeURIComponent(`{"of": ${all}`)}`, caller);
  await get(`/${marks.healthId}/${marks.name}?phone=${marks.phone}`);
  await get('/graphql?query={sample(of:"x")}', { authorization: `Bearer ${marks.token}` });
  await get('/graphql?query={sample(of:"x")}', { authorization: marks.token });
  await get('/graphql?query={sample(of:"x")}', { 'x-purpose-of-use': marks.name, ...caller });
  await get('/graphql?query={sample(of:"x")}', { traceparent: marks.nationalId, tracestate: marks.name });
  await fetch(`${adminUrl}/${marks.healthId}?${marks.name}`);
  await fetch(`${adminUrl}/metrics?of=${marks.phone}`, { headers: markedHeaders });
  // What is not HTTP.
  const { port } = new URL(gateway.origin);
  await new Promise((done) => connect(Number(port), '127.0.0.1').on('close', done).resume().end(`${all}\r\n\r\n`));
  await new Promise((done) => {
    const odd = httpRequest(`${gateway.graphqlUrl}`, { method: 'PATCH', headers: markedHeaders }, (response) =>
      response.resume().once('end', done),
    );
    odd.end(all);
  });
  partner.next(garbage[5]!);
  const stream = await openEventStream(gateway.graphqlUrl, `subscription { results(of: "${marks.arabic}") }`, {
    headers: { ...caller, ...markedHeaders },
    variables: { of: all },
  });
  await stream.next();
  stream.close();
  const client = openSocketClient(gateway.graphqlUrl, {
    authorization: caller['authorization'],
    tracestate: marks.name,
  });
  for await (const answer of client.iterate({
    query: 'query($of: String!) { sample(of: $of) }',
    variables: { of: all },
  }))
    expect(answer.errors).toHaveLength(1);
  await client.dispose();
}

async function askWithBadInput(): Promise<void> {
  const texts = [
    `{ patient(healthId: "${marks.healthId}") { nothing } }`,
    `{ labResult(of: 5, note: {text: "${marks.arabic}", other: "${marks.phone}"}) }`,
    `{ labResult(of: "${marks.arabic}" }`,
    `{ count(of: "${marks.nationalId}") }`,
    `query Of${marks.nationalId} { ward }`,
    `{ p${marks.phone}: sample(of: "${marks.arabic}") }`,
  ];
  for (const query of texts) await ask({ query });
  await ask({ query: 'query($of: Int!) { count(of: $of) }', variables: { of: all } });
  await ask({
    query: 'query($of: Int!) { count(of: $of) }',
    operationName: marks.name,
    variables: { [marks.name]: all },
  });
  await ask({ query: '{ ward }', extensions: { persistedQuery: { version: 1, sha256Hash: marks.nationalId } } });
  await ask(`{"query": "{ ward }", "variables": {"of": "${all}`);
  await ask(`"${all}"`);
  await ask(all, { 'content-type': `text/${marks.name}` });
}

async function askSubgraphs(): Promise<void> {
  const query = 'query Result($of: String!, $note: Note) { labResult(of: $of, note: $note) }';
  for (const answer of garbage) {
    partner.next(answer);
    await ask({ query, variables: { of: marks.arabic, note: { text: all } } });
  }
  await ask({ query: 'query($of: String!) { sample(of: $of) parsed(of: $of) }', variables: { of: all } });
  await ask({ query: 'mutation($key: String!) { takeSample(key: $key) }', variables: { key: marks.idempotencyKey } });
  await ask({ query: '{ secret }' });
  const record = `query($id: ID!) { patient(healthId: $id) { name { ar } phone encounters { count nodes { text } } } }`;
  const answer = await ask({ query: record, variables: { id: marks.healthId } });
  expect(JSON.stringify(answer.body)).toContain('AUDIT_UNAVAILABLE');
  const phone = `mutation($phone: String!) { linkPhone(input: {healthId: "${marks.healthId}", phone: $phone}) { phone } }`;
  await ask({ query: phone, variables: { phone: marks.phone } });
}

/** A mark as it stands, and as it may be written in JSON and addresses. */
const formsOf = (mark: string) => [
  mark,
  encodeURIComponent(mark),
  JSON.stringify(mark).slice(1, -1),
  mark.replaceAll(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`),
  Buffer.from(mark).toString('base64').replaceAll('=', ''),
];

function marksIn(text: string): string[] {
  const lower = text.toLowerCase();
  return Object.values(marks).filter((mark) => formsOf(mark).some((form) => lower.includes(form.toLowerCase())));
}

test('no value of a patient stands in logs, metrics or traces, whatever way it came', async () => {
  await askInOtherWays();
  await askWithBadInput();
  await askSubgraphs();
  const metrics = await (await fetch(`${adminUrl}/metrics`)).text();
  await gateway.stop('SIGINT');
  const log = gateway.output();
  const traces = Buffer.concat(receiver.bodies).toString();

  // All of it was told of, and so could have been told.
  const messages = [
    'request',
    'slow operation',
    'a subgraph did not answer',
    'a subgraph told an error that is not for people',
    "a subgraph did not verify the gateway's request",
    'a policy failed, so it denied',
    'the audit cannot be written, records of patients are withheld',
  ];
  for (const message of messages) expect(log).toContain(`"message":"${message}`);
  const reasons = [...metrics.matchAll(/wasl_subgraph_failures_total\{subgraph="partner",reason="(\w+)"/g)];
  expect(new Set(reasons.map(([, reason]) => reason))).toEqual(
    new Set(['media_type', 'not_graphql', 'status', 'malformed', 'busy', 'subscription']),
  );
  expect(stderr).toContain('"kind":"PrismaClientKnownRequestError","code":"P2002"');
  expect(stderr).toContain('"kind":"SyntaxError"');
  expect(stderr).toContain(`"traceId":"${'c'.repeat(32)}"`);
  expect(traces).toContain('"fetch partner"');

  expect(marksIn(log)).toEqual([]);
  expect(marksIn(stderr)).toEqual([]);
  expect(marksIn(metrics)).toEqual([]);
  expect(marksIn(traces)).toEqual([]);
});
