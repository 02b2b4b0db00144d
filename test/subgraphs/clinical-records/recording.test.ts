import { randomUUID } from 'node:crypto';
import { person } from '@wasl/demo/population';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testCaller } from '../../support/startTestSubgraph.ts';
import type { CodeSystem } from '@wasl/terminology/codeSystems';
import { terminology } from '@wasl/terminology/terminology';
import { databaseKinds } from '../../support/testPostgres.ts';
import {
  colleague,
  examples,
  physician,
  type RecordType,
  recordTypes,
  startTestClinic,
  type TestClinic,
} from './startTestClinic.ts';

const { healthId } = person(3);

/** What the lists call the examples whose code has to be in one. */
const listed: Partial<Record<RecordType, { displayAr: string; displayEn: string }>> = {
  Condition: textsOf('icd-10', examples.Condition.code),
  Observation: textsOf('loinc', examples.Observation.code),
  AllergyIntolerance: textsOf('atc', examples.AllergyIntolerance.code),
  Immunization: textsOf('atc', examples.Immunization.code),
  DiagnosticReport: textsOf('loinc', examples.DiagnosticReport.code),
  DocumentReference: textsOf('loinc', examples.DocumentReference.code),
};

function textsOf(system: CodeSystem, code: string) {
  const { ar = '', en = '' } = terminology.list(system).get(code) ?? {};
  return { displayAr: ar, displayEn: en };
}

