import { person } from '@wasl/demo/population';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deniedCaller, testCaller } from '../../support/startTestSubgraph.ts';
import { databaseKinds } from '../../support/testPostgres.ts';
import { recordTypes, startTestClinic, type TestClinic } from './startTestClinic.ts';

let people = 100;
const someone = () => person((people += 1)).healthId;
const day = (number: number) => new Date(Date.UTC(2024, 0, number)).toISOString();

const wholeChart = `
  summary { allergies { id } problems { id } procedures { id } immunizations { id } results { id } }
  activeAllergies { id history { version } }
  encounters(first: 100) { edges { node { id author { id } facility { id } history { version }
    diagnoses { id } results { id } procedures { id } reports { id } documents { id } } } }
  conditions(first: 100, from: "2023-01-01") { edges { node { id history { version } encounter { id } } } }
  observationTrend(code: "718-7") { points { value } } immunizationCard { schedule { status } others { id } }
  observations(first: 100) { edges { node { id history { version } } } }
  immunizations(first: 100) { edges { node { id } } }
  procedures(first: 100) { edges { node { id } } }
  diagnosticReports(first: 100) { edges { node { id } } }
  documents(first: 100) { edges { node { id history { version } } } }
  allergies(first: 100) { edges { node { id } } }`;

describe.each(databaseKinds)('reading charts, on %s', (kind) => {
  let clinic: TestClinic;
  beforeAll(async () => {
    clinic = await startTestClinic(kind);
  });
  afterAll(() => clinic.stop());

  /** So many records of every kind, written straight into the table. */
  async function fill(healthId: string, each: number): Promise<void> {
    await clinic.subgraph.database.query(
      `INSERT INTO clinical_record (id, kind, health_id, code, display_ar, display_en, effective_at, author_id, facility_id, sensitivities)
       SELECT gen_random_uuid(), kind, $1, 'c' || n, 'س', 'x', '2024-01-01'::timestamptz + n * interval '1 day', 'P-000001', 'F-DI-001', '{}'
       FROM generate_series(1, $2::int) AS n, unnest($3::text[]) AS kind`,
      [
        healthId,
        each,
        [
          'ENCOUNTER',
          'CONDITION',
          'OBSERVATION',
          'ALLERGY_INTOLERANCE',
          'IMMUNIZATION',
          'PROCEDURE',
          'DIAGNOSTIC_REPORT',
          'DOCUMENT_REFERENCE',
        ],
      ],
    );
  }
  async function statementsFor(ids: string[][]): Promise<number> {
    const before = clinic.subgraph.database.countStatements();
    const { code, found } = await clinic.patients(ids, wholeChart);
    expect([code, found.length]).toEqual([undefined, ids.length]);
    return clinic.subgraph.database.countStatements() - before;
  }

  it('pages through a list, newest first, each record once, those of one moment too', async () => {
    const healthId = someone();
    const written: string[] = [];
    for (const number of [3, 1, 2, 2, 2]) {
      const { record } = await clinic.record('Condition', healthId, { effectiveAt: day(number) });
      written.push(record.id);
    }
    const seen: string[] = [];
    const sizes: number[] = [];
    for (let after: string | null = null, more = true; more;) {
      const cursor: string = after === null ? '' : `, after: "${after}"`;
      const fields: string = `conditions(first: 2${cursor}) { edges { node { id } } pageInfo { hasNextPage hasPreviousPage endCursor } }`;
      const conditions = (await clinic.patients([[healthId]], fields)).found[0].conditions;
      expect(conditions.pageInfo.hasPreviousPage).toBe(after !== null);
      seen.push(...conditions.edges.map(({ node }: { node: { id: string } }) => node.id));
      sizes.push(conditions.edges.length);
      [after, more] = [conditions.pageInfo.endCursor, conditions.pageInfo.hasNextPage];
    }
    expect(sizes).toEqual([2, 2, 1]);
    expect([seen[0], seen.at(-1)]).toEqual([written[0], written[1]]);
    expect(new Set(seen)).toEqual(new Set(written));
  });

  it.each([
    'first: 100000',
    'first: 101',
    'first: 0',
    'first: -1',
    'after: "x"',
    `after: "${Buffer.from('w1:x|y').toString('base64url')}"`,
  ])('refuses a page of (%s)', async (page) => {
    const { code } = await clinic.patients([[someone()]], `conditions(${page}) { edges { cursor } }`);
    expect(code).toBe('BAD_USER_INPUT');
  });

  it('sums up what stands now, with the newest result of each kind', async () => {
    const healthId = someone();
    for (const type of recordTypes) await clinic.record(type, healthId);
    await clinic.record('Observation', healthId, { value: 11, effectiveAt: '2026-03-09T08:00:00Z' });
    await clinic.record('Observation', healthId, { code: '8480-6', value: 120, unit: 'mm[Hg]' });
    const old = await clinic.record('Condition', healthId, { code: 'J45.9' });
    const { effectiveAt, ...resolved } = { ...old.record, effectiveAt: day(5) };
    await clinic.write('amendCondition', {
      id: resolved.id,
      expectedVersion: 1,
      code: 'J45.9',
      displayAr: 'ربو',
      displayEn: 'Asthma',
      effectiveAt,
      isResolved: true,
    });
    const fields = `summary { code allergies { code } problems { code } procedures { code } immunizations { code dose }
      results { code value unit } sections { code titleAr titleEn } }`;
    const { found } = await clinic.patients([[healthId]], fields);
    expect(found[0].summary).toEqual({
      code: '60591-5',
      allergies: [{ code: 'J01CA04' }],
      problems: [{ code: 'I10' }],
      procedures: [{ code: '0DTJ' }],
      immunizations: [{ code: 'J07BD52', dose: 2 }],
      results: [
        { code: '718-7', value: 11, unit: 'g/dL' },
        { code: '8480-6', value: 120, unit: 'mm[Hg]' },
      ],
      sections: [
        { code: '10160-0', titleAr: 'الأدوية', titleEn: 'Medication summary' },
        { code: '48765-2', titleAr: 'الحساسيات', titleEn: 'Allergies and intolerances' },
        { code: '11450-4', titleAr: 'المشاكل الصحية', titleEn: 'Problem list' },
        { code: '47519-4', titleAr: 'الإجراءات', titleEn: 'History of procedures' },
        { code: '11369-6', titleAr: 'اللقاحات', titleEn: 'Immunizations' },
        { code: '30954-2', titleAr: 'النتائج', titleEn: 'Results' },
        { code: '8716-3', titleAr: 'العلامات الحيوية', titleEn: 'Vital signs' },
        { code: '11348-0', titleAr: 'الأمراض السابقة', titleEn: 'History of past illness' },
        { code: '10162-6', titleAr: 'الحمل', titleEn: 'History of pregnancy' },
      ],
    });
  });

  it('never loses an old allergy behind many newer measurements', async () => {
    const healthId = someone();
    const { record } = await clinic.record('AllergyIntolerance', healthId, { effectiveAt: day(1) });
    await clinic.subgraph.database.query(
      `INSERT INTO clinical_record (id, kind, health_id, code, display_ar, display_en, effective_at, author_id, facility_id, sensitivities)
       SELECT gen_random_uuid(), 'OBSERVATION', $1, '718-7', 'س', 'x', now(), 'P-000001', 'F-DI-001', '{}' FROM generate_series(1, 500)`,
      [healthId],
    );
    const { found } = await clinic.patients([[healthId]], 'activeAllergies { id code substanceAtcCode }');
    expect(found).toEqual([{ activeAllergies: [{ id: record.id, code: 'J01CA04', substanceAtcCode: 'J01CA04' }] }]);
  });

  it('counts an allergy that was withdrawn or overcome as active no longer', async () => {
    const healthId = someone();
    const [one, two] = [
      await clinic.record('AllergyIntolerance', healthId),
      await clinic.record('AllergyIntolerance', healthId),
    ];
    await clinic.write('enterAllergyIntoleranceInError', { id: one.record.id, expectedVersion: 1 });
    const change = { code: 'J01CA04', displayAr: 'أ', displayEn: 'A', effectiveAt: day(1), isResolved: true };
    await clinic.write('amendAllergyIntolerance', { id: two.record.id, expectedVersion: 1, ...change });
    const { found } = await clinic.patients([[healthId]], 'activeAllergies { id } allergies { edges { node { id } } }');
    expect(found).toEqual([{ activeAllergies: [], allergies: { edges: [{ node: { id: two.record.id } }] } }]);
  });

  it('shows records that were written under merged IDs among those of the survivor', async () => {
    const [survivor, merged] = [someone(), someone()];
    const older = await clinic.record('AllergyIntolerance', merged, { effectiveAt: day(1) });
    const newer = await clinic.record('AllergyIntolerance', survivor, { effectiveAt: day(2) });
    const fields =
      'activeAllergies { id } summary { allergies { id } } allergies(first: 1) { edges { node { id } } pageInfo { hasNextPage } }';
    const both = [{ id: newer.record.id }, { id: older.record.id }];
    const shown = {
      activeAllergies: both,
      summary: { allergies: both },
      allergies: { edges: [{ node: both[0] }], pageInfo: { hasNextPage: true } },
    };
    expect((await clinic.patients([[survivor, merged]], fields)).found).toEqual([shown]);
    const owner = testCaller(['citizen'], { healthId: merged });
    expect((await clinic.patients([[survivor, merged]], fields, owner)).found).toEqual([shown]);
    const { found } = await clinic.patients([[survivor]], 'activeAllergies { id }');
    expect(found).toEqual([{ activeAllergies: [{ id: newer.record.id }] }]);
  });

  it('keeps the records of many patients apart', async () => {
    const ids = [someone(), someone(), someone()];
    const written = await Promise.all(ids.map((id) => clinic.record('Procedure', id)));
    const { found } = await clinic.patients(
      ids.map((id) => [id]),
      'procedures { edges { node { id } } }',
    );
    expect(found).toEqual(written.map(({ record }) => ({ procedures: { edges: [{ node: { id: record.id } }] } })));
  });

  it('opens a chart to the patient and the guardian, and answers null to anybody else', async () => {
    const [healthId, other] = [someone(), someone()];
    const read = async (caller: ReturnType<typeof testCaller>) =>
      (await clinic.patients([[healthId]], 'healthId', caller)).found;
    expect(await read(testCaller(['citizen'], { healthId }))).toEqual([{ healthId }]);
    expect(await read(testCaller(['guardian'], { healthId: other }))).toEqual([{ healthId }]);
    expect(await read(deniedCaller(['citizen'], { healthId: other }))).toEqual([null]);
  });

  it('asks the database as often for sixty records of each kind as for three', async () => {
    const [short, long] = [someone(), someone()];
    await fill(short, 3);
    await fill(long, 60);
    const few = await statementsFor([[short]]);
    expect(few).toBeGreaterThan(0);
    expect(await statementsFor([[long]])).toBe(few);
  });

  it('asks the database as often for twenty patients as for one', async () => {
    const ids = Array.from({ length: 20 }, someone);
    for (const id of ids) await fill(id, 2);
    expect(await statementsFor(ids.map((id) => [id]))).toBe(await statementsFor([[ids[0]!]]));
  });
});
