import type { Client } from '@urql/core';
import { startOfDay } from '@wasl/kit/calendar';
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
  afterAll(() => demo?.stop());

  it('is not dated before the birth, when it is recorded and when it is amended', async () => {
    // Midnight there: until 2022 winters had two hours ahead of UTC, and not three.
    const on = startOfDay(born);
    const before = new Date(on.getTime() - 1);
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

  it('is read back by the citizen whom it is about: a panel, its trend, the visit it belongs to, the card and the whole history', async () => {
    const now = new Date().toISOString();
    const record = async (mutation: string, kind: string, of: object, fields = 'id version') => {
      const text = `mutation ($input: ${kind}Input!) { ${mutation}(input: $input) { record { ${fields} } } }`;
      const { data, codes } = await query(physician, text, input(of as Record<string, unknown>));
      expect(codes).toEqual([]);
      return data[mutation].record;
    };
    const pressure = (code: string, value: number) => ({ ...texts, code, value, unit: 'mm[Hg]' });
    const visit = await record('recordEncounter', 'RecordEncounter', {
      ...texts,
      healthId,
      code: 'AMB',
      effectiveAt: now,
    });
    const { id, version } = await record('recordObservation', 'RecordObservation', {
      ...texts,
      healthId,
      encounterId: visit.id,
      code: '85354-9',
      effectiveAt: now,
      components: [pressure('8480-6', 131), pressure('8462-4', 84)],
    });
    await record('amendObservation', 'AmendObservation', {
      ...texts,
      id,
      expectedVersion: version,
      code: '85354-9',
      effectiveAt: now,
      components: [pressure('8480-6', 133), pressure('8462-4', 84)],
    });
    await record('endEncounter', 'EndEncounter', {
      id: visit.id,
      expectedVersion: visit.version,
      endedAt: new Date().toISOString(),
    });
    const text = `query ($healthId: ID!) { patient(healthId: $healthId) {
      observations(first: 1, code: "85354-9", category: VITAL_SIGNS) { edges { node { id encounter { id endedAt }
        components { code value } history { version display { ar } components { value } } } } }
      observationTrend(code: "8480-6") { unit points { value observation { id } } }
      immunizationCard { schedule { status dose } }
      summary { vitalSigns { code } pastIllness { code } pregnancy { code } }
    } }`;
    const { data, codes } = await query(await demo.as('citizen'), text, { healthId });
    expect(codes).toEqual([]);
    const { observations, observationTrend, immunizationCard, summary } = data.patient;
    expect(observations.edges).toEqual([
      {
        node: {
          id,
          encounter: { id: visit.id, endedAt: expect.any(String) },
          components: [
            { code: '8480-6', value: 133 },
            { code: '8462-4', value: 84 },
          ],
          history: [
            { version: 1, display: { ar: 'ضغط الدم (انقباضي وانبساطي)' }, components: [{ value: 131 }, { value: 84 }] },
          ],
        },
      },
    ]);
    expect(observationTrend.points.at(-1)).toEqual({ value: 133, observation: { id } });
    expect(immunizationCard.schedule).toHaveLength(17);
    expect(summary.vitalSigns.map(({ code }: { code: string }) => code)).toContain('85354-9');
  });

  it('does not tell who may not write when the patient was born', async () => {
    const stranger = person(1_000).healthId;
    const coded = input({ healthId: stranger, ...texts, code: 'I10', effectiveAt: '1901-01-01T08:00:00Z' });
    const { codes } = await query(physician, recordCondition, coded);
    expect(codes).not.toContain('DATE_OUTSIDE_LIFE');
    expect(codes).toHaveLength(1);
  });
});