describe.each(databaseKinds)('recording, on %s', (kind) => {
  let clinic: TestClinic;
  beforeAll(async () => {
    clinic = await startTestClinic(kind);
  });
  afterAll(() => clinic.stop());

  const amendment = (id: string, expectedVersion: number, change = {}) => ({
    id,
    expectedVersion,
    effectiveAt: '2026-03-02T08:00:00Z',
    ...examples.Condition,
    ...change,
  });

  it.each(recordTypes)('keeps who recorded %s, where, and for whom', async (type) => {
    const fields = 'version status code display { ar en } author { id } facility { id } patient { healthId }';
    const { code, displayAr, displayEn } = { ...examples[type], ...listed[type] };
    const input = { healthId, effectiveAt: '2026-03-01T08:00:00Z', ...examples[type] };
    expect(await clinic.write(`record${type}`, input, physician, fields)).toEqual({
      code: undefined,
      details: {},
      record: {
        version: 1,
        status: 'ACTIVE',
        code,
        display: { ar: displayAr, en: displayEn },
        author: { id: 'P-000001' },
        facility: { id: 'F-DI-001' },
        patient: { healthId },
      },
    });
  });

  it('keeps earlier versions, newest first', async () => {
    const { record } = await clinic.record('Condition', healthId);
    await clinic.write('amendCondition', amendment(record.id, 1, { code: 'I11.9' }), colleague);
    const fields = 'version status code author { id } history { version status code author { id } }';
    const resolved = amendment(record.id, 2, { code: 'I12.9', isResolved: true });
    expect((await clinic.write('amendCondition', resolved, physician, fields)).record).toEqual({
      version: 3,
      status: 'RESOLVED',
      code: 'I12.9',
      author: { id: 'P-000001' },
      history: [
        { version: 2, status: 'ACTIVE', code: 'I11.9', author: { id: 'P-000002' } },
        { version: 1, status: 'ACTIVE', code: 'I10', author: { id: 'P-000001' } },
      ],
    });
    const rows = await clinic.subgraph.database.query(
      `SELECT row->>'displayEn' AS said FROM clinical_record_version WHERE id = $1::uuid ORDER BY version`,
      [record.id],
    );
    expect(rows).toEqual([
      { said: 'Essential (primary) hypertension' },
      { said: 'Hypertensive heart disease without (congestive) heart failure' },
    ]);
  });

  it('refuses to amend what somebody else amended first, and tells the version', async () => {
    const { record } = await clinic.record('Condition', healthId);
    await clinic.write('amendCondition', amendment(record.id, 1));
    expect(await clinic.write('amendCondition', amendment(record.id, 1))).toMatchObject({
      code: 'VERSION_CONFLICT',
      details: { version: 2 },
    });
  });

  it('lets one of six amend at once, with one version kept', async () => {
    const { record } = await clinic.record('Condition', healthId);
    const outcomes = await Promise.all(
      Array.from({ length: 6 }, () => clinic.write('amendCondition', amendment(record.id, 1))),
    );
    const codes = outcomes.map(({ code }) => code);
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect(codes.filter((code) => code === 'VERSION_CONFLICT')).toHaveLength(5);
    const versions = await clinic.subgraph.database.query(
      'SELECT version FROM clinical_record_version WHERE id = $1::uuid',
      [record.id],
    );
    expect(versions).toEqual([{ version: 1 }]);
  });

  it('withdraws what was entered in error: it leaves the chart, stays on record, and is not amended again', async () => {
    const other = person(40).healthId;
    const { record } = await clinic.record('Condition', other);
    const withdrawn = await clinic.write('enterConditionInError', { id: record.id, expectedVersion: 1 });
    expect(withdrawn.record).toEqual({ id: record.id, version: 2, status: 'ENTERED_IN_ERROR' });
    const { found } = await clinic.patients([[other]], 'conditions { edges { cursor } } summary { problems { id } }');
    expect(found).toEqual([{ conditions: { edges: [] }, summary: { problems: [] } }]);
    const rows = await clinic.subgraph.database.query(
      `SELECT status, (SELECT count(*)::int FROM clinical_record_version v WHERE v.id = r.id) AS kept FROM clinical_record r WHERE id = $1::uuid`,
      [record.id],
    );
    expect(rows).toEqual([{ status: 'ENTERED_IN_ERROR', kept: 1 }]);
    expect((await clinic.write('amendCondition', amendment(record.id, 2))).code).toBe('VERSION_CONFLICT');
  });

  it('writes once for each key, also when it is sent five times at once', async () => {
    const input = { idempotencyKey: randomUUID() };
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, () => clinic.record('Observation', person(41).healthId, input)),
    );
    expect(new Set(outcomes.map(({ record }) => record.id)).size).toBe(1);
    const { found } = await clinic.patients([[person(41).healthId]], 'observations { edges { node { id } } }');
    expect(found[0].observations.edges).toEqual([{ node: { id: outcomes[0]?.record.id } }]);
    const reused = await clinic.record('Observation', person(41).healthId, { ...input, value: 99 });
    expect(reused.code).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it('does not find a record under another kind, another ID, or no ID at all', async () => {
    const { record } = await clinic.record('Condition', healthId);
    const procedure = { ...amendment(record.id, 1), ...examples.Procedure };
    expect((await clinic.write('amendProcedure', procedure)).code).toBe('NOT_FOUND');
    for (const id of [randomUUID(), 'x']) {
      expect((await clinic.write('amendCondition', amendment(id, 1))).code).toBe('NOT_FOUND');
    }
  });

  it.each([
    ['a citizen', testCaller(['citizen'], { healthId })],
    ['staff without a facility', testCaller(['physician'], { practitionerId: 'P-000001' })],
  ])('lets %s record nothing', async (_, caller) => {
    expect((await clinic.record('Condition', healthId, {}, caller)).code).toBe('FORBIDDEN');
  });

  it.each([
    [{ code: 'I1O' }, 'BAD_USER_INPUT'],
    [{ effectiveAt: '2099-01-01T00:00:00Z' }, 'DATE_IN_FUTURE'],
    [{ healthId: '123456789012' }, 'HEALTH_ID_INVALID'],
    [{ code: 'I99.99' }, 'BAD_USER_INPUT'],
    [{ idempotencyKey: 'short' }, 'BAD_USER_INPUT'],
  ])('refuses %j and stores nothing of it', async (change, code) => {
    const count = async () =>
      (await clinic.subgraph.database.query<{ rows: number }>('SELECT count(*)::int AS rows FROM clinical_record'))[0];
    const before = await count();
    expect((await clinic.record('Condition', healthId, change)).code).toBe(code);
    expect(await count()).toEqual(before);
  });
});
