import { fileURLToPath } from 'node:url';
import { createAuditLog } from '@wasl/gateway/audit/auditLog';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createMemorySink } from '../audit/support/memorySink.ts';
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
let whileFactsAreRead: (() => void) | undefined;
let ward: EventSubgraph;
let issuer: TestIssuer;
const revoked = new Set<string>();
const sink = createMemorySink();
const audit = createAuditLog({ sink, deadlineMs: 5_000 });
let gateway: WardGateway;

beforeAll(async () => {
  issuer = await startTestIssuer();
  ward = await startEventSubgraph('ward', sdl, {
    Query: {
      recordFacts: (_: unknown, { healthIds }: { healthIds: string[] }) => {
        whileFactsAreRead?.();
        whileFactsAreRead = undefined;
        return healthIds.flatMap((healthId) =>
          facts[healthId] ? [{ healthId, directives: [], ...facts[healthId] }] : [],
        );
      },
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
    audit,
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
  await audit.close();
  await ward?.stop();
  issuer?.stop();
});

const headersFor = (claims: Claims) => issuer.headersFor({ jti: 'held', ...claims });

/** What is written down of subscriptions. */
const written = () =>
  sink.events().flatMap(({ operation, outcome, code }) => (operation.kind === 'subscription' ? [[outcome, code]] : []));

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
  // Nobody is told of it, and it is written down though no other event follows.
  await until(() => written().length === 2);
  expect(written()).toEqual([
    ['released', undefined],
    ['refused', 'RESTRICTED_RECORD'],
  ]);
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
  const before = [written().length, ward.asked.length];
  topic.publish(visit('two'));
  await expect(events.next()).rejects.toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  await until(() => topic.subscribers() === 0);
  // Nobody is asked in the name of the token any more, and nothing is written down as given that was not.
  expect([written().length, ward.asked.length]).toEqual(before);
  await client.dispose();
});

test('an event that was answered while its token was revoked is not told, nor written down as told', async () => {
  const headers = await headersFor({ roles: ['physician'], facility_id: 'F-DI-001', jti: 'lost meanwhile' });
  const client = openSocketClient(gateway.url, headers);
  const events = client.iterate({ query: 'subscription { admitted { text } }' });
  const first = events.next();
  await until(() => topic.subscribers() === 1);
  const before = written();
  whileFactsAreRead = () => void revoked.add('lost meanwhile');
  topic.publish(visit('one'));
  await expect(first).rejects.toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  expect(whileFactsAreRead).toBeUndefined();
  expect(written()).toEqual(before);
  await client.dispose();
});
