import { randomUUID } from 'node:crypto';
import { madeAt, performerOf, performerOfResult, readLaboratory } from '@wasl/clinical-records/orderedElsewhere';
import { person } from '@wasl/demo/population';
import type { Caller } from '@wasl/subgraph-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testCaller } from '../../support/startTestSubgraph.ts';
import { databaseKinds } from '../../support/testPostgres.ts';
import { physician, startTestClinic, type TestClinic } from './startTestClinic.ts';

// What comes back is GraphQL's own JSON, of whatever was asked.
// oxlint-disable-next-line typescript/no-explicit-any
type Json = any;

let people = 300;
const someone = () => person((people += 1)).healthId;
const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
const [haemoglobin, glucose, hiv, bloodCount] = ['718-7', '1558-6', '7918-6', '58410-2'] as const;
const reason = 'The sample was drawn twice by mistake.';
const told = `id version status priority orderedBy { id } facility { id } confidentiality sensitivities reasonCode reason
  tests { code display { en } } encounter { id } results { id } reports { id } completedAt cancelledBy { id } cancelReason`;

describe('an order at another facility’s laboratory', () => {
  const orderedAt = new Date('2026-01-01T08:00:00Z');
  const after = (days: number) => new Date(orderedAt.getTime() + days * 86_400_000);
  const openTo = (more: object, days: number) => {
    const content = {
      tests: [],
      priority: 'ROUTINE' as const,
      orderedBy: 'P-000001',
      laboratoryId: 'F-HL-001',
      ...more,
    };
    return performerOf({ content, orderedAt }, after(days));
  };

  it('is open to it for 180 days, or 14 after it was answered or cancelled; at one’s own it opens nothing', () => {
    expect([openTo({}, 179), openTo({}, 180)]).toEqual(['F-HL-001', undefined]);
    for (const over of ['completedAt', 'cancelledAt'])
      expect([13, 14].map((days) => openTo({ [over]: after(20).toISOString() }, 20 + days))).toEqual([
        'F-HL-001',
        undefined,
      ]);
    expect(openTo({ laboratoryId: undefined }, 0)).toBeUndefined();
  });

  it('leaves its results to it for 14 days', () => {
    const made = madeAt('F-HL-001', orderedAt);
    expect([performerOfResult(made, after(13)), performerOfResult(made, after(14))]).toEqual(['F-HL-001', undefined]);
    expect(performerOfResult({}, orderedAt)).toBeUndefined();
  });

  it('names a facility by its code, and is none where that is one’s own', () => {
    const orderer = { practitionerId: 'P-000001', facilityId: 'F-DI-001' };
    expect(['f-hl-001 ', 'F-DI-001', undefined].map((id) => readLaboratory(id, orderer))).toEqual([
      'F-HL-001',
      undefined,
      undefined,
    ]);
    for (const id of ['', 'Aleppo', 'PH-HL-001', 'F-HL-'])
      expect(() => readLaboratory(id, orderer)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
  });
});

describe.each(databaseKinds)('orders for tests, on %s', (kind) => {
  let clinic: TestClinic;
  beforeAll(async () => {
    clinic = await startTestClinic(kind);
  });
  afterAll(() => clinic.stop());

  const visit = async (healthId: string, change = {}, caller = physician): Promise<string> =>
    (await clinic.record('Encounter', healthId, { effectiveAt: ago(0.01), ...change }, caller)).record.id;

  const order = (healthId: string, encounterId: string, codes: string[], more = {}, caller: Caller = physician) =>
    clinic.write('orderLaboratoryTests', { healthId, encounterId, codes, ...more }, caller, told);
  const ordered = async (healthId: string, codes: string[], more = {}): Promise<Json> => {
    const { code, record } = await order(healthId, await visit(healthId), codes, more);
    expect(code).toBeUndefined();
    return record;
  };
  const result = (healthId: string, basedOn: string, code: string, more = {}) =>
    clinic.record('Observation', healthId, { code, value: 12.5, unit: 'g/dL', basedOn, ...more });
  const glucoseOf = (healthId: string, basedOn: string) =>
    result(healthId, basedOn, glucose, { value: 90, unit: 'mg/dL' });
  const orders = async (healthId: string, args = '', caller = physician): Promise<Json[]> => {
    const { code, found } = await clinic.patients(
      [[healthId]],
      `laboratoryOrders${args} { edges { node { ${told} } } }`,
      caller,
    );
    expect(code).toBeUndefined();
    return found[0].laboratoryOrders.edges.map(({ node }: Json) => node);
  };
  const worklist = async (caller: Caller, args = ''): Promise<{ ids: string[]; pageInfo: Json }> => {
    const text = `{ laboratoryWorklist${args} { edges { node { id } } pageInfo { hasNextPage endCursor } } }`;
    const { data, errors } = await clinic.subgraph.ask(text, {}, caller);
    expect(errors).toBeUndefined();
    const { edges, pageInfo } = (data as Json).laboratoryWorklist;
    return { ids: edges.map(({ node }: Json) => node?.id), pageInfo };
  };

  it('are made once for a key, in a visit, with what the lists call them', async () => {
    const healthId = someone();
    const encounterId = await visit(healthId);
    const input = {
      priority: 'STAT',
      reasonCode: 'e11.9',
      reason: '  Thirst and weight loss  ',
      idempotencyKey: randomUUID(),
    };
    const first = await order(healthId, encounterId, [haemoglobin, glucose], input);
    expect(first).toMatchObject({
      code: undefined,
      record: {
        version: 1,
        status: 'ACTIVE',
        priority: 'STAT',
        orderedBy: { id: 'P-000001' },
        facility: { id: 'F-DI-001' },
        confidentiality: 'N',
        sensitivities: [],
        reasonCode: 'E11.9',
        reason: 'Thirst and weight loss',
        tests: [{ code: haemoglobin }, { code: glucose }],
        encounter: { id: encounterId },
        results: [],
        reports: [],
        completedAt: null,
      },
    });
    expect(await order(healthId, encounterId, [haemoglobin, glucose], input)).toEqual(first);
    expect((await order(healthId, encounterId, [glucose], input)).code).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(await orders(healthId)).toEqual([first.record]);
  });

  it.each<[string, object, object]>([
    ['no test', { codes: [] }, { code: 'BAD_USER_INPUT', details: { field: 'codes' } }],
    ['a test twice', { codes: [glucose, glucose] }, { code: 'BAD_USER_INPUT', details: { field: 'codes' } }],
    ['31 tests', { codes: Array(31).fill(glucose) }, { code: 'BAD_USER_INPUT', details: { field: 'codes' } }],
    ['a code of no list', { codes: ['99999-9'] }, { code: 'BAD_USER_INPUT', details: { field: 'codes' } }],
    [
      'a measurement that no laboratory makes',
      { codes: ['29463-7'] },
      { code: 'BAD_USER_INPUT', details: { field: 'codes' } },
    ],
    ['a reason of no list', { reasonCode: 'diabetes' }, { code: 'BAD_USER_INPUT', details: { field: 'reasonCode' } }],
    ['a reason that says nothing', { reason: '...' }, { code: 'BAD_USER_INPUT', details: { field: 'reason' } }],
    ['a visit that is none', { encounterId: 'x' }, { code: 'NOT_FOUND', details: { field: 'encounterId' } }],
    ['a health ID with a wrong check digit', { healthId: '123456789012' }, { code: 'HEALTH_ID_INVALID' }],
  ])('are refused with %s', async (_, change, refusal) => {
    const healthId = someone();
    const encounterId = await visit(healthId);
    expect(await order(healthId, encounterId, [glucose], change)).toMatchObject(refusal);
    expect(await orders(healthId)).toEqual([]);
  });

  it('are refused in a visit of somebody else, at another facility, or that is long over', async () => {
    const healthId = someone();
    const others = await visit(someone());
    const unknown = await order(healthId, randomUUID(), [glucose]);
    expect(unknown).toMatchObject({ code: 'NOT_FOUND', details: { field: 'encounterId' } });
    expect(await order(healthId, others, [glucose])).toEqual(unknown);
    const elsewhere = testCaller(['physician'], { practitionerId: 'P-000009', facilityId: 'F-HL-001' });
    const refused = { code: 'BAD_USER_INPUT', details: { field: 'encounterId' } };
    expect(await order(healthId, await visit(healthId, {}, elsewhere), [glucose])).toMatchObject(refused);
    const over = await visit(healthId, { effectiveAt: ago(9), endedAt: ago(7.1) });
    expect(await order(healthId, over, [glucose])).toMatchObject(refused);
    const lately = await visit(healthId, { effectiveAt: ago(9), endedAt: ago(6.9) });
    expect((await order(healthId, lately, [glucose])).code).toBeUndefined();
  });

  it('are completed when each test has a result, and wait again when one is withdrawn', async () => {
    const healthId = someone();
    const { id } = await ordered(healthId, [haemoglobin, glucose]);
    const one = await result(healthId, id, haemoglobin);
    expect(await orders(healthId)).toMatchObject([
      { status: 'ACTIVE', results: [{ id: one.record.id }], completedAt: null },
    ]);
    const other = await glucoseOf(healthId, id.toUpperCase());
    expect(await orders(healthId)).toMatchObject([
      {
        status: 'COMPLETED',
        completedAt: expect.any(String),
        results: [{ id: one.record.id }, { id: other.record.id }],
      },
    ]);
    expect(await orders(healthId, '(status: ACTIVE)')).toEqual([]);
    expect(await orders(healthId, '(status: REVOKED)')).toEqual([]);
    expect(await orders(healthId, '(status: COMPLETED)')).toHaveLength(1);
    const amended = {
      id: other.record.id,
      expectedVersion: 1,
      code: glucose,
      value: 95,
      unit: 'mg/dL',
      effectiveAt: ago(0),
    };
    const kept = await clinic.write('amendObservation', amended, physician, 'version basedOn { id status }');
    expect(kept.record).toEqual({ version: 2, basedOn: { id, status: 'COMPLETED' } });
    await clinic.write('enterObservationInError', { id: other.record.id, expectedVersion: 2 });
    expect(await orders(healthId)).toMatchObject([
      { status: 'ACTIVE', results: [{ id: one.record.id }], completedAt: null },
    ]);
    expect((await worklist(physician, '(first: 100)')).ids).toContain(id);
  });

  it('are answered by a panel, and by a report with what it contains', async () => {
    const healthId = someone();
    const panel = await ordered(healthId, [haemoglobin]);
    const component = { code: haemoglobin, displayAr: 'خضاب', displayEn: 'Hb', value: 13, unit: 'g/dL' };
    await clinic.record('Observation', healthId, {
      code: bloodCount,
      value: undefined,
      unit: undefined,
      components: [component],
      basedOn: panel.id,
    });
    const report = await ordered(healthId, [bloodCount, glucose]);
    const { record: inside } = await clinic.record('Observation', healthId, {
      code: glucose,
      value: 90,
      unit: 'mg/dL',
    });
    const { record: whole } = await clinic.record('DiagnosticReport', healthId, {
      resultIds: [inside.id],
      basedOn: report.id,
    });
    const byId = new Map((await orders(healthId)).map((one) => [one.id, one]));
    expect(byId.get(panel.id)).toMatchObject({ status: 'COMPLETED' });
    expect(byId.get(report.id)).toMatchObject({
      status: 'COMPLETED',
      results: [{ id: inside.id }],
      reports: [{ id: whole.id }],
    });
    await clinic.write('enterObservationInError', { id: inside.id, expectedVersion: 1 });
    expect((await orders(healthId)).find((one) => one.id === report.id)).toMatchObject({
      status: 'ACTIVE',
      results: [],
    });
  });

  it('of somebody else, of nobody and such as are no orders are answered alike', async () => {
    const healthId = someone();
    const { id: others } = await ordered(someone(), [haemoglobin]);
    const wanted = { code: 'NOT_FOUND', details: { field: 'basedOn' } };
    for (const basedOn of [randomUUID(), others, await visit(healthId), 'x', "'; DROP TABLE clinical_record; --"])
      expect(await result(healthId, basedOn, haemoglobin)).toMatchObject(wanted);
    expect(
      (await clinic.patients([[healthId]], 'observations { edges { node { id } } }')).found[0].observations.edges,
    ).toEqual([]);
  });

  it('are cancelled once, with words, and not answered any more', async () => {
    const healthId = someone();
    const { id } = await ordered(healthId, [haemoglobin]);
    const cancel = (why = reason) => clinic.write('cancelLaboratoryOrder', { id, reason: why }, physician, told);
    expect(await cancel('..........')).toMatchObject({ code: 'BAD_USER_INPUT', details: { field: 'reason' } });
    expect((await cancel()).record).toMatchObject({
      status: 'REVOKED',
      version: 2,
      cancelledBy: { id: 'P-000001' },
      cancelReason: reason,
    });
    expect(await cancel()).toMatchObject({ code: 'ALREADY_DECIDED' });
    expect(await result(healthId, id, haemoglobin)).toMatchObject({
      code: 'BAD_USER_INPUT',
      details: { field: 'basedOn' },
    });
    expect(await orders(healthId, '(status: REVOKED)')).toHaveLength(1);
    expect(await orders(healthId, '(status: COMPLETED)')).toHaveLength(0);
    expect((await worklist(physician, '(first: 100)')).ids).not.toContain(id);
    const { id: done } = await ordered(healthId, [haemoglobin]);
    await result(healthId, done, haemoglobin);
    expect((await clinic.write('cancelLaboratoryOrder', { id: done, reason })).code).toBe('ALREADY_DECIDED');
    expect((await clinic.write('cancelLaboratoryOrder', { id: randomUUID(), reason })).code).toBe('NOT_FOUND');
  });

  it('bear what their tests, their reason and their results mean', async () => {
    const healthId = someone();
    const virus = await ordered(healthId, [glucose, hiv]);
    expect(virus).toMatchObject({ confidentiality: 'R', sensitivities: ['HIV'] });
    const { record } = await clinic.write(
      'recordObservation',
      {
        healthId,
        code: hiv,
        valueText: 'reactive',
        effectiveAt: ago(0),
        basedOn: virus.id,
      },
      physician,
      'confidentiality sensitivities',
    );
    expect(record).toEqual({ confidentiality: 'R', sensitivities: ['HIV'] });
    expect(await ordered(healthId, [glucose], { reasonCode: 'F32.1' })).toMatchObject({ confidentiality: 'R' });
    expect(await ordered(healthId, [glucose], { reason: 'HIV contact at work' })).toMatchObject({
      sensitivities: ['HIV'],
    });
    const plain = await ordered(healthId, [haemoglobin]);
    await result(healthId, plain.id, haemoglobin, { confidentiality: 'V' });
    const seen = (await orders(healthId)).find(({ id }) => id === plain.id);
    expect(seen).toMatchObject({ status: 'COMPLETED', confidentiality: 'V' });
    const stranger = testCaller(['physician'], { practitionerId: 'P-000009', facilityId: 'F-DI-001' });
    const closed = { ...stranger, decision: { ...stranger.decision, labels: [], hiddenLabels: ['V'] } };
    expect(await orders(healthId, '', closed as Caller)).toEqual([]);
    const lower = { id: virus.id, expectedVersion: virus.version, confidentiality: 'N', sensitivities: [], reason };
    expect((await clinic.write('lowerLaboratoryOrderLabels', lower)).code).toBe('VERSION_CONFLICT');
    expect(
      (await clinic.write('lowerLaboratoryOrderLabels', { ...lower, expectedVersion: 2 }, physician, told)).record,
    ).toMatchObject({
      confidentiality: 'N',
      // Numbered without the versions that bear more labels.
      version: 1,
      orderedBy: { id: 'P-000001' },
    });
  });

  it('are not made of tests that the other sex alone can have', async () => {
    const healthId = someone();
    const life = { healthId, sex: 'FEMALE' as const, birthDate: '1990-01-01' };
    const caller = { ...physician, decision: { ...physician.decision, patients: [healthId], lives: [life] } } as Caller;
    expect((await order(healthId, await visit(healthId), ['2857-1'], {}, caller)).code).toBe('SEX_IMPLAUSIBLE');
    const dead = {
      ...caller,
      decision: { ...caller.decision, lives: [{ ...life, deceasedOn: ago(30).slice(0, 10) }] },
    };
    expect((await order(healthId, await visit(healthId), [glucose], {}, dead as Caller)).code).toBe(
      'DATE_OUTSIDE_LIFE',
    );
  });

  it('wait on the worklist of their facility, the most urgent first, page by page', async () => {
    const facility = testCaller(['physician'], { practitionerId: 'P-000077', facilityId: `F-TEST-${kind}` });
    const healthId = someone();
    const encounterId = await visit(healthId, {}, facility);
    const made: Record<string, string> = {};
    for (const priority of ['ROUTINE', 'STAT', 'URGENT', 'ASAP', 'STAT']) {
      const { record } = await order(healthId, encounterId, [haemoglobin], { priority }, facility);
      made[priority === 'STAT' && made['STAT'] ? 'LATER' : priority] = record.id;
    }
    const inOrder = ['STAT', 'LATER', 'ASAP', 'URGENT', 'ROUTINE'].map((name) => made[name]);
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const { ids, pageInfo } = await worklist(facility, `(first: 2${after ? `, after: "${after}"` : ''})`);
      seen.push(...ids);
      after = pageInfo.hasNextPage ? pageInfo.endCursor : undefined;
    } while (after);
    expect(seen).toEqual(inOrder);
    expect((await worklist(testCaller(['physician'], { practitionerId: 'P-1', facilityId: 'F-NONE' }))).ids).toEqual(
      [],
    );
    const { errors } = await clinic.subgraph.ask(
      '{ laboratoryWorklist(after: "dzE6eA") { edges { cursor } } }',
      {},
      facility,
    );
    expect(errors?.[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
    const citizen = testCaller(['citizen'], { healthId });
    const refused = await clinic.subgraph.ask('{ laboratoryWorklist { edges { cursor } } }', {}, citizen);
    expect(refused.errors?.[0]?.extensions?.['code']).toBeDefined();
    expect(refused.data?.['laboratoryWorklist'] ?? null).toBeNull();
  });

  it('are answered by two at once, and neither answer is lost', async () => {
    const healthId = someone();
    const { id } = await ordered(healthId, [haemoglobin, glucose]);
    const both = await Promise.all([result(healthId, id, haemoglobin), glucoseOf(healthId, id)]);
    const [one] = await orders(healthId);
    expect(both.map(({ code }) => code)).toEqual([undefined, undefined]);
    expect([one.status, one.results.length]).toEqual(['COMPLETED', 2]);
  });

  it('stand on the chart of the survivor of a merge, and lead nowhere once moved to another person', async () => {
    const [former, survivor, other] = [someone(), someone(), someone()];
    const { id, encounter } = await ordered(former, [haemoglobin]);
    const { record } = await result(former, id, haemoglobin);
    const fields = 'laboratoryOrders { edges { node { id encounter { id } results { id basedOn { id } } } } }';
    const merged = (await clinic.patients([[survivor, former]], fields)).found[0].laboratoryOrders.edges;
    expect(merged).toEqual([{ node: { id, encounter, results: [{ id: record.id, basedOn: { id } }] } }]);
    await clinic.subgraph.database.query('UPDATE clinical_record SET health_id = $1 WHERE id = $2::uuid', [other, id]);
    const moved = (await clinic.patients([[other]], fields)).found[0].laboratoryOrders.edges;
    expect(moved).toEqual([{ node: { id, encounter: null, results: [] } }]);
    const left =
      'encounters { edges { node { laboratoryOrders { id } } } } observations { edges { node { basedOn { id } } } }';
    expect((await clinic.patients([[former]], left)).found).toEqual([
      {
        encounters: { edges: [{ node: { laboratoryOrders: [] } }] },
        observations: { edges: [{ node: { basedOn: null } }] },
      },
    ]);
  });

  it('cost as many statements for 2 as for 20', async () => {
    const fields = `laboratoryOrders(first: 100) { edges { node { ${told} history { version } results { basedOn { id } } } } }
      encounters(first: 100) { edges { node { laboratoryOrders { id tests { code } } } } }`;
    const count = async (healthIds: string[]) => {
      const before = clinic.subgraph.database.countStatements();
      expect(
        (
          await clinic.patients(
            healthIds.map((one) => [one]),
            fields,
          )
        ).code,
      ).toBeUndefined();
      return clinic.subgraph.database.countStatements() - before;
    };
    const fill = async (healthId: string, times: number) => {
      for (let nth = 0; nth < times; nth += 1) {
        const { id } = await ordered(healthId, [haemoglobin, glucose]);
        await result(healthId, id, haemoglobin);
      }
    };
    const [few, many] = [someone(), someone()];
    await fill(few, 2);
    await fill(many, 20);
    expect(await count([many])).toBe(await count([few]));
    expect(await count([many, few])).toBe(await count([few]));
  });
});
