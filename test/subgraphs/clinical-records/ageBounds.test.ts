import { randomUUID } from 'node:crypto';
import { ageAt } from '@wasl/clinical-records/ageAt';
import { checkResult } from '@wasl/clinical-records/checkResult';
import { subgraph } from '@wasl/clinical-records/main';
import { toHealthId } from '@wasl/kit/healthId';
import { SubgraphError } from '@wasl/subgraph-sdk';
import { type AgeBand, allAgeBands, plausibleBounds } from '@wasl/terminology/ageBounds';
import { laboratoryTest } from '@wasl/terminology/laboratoryTests';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSubgraph, testCaller, type TestSubgraph } from '../../support/startTestSubgraph.ts';

const [weight, height, head, bmi] = ['29463-7', '8302-2', '9843-4', '39156-5'] as const;
const [heart, breath, systolic, diastolic] = ['8867-4', '9279-1', '8480-6', '8462-4'] as const;
const year = 365.25;

/** How a value at an age is refused; `taken` where it is not. */
function outcomeOf(code: string, value: number, unit: string, days?: number, isConfirmed = false): string {
  const age = days === undefined ? undefined : { youngest: days, oldest: days };
  try {
    checkResult({ code, value, unit, isConfirmed }, age);
    return 'taken';
  } catch (error) {
    if (error instanceof SubgraphError) return error.code;
    throw error;
  }
}

describe('what a body of an age can show', () => {
  it.each([
    [weight, 80, 'kg', 0, 'BAD_USER_INPUT'],
    [weight, 7.5, 'kg', 0, 'VALUE_UNLIKELY'],
    [weight, 0.9, 'kg', 0, 'taken'],
    [weight, 3400, 'g', 2, 'taken'],
    [weight, 34, 'kg', 200, 'BAD_USER_INPUT'],
    [weight, 3.4, 'kg', 5 * year, 'BAD_USER_INPUT'],
    [weight, 80, 'kg', 8 * year, 'VALUE_UNLIKELY'],
    [weight, 80, 'kg', 40 * year, 'taken'],
    [weight, 8, 'kg', 40 * year, 'VALUE_UNLIKELY'],
    [height, 175, 'cm', 30, 'BAD_USER_INPUT'],
    [height, 50, 'cm', 1, 'taken'],
    [height, 1.75, 'm', 30 * year, 'taken'],
    [height, 50, 'cm', 30 * year, 'VALUE_UNLIKELY'],
    [head, 35, 'cm', 0, 'taken'],
    [head, 35, 'cm', 30 * year, 'VALUE_UNLIKELY'],
    [head, 57, 'cm', 3, 'BAD_USER_INPUT'],
    [bmi, 30, 'kg/m2', 90, 'VALUE_UNLIKELY'],
    [bmi, 30, 'kg/m2', 30 * year, 'taken'],
    [heart, 50, '/min', 5, 'VALUE_UNLIKELY'],
    [heart, 50, '/min', 30 * year, 'taken'],
    [heart, 200, '/min', 5, 'taken'],
    [heart, 200, '/min', 30 * year, 'VALUE_UNLIKELY'],
    [breath, 12, '/min', 10, 'VALUE_UNLIKELY'],
    [breath, 12, '/min', 30 * year, 'taken'],
    [breath, 70, '/min', 10, 'taken'],
    [systolic, 140, 'mm[Hg]', 3, 'VALUE_UNLIKELY'],
    [systolic, 60, 'mm[Hg]', 3, 'taken'],
    [systolic, 240, 'mm[Hg]', 3, 'BAD_USER_INPUT'],
    [systolic, 60, 'mm[Hg]', 40 * year, 'VALUE_UNLIKELY'],
    [diastolic, 90, 'mm[Hg]', 3, 'VALUE_UNLIKELY'],
    [diastolic, 90, 'mm[Hg]', 40 * year, 'taken'],
  ])('%s of %d %s at %d days is %s', (code, value, unit, days, outcome) => {
    expect(outcomeOf(code, value, unit, days)).toBe(outcome);
    // Confirming opens what is unlikely, and nothing that no body shows.
    expect(outcomeOf(code, value, unit, days, true)).toBe(outcome === 'BAD_USER_INPUT' ? outcome : 'taken');
  });

  it('is what is so in anybody where the age is not known, and for what the list has no ages of', () => {
    expect(outcomeOf(weight, 80, 'kg')).toBe('taken');
    expect(outcomeOf('718-7', 13, 'g/dL', 0)).toBe('taken');
    const haemoglobin = laboratoryTest('718-7')!;
    expect(plausibleBounds(haemoglobin, { youngest: 0, oldest: 0 })).toBe(haemoglobin);
  });

  it('leaves no gap between ages, and what is likely at one is possible just before and after', () => {
    const holds = (outer: AgeBand['possible'], inner: AgeBand['possible']) =>
      (outer.low ?? 0) <= (inner.low ?? 0) && (outer.high ?? 0) >= (inner.high ?? 0);
    expect(allAgeBands().size).toBe(8);
    for (const [code, bands] of allAgeBands()) {
      expect([code, laboratoryTest(code)?.unit !== undefined, bands[0]?.fromDays, bands.at(-1)?.toDays]).toEqual([
        code,
        true,
        0,
        Infinity,
      ]);
      for (const [index, band] of bands.entries()) {
        const next = bands[index + 1] ?? band;
        const isFitting = holds(band.possible, band.likely) && holds(band.possible, next.likely);
        expect([code, index, isFitting, holds(next.possible, band.likely)]).toEqual([code, index, true, true]);
        expect(bands[index + 1]?.fromDays ?? Infinity).toBe(band.toDays);
      }
    }
  });

  it('says so in both languages, with the bounds of the age in the unit of the value and without the value', () => {
    const sentences = (value: number) => {
      try {
        checkResult({ code: weight, value, unit: 'g' }, { youngest: 1, oldest: 1 });
      } catch (error) {
        if (error instanceof SubgraphError) return { ...error.sentences, details: error.details };
        throw error;
      }
      throw new Error('It was taken.');
    };
    expect(sentences(80_000)).toMatchObject({
      en: expect.stringMatching(/^No living body of this age shows this value\. .* from 200 to 11000 g\.$/),
      ar: expect.stringMatching(/في هذا العمر/),
      details: { field: 'value', minimum: 200, maximum: 11_000 },
    });
    expect(sentences(7_500)).toMatchObject({
      en: expect.stringMatching(/unlikely at this age\. .* from 800 to 6700 g\..* isConfirmed/),
      ar: expect.stringMatching(/في هذا العمر.*isConfirmed/),
    });
    expect(JSON.stringify(sentences(80_000))).not.toContain('80000');
  });
});

