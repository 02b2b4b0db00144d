import { checkResult, type MeasuredValue } from '@wasl/clinical-records/checkResult';
import { SubgraphError } from '@wasl/subgraph-sdk';
import { laboratoryTests } from '@wasl/terminology/laboratoryTests';
import { describe, expect, it } from 'vitest';

/** How a value is refused; undefined when it is taken. */
function refusal(measured: MeasuredValue): SubgraphError | undefined {
  try {
    checkResult(measured);
    return undefined;
  } catch (error) {
    if (error instanceof SubgraphError) return error;
    throw error;
  }
}

const outcomeOf = (code: string, value: number, unit: string, isConfirmed = false) =>
  refusal({ code, value, unit, isConfirmed })?.code;

describe('a measured value', () => {
  it.each([
    ['29463-7', -70, 'kg'],
    ['29463-7', 1500, '[lb_av]'],
    ['8302-2', 1.75, 'cm'],
    ['8302-2', 175, 'm'],
    ['8310-5', 370, 'Cel'],
    ['8310-5', 37, '[degF]'],
    ['59408-5', 960, '%'],
    ['8867-4', 0, '/min'],
    ['9279-1', 400, '/min'],
    ['8480-6', 1200, 'mm[Hg]'],
    ['8462-4', 800, 'mm[Hg]'],
    ['2345-7', 5000, 'mg/dL'],
    ['2345-7', 200, 'mmol/L'],
    ['718-7', 130, 'g/dL'],
    ['2160-0', 88, 'mg/dL'],
    ['2823-3', 45, 'mmol/L'],
    ['2951-2', 14, 'mmol/L'],
    ['4548-4', 70, '%'],
  ])('of %s: %d %s is refused, confirmed or not', (code, value, unit) => {
    expect(outcomeOf(code, value, unit)).toBe('BAD_USER_INPUT');
    expect(outcomeOf(code, value, unit, true)).toBe('BAD_USER_INPUT');
  });

  it.each([
    ['29463-7', 250, 'kg'],
    ['8310-5', 42, 'Cel'],
    ['59408-5', 70, '%'],
    ['8480-6', 260, 'mm[Hg]'],
    ['2345-7', 60, 'mmol/L'],
    ['2823-3', 9, 'mmol/L'],
  ])('of %s: %d %s has to be confirmed', (code, value, unit) => {
    expect(outcomeOf(code, value, unit)).toBe('VALUE_UNLIKELY');
    expect(outcomeOf(code, value, unit, true)).toBeUndefined();
  });

  it.each([
    ['29463-7', 154, '[lb_av]'],
    ['29463-7', 3400, 'g'],
    ['8302-2', 1.75, 'm'],
    ['8310-5', 98.6, '[degF]'],
    ['2345-7', 5.5, 'mmol/L'],
    ['2345-7', 100, 'mg/dL'],
    ['2160-0', 88, 'umol/L'],
    ['718-7', 130, 'g/L'],
    ['2823-3', 4.2, 'meq/L'],
    ['20447-9', 40, '{copies}/mL'],
  ])('of %s: %d %s is taken', (code, value, unit) => expect(outcomeOf(code, value, unit)).toBeUndefined());

  it.each([
    ['29463-7', 70, 'cm'],
    ['8310-5', 37, 'C'],
    ['4548-4', 48, 'g/L'],
    ['718-7', 13, '%'],
    ['8867-4', 70, 'mm[Hg]'],
  ])('of %s is not measured in the unit of %d %s', (code, value, unit) => {
    expect(refusal({ code, value, unit })?.details['field']).toBe('unit');
  });

  it('is judged for every test of the list that is measured, and every unit in which it arrives', () => {
    const measured = [...laboratoryTests().values()].filter(({ unit }) => unit !== undefined);
    expect(measured.length).toBeGreaterThan(190);
    for (const { code, unit = '', otherUnits } of measured) {
      for (const taken of [unit, ...otherUnits]) {
        const refused = refusal({ code, value: -1e12, unit: taken });
        expect([code, taken, refused?.code, refused?.details['field']]).toEqual([
          code,
          taken,
          'BAD_USER_INPUT',
          'value',
        ]);
      }
    }
  });
});

describe('a refusal', () => {
  it('names the test, the unit and the bounds in both languages, and not the value', () => {
    const refused = refusal({ code: '59408-5', value: 960, unit: '%' });
    expect(refused?.sentences).toEqual({
      en: 'No living body shows this value. Oxygen saturation by pulse oximetry (LOINC 59408-5) lies from 20 to 100 %.',
      ar: 'لا يظهر هذا المقدار في جسم حي. يقع إشباع الأكسجين بمقياس التأكسج النبضي (LOINC 59408-5) بين 20 و100 %.',
    });
    expect(refused?.details).toEqual({
      field: 'value',
      minimum: 20,
      maximum: 100,
      details: { code: '59408-5', unit: '%' },
    });
  });

  it('gives the bounds in the unit in which the value came', () => {
    expect(refusal({ code: '8310-5', value: 37, unit: '[degF]' })?.details).toMatchObject({
      minimum: 68,
      maximum: 113,
    });
    expect(refusal({ code: '2345-7', value: 60, unit: 'mmol/L' })?.details).toMatchObject({
      minimum: 1.665,
      maximum: 44.41,
    });
  });

  it('tells how to confirm what is unlikely, and which units a test takes', () => {
    const unlikely = refusal({ code: '29463-7', value: 250, unit: 'kg' });
    expect(unlikely?.sentences.en).toContain('mostly lies from 2 to 160 kg. Look again, and send isConfirmed: true');
    expect(unlikely?.sentences.ar).toContain('غالباً بين 2 و160 kg. تحقق منه ثم أرسل isConfirmed: true');
    const unit = refusal({ code: '8310-5', value: 37, unit: 'C' });
    expect(unit?.sentences.en).toBe(
      'Body temperature (LOINC 8310-5) is not measured in C: send it in Cel, [degF] or a unit of the same kind.',
    );
    expect(unit?.details['details']).toEqual({ code: '8310-5', unit: 'C', taken: 'Cel, [degF]' });
  });
});
