import { interpretResult, type ToldPerson } from '@wasl/clinical-records/interpretResult';
import { person } from '@wasl/demo/population';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { physician, startTestClinic, type TestClinic } from './startTestClinic.ts';

const woman = { birthDate: '1990-05-01', sex: 'FEMALE' };
const man = { birthDate: '1990-05-01', sex: 'MALE' };
const newborn = { birthDate: '2026-02-28', sex: 'MALE' };
const at = (day: string) => new Date(`${day}T08:00:00Z`);

function levelOf(code: string, content: object, of: ToldPerson | undefined, day = '2026-03-01') {
  return interpretResult({ code, effectiveAt: at(day), content }, of)?.level ?? null;
}

describe('a result', () => {
  it.each([
    ['718-7', 12.5, 'g/dL', woman, 'N'],
    ['718-7', 12.5, 'g/dL', man, 'L'],
    ['718-7', 12.5, 'g/dL', newborn, 'L'],
    ['718-7', 6, 'g/dL', woman, 'LL'],
    ['718-7', 125, 'g/L', woman, 'N'],
    ['2345-7', 5.5, 'mmol/L', man, 'N'],
    ['2823-3', 7, 'meq/L', man, 'HH'],
    ['8867-4', 150, '/min', newborn, 'N'],
    ['8867-4', 120, '/min', man, 'H'],
  ])('of %s: %d %s of %j is %s', (code, value, unit, of, level) => {
    expect(levelOf(code, { value, unit }, of)).toBe(level);
  });

  it('is read for the age on the day it was measured', () => {
    const child = { birthDate: '2016-03-01', sex: 'FEMALE' };
    expect(levelOf('8867-4', { value: 130, unit: '/min' }, child, '2017-06-01')).toBe('N');
    expect(levelOf('8867-4', { value: 130, unit: '/min' }, child, '2026-03-01')).toBe('H');
  });

  it('is an adult’s from the 18th birthday on, which for who was born on 29 February is 1 March', () => {
    const pressure = { value: 135, unit: 'mm[Hg]' };
    const born = { birthDate: '2008-02-29', sex: 'MALE' };
    expect(levelOf('8480-6', pressure, born, '2026-02-28')).toBeNull();
    expect(levelOf('8480-6', pressure, born, '2026-03-01')).toBe('H');
    expect(levelOf('8480-6', pressure, { ...born, birthDate: '2008-11-26' }, '2026-11-26')).toBe('H');
  });

  it.each([
    [10, '718-7', 10.8, 'g/dL', 'L', 'Low for the first trimester', 'منخفض بحسب الثلث الأول من الحمل'],
    [
      20,
      '718-7',
      10.8,
      'g/dL',
      'N',
      'Normal for the second trimester',
      'ضمن المجال المرجعي بحسب الثلث الثاني من الحمل',
    ],
    [
      30,
      '718-7',
      6.5,
      'g/dL',
      'LL',
      'Critically low for the third trimester',
      'منخفض إلى حد خطر بحسب الثلث الثالث من الحمل',
    ],
    [
      10,
      '3016-3',
      0.2,
      'm[IU]/L',
      'N',
      'Normal for the first trimester',
      'ضمن المجال المرجعي بحسب الثلث الأول من الحمل',
    ],
    [20, '2160-0', 88, 'umol/L', 'H', 'High for the second trimester', 'مرتفع بحسب الثلث الثاني من الحمل'],
    [20, '1558-6', 95, 'mg/dL', 'H', 'High for the second trimester', 'مرتفع بحسب الثلث الثاني من الحمل'],
    [20, '2823-3', 4, 'mmol/L', 'N', 'Normal', 'ضمن المجال المرجعي'],
  ])('in week %i of pregnancy, %s: %d %s is %s', (pregnancyWeeks, code, value, unit, level, en, ar) => {
    const effectiveAt = at('2026-03-01');
    const read = interpretResult({ code, effectiveAt, content: { value, unit } }, { ...woman, pregnancyWeeks });
    expect(read).toMatchObject({ level, text: { en, ar } });
  });

  it('is read against the range of its own laboratory, save where the list calls it critical', () => {
    const range = { unit: 'g/dL', referenceLow: 11, referenceHigh: 13 };
    expect(levelOf('718-7', { ...range, value: 12.5 }, man)).toBe('N');
    expect(levelOf('718-7', { ...range, value: 13.5 }, man)).toBe('H');
    expect(levelOf('718-7', { ...range, value: 6 }, man)).toBe('LL');
    expect(levelOf('100-8', { value: 5, unit: 'mg/L', referenceHigh: 4 }, man)).toBe('H');
  });

  it('comes with the range in its own unit, and words in both languages', () => {
    const read = interpretResult(
      { code: '718-7', effectiveAt: at('2026-03-01'), content: { value: 125, unit: 'g/L' } },
      man,
    );
    expect(read).toEqual({ level: 'L', text: { en: 'Low', ar: 'منخفض' }, low: 130, high: 175 });
  });

  it.each([
    ['of somebody whose birth date is not known', '718-7', { value: 12, unit: 'g/dL' }, { sex: 'MALE' }],
    ['of nobody', '718-7', { value: 12, unit: 'g/dL' }, undefined],
    ['dated before the birth', '718-7', { value: 12, unit: 'g/dL' }, { birthDate: '2026-03-02' }],
    ['without a range in the list', '100-8', { value: 12, unit: 'g/dL' }, man],
    [
      'of a sex that is not known, where the sexes differ',
      '718-7',
      { value: 12, unit: 'g/dL' },
      { ...man, sex: 'UNKNOWN' },
    ],
  ])('%s is not read', (_, code, content, of) => expect(levelOf(code, content, of)).toBeNull());
});

