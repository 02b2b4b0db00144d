import { checkResult, type MeasuredValue } from '@wasl/clinical-records/checkResult';
import { person } from '@wasl/demo/population';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examples, physician, startTestClinic, type TestClinic } from './startTestClinic.ts';

const { healthId } = person(3);
const weight = { code: '29463-7', displayAr: 'وزن الجسم', displayEn: 'Body weight', unit: 'kg' };

describe('results', () => {
  let clinic: TestClinic;
  beforeAll(async () => {
    clinic = await startTestClinic('PGlite', 300);
  });
  afterAll(() => clinic.stop());

  it('of the demo are all such as would be taken without a question', async () => {
    const rows = await clinic.subgraph.database.query<MeasuredValue>(
      `SELECT code, (content->>'value')::float8 AS value, content->>'unit' AS unit FROM clinical_record WHERE kind = 'OBSERVATION'`,
    );
    expect(rows.length).toBeGreaterThan(300);
    for (const row of rows) checkResult(row);
  });

  it('that no living body shows are refused and not stored', async () => {
    const outcome = await clinic.record('Observation', healthId, { ...weight, value: -70, isConfirmed: true });
    expect(outcome).toMatchObject({ code: 'BAD_USER_INPUT', details: { field: 'value', minimum: 0.2, maximum: 500 } });
    const rows = await clinic.subgraph.database.query(
      `SELECT 1 FROM clinical_record WHERE (content->>'value')::float8 < 0`,
    );
    expect(rows).toEqual([]);
  });

  it('that are unlikely are taken once confirmed, under the same idempotency key or another', async () => {
    const input = { ...weight, value: 250, idempotencyKey: 'weighed twice' };
    expect((await clinic.record('Observation', healthId, input)).code).toBe('VALUE_UNLIKELY');
    expect((await clinic.record('Observation', healthId, { ...input, isConfirmed: true })).record.version).toBe(1);
  });

  it('are judged when they are amended too', async () => {
    const { record } = await clinic.record('Observation', healthId, { ...weight, value: 70 });
    const amended = { ...weight, id: record.id, expectedVersion: 1, effectiveAt: '2026-03-02T08:00:00Z' };
    const amend = (change: object) => clinic.write('amendObservation', { ...amended, ...change });
    expect((await amend({ value: 700 })).code).toBe('BAD_USER_INPUT');
    expect((await amend({ value: 170 })).code).toBe('VALUE_UNLIKELY');
    expect((await amend({ value: 170, isConfirmed: true })).record.version).toBe(2);
  });

  it('are refused in the language of whoever sends them', async () => {
    const text = `mutation ($input: RecordObservationInput!) { recordObservation(input: $input) { record { id } } }`;
    const input = { ...examples.Observation, healthId, effectiveAt: '2026-03-01T08:00:00Z', value: 130 };
    const refused = async (language: string) => {
      const key = { idempotencyKey: `haemoglobin ${language}` };
      return (await clinic.subgraph.ask(text, { input: { ...input, ...key } }, physician, language)).errors?.[0];
    };
    expect((await refused('en'))?.message).toBe(
      'No living body shows this value. Haemoglobin in blood (LOINC 718-7) lies from 1 to 30 g/dL.',
    );
    expect((await refused('ar'))?.message).toBe(
      'لا يظهر هذا المقدار في جسم حي. يقع خضاب الدم (LOINC 718-7) بين 1 و30 g/dL.',
    );
  });

  it('are of no year 1', async () => {
    const outcome = await clinic.record('Observation', healthId, { effectiveAt: '0001-01-01T00:00:00Z' });
    expect(outcome).toMatchObject({ code: 'BAD_USER_INPUT', details: { field: 'effectiveAt' } });
  });
});
