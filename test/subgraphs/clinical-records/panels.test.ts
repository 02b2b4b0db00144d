import { person } from '@wasl/demo/population';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseKinds } from '../../support/testPostgres.ts';
import { startTestClinic, type TestClinic } from './startTestClinic.ts';

let people = 200;
const someone = () => person((people += 1)).healthId;
const component = (code: string, value: number, more = {}) => ({
  code,
  displayAr: 'ضغط',
  displayEn: 'Pressure',
  value,
  unit: 'mm[Hg]',
  ...more,
});
const bloodPressure = (systolic: number, diastolic: number) => ({
  code: '85354-9',
  displayAr: 'ضغط الدم',
  displayEn: 'Blood pressure',
  value: undefined,
  unit: undefined,
  components: [component('8480-6', systolic), component('8462-4', diastolic)],
});
const none = { value: undefined, unit: undefined };

describe.each(databaseKinds)('a result, on %s', (kind) => {
  let clinic: TestClinic;
  beforeAll(async () => {
    clinic = await startTestClinic(kind);
  });
  afterAll(() => clinic.stop());

  it('is a blood pressure, written and read as one', async () => {
    const healthId = someone();
    expect((await clinic.record('Observation', healthId, bloodPressure(135, 85))).code).toBeUndefined();
    const fields = 'observations { edges { node { code value unit components { code value unit display { en } } } } }';
    const [{ observations }] = (await clinic.patients([[healthId]], fields)).found;
    expect(observations.edges).toEqual([
      {
        node: {
          code: '85354-9',
          value: null,
          unit: null,
          components: [
            { code: '8480-6', value: 135, unit: 'mm[Hg]', display: { en: 'Pressure' } },
            { code: '8462-4', value: 85, unit: 'mm[Hg]', display: { en: 'Pressure' } },
          ],
        },
      },
    ]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['the wrong way round', bloodPressure(85, 135), 'components'],
    ['with no difference', bloodPressure(90, 90), 'components'],
    [
      'the wrong way round in another unit',
      { ...bloodPressure(0, 0), components: [component('8480-6', 120), component('8462-4', 17, { unit: 'kPa' })] },
      'components',
    ],
    ['half of it', { ...bloodPressure(0, 0), components: [component('8480-6', 120)] }, 'components'],
    [
      'one part twice',
      { ...bloodPressure(0, 0), components: [component('8480-6', 120), component('8480-6', 80)] },
      'components',
    ],
    ['as a number', { ...bloodPressure(0, 0), components: undefined, value: 120, unit: 'mm[Hg]' }, 'components'],
    ['a pressure that nobody has', bloodPressure(900, 80), 'value'],
    ['nothing at all', none, 'value'],
    ['a text and a number', { valueText: 'positive' }, 'valueText'],
    ['a code without its meaning', { ...none, valueCode: 'POS' }, 'valueDisplayAr'],
    ['a meaning without its code', { valueDisplayAr: 'إيجابي', valueDisplayEn: 'Positive' }, 'valueDisplayAr'],
    ['a ratio to nothing', { ...none, ratio: { numerator: 1, denominator: 0 } }, 'ratio'],
    ['a bound of a text', { ...none, valueText: 'x', comparator: 'LT' }, 'comparator'],
    ['a number without its unit', { unit: undefined }, 'unit'],
  ])('is not %s', async (_, change, field) => {
    expect(await clinic.record('Observation', someone(), change)).toMatchObject({
      code: 'BAD_USER_INPUT',
      details: { field },
    });
  });

  it('is a text, a code, a ratio or a bound', async () => {
    const healthId = someone();
    const said = [
      { ...none, valueText: 'لا نمو بعد 48 ساعة' },
      { ...none, valueCode: 'POS', valueDisplayAr: 'إيجابي', valueDisplayEn: 'Positive' },
      { ...none, ratio: { numerator: 1, denominator: 160 } },
      { value: 2, unit: 'g/dL', comparator: 'LT', isConfirmed: true },
    ];
    for (const [index, change] of said.entries()) {
      const effectiveAt = `2026-03-0${index + 1}T08:00:00Z`;
      expect((await clinic.record('Observation', healthId, { ...change, effectiveAt })).code).toBeUndefined();
    }
    const fields = `observations { edges { node { valueText valueCode valueDisplay { en }
      ratio { numerator denominator } value comparator } } }`;
    const [{ observations }] = (await clinic.patients([[healthId]], fields)).found;
    const empty = { valueText: null, valueCode: null, valueDisplay: null, ratio: null, value: null, comparator: null };
    expect(observations.edges.map(({ node }: { node: unknown }) => node).toReversed()).toEqual([
      { ...empty, valueText: 'لا نمو بعد 48 ساعة' },
      { ...empty, valueCode: 'POS', valueDisplay: { en: 'Positive' } },
      { ...empty, ratio: { numerator: 1, denominator: 160 } },
      { ...empty, value: 2, comparator: 'LT' },
    ]);
  });

  it('bears the labels of what its text and its components say', async () => {
    const labels = async (change: object) => {
      const input = {
        healthId: someone(),
        effectiveAt: '2026-03-01T08:00:00Z',
        displayAr: 'نتيجة',
        displayEn: 'Result',
        ...change,
      };
      return (await clinic.write('recordObservation', input, undefined, 'sensitivities')).record?.sensitivities;
    };
    expect(await labels({ code: '718-7', valueText: 'HIV positive' })).toEqual(['HIV']);
    const viral = component('20447-9', 40, { unit: '{copies}/mL' });
    expect(await labels({ code: '58410-2', components: [viral] })).toEqual(['HIV']);
    expect(await labels({ code: '718-7', valueText: 'normal' })).toEqual([]);
  });

  it('makes a trend in one unit, of what was measured alone and within panels', async () => {
    const healthId = someone();
    const at = (day: number) => ({ effectiveAt: `2026-03-0${day}T08:00:00Z` });
    await clinic.record('Observation', healthId, { ...bloodPressure(120, 80), ...at(3) });
    await clinic.record('Observation', healthId, { ...component('8480-6', 16, { unit: 'kPa' }), ...at(1) });
    await clinic.record('Observation', healthId, { ...component('8480-6', 140), ...at(2) });
    await clinic.record('Observation', healthId, { ...component('8462-4', 70), ...at(4) });
    const trend = async (args: string) => {
      const fields = `observationTrend(${args}) { unit points { value observedAt observation { code } } }`;
      return (await clinic.patients([[healthId]], fields)).found?.[0].observationTrend;
    };
    const all = await trend('code: "8480-6"');
    expect(all.unit).toBe('mm[Hg]');
    expect(all.points.map(({ value }: { value: number }) => Math.round(value))).toEqual([120, 140, 120]);
    expect(all.points[2].observation.code).toBe('85354-9');
    expect((await trend('code: "8480-6", from: "2026-03-02", to: "2026-03-02"')).points).toHaveLength(1);
    const inKilopascal = await trend('code: "8480-6", unit: "kPa"');
    expect(inKilopascal.points[0].value).toBe(16);
    expect(await trend('code: "8480-6", unit: "kg"')).toEqual({ unit: 'kg', points: [] });
    expect((await clinic.patients([[healthId]], 'observationTrend(code: "nothing") { unit }')).code).toBe(
      'BAD_USER_INPUT',
    );
  });
});
