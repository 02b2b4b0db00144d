import type { AuditEvent } from '@wasl/gateway/audit/events/auditEvent';
import type { RecordDecision, RecordQuestion } from '@wasl/gateway/records/recordQuestion';
import { ContentRefused } from '@wasl/gateway/audit/auditSink';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readMetrics } from '../gateway/support/readMetrics.ts';
import { recordSubgraphs, type RecordWorld } from '../records/support/recordSubgraphs.ts';
import { startTestGateway, type TestGateway } from '../support/startTestGateway.ts';
import { startTestIssuer, type TestIssuer } from '../support/startTestIssuer.ts';

const world: RecordWorld = { facts: {}, written: [] };

/** Treating is permitted unless consent denies; R is refused. */
function decideRecord({ facts, labels }: RecordQuestion): RecordDecision {
  const deny = (code: 'CONSENT_DENIED' | 'NO_TREATMENT_RELATIONSHIP' | 'RESTRICTED_RECORD'): RecordDecision => ({
    isPermitted: false,
    code,
    wouldBreakGlassHelp: false,
    policy: code === 'NO_TREATMENT_RELATIONSHIP' ? undefined : code.toLowerCase(),
  });
  if (facts.consent === 'deny') return deny('CONSENT_DENIED');
  if (!facts.isTreating) return deny('NO_TREATMENT_RELATIONSHIP');
  if (labels.confidentiality === 'R') return deny('RESTRICTED_RECORD');
  return { isPermitted: true, ground: 'TREATMENT', policy: 'treating' };
}

let issuer: TestIssuer;
let gateway: TestGateway;
let physician: Record<string, string>;

beforeAll(async () => {
  issuer = await startTestIssuer();
  gateway = await startTestGateway(recordSubgraphs(world), { tokens: { jwksUrl: issuer.jwksUrl }, decideRecord });
  physician = await issuer.headersFor({
    roles: ['physician'],
    facility_id: 'F-DI-001',
    name: 'د. رنا',
    practitioner_id: 'P-1',
  });
});

beforeEach(() => {
  world.facts = { '1': { isTreating: true }, '2': {}, '3': { isTreating: true } };
  world.written = [];
  gateway.subgraphs.asked.length = 0;
  gateway.sink.failure = undefined;
  gateway.sink.entries.splice(1);
});

afterAll(async () => {
  await gateway?.stop();
  issuer?.stop();
});

interface Body {
  data: Record<string, unknown> | null;
  errors?: { message: string; path?: (string | number)[]; extensions: { code: string } }[];
}

async function ask(query: string, more: Parameters<TestGateway['ask']>[1] = {}) {
  const { headers, ...rest } = more;
  const { data, errors = [] } = (await gateway.ask(query, { headers: { ...physician, ...headers }, ...rest })) as Body;
  return { data, errors: errors.map(({ path, extensions }) => `${path?.join('.')} ${extensions.code}`) };
}

/** What of each event a test is about. */
const brief = () =>
  gateway.sink
    .events()
    .map(({ action, outcome, patient, categories, fields, consulted, policy, code }: AuditEvent) =>
      [
        `${action} ${outcome} ${patient}: ${categories.join()} ${fields.join()}`,
        ...(consulted ? [`consulted ${consulted.join()}`] : []),
        `by ${policy}`,
        ...(code === undefined ? [] : [code]),
      ].join(' '),
    )
    .sort();

/** Breaks the sink until the test ends. */
async function breakSink(): Promise<void> {
  gateway.sink.failure = new Error('No space left on device');
  await ask('{ patient(healthId: "1") { phone } }');
  gateway.subgraphs.asked.length = 0;
}