describe('a recorded result', () => {
  let clinic: TestClinic;
  beforeAll(async () => {
    clinic = await startTestClinic();
  });
  afterAll(() => clinic.stop());

  it('is read with what the gateway tells of its patient', async () => {
    const { record } = await clinic.record('Observation', person(3).healthId);
    const text = `query ($of: [_Any!]!) { _entities(representations: $of) {
      ... on Observation { interpretation { level text { en ar } low high } } } }`;
    const read = async (patient: object) => {
      const of = [{ __typename: 'Observation', id: record.id, patient }];
      return (await clinic.subgraph.ask(text, { of }, physician)).data?.['_entities'];
    };
    expect(await read(man)).toEqual([
      { interpretation: { level: 'L', text: { en: 'Low', ar: 'منخفض' }, low: 13, high: 17.5 } },
    ]);
    expect(await read(woman)).toMatchObject([{ interpretation: { level: 'N' } }]);
    expect(await read({ birthDate: null, sex: null })).toEqual([{ interpretation: null }]);
  });

  it('is read for the trimester where the reader may know of the pregnancy', async () => {
    const { healthId } = person(4);
    const haemoglobin = await clinic.record('Observation', healthId, { value: 10.8 });
    const secret = {
      code: '11884-4',
      value: 20,
      unit: 'wk',
      confidentiality: 'R',
      effectiveAt: '2026-02-22T08:00:00Z',
    };
    await clinic.record('Observation', healthId, secret);
    const text = `query ($of: [_Any!]!) { _entities(representations: $of) {
      ... on Observation { interpretation { level text { en } } } } }`;
    const of = [{ __typename: 'Observation', id: haemoglobin.record.id, patient: woman }];
    const read = async (labels: string[]) => {
      const decision = { ...physician.decision, labels };
      const caller = { ...physician, practitionerId: 'P-000009', decision };
      return (await clinic.subgraph.ask(text, { of }, caller)).data?.['_entities'];
    };
    const second = { level: 'N', text: { en: 'Normal for the second trimester' } };
    expect(await read(['*'])).toEqual([{ interpretation: second }]);
    expect(await read(['N'])).toEqual([{ interpretation: { level: 'L', text: { en: 'Low' } } }]);
    const trend = `query ($of: [_Any!]!) { _entities(representations: $of) {
      ... on Patient { observationTrend(code: "718-7") { referenceLow referenceHigh } } } }`;
    const her = [{ __typename: 'Patient', healthId, healthIds: [healthId], ...woman }];
    expect((await clinic.subgraph.ask(trend, { of: her }, physician)).data?.['_entities']).toEqual([
      { observationTrend: { referenceLow: 10.5, referenceHigh: 14.8 } },
    ]);
  });

  it('is read for the trimester that was recorded under an ID of the patient from before a merge', async () => {
    const [survivor, former] = [person(5).healthId, person(6).healthId];
    const { record } = await clinic.record('Observation', survivor, { value: 10.8 });
    const gestation = { code: '11884-4', value: 20, unit: 'wk', effectiveAt: '2026-02-22T08:00:00Z' };
    await clinic.record('Observation', former, gestation);
    const text = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Observation { interpretation { text { en } } } } }`;
    const read = async (healthIds: string[]) => {
      const of = [{ __typename: 'Observation', id: record.id, patient: { ...woman, healthIds } }];
      return (await clinic.subgraph.ask(text, { of }, physician)).data?.['_entities'];
    };
    expect(await read([survivor, former])).toEqual([
      { interpretation: { text: { en: 'Normal for the second trimester' } } },
    ]);
    expect(await read([survivor])).toEqual([{ interpretation: { text: { en: 'Low' } } }]);
  });
});
