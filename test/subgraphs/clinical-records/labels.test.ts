import { person } from '@wasl/demo/population';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deniedCaller, testCaller } from '../../support/startTestSubgraph.ts';
import { databaseKinds } from '../../support/testPostgres.ts';
import {
  colleague,
  examples,
  physician,
  type RecordType,
  startTestClinic,
  type TestClinic,
} from './startTestClinic.ts';

const { healthId } = person(3);
const elsewhere = testCaller(['physician'], { practitionerId: 'P-000009', facilityId: 'F-HL-001' });
const reason = 'Given for hepatitis B, not for HIV';
const labelFields = 'version confidentiality sensitivities';
const wholeHistory = `${labelFields} history { ${labelFields} loweredBecause author { id } }`;
const virusLoad = { code: '20447-9', value: 40, unit: '{copies}/mL' };

describe.each(databaseKinds)('labels of clinical records, on %s', (kind) => {
  let clinic: TestClinic;
  beforeAll(async () => {
    clinic = await startTestClinic(kind);
  });
  afterAll(() => clinic.stop());

  async function record(type: RecordType, change: Record<string, unknown> = {}, caller = physician) {
    const input = { healthId, effectiveAt: '2026-03-01T08:00:00Z', ...examples[type], ...change };
    const { record: written, code } = await clinic.write(`record${type}`, input, caller, `id ${labelFields}`);
    expect(code).toBeUndefined();
    return written as { id: string; confidentiality: string; sensitivities: string[] };
  }
  const amend = (type: RecordType, id: string, expectedVersion: number, change = {}, caller = physician) =>
    clinic.write(
      `amend${type}`,
      { id, expectedVersion, effectiveAt: '2026-03-02T08:00:00Z', ...examples[type], ...change },
      caller,
      wholeHistory,
    );
  const lower = (type: RecordType, id: string, expectedVersion: number, change = {}, caller = physician) =>
    clinic.write(
      `lower${type}Labels`,
      { id, expectedVersion, confidentiality: 'N', sensitivities: [], reason, ...change },
      caller,
      wholeHistory,
    );

  describe('are implied', () => {
    it.each<[RecordType, Record<string, unknown>, string]>([
      ['Condition', {}, 'N'],
      ['Condition', { code: 'B20.1' }, 'R HIV'],
      ['Condition', { code: 'Z20.6' }, 'R HIV'],
      ['Condition', { code: 'R75' }, 'R HIV'],
      ['Condition', { code: 'O98.7' }, 'R HIV'],
      ['Condition', { code: 'O04.9' }, 'V SEX'],
      ['Condition', { code: 'X78' }, 'R PSY'],
      ['Condition', { code: 'X99' }, 'R VIO'],
      ['Condition', { code: 'F10.2' }, 'R ETH SUD'],
      ['Condition', { code: 'F17.2' }, 'N'],
      ['Condition', { code: 'Q90.9' }, 'N GDIS'],
      ['Condition', { displayEn: 'Pressure, and a major depression' }, 'N'],
      ['Observation', { code: '56888-1', value: 1, unit: '1' }, 'R HIV'],
      ['Observation', { code: '44261-6', value: 14, unit: '{score}' }, 'R PSY'],
      ['Observation', { code: '2106-3', value: 1, unit: '1' }, 'N SEX'],
      ['AllergyIntolerance', { code: 'local-7', substanceAtcCode: 'J05AR03' }, 'R HIV'],
      ['AllergyIntolerance', { code: 'j05aj01', substanceAtcCode: null }, 'R HIV'],
      ['AllergyIntolerance', { reaction: 'Taken as an overdose' }, 'R PSY'],
      ['Immunization', {}, 'N'],
      ['Immunization', { displayEn: 'Measles, before the HIV clinic' }, 'N'],
      ['Procedure', {}, 'N'],
      ['Procedure', { code: '10A07ZZ', displayEn: 'Procedure of 1 March' }, 'V SEX'],
      ['Procedure', { code: 'gzb0zzz' }, 'R PSY'],
      ['Procedure', { code: 'local-1', displayEn: 'Induced abortion' }, 'V SEX'],
      ['DiagnosticReport', {}, 'N'],
      ['DiagnosticReport', { code: '75622-1' }, 'R HIV'],
      ['DiagnosticReport', { conclusion: 'مضاد فيروس العوز المناعي إيجابي' }, 'R HIV'],
      ['Encounter', {}, 'N'],
      ['Encounter', { department: 'العيادة النفسية' }, 'R PSY'],
      ['Encounter', { department: 'Methadone clinic' }, 'R OPIOIDUD SUD'],
      ['Encounter', { displayAr: 'فحص بعد اعتداء' }, 'R VIO'],
    ])('by what %s %j means: %s', async (type, change, expected) => {
      const { confidentiality, sensitivities } = await record(type, change);
      expect([confidentiality, ...sensitivities].join(' ')).toBe(expected);
    });

    it('by the code, and neither by what its list calls it nor by what its author does', async () => {
      const display = { displayEn: 'Mental and behavioural disorders due to use of tobacco', displayAr: 'تبغ' };
      for (const code of ['F17', 'I10'])
        expect((await record('Condition', { code, ...display })).sensitivities).toEqual([]);
    });
  });

  it('are joined with what the author asks for, who may raise and not lower', async () => {
    const asked = async (change: Record<string, unknown>) => {
      const { confidentiality, sensitivities } = await record('Condition', change);
      return [confidentiality, ...sensitivities].join(' ');
    };
    expect(await asked({ sensitivities: ['SDV'] })).toBe('R SDV');
    expect(await asked({ code: 'B24', sensitivities: ['SDV', 'HIV'] })).toBe('R HIV SDV');
    expect(await asked({ code: 'B24', confidentiality: 'V' })).toBe('V HIV');
    expect(await asked({ code: 'B24', confidentiality: 'U', sensitivities: [] })).toBe('R HIV');
    expect(await asked({ confidentiality: 'V' })).toBe('V');
  });

  it('stay through an amendment, are raised by anybody who writes, and are lowered by no amendment', async () => {
    const { id } = await record('Condition', { confidentiality: 'R', sensitivities: ['SDV'] });
    expect((await amend('Condition', id, 1, {}, elsewhere)).record).toMatchObject({
      confidentiality: 'R',
      sensitivities: ['SDV'],
    });
    const raised = await amend('Condition', id, 2, { confidentiality: 'V' }, elsewhere);
    expect(raised.record).toMatchObject({ confidentiality: 'V', sensitivities: ['SDV'] });
    for (const less of [{ confidentiality: 'N' }, { sensitivities: [] }, { sensitivities: ['PSY'] }])
      expect((await amend('Condition', id, 3, less)).code).toBe('LABEL_LOWERING_REFUSED');
    const harmless = await amend('Condition', id, 3, { code: 'B24', sensitivities: ['SDV'] });
    expect(harmless.record).toMatchObject({ version: 4, confidentiality: 'V', sensitivities: ['HIV', 'SDV'] });
  });

  it('that the code implies need not be repeated in an amendment', async () => {
    const { id } = await record('Condition', { code: 'B24' });
    const same = await amend('Condition', id, 1, { code: 'B24', confidentiality: 'N', sensitivities: [] });
    expect(same.record).toMatchObject({ version: 2, confidentiality: 'R', sensitivities: ['HIV'] });
  });

  describe('are lowered', () => {
    it('where the record was made, with a reason that its history keeps beside the labels that were', async () => {
      const { id } = await record('AllergyIntolerance', { code: 'J05AF05', substanceAtcCode: 'J05AF05' });
      const lowered = await lower('AllergyIntolerance', id, 1, {}, colleague);
      expect(lowered).toMatchObject({ code: undefined });
      // Readers who may not see the version before see no gap.
      expect(lowered.record).toEqual({
        version: 1,
        confidentiality: 'N',
        sensitivities: [],
        history: [
          {
            version: 1,
            confidentiality: 'R',
            sensitivities: ['HIV'],
            loweredBecause: reason,
            author: { id: physician.practitionerId },
          },
        ],
      });
    });

    it('by no other facility, whatever it amended before', async () => {
      const { id } = await record('Condition', { code: 'F32.1' });
      expect((await lower('Condition', id, 1, {}, elsewhere)).code).toBe('LABEL_LOWERING_REFUSED');
      await amend('Condition', id, 1, { code: 'F32.1' }, elsewhere);
      expect((await lower('Condition', id, 2, {}, elsewhere)).code).toBe('LABEL_LOWERING_REFUSED');
      expect((await lower('Condition', id, 2)).record).toMatchObject({ version: 1, sensitivities: [] });
    });

    it.each([
      [
        'en',
        'Only the facility that made this record lowers its labels, with a reason; what is sealed, only its author.',
      ],
      [
        'ar',
        'لا تُخفَّض سرية السجل أو وسومه إلا في المنشأة التي أنشأته ومع ذكر السبب، ولا يخفضها عن السجل المختوم إلا كاتبه.',
      ],
    ])('or refused in words for people, in %s', async (language, message) => {
      const { id } = await record('Condition', { code: 'F32.1' });
      const input = {
        id,
        expectedVersion: 1,
        confidentiality: 'N',
        sensitivities: [],
        reason,
        idempotencyKey: `in ${language} ${id}`,
      };
      const text = 'mutation ($input: LowerLabelsInput!) { lowerConditionLabels(input: $input) { record { id } } }';
      const { errors } = await clinic.subgraph.ask(text, { input }, elsewhere, language);
      expect(errors).toMatchObject([{ message, extensions: { code: 'LABEL_LOWERING_REFUSED', forPeople: true } }]);
    });

    it('from sealed by the author alone', async () => {
      const { id } = await record('Condition', { confidentiality: 'V', sensitivities: ['SDV'] });
      const open = { confidentiality: 'R', sensitivities: ['SDV'] };
      expect((await lower('Condition', id, 1, open, colleague)).code).toBe('LABEL_LOWERING_REFUSED');
      expect((await lower('Condition', id, 1, open)).record).toMatchObject({ version: 1, ...open });
    });

    it.each([
      [{ reason: 'ok' }, 'reason'],
      [{ reason: '..............' }, 'reason'],
      [{ reason: 'x'.repeat(1_001) }, 'reason'],
      [{ confidentiality: 'V' }, 'confidentiality'],
      [{ confidentiality: 'R', sensitivities: ['PSY'] }, 'confidentiality'],
      [{ sensitivities: ['PSY', 'HIV'] }, 'sensitivities'],
    ])('not by %j, which names the field', async (change, field) => {
      const { id } = await record('Condition', { code: 'F32.1' });
      expect(await lower('Condition', id, 1, change)).toMatchObject({ code: 'BAD_USER_INPUT', details: { field } });
    });

    it('of the version that was read', async () => {
      const { id } = await record('Condition', { code: 'F32.1' });
      await amend('Condition', id, 1, { code: 'F32.1' });
      expect((await lower('Condition', id, 1)).code).toBe('VERSION_CONFLICT');
      expect((await lower('Procedure', id, 2)).code).toBe('NOT_FOUND');
    });

    it('until the record means more than it did', async () => {
      const { id } = await record('Condition', { code: 'F32.1' });
      await lower('Condition', id, 1);
      const spelled = await amend('Condition', id, 1, { code: 'F32.1', displayEn: 'Low mood' });
      expect(spelled.record).toMatchObject({ version: 2, confidentiality: 'N', sensitivities: [] });
      const changed = await amend('Condition', id, 2, { code: 'F20.0' });
      expect(changed.record).toMatchObject({ version: 3, confidentiality: 'N', sensitivities: [] });
      const worse = await amend('Condition', id, 3, { code: 'B24' });
      expect(worse.record).toMatchObject({ version: 4, confidentiality: 'R', sensitivities: ['HIV'] });
    });
  });

  describe('of a report', () => {
    const contains = 'results { id } ' + labelFields;
    const reportWith = (resultIds: string[], caller = physician) =>
      clinic.write(
        'recordDiagnosticReport',
        { healthId, effectiveAt: '2026-03-01T08:00:00Z', ...examples.DiagnosticReport, resultIds },
        caller,
        `id ${contains}`,
      );

    it('are those of the results that it contains too', async () => {
      const [plain, virus] = [await record('Observation'), await record('Observation', virusLoad)];
      const { record: report } = await reportWith([plain.id, virus.id.toUpperCase(), virus.id]);
      expect(report).toMatchObject({
        results: [{ id: plain.id }, { id: virus.id }],
        confidentiality: 'R',
        sensitivities: ['HIV'],
      });
    });

    it('rise with a result that is raised later, in a version of its own', async () => {
      const result = await record('Observation');
      const { record: report } = await reportWith([result.id]);
      expect(report).toMatchObject({ version: 1, confidentiality: 'N' });
      await amend('Observation', result.id, 1, { sensitivities: ['SUD'] }, elsewhere);
      const text = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on DiagnosticReport { ${wholeHistory} } } }`;
      const of = [{ __typename: 'DiagnosticReport', id: report.id }];
      const { data } = await clinic.subgraph.ask(text, { of }, physician);
      expect(data?.['_entities']).toMatchObject([
        {
          version: 2,
          confidentiality: 'R',
          sensitivities: ['SUD'],
          history: [{ version: 1, confidentiality: 'N', sensitivities: [] }],
        },
      ]);
    });

    it('rise whichever is written first, the report or the label of its result', async () => {
      const results = await Promise.all(Array.from({ length: 8 }, () => record('Observation')));
      const written = await Promise.all(
        results.flatMap(({ id }) => [reportWith([id]), amend('Observation', id, 1, { sensitivities: ['SUD'] })]),
      );
      expect(written.flatMap(({ code }) => code ?? [])).toEqual([]);
      const weaker = await clinic.subgraph.database.query(
        `SELECT report.id FROM clinical_record report, jsonb_array_elements_text(report.content->'resultIds') AS contained
         JOIN clinical_record result ON result.id = contained::uuid WHERE NOT result.sensitivities <@ report.sensitivities`,
      );
      expect(weaker).toEqual([]);
    });

    it('need results of the same patient that were not withdrawn', async () => {
      const other = await clinic.record('Observation', person(4).healthId);
      const withdrawn = await record('Observation');
      await clinic.write('enterObservationInError', { id: withdrawn.id, expectedVersion: 1 });
      for (const id of [other.record.id, withdrawn.id, (await record('Condition')).id, 'nothing'])
        expect(await reportWith([id])).toMatchObject({ code: 'NOT_FOUND', details: { field: 'resultIds' } });
      expect((await reportWith(Array.from({ length: 101 }, () => other.record.id))).code).toBe('BAD_USER_INPUT');
    });
  });

  it('come along with what warnings are found from', async () => {
    const patient = person(60).healthId;
    await clinic.record('AllergyIntolerance', patient, { code: 'J05AR10', substanceAtcCode: 'J05AR10' });
    await clinic.record('Condition', patient, { code: 'B24' });
    const fields =
      'allergySubstances { code substanceAtcCode texts confidentiality sensitivities } prescribingFacts { code value confidentiality sensitivities }';
    const hidden = { confidentiality: 'R', sensitivities: ['HIV'] };
    const substance = { code: 'J05AR10', substanceAtcCode: 'J05AR10', texts: [expect.any(String), expect.any(String)] };
    expect(await clinic.patients([[patient]], fields)).toMatchObject({
      found: [
        {
          allergySubstances: [{ ...substance, ...hidden }],
          prescribingFacts: [{ code: 'B24', value: null, ...hidden }],
        },
      ],
    });
    const stranger = deniedCaller(['citizen'], { healthId });
    expect((await clinic.patients([[patient]], fields, stranger)).found).toEqual([null]);
  });

  it('bring the newest weight and kidney function, and no other measurement', async () => {
    const patient = person(61).healthId;
    const measured = (code: string, value: number, effectiveAt: string, unit: string) =>
      clinic.record('Observation', patient, { code, value, effectiveAt, unit });
    await measured('29463-7', 60, '2026-01-01T08:00:00Z', 'kg');
    await measured('29463-7', 62, '2026-03-01T08:00:00Z', 'kg');
    await measured('2160-0', 2, '2026-03-01T08:00:00Z', 'mg/dL');
    await measured('718-7', 12, '2026-03-01T08:00:00Z', 'g/dL');
    const { found } = await clinic.patients([[patient]], 'prescribingFacts { code value }');
    const facts = (found[0] as { prescribingFacts: { code: string; value: number }[] }).prescribingFacts;
    expect(facts.map(({ code, value }) => `${code} ${value}`).toSorted()).toEqual(['2160-0 2', '29463-7 62']);
  });
});

describe('labels of the demo', () => {
  let clinic: TestClinic;
  beforeAll(async () => {
    clinic = await startTestClinic('PGlite', 3_000);
  });
  afterAll(() => clinic.stop());

  const codesWith = async (condition: string) => {
    const rows = await clinic.subgraph.database.query<{ code: string }>(
      `SELECT DISTINCT kind || ' ' || code AS code FROM clinical_record WHERE ${condition} ORDER BY 1`,
    );
    return rows.map(({ code }) => code);
  };

  it('stand on what is sensitive, and on nothing else', async () => {
    expect(await codesWith(`cardinality(sensitivities) > 0`)).toEqual([
      'CONDITION B24',
      'CONDITION D56.1',
      'CONDITION D56.3',
      'CONDITION F32.1',
      'CONDITION F43.1',
      'CONDITION T74.1',
      'DIAGNOSTIC_REPORT 11502-2',
      'ENCOUNTER AMB',
      'ENCOUNTER EMER',
      'LABORATORY_ORDER 20447-9',
      'OBSERVATION 20447-9',
      'OBSERVATION 44261-6',
    ]);
    expect(await codesWith(`confidentiality <> 'N' AND cardinality(sensitivities) = 0`)).toEqual([]);
    expect(await codesWith(`code ~ '^(F|B24|T74)' AND confidentiality <> 'R'`)).toEqual([]);
  });

  it('of a report are those of its results, which are of the same patient', async () => {
    const rows = await clinic.subgraph.database.query(
      `SELECT count(*) FILTER (WHERE NOT result.sensitivities <@ report.sensitivities)::int AS weaker,
              count(*) FILTER (WHERE result.health_id <> report.health_id)::int AS foreign, count(*) > 100 AS many
       FROM clinical_record report, jsonb_array_elements_text(report.content->'resultIds') AS contained
       JOIN clinical_record result ON result.id = contained::uuid WHERE report.kind = 'DIAGNOSTIC_REPORT'`,
    );
    expect(rows).toEqual([{ weaker: 0, foreign: 0, many: true }]);
  });
});
