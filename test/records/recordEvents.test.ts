import { fileURLToPath } from 'node:url';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTopic, type EventSubgraph, startEventSubgraph } from '../gateway/support/startEventSubgraph.ts';
import { openSocketClient, until } from '../gateway/support/streamClients.ts';
import { startWardGateway, type WardGateway } from '../gateway/support/wardSubgraphs.ts';
import { type Claims, startTestIssuer, type TestIssuer } from '../support/startTestIssuer.ts';

const policiesDir = fileURLToPath(new URL('../../schema/policies', import.meta.url));
const sdl = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@composeDirective", "@inaccessible"])
  @link(url: "https://specs.wasl.sy/privacy/v1.0", import: ["@record", "@writesRecord"])
  @composeDirective(name: "@record") @composeDirective(name: "@writesRecord")
  directive @record(category: String!, subject: String, labels: String, author: String, keys: String) on OBJECT
  directive @writesRecord(category: String!, subject: String!, via: String) repeatable on FIELD_DEFINITION
  type Query { ping: String recordFacts(healthIds: [ID!]!, role: String!): [RecordFacts!] @inaccessible }
  type Mutation { deny(healthId: ID!): String @writesRecord(category: "CONSENTS", subject: "healthId") }
  type Subscription { admitted: Visit }
  type Patient @key(fields: "healthId") @record(category: "DEMOGRAPHICS", subject: "healthId") { healthId: ID! }
  type Visit @record(category: "ENCOUNTERS", subject: "patient.healthId", labels: "confidentiality sensitivities") {
    text: String patient: Patient confidentiality: String sensitivities: [String!] }
  type RecordFacts @inaccessible { healthId: ID! isOwn: Boolean guardianOf: String isTreating: Boolean hasActivePrescription: Boolean isGlassBroken: Boolean directives: [Directive!]! }
  type Directive @inaccessible { decision: String! category: String facilityId: String role: String }`;

const topic = createTopic();
let facts: Record<string, object> = {};
let ward: EventSubgraph;
let issuer: TestIssuer;
const revoked = new Set<string>();
let gateway: WardGateway;

beforeAll(async () => {
  issuer = await startTestIssuer();
  ward = await startEventSubgraph('ward', sdl, {
    Query: {
      recordFacts: (_: unknown, { healthIds }: { healthIds: string[] }) =>
        healthIds.flatMap((healthId) => (facts[healthId] ? [{ healthId, directives: [], ...facts[healthId] }] : [])),
    },
    Mutation: {
      deny: (_: unknown, { healthId }: { healthId: string }) => {
        facts[healthId] = { ...facts[healthId], directives: [{ decision: 'deny', category: 'ENCOUNTERS' }] };
        return 'denied';
      },
    },
    Subscription: { admitted: { subscribe: () => topic.subscribe(), resolve: (event: unknown) => event } },
  });
  gateway = await startWardGateway([ward], {
    tokens: { jwksUrl: issuer.jwksUrl, isRevoked: (tokenId) => revoked.has(tokenId) },
    policiesDir,
    gatewaySecret: 'a master secret that only this test has',
    subscriptions: { protocols: new Map([['WARD', 'sse']]) },
    facts: { ttlMs: 600_000 },
  });
});

beforeEach(() => {
  facts = { '1': { isTreating: true, isOwn: true } };
});

afterAll(async () => {
  await gateway?.stop();
  await ward?.stop();
  issuer?.stop();
});

const headersFor = (claims: Claims) => issuer.headersFor({ jti: 'held', ...claims });

const visit = (text: string, confidentiality = 'N') => ({
  text,
  patient: { healthId: '1' },
  confidentiality,
  sensitivities: [],
});

test('events are decided one by one: consent that is withdrawn counts for the next, and a sealed record is no event', async () => {
  const headers = await headersFor({ roles: ['physician'], facility_id: 'F-DI-001' });
  const client = openSocketClient(gateway.url, headers);
  const events = client.iterate({ query: 'subscription { admitted { text } }' });
  const first = events.next();
  await until(() => topic.subscribers() === 1);
  const subscribed = ward.asked.find(({ query }) => query.startsWith('subscription'));
  expect(decodeJwt(String(subscribed?.headers['x-wasl-caller']))['decision']).toMatchObject({
    role: 'physician',
    categories: expect.arrayContaining(['ENCOUNTERS']),
  });

  topic.publish(visit('one'));
  expect((await first).value).toEqual({ data: { admitted: { text: 'one' } } });
  topic.publish(visit('sealed', 'V'));
  topic.publish(visit('two'));
  expect((await events.next()).value).toEqual({ data: { admitted: { text: 'two' } } });

  const patient = await headersFor({ roles: ['citizen'] });
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...patient },
    body: JSON.stringify({ query: 'mutation { deny(healthId: "1") }' }),
  });
  expect(await response.json()).toEqual({ data: { deny: 'denied' } });
  topic.publish(visit('three'));
  expect((await events.next()).value).toMatchObject({
    data: { admitted: null },
    errors: [{ path: ['admitted'], extensions: { code: 'CONSENT_DENIED' } }],
  });
  await client.dispose();
});

test.each([
  ['in no one role', { roles: ['physician', 'auditor'] }, {}, 'BAD_REQUEST'],
  ['in a role that is not held', { roles: ['physician'] }, { 'x-wasl-role': 'auditor' }, 'BAD_REQUEST'],
  [
    'for a purpose that the role may not claim',
    { roles: ['physician'] },
    { 'x-purpose-of-use': 'PUBHLTH' },
    'PURPOSE_NOT_ALLOWED',
  ],
  ['in a role that has no such records', { roles: ['registrar'] }, {}, 'PURPOSE_NOT_ALLOWED'],
])('who subscribes %s is told so, is not subscribed, and hears no more', async (_, claims, more, code) => {
  const client = openSocketClient(gateway.url, { ...(await headersFor(claims)), ...more });
  ward.asked.length = 0;
  const events = client.iterate({ query: 'subscription { admitted { text } }' });
  expect((await events.next()).value).toMatchObject({
    data: { admitted: null },
    errors: [{ path: ['admitted'], extensions: { code } }],
  });
  expect(await events.next()).toMatchObject({ done: true });
  expect(ward.asked.filter(({ query }) => query.startsWith('subscription'))).toEqual([]);
  await client.dispose();
});

test('the next event after a token was revoked is not told, nor is any later one', async () => {
  const headers = await headersFor({ roles: ['physician'], facility_id: 'F-DI-001', jti: 'lost' });
  const client = openSocketClient(gateway.url, headers);
  const events = client.iterate({ query: 'subscription { admitted { text } }' });
  const first = events.next();
  await until(() => topic.subscribers() === 1);
  topic.publish(visit('one'));
  expect((await first).value).toEqual({ data: { admitted: { text: 'one' } } });
  revoked.add('lost');
  topic.publish(visit('two'));
  await expect(events.next()).rejects.toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  await until(() => topic.subscribers() === 0);
  await client.dispose();
});