describe('the age at which something was measured', () => {
  const at = (time: string, birthDate?: string) =>
    ageAt(new Date(time), birthDate === undefined ? undefined : { healthId: '1', birthDate });
  it.each([
    ['2026-03-10T08:00:00Z', '2026-03-10', { youngest: 0, oldest: 0 }],
    // In Damascus it is the next day already.
    ['2026-03-10T22:30:00Z', '2026-03-10', { youngest: 1, oldest: 1 }],
    ['2026-03-11T08:00:00Z', '2026-01-01', { youngest: 0, oldest: 69 }],
    ['2027-01-01T08:00:00Z', '2026-01-01', { youngest: 0.25, oldest: 365.25 }],
    ['2026-11-26T08:00:00Z', '2008-11-26', { youngest: 18 * 365.25, oldest: 18 * 365.25 }],
    ['2026-03-11T08:00:00Z', '2026-03-01', { youngest: 0, oldest: 10 }],
    ['2026-03-09T08:00:00Z', '2026-03-10', undefined],
    ['2026-03-09T08:00:00Z', undefined, undefined],
    ['nonsense', '2026-03-10', undefined],
    ['2026-03-09T08:00:00Z', 'nonsense', undefined],
  ])('at %s of somebody born on %s is %j', (time, birthDate, age) => {
    expect(at(time, birthDate)).toEqual(age);
  });
});

describe('what is written', () => {
  const healthId = toHealthId('1000000077');
  let running: TestSubgraph;
  beforeAll(async () => {
    running = await startTestSubgraph(subgraph);
  });
  afterAll(() => running?.stop());

  const nurse = (birthDate?: string) => {
    const caller = testCaller(['nurse'], { practitionerId: 'P-000003', facilityId: 'F-DI-001' });
    const lives = birthDate === undefined ? [] : [{ healthId, birthDate }];
    return { ...caller, decision: { ...caller.decision!, patients: [healthId], lives } };
  };
  async function write(input: object, birthDate?: string, name = 'recordObservation', type = 'RecordObservationInput') {
    const text = `mutation ($input: ${type}!) { ${name}(input: $input) { record { id version } } }`;
    const of = name === 'recordObservation' ? { healthId } : {};
    const variables = { input: { idempotencyKey: randomUUID(), ...of, effectiveAt: '2026-03-12T08:00:00Z', ...input } };
    const { data, errors } = await running.ask(text, variables, nurse(birthDate));
    const found = data?.[name] as { record: { id: string; version: number } } | null | undefined;
    return errors?.[0]?.extensions?.['code'] ?? found?.record;
  }
  const inKg = (value: number, more = {}) => ({ code: weight, value, unit: 'kg', ...more });

  it('is held against the age that the registry tells: recorded, amended, and within a panel', async () => {
    expect(await write(inKg(80), '2026-03-10')).toBe('BAD_USER_INPUT');
    expect(await write(inKg(7.5), '2026-03-10')).toBe('VALUE_UNLIKELY');
    expect(await write(inKg(7.5, { isConfirmed: true }), '2026-03-10')).toMatchObject({ version: 1 });
    expect(await write(inKg(80))).toMatchObject({ version: 1 });
    const written = (await write(inKg(3.4), '2026-03-10')) as { id: string; version: number };
    const amend = { id: written.id, expectedVersion: 1, ...inKg(34) };
    expect(await write(amend, '2026-03-10', 'amendObservation', 'AmendObservationInput')).toBe('BAD_USER_INPUT');
    const part = (code: string, value: number) => ({
      code,
      displayAr: 'ضغط',
      displayEn: 'Pressure',
      value,
      unit: 'mm[Hg]',
    });
    const panel = (high: number) => ({ code: '85354-9', components: [part(systolic, high), part(diastolic, 40)] });
    expect(await write(panel(150), '2026-03-10')).toBe('VALUE_UNLIKELY');
    expect(await write(panel(70), '2026-03-10')).toMatchObject({ version: 1 });
  });
});
