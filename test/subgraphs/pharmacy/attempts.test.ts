import { randomUUID } from 'node:crypto';
import { person } from '@wasl/demo/population';
import type { Caller } from '@wasl/subgraph-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayFromNow } from '../../support/dayFromNow.ts';
import { databaseKinds } from '../../support/testPostgres.ts';
import {
  alertIdsOf,
  type Outcome,
  pharmacist,
  physician,
  startTestPharmacy,
  type TestPharmacy,
} from './startTestPharmacy.ts';

const reason = 'Weighed with the patient and the ward';
const plain = { confidentiality: 'N', sensitivities: [] };
const hidden = { confidentiality: 'R', sensitivities: ['STD'] };
const acting = (caller: Caller, role: string, labels: string[] = []): Caller => ({
  ...caller,
  decision: { role, purpose: 'TREAT', categories: ['MEDICATIONS'], labels },
});

let people = 700;
const someone = () => person((people += 1)).healthId;

describe.each(databaseKinds)('a severe alert, on %s', (kind) => {
  let pharmacy: TestPharmacy;
  beforeAll(async () => {
    pharmacy = await startTestPharmacy(kind);
  });
  afterAll(() => pharmacy.stop());

  const amoxicillin = (healthId: string) => ({
    healthId,
    medicationId: 'M-J01CA04',
    quantity: 20,
    dosage: 'one every 8 hours',
    validUntil: dayFromNow(30),
  });
  const allergic = (labels: object = plain) => ({ allergySubstances: [{ code: 'penicillin', texts: [], ...labels }] });
  const written = async (healthId: string) => {
    const rows = await pharmacy.subgraph.database.query('SELECT id FROM prescription WHERE health_id = $1', [healthId]);
    return rows.length;
  };
  const overridesOf = async (id: string, caller: Caller) => {
    const query =
      'query ($id: ID!) { prescription(id: $id) { overrides { kind reason author { id } confidentiality } } }';
    const { data } = await pharmacy.subgraph.ask(query, { id }, caller);
    return (data as { prescription: { overrides: unknown[] } }).prescription.overrides;
  };
  const idOf = ({ data }: Outcome) =>
    (data as { prescribe: { prescription: { id: string } } }).prescribe.prescription.id;

  it('stops a prescription, and lets it pass once acknowledged with a reason, which is kept', async () => {
    const healthId = someone();
    const stopped = await pharmacy.write('prescribe', amoxicillin(healthId), physician, allergic());
    expect([stopped.code, await written(healthId)]).toEqual(['SAFETY_ALERT', 0]);
    const override = { alertIds: alertIdsOf('prescribe', stopped), reason };
    const passed = await pharmacy.write('prescribe', { ...amoxicillin(healthId), override }, physician, allergic());
    expect([passed.code, await written(healthId)]).toEqual([undefined, 1]);
    expect(await overridesOf(idOf(passed), physician)).toEqual([
      { kind: 'ALLERGY', reason, author: { id: physician.practitionerId }, confidentiality: 'N' },
    ]);
  });

  it('is not passed by the alerts of somebody else, of another patient or medicine, nor without words', async () => {
    const [healthId, other] = [someone(), someone()];
    const stop = async (input: object, caller = physician) =>
      alertIdsOf(
        'prescribe',
        await pharmacy.write('prescribe', { ...amoxicillin(healthId), ...input }, caller, allergic()),
      );
    const colleague = { ...physician, subject: 'colleague' };
    const attempts = [
      { alertIds: await stop({}, colleague), reason },
      { alertIds: await stop({ healthId: other }), reason },
      { alertIds: await stop({ medicationId: 'M-J01CR02' }), reason },
      { alertIds: [randomUUID(), 'nothing'], reason },
      { alertIds: [], reason },
    ];
    for (const override of attempts) {
      const outcome = await pharmacy.write('prescribe', { ...amoxicillin(healthId), override }, physician, allergic());
      expect(outcome.code).toBe('SAFETY_ALERT');
    }
    const wordless = { alertIds: await stop({}), reason: '..........' };
    const outcome = await pharmacy.write(
      'prescribe',
      { ...amoxicillin(healthId), override: wordless },
      physician,
      allergic(),
    );
    expect(outcome.code).toBe('BAD_USER_INPUT');
    expect(await written(healthId)).toBe(0);
  });

  it('that was not there when the others were acknowledged stops all the same', async () => {
    const healthId = someone();
    const alertIds = alertIdsOf(
      'prescribe',
      await pharmacy.write('prescribe', amoxicillin(healthId), physician, allergic()),
    );
    const pregnant = { code: 'D66', effectiveAt: '2026-01-01T00:00:00Z', ...plain };
    const known = { ...allergic(), prescribingFacts: [pregnant] };
    const input = { ...amoxicillin(healthId), medicationId: 'M-M01AE01', override: { alertIds, reason } };
    expect((await pharmacy.write('prescribe', input, physician, known)).code).toBe('SAFETY_ALERT');
  });

  it('is given where nobody says what the patient is allergic to', async () => {
    const healthId = someone();
    const paracetamol = { ...amoxicillin(healthId), medicationId: 'M-N02BE01' };
    const unknown = { allergySubstances: null };
    const stopped = await pharmacy.write('prescribe', paracetamol, physician, unknown);
    expect(stopped.code).toBe('SAFETY_ALERT');
    const override = { alertIds: alertIdsOf('prescribe', stopped), reason };
    expect((await pharmacy.write('prescribe', { ...paracetamol, override }, physician, unknown)).code).toBeUndefined();
  });

  it('stops dispensing anew, and tells a pharmacist what to do and not why', async () => {
    const healthId = someone();
    const stopped = await pharmacy.write('prescribe', amoxicillin(healthId), physician, allergic(hidden));
    const override = { alertIds: alertIdsOf('prescribe', stopped), reason };
    const id = idOf(
      await pharmacy.write('prescribe', { ...amoxicillin(healthId), override }, physician, allergic(hidden)),
    );
    const caller = acting(pharmacist(), 'pharmacist', ['*']);
    const outcome = await pharmacy.write('dispense', { prescriptionId: id, quantity: 1 }, caller, allergic(hidden));
    expect(outcome.code).toBe('SAFETY_ALERT');
    expect(Object.keys(outcome.error?.extensions ?? {}).toSorted()).toEqual(['code', 'forPeople']);
    expect((outcome.data as { dispense: { alerts: unknown[] } }).dispense.alerts).toEqual([
      { id: alertIdsOf('dispense', outcome)[0], kind: null, severity: 'SEVERE', cause: null },
    ]);
    expect(JSON.stringify(outcome)).not.toMatch(/penicillin|ALLERGY|STD/i);
    expect(await overridesOf(id, caller)).toEqual([]);
    const passing = {
      prescriptionId: id,
      quantity: 1,
      override: { alertIds: alertIdsOf('dispense', outcome), reason },
    };
    expect((await pharmacy.write('dispense', passing, caller, allergic(hidden))).code).toBeUndefined();
    expect(await overridesOf(id, physician)).toHaveLength(2);
  });

  it('does not stop what is only moderate, which is told along', async () => {
    const healthId = someone();
    const known = { allergySubstances: [{ code: 'penicillin', texts: [], ...plain }] };
    const outcome = await pharmacy.write(
      'prescribe',
      { ...amoxicillin(healthId), medicationId: 'M-J01DB01' },
      physician,
      known,
    );
    expect(outcome).toMatchObject({
      code: undefined,
      data: { prescribe: { alerts: [{ id: null, kind: 'ALLERGY', severity: 'MODERATE' }] } },
    });
  });

  it('is refused with what to select, where nobody asks what becomes of it: nothing would be written', async () => {
    const healthId = someone();
    const input = { idempotencyKey: randomUUID(), ...amoxicillin(healthId) };
    const text =
      'mutation ($input: PrescribeInput!) { prescribe(input: $input) { ...Kind } } fragment Kind on PrescriptionPayload { __typename }';
    const { data, errors } = await pharmacy.subgraph.ask(text, { input }, physician);
    expect(data).toEqual({ prescribe: null });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'prescription' });
    expect(await written(healthId)).toBe(0);
  });

  it('is judged for the one who asked alone, and what passes is written once however often the gateway comes back', async () => {
    const healthId = someone();
    const text = 'mutation ($input: PrescribeInput!) { prescribe(input: $input) { id } }';
    const input = { ...amoxicillin(healthId), idempotencyKey: randomUUID() };
    const { data } = await pharmacy.subgraph.ask(text, { input }, physician);
    const { id } = (data as { prescribe: { id: string } }).prescribe;
    expect(await written(healthId)).toBe(0);
    const back = (caller: Caller) => {
      const patient = { __typename: 'Patient', healthId, healthIds: [healthId], allergySubstances: [] };
      const query =
        'query ($of: [_Any!]!) { _entities(representations: $of) { ... on PrescriptionPayload { prescription { id } } } }';
      return pharmacy.subgraph.ask(query, { of: [{ __typename: 'PrescriptionPayload', id, patient }] }, caller);
    };
    const stranger = await back({ ...physician, subject: 'somebody else' });
    expect(stranger.errors?.[0]?.extensions?.['code']).toBe('NOT_FOUND');
    const answers = await Promise.all([back(physician), back(physician), back(physician)]);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await written(healthId)).toBe(1);
  });

  it('writes nothing of a patient whose death is recorded, nor where nobody can say, and tells so in both languages', async () => {
    const healthId = someone();
    const input = { healthId, medicationId: 'M-N02BE01', quantity: 10, dosage: 'one', validUntil: dayFromNow(30) };
    const dead = { isDeceased: true };
    const refused = await pharmacy.write('prescribe', input, physician, dead);
    expect(refused).toMatchObject({
      code: 'PATIENT_DECEASED',
      data: { prescribe: { alerts: [], prescription: null } },
    });
    expect((await pharmacy.write('prescribe', input, physician, dead, 'ar')).error?.message).toContain('وفاة');
    expect((await pharmacy.write('prescribe', input, physician, { isDeceased: null })).code).toBe(
      'DATABASE_UNAVAILABLE',
    );
    expect(await written(healthId)).toBe(0);
    const id = idOf(await pharmacy.write('prescribe', input, physician, { isDeceased: false }));
    const dispensing = { prescriptionId: id, quantity: 1 };
    expect((await pharmacy.write('dispense', dispensing, pharmacist(), dead)).code).toBe('PATIENT_DECEASED');
    expect((await pharmacy.write('dispense', dispensing, pharmacist(), { isDeceased: false })).code).toBeUndefined();
  });

  it('stops a dose that is too high for the weight of a child, and one in figures is kept with its sentences', async () => {
    const healthId = someone();
    const birthDate = dayFromNow(-1_200);
    const weight = { code: '29463-7', value: 12, unit: 'kg', effectiveAt: new Date().toISOString(), ...plain };
    const known = { birthDate, allergySubstances: [], prescribingFacts: [weight] };
    const dose = { amount: 5, unit: 'ML', route: 'ORAL', everyHours: 6, asNeeded: true, maxPerDay: 4 };
    const input = { healthId, medicationId: 'M-N02BE01-S', quantity: 100, dose, validUntil: dayFromNow(30) };
    const tooMuch = { ...input, dose: { ...dose, amount: 50 } };
    expect(await pharmacy.write('prescribe', tooMuch, physician, known)).toMatchObject({
      code: 'SAFETY_ALERT',
      data: { prescribe: { alerts: [{ kind: 'DOSE', severity: 'SEVERE' }] } },
    });
    const passed = await pharmacy.write('prescribe', input, physician, known);
    expect(passed.code).toBeUndefined();
    const fields = 'quantityUnit dosage dose { amount unit asNeeded sentenceAr sentenceEn } supplyEndsOn';
    const read = async () => {
      const query = `query ($id: ID!) { prescription(id: $id) { ${fields} } }`;
      return (await pharmacy.subgraph.ask(query, { id: idOf(passed) }, physician)).data;
    };
    const sentenceEn = '5 mL by mouth every 6 hours, as needed, at most 4 times a day.';
    const sentenceAr = '5 مل عن طريق الفم كل 6 ساعات، عند اللزوم، وبحد أقصى 4 مرات يومياً.';
    expect(await read()).toEqual({
      prescription: {
        quantityUnit: 'ML',
        dosage: `${sentenceAr} – ${sentenceEn}`,
        dose: { amount: 5, unit: 'ML', asNeeded: true, sentenceAr, sentenceEn },
        supplyEndsOn: null,
      },
    });
    expect((await pharmacy.dispense(idOf(passed), 100, pharmacist())).code).toBeUndefined();
    // 20 mL a day.
    expect(await read()).toMatchObject({ prescription: { supplyEndsOn: dayFromNow(4) } });
    const wrong = { ...input, dose: { ...dose, unit: 'TABLET' } };
    expect((await pharmacy.write('prescribe', wrong, physician, known)).code).toBe('BAD_USER_INPUT');
  });
});
