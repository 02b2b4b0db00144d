import type { Client } from '@urql/core';
import { person } from '@wasl/demo/population';
import { personas } from '@wasl/demo/personas';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Demo, startDemo } from '../support/startDemo.ts';
import { input, query } from './startNationalGraph.ts';

const healthId = personas.citizen.healthId ?? '';
const read = 'query ($healthId: ID!) { patient(healthId: $healthId) { birthDate sex } }';
const recordCondition = `mutation ($input: RecordConditionInput!) { recordCondition(input: $input) { record { id version onset } } }`;
const amendCondition = `mutation ($input: AmendConditionInput!) { amendCondition(input: $input) { record { id version } } }`;
const texts = { displayAr: 'تشخيص', displayEn: 'Diagnosis' };

describe('what is written of a patient', () => {
  let demo: Demo;
  let physician: Client;
  let born: string;
  let sex: string;
  beforeAll(async () => {
    demo = await startDemo();
    physician = await demo.as('physician');
    ({ birthDate: born, sex } = (await query(physician, read, { healthId })).data.patient);
  });
  afterAll(() => demo.stop());

  it('is not dated before the birth, when it is recorded and when it is amended', async () => {
    const before = new Date(Date.parse(`${born}T00:00:00+03:00`) - 1);
    const on = new Date(Date.parse(`${born}T00:00:00+03:00`));
    const dated = (effectiveAt: Date) => ({ ...texts, code: 'I10', effectiveAt: effectiveAt.toISOString() });
    const refused = await query(physician, recordCondition, input({ healthId, ...dated(before) }));
    expect(refused.codes).toEqual(['DATE_OUTSIDE_LIFE']);
    const { data, codes } = await query(physician, recordCondition, input({ healthId, ...dated(on) }));
    expect(codes).toEqual([]);
    const { id, version } = data.recordCondition.record;
    const change = { id, expectedVersion: version, ...dated(before) };
    expect((await query(physician, amendCondition, input(change))).codes).toEqual(['DATE_OUTSIDE_LIFE']);
  });

  it('is no diagnosis that the registered sex cannot have', async () => {
    const [other, own] = sex === 'MALE' ? ['O80', 'N40'] : ['N40', 'O80'];
    const coded = (code: string) => input({ healthId, ...texts, code, effectiveAt: '2026-06-01T08:00:00Z' });
    expect((await query(physician, recordCondition, coded(other))).codes).toEqual(['SEX_IMPLAUSIBLE']);
    expect((await query(physician, recordCondition, coded(own))).codes).toEqual([]);
  });

  it('does not tell who may not write when the patient was born', async () => {
    const stranger = person(1_000).healthId;
    const coded = input({ healthId: stranger, ...texts, code: 'I10', effectiveAt: '1901-01-01T08:00:00Z' });
    const { codes } = await query(physician, recordCondition, coded);
    expect(codes).not.toContain('DATE_OUTSIDE_LIFE');
    expect(codes).toHaveLength(1);
  });
});