async function untilSinkIsBack(): Promise<void> {
  gateway.sink.failure = undefined;
  for (;;) {
    const { errors } = await ask('{ patient(healthId: "1") { phone } }');
    if (errors.length === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  gateway.sink.entries.splice(1);
}

describe('an answer with records', () => {
  test('has an operation’s name in its event as far as a name goes: each event of it would be as long', async () => {
    await ask(`query ${'x'.repeat(100_000)} { patient(healthId: "1") { phone } }`);
    expect(gateway.sink.events().map(({ operation }) => operation.name)).toEqual([`${'x'.repeat(128)}…`]);
  });

  test('has its event before it leaves: who, as what, why, whose, which fields, on what ground', async () => {
    const headers = {
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      'x-request-id': 'b3f1c2d4-5e6f-4a7b-8c9d-0e1f2a3b4c5d',
    };
    await ask('query Chart { patient(healthId: "1") { healthId phone name { ar } } }', { headers });
    expect(gateway.sink.events()).toEqual([
      expect.objectContaining({
        kind: 'event',
        action: 'read',
        outcome: 'released',
        caller: { subject: 's', name: 'د. رنا', practitionerId: 'P-1' },
        role: 'physician',
        purpose: 'TREAT',
        facilityId: 'F-DI-001',
        patient: '1',
        categories: ['DEMOGRAPHICS'],
        fields: ['Name.ar', 'Patient.name', 'Patient.phone'],
        ground: 'TREATMENT',
        policy: 'treating',
        operation: { hash: expect.stringMatching(/^[\w-]{43}$/) as string, name: 'Chart', kind: 'query' },
        requestId: 'b3f1c2d4-5e6f-4a7b-8c9d-0e1f2a3b4c5d',
        traceId: '0af7651916cd43dd8448eb211c80319c',
      }),
    ]);
  });

  test('waits for its event', async () => {
    const letGo = gateway.sink.hold();
    let isAnswered = false;
    const asking = ask('{ patient(healthId: "1") { phone } }').then(() => (isAnswered = true));
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(isAnswered).toBe(false);
    letGo();
    await asking;
    expect(brief()).toHaveLength(1);
  });

  test('has one event for each patient and outcome, refusals included', async () => {
    await ask('{ patients { phone encounters { count nodes { text } } } }');
    expect(brief()).toEqual([
      'read refused 1: ENCOUNTERS Encounter.text by restricted_record RESTRICTED_RECORD',
      'read refused 2: DEMOGRAPHICS,ENCOUNTERS Encounters.count,Encounters.nodes,Patient.phone by undefined NO_TREATMENT_RELATIONSHIP',
      'read refused 3: ENCOUNTERS Encounter.text by restricted_record RESTRICTED_RECORD',
      'read released 1: DEMOGRAPHICS,ENCOUNTERS Encounter.text,Encounters.count,Encounters.nodes,Patient.phone by treating',
      'read released 3: DEMOGRAPHICS,ENCOUNTERS Encounter.text,Encounters.count,Encounters.nodes,Patient.phone by treating',
    ]);
  });

  test('names no field that the gateway asked for by itself, and says where a record was only looked at', async () => {
    await ask('{ encounter(id: "1-a") { __typename } }');
    expect(brief()).toEqual(['read released 1:   consulted ENCOUNTERS by treating']);
  });

  test('of a purpose that is none is refused, and that is written down', async () => {
    await ask('{ patient(healthId: "1") { phone } }', { headers: { 'x-purpose-of-use': 'CURIOSITY' } });
    expect(gateway.sink.events()).toMatchObject([{ outcome: 'refused', patient: '1', code: 'BAD_REQUEST' }]);
    expect(gateway.sink.events()[0]).not.toHaveProperty('role');
  });

  test('that asks for no record costs the audit nothing', async () => {
    const { length } = gateway.sink.writes;
    expect((await ask('{ ward patients { healthId } }')).errors).toEqual([]);
    expect(gateway.sink.writes).toHaveLength(length);
  });
});

describe('a change of a record', () => {
  const write = 'mutation { recordEncounter(healthId: "1") { text } }';

  test('is written down before it is sent, and what became of it before the answer leaves', async () => {
    const letGo = gateway.sink.hold();
    const asking = ask(write);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(world.written).toEqual([]);
    letGo();
    expect((await asking).data).toEqual({ recordEncounter: { text: 'Visit new of 1' } });
    expect(brief()).toEqual([
      'read released 1: ENCOUNTERS Encounter.text by treating',
      'write done 1: ENCOUNTERS Mutation.recordEncounter by treating',
      'write intended 1: ENCOUNTERS Mutation.recordEncounter by treating',
    ]);
  });

  test('that is refused is not sent, and not called intended', async () => {
    await ask('mutation { recordEncounter(healthId: "2") { text } }');
    expect(brief()).toEqual([
      'write refused 2: ENCOUNTERS Mutation.recordEncounter by undefined NO_TREATMENT_RELATIONSHIP',
    ]);
  });

  test('is not sent while it cannot be written down; it is once that is possible', async () => {
    await breakSink();
    expect(await ask(write)).toEqual({
      data: { recordEncounter: null },
      errors: ['recordEncounter AUDIT_UNAVAILABLE'],
    });
    expect(world.written).toEqual([]);
    await untilSinkIsBack();
    await ask(write);
    expect(world.written).toEqual(['1']);
  });
});

describe('while nothing can be written down', () => {
  test('what is of patients is withheld, with a reason in the reader’s language, and all else answered', async () => {
    await breakSink();
    expect(await ask('{ ward patients { healthId phone encounters { count } } }')).toEqual({
      data: {
        ward: 'open',
        patients: ['1', '2', '3'].map((healthId) => ({ healthId, phone: null, encounters: null })),
      },
      errors: [0, 1, 2].flatMap((index) => [
        `patients.${index}.phone AUDIT_UNAVAILABLE`,
        `patients.${index}.encounters AUDIT_UNAVAILABLE`,
      ]),
    });
    const body = (await gateway.ask('{ patient(healthId: "1") { phone } }', {
      headers: { ...physician, 'accept-language': 'ar' },
    })) as Body;
    expect(body.errors?.[0]?.message).toBe(
      'لا يمكن حالياً تدوين من يطّلع على السجل، لذلك لا يُعطى: أعد المحاولة بعد قليل.',
    );
    await untilSinkIsBack();
  });

  test('a refusal says nothing of its reason', async () => {
    world.facts['2'] = { isTreating: true, directives: [{ decision: 'deny' }] };
    await breakSink();
    expect((await ask('{ patient(healthId: "2") { phone } }')).errors).toEqual(['patient.phone AUDIT_UNAVAILABLE']);
    await untilSinkIsBack();
  });

  test('unions, fragments and aliases hide no record', async () => {
    await breakSink();
    const query = `{
      all: encountersOf(ids: ["1"]) { ...on Encounter { what: text } ...on Notice { text } }
      p: patient(healthId: "1") { ...P summary { visits { count } } }
    } fragment P on Patient { m: mother { n: phone } id: healthId }`;
    expect(await ask(query)).toEqual({
      data: { all: null, p: { m: { n: null }, id: '1', summary: { visits: null } } },
      errors: ['all AUDIT_UNAVAILABLE', 'p.m.n AUDIT_UNAVAILABLE', 'p.summary.visits AUDIT_UNAVAILABLE'],
    });
    await untilSinkIsBack();
  });

  test('an event that is refused for what it says costs its own request, and none after it', async () => {
    const kept = async (outcome: string) => {
      const metrics = await readMetrics(new URL(gateway.url).origin);
      return metrics.value('wasl_audit_wait_duration_seconds_count', { outcome });
    };
    const refused = await kept('refused');
    gateway.sink.failure = new ContentRefused();
    const query = '{ ward patient(healthId: "1") { phone } }';
    const unavailable = ['patient.phone AUDIT_UNAVAILABLE'];
    expect(await ask(query)).toEqual({ data: { ward: 'open', patient: { phone: null } }, errors: unavailable });
    gateway.sink.failure = undefined;
    expect((await ask(query)).errors).toEqual([]);
    expect(await kept('refused')).toBe(refused + 1);
  });

  test('it comes back by itself', async () => {
    await breakSink();
    await untilSinkIsBack();
    expect((await ask('{ patient(healthId: "1") { phone } }')).data).toEqual({ patient: { phone: '01' } });
  });
});

test('an answer in parts is written down part by part, and withheld part by part', async () => {
  const query = '{ patient(healthId: "1") { phone ...on Patient @defer { encounters { count } } } }';
  const parts = () => readParts(query);
  expect(JSON.stringify(await parts())).toContain('"count":2');
  expect(new Set(gateway.sink.events().flatMap(({ fields }) => fields))).toEqual(
    new Set(['Patient.phone', 'Encounters.count']),
  );
  await breakSink();
  const withheld = JSON.stringify(await parts());
  expect(withheld).not.toContain('"count":2');
  expect(withheld).not.toContain('"phone":"01"');
  expect(withheld.match(/AUDIT_UNAVAILABLE/g)).toHaveLength(2);
  await untilSinkIsBack();
});

async function readParts(query: string): Promise<unknown[]> {
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'multipart/mixed; deferSpec=20220824, application/json',
      ...physician,
    },
    body: JSON.stringify({ query }),
  });
  expect(response.headers.get('content-type')).toContain('multipart/mixed');
  return [...(await response.text()).matchAll(/\r\n\r\n(\{.*\})/g)].map(([, part = '']) => JSON.parse(part) as unknown);
}

