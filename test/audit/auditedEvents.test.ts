import { createAuditLog, type AuditLog } from '@wasl/gateway/audit/auditLog';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createTopic,
  type EventSubgraph,
  startEventSubgraph,
  type Topic,
} from '../gateway/support/startEventSubgraph.ts';
import { openEventStream, openSocketClient } from '../gateway/support/streamClients.ts';
import { startWardGateway, type WardGateway } from '../gateway/support/wardSubgraphs.ts';
import { startTestIssuer, type TestIssuer } from '../support/startTestIssuer.ts';
import { createMemorySink, type MemorySink } from './support/memorySink.ts';

const sdl = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@composeDirective", "@inaccessible"])
  @link(url: "https://specs.wasl.sy/privacy/v1.0", import: ["@record"])
  @composeDirective(name: "@record")
  directive @record(category: String!, subject: String, labels: String, keys: String) on OBJECT
  type Query { ping: String recordFacts(healthIds: [ID!]!, role: String!): [RecordFacts!] @inaccessible }
  type Subscription { arrived: Visit beds: Int }
  type Patient @record(category: "DEMOGRAPHICS", subject: "healthId") { healthId: ID! phone: String }
  type Visit @record(category: "ENCOUNTERS", subject: "patient.healthId") { text: String patient: Patient }
  type RecordFacts @inaccessible { healthId: ID! isOwn: Boolean guardianOf: String isTreating: Boolean
    hasActivePrescription: Boolean isGlassBroken: Boolean directives: [Directive!]! }
  type Directive @inaccessible { decision: String! category: String facilityId: String role: String }`;

let issuer: TestIssuer;
let topic: Topic;
let hospital: EventSubgraph;
let sink: MemorySink;
let audit: AuditLog;
let gateway: WardGateway;
let physician: Record<string, string>;

beforeAll(async () => {
  issuer = await startTestIssuer();
  physician = await issuer.headersFor({ roles: ['physician'], facility_id: 'F-DI-001' });
  topic = createTopic();
  const own = { subscribe: () => topic.subscribe(), resolve: (event: unknown) => event };
  hospital = await startEventSubgraph('hospital', sdl, {
    Query: {
      recordFacts: (_: unknown, { healthIds }: { healthIds: string[] }) =>
        healthIds.map((healthId) => ({ healthId, isTreating: healthId === '1', directives: [] })),
    },
    Subscription: { arrived: own, beds: own },
  });
  sink = createMemorySink();
  audit = createAuditLog({ sink, deadlineMs: 5_000 });
  gateway = await startWardGateway([hospital], {
    tokens: { jwksUrl: issuer.jwksUrl },
    audit,
    decideRecord: ({ facts }) =>
      facts.isTreating
        ? { isPermitted: true, ground: 'TREATMENT', policy: 'treating' }
        : { isPermitted: false, code: 'NO_TREATMENT_RELATIONSHIP', wouldBreakGlassHelp: false, policy: undefined },
  });
});

afterAll(async () => {
  await gateway?.stop();
  await audit?.close();
  await hospital?.stop();
  issuer?.stop();
});

const visitOf = (healthId: string) => ({ text: `visit of ${healthId}`, patient: { healthId, phone: `0${healthId}` } });
const brief = () => sink.events().map(({ outcome, patient, operation }) => `${operation.kind} ${outcome} ${patient}`);
const subscribed = async () => {
  while (topic.subscribers() === 0) await sleep(5);
};
const query = 'subscription { arrived { text patient { phone } } }';

test('each event has its own entry before it leaves, and is withheld by itself while none can be made', async () => {
  const stream = await openEventStream(gateway.url, query, { headers: physician });
  await subscribed();

  const letGo = sink.hold();
  topic.publish(visitOf('1'));
  let hasCome = false;
  const first = stream.next().then((event) => ((hasCome = true), event));
  await sleep(150);
  expect(hasCome).toBe(false);
  letGo();
  expect((await first)?.data).toEqual({ data: { arrived: { text: 'visit of 1', patient: { phone: '01' } } } });
  expect(brief()).toEqual(['subscription released 1']);

  sink.failure = new Error('down');
  topic.publish(visitOf('1'));
  expect((await stream.next())?.data).toEqual({
    data: { arrived: null },
    errors: [
      {
        message: 'Who reads a record cannot be written down at the moment, so it is not given: try again soon.',
        path: ['arrived'],
        extensions: { code: 'AUDIT_UNAVAILABLE' },
      },
    ],
  });

  sink.failure = undefined;
  while (!sink.entries.some(({ body }) => body.includes('"kind":"withheld"'))) await sleep(10);
  topic.publish(visitOf('2'));
  const refused = (await stream.next())?.data as { data: unknown; errors: { extensions: { code: string } }[] };
  expect(refused.data).toEqual({ arrived: null });
  expect(new Set(refused.errors.map(({ extensions }) => extensions.code))).toEqual(
    new Set(['NO_TREATMENT_RELATIONSHIP']),
  );
  topic.publish(visitOf('1'));
  expect((await stream.next())?.data).toMatchObject({ data: { arrived: { text: 'visit of 1' } } });
  expect(brief().slice(-2)).toEqual(['subscription refused 2', 'subscription released 1']);
  stream.close();
});

test('over a WebSocket too', async () => {
  while (topic.subscribers() > 0) await sleep(5);
  const before = sink.events().length;
  const client = openSocketClient(gateway.url, physician);
  const events = client.iterate({ query });
  const next = events.next();
  await subscribed();
  topic.publish(visitOf('1'));
  expect((await next).value).toEqual({ data: { arrived: { text: 'visit of 1', patient: { phone: '01' } } } });
  expect(brief().slice(before)).toEqual(['subscription released 1']);
  await client.dispose();
});

test('events that are about no patient are not written down', async () => {
  while (topic.subscribers() > 0) await sleep(5);
  const before = sink.writes.length;
  const stream = await openEventStream(gateway.url, 'subscription { beds }', { headers: physician });
  await subscribed();
  topic.publish(7);
  expect((await stream.next())?.data).toEqual({ data: { beds: 7 } });
  expect(sink.writes).toHaveLength(before);
  stream.close();
});