test('how long answers wait for it is shown, and how often in vain', async () => {
  const waits = async (outcome: string) =>
    (await readMetrics(new URL(gateway.url).origin)).value('wasl_audit_wait_duration_seconds_count', { outcome });
  const [kept, unavailable] = [await waits('kept'), await waits('unavailable')];
  await ask('{ ward patient(healthId: "1") { phone } }');
  expect([await waits('kept'), await waits('unavailable')]).toEqual([kept + 1, unavailable]);
  gateway.sink.failure = new Error('down');
  await ask('{ ward patient(healthId: "1") { phone } }');
  expect(await waits('unavailable')).toBe(unavailable + 1);
  await untilSinkIsBack();
});

test('a supergraph with records is refused where nothing writes down who reads them, unless that is said', async () => {
  const options = { tokens: { jwksUrl: issuer.jwksUrl }, decideRecord };
  await expect(startTestGateway(recordSubgraphs(world), { ...options, audit: undefined })).rejects.toMatchObject({
    code: 'SUPERGRAPH_REFUSED',
    details: { reason: expect.stringContaining('WASL_AUDIT_URL') as string },
  });
  const unaudited = await startTestGateway(recordSubgraphs(world), { ...options, audit: 'off' });
  const query = '{ patient(healthId: "1") { phone } }';
  expect(await unaudited.ask(query, { headers: physician })).toEqual({ data: { patient: { phone: '01' } } });
  await unaudited.stop();
});
