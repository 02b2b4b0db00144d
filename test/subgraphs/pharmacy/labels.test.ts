import { person } from '@wasl/demo/population';
import type { Caller } from '@wasl/subgraph-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testCaller } from '../../support/startTestSubgraph.ts';
import { databaseKinds } from '../../support/testPostgres.ts';
import { patient, pharmacist, physician, startTestPharmacy, type TestPharmacy } from './startTestPharmacy.ts';

const acting = (caller: Caller, role: string, labels: string[] = []): Caller => ({
  ...caller,
  decision: { role, purpose: 'TREAT', categories: ['MEDICATIONS'], labels },
});
const colleague = testCaller(['physician'], { practitionerId: 'P-000002', facilityId: 'F-DI-001' });
const elsewhere = testCaller(['physician'], { practitionerId: 'P-000009', facilityId: 'F-HL-001' });
const reason = 'Given for pain, not for a depression';
const advice = 'Do not give this medicine before its prescriber has confirmed it: it may gravely harm the patient.';
const labelFields =
  'confidentiality sensitivities labelVersion labelHistory { confidentiality sensitivities reason author { id } }';

let people = 600;
const someone = () => person((people += 1)).healthId;

describe.each(databaseKinds)('labels in the pharmacy, on %s', (kind) => {
  let pharmacy: TestPharmacy;
  beforeAll(async () => {
    pharmacy = await startTestPharmacy(kind);
  });
  afterAll(() => pharmacy.stop());

  async function entity(type: string, id: string, fields: string, caller: Caller = physician) {
    const text = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${type} { ${fields} } } }`;
    const { data, errors } = await pharmacy.subgraph.ask(text, { of: [{ __typename: type, id }] }, caller);
    expect(errors).toBeUndefined();
    return (data as { _entities: [Record<string, unknown>] })._entities[0];
  }
  const labelsOf = async (id: string) => {
    const { confidentiality, sensitivities } = await entity('Prescription', id, labelFields);
    return [confidentiality, ...(sensitivities as string[])].join(' ');
  };
  async function change(
    prescriptionId: string,
    expectedLabelVersion: number,
    to: Record<string, unknown>,
    caller = physician,
  ) {
    const input = { prescriptionId, expectedLabelVersion, idempotencyKey: `change ${Math.random()}`, ...to };
    const text = `mutation ($input: ChangePrescriptionLabelsInput!) { changePrescriptionLabels(input: $input) { prescription { ${labelFields} } } }`;
    const { data, errors } = await pharmacy.subgraph.ask(text, { input }, caller, 'ar');
    const { code, field } = errors?.[0]?.extensions ?? {};
    return {
      code,
      field,
      message: errors?.[0]?.message,
      prescription: (data as never as Answer)?.changePrescriptionLabels?.prescription,
    };
  }
  interface Answer {
    changePrescriptionLabels: { prescription: unknown } | null;
  }

  describe('of a prescription', () => {
    it.each([
      [{}, 'N'],
      [{ medicationId: 'M-J05AR10' }, 'R HIV'],
      [{ medicationId: 'M-N06AB03' }, 'R PSY'],
      [{ medicationId: 'M-N05BA01' }, 'N MH'],
      [{ medicationId: 'M-G03AA07' }, 'R SEX'],
      [{ indicationCode: 'B24' }, 'R HIV'],
      [{ indicationCode: 'f321' }, 'R PSY'],
      [{ indicationCode: 'I10' }, 'N'],
      [{ dosage: 'one a day against her depression' }, 'R PSY'],
      [{ medicationId: 'M-N06AB03', indicationCode: 'F10.2' }, 'R ETH PSY SUD'],
      [{ sensitivities: ['SDV'] }, 'R SDV'],
      [{ confidentiality: 'V' }, 'V'],
      [{ medicationId: 'M-J05AR10', confidentiality: 'N', sensitivities: [] }, 'R HIV'],
    ])('follow from %j: %s', async (more, expected) => {
      expect(await labelsOf(await pharmacy.prescribe(more))).toBe(expected);
    });

    it('keep the indication in its normal form', async () => {
      const id = await pharmacy.prescribe({ indicationCode: 'e119' });
      expect(await entity('Prescription', id, 'indicationCode')).toEqual({ indicationCode: 'E11.9' });
    });

    it('are raised by whoever prescribes, and what was before is kept', async () => {
      const id = await pharmacy.prescribe();
      const raised = await change(id, 1, { confidentiality: 'R', sensitivities: ['SUD'] }, elsewhere);
      expect(raised.prescription).toEqual({
        confidentiality: 'R',
        sensitivities: ['SUD'],
        labelVersion: 2,
        labelHistory: [{ confidentiality: 'N', sensitivities: [], reason: null, author: { id: 'P-000009' } }],
      });
      expect((await change(id, 2, { confidentiality: 'R', sensitivities: ['SUD'] })).field).toBe('confidentiality');
    });

    it('are lowered where it was written, with a reason, and nowhere else', async () => {
      const id = await pharmacy.prescribe({ medicationId: 'M-N06AB03' });
      const plain = { confidentiality: 'N', sensitivities: [], reason };
      expect(await change(id, 1, plain, elsewhere)).toMatchObject({
        code: 'LABEL_LOWERING_REFUSED',
        message:
          'لا تُخفَّض سرية السجل أو وسومه إلا في المنشأة التي أنشأته ومع ذكر السبب، ولا يخفضها عن السجل المختوم إلا كاتبه.',
      });
      for (const bad of [null, '', 'ok', '.........................'])
        expect(await change(id, 1, { ...plain, reason: bad })).toMatchObject({
          code: 'BAD_USER_INPUT',
          field: 'reason',
        });
      expect((await change(id, 2, plain)).code).toBe('VERSION_CONFLICT');
      expect((await change(id, 1, plain, colleague)).prescription).toEqual({
        confidentiality: 'N',
        sensitivities: [],
        labelVersion: 2,
        labelHistory: [{ confidentiality: 'R', sensitivities: ['PSY'], reason, author: { id: 'P-000002' } }],
      });
      expect((await change('nothing', 1, plain)).code).toBe('NOT_FOUND');
    });

    it('are lowered from sealed by the prescriber alone', async () => {
      const id = await pharmacy.prescribe({ confidentiality: 'V' });
      const restricted = { confidentiality: 'R', sensitivities: [], reason };
      expect((await change(id, 1, restricted, colleague)).code).toBe('LABEL_LOWERING_REFUSED');
      expect((await change(id, 1, restricted)).code).toBeUndefined();
    });

    it('let one of several changes at once', async () => {
      const id = await pharmacy.prescribe();
      const outcomes = await Promise.all(
        ['PSY', 'SUD', 'HIV', 'SDV'].map((label) => change(id, 1, { confidentiality: 'R', sensitivities: [label] })),
      );
      expect(outcomes.map(({ code }) => code).toSorted()).toEqual([...Array(3).fill('VERSION_CONFLICT'), undefined]);
    });

    it('are those of what is dispensed of it, also when they change afterwards', async () => {
      const id = await pharmacy.prescribe({ medicationId: 'M-N06AB03' });
      const { data } = await pharmacy.dispense(id, 5, pharmacist());
      const dispensed = (data as { dispense: { dispense: { id: string } } }).dispense.dispense.id;
      const read = () => entity('Dispense', dispensed, 'confidentiality sensitivities');
      expect(await read()).toEqual({ confidentiality: 'R', sensitivities: ['PSY'] });
      await change(id, 1, { confidentiality: 'V', sensitivities: ['PSY'] });
      expect(await read()).toEqual({ confidentiality: 'V', sensitivities: ['PSY'] });
    });
  });

  describe('of alerts', () => {
    const fields =
      'medicationAlerts { kind severity prescriptionId messageEn confidentiality sensitivities cause { messageEn confidentiality sensitivities } }';
    interface Substance {
      code: string;
      confidentiality: string;
      sensitivities: string[];
    }
    async function alerts(healthId: string, caller: Caller, allergySubstances: Substance[] = []) {
      const text = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Patient { ${fields} } } }`;
      const of = [{ __typename: 'Patient', healthId, healthIds: [healthId], allergySubstances }];
      const { data, errors } = await pharmacy.subgraph.ask(text, { of }, caller);
      expect(errors).toBeUndefined();
      return (data as { _entities: [{ medicationAlerts: Record<string, unknown>[] }] })._entities[0].medicationAlerts;
    }

    async function onSimvastatin() {
      const healthId = someone();
      const simvastatin = await pharmacy.prescribe({ healthId, medicationId: 'M-C10AA01' });
      await pharmacy.prescribe({ healthId, medicationId: 'M-J05AR10' });
      const read = async (caller: Caller) =>
        (await alerts(healthId, caller)).filter(({ prescriptionId }) => prescriptionId === simvastatin);
      return { healthId, simvastatin, read };
    }

    it('tell a pharmacist how grave and what to do, and nothing of why', async () => {
      const { simvastatin, read } = await onSimvastatin();
      const found = await read(acting(pharmacist(), 'pharmacist'));
      expect(found).toEqual([
        {
          kind: null,
          severity: 'SEVERE',
          prescriptionId: simvastatin,
          messageEn: advice,
          confidentiality: 'N',
          sensitivities: [],
          cause: null,
        },
      ]);
      expect(JSON.stringify(found)).not.toMatch(/ritonavir|HIV|INTERACTION/);
    });

    it('warn no guardian of what an adolescent keeps, and everybody who treats or dispenses', async () => {
      const { simvastatin, read } = await onSimvastatin();
      const guardian = testCaller(['guardian']);
      const hiddenLabels = ['R', 'V', 'HIV'];
      const ofAdolescent = { ...guardian, decision: { ...guardian.decision, labels: [], hiddenLabels } };
      expect(await read(ofAdolescent)).toEqual([]);
      const warned = [{ prescriptionId: simvastatin, severity: 'SEVERE' }];
      expect(await read(guardian)).toMatchObject(warned);
      for (const caller of [acting(physician, 'physician'), acting(pharmacist(), 'pharmacist')])
        expect(await read(caller)).toMatchObject(warned);
    });

    it.each<[string, (healthId: string) => Caller, boolean]>([
      ['the patient', (healthId) => testCaller(['citizen'], { healthId }), true],
      ['the guardian', () => testCaller(['guardian']), true],
      ['a physician, whom the gateway judges', () => acting(physician, 'physician', ['*']), true],
      ['a pharmacist, whatever labels are open', () => acting(pharmacist(), 'pharmacist', ['*', 'R', 'HIV']), false],
      ['somebody whose role nobody knows', () => acting(pharmacist(), 'assistant'), false],
      ['a registrar', () => acting(physician, 'registrar'), false],
    ])('tell the cause to %s, or not', async (_, caller, isTold) => {
      const { healthId, read } = await onSimvastatin();
      expect(await read(caller(healthId))).toMatchObject([
        isTold
          ? {
              kind: 'INTERACTION',
              cause: {
                messageEn: expect.stringMatching(/^Lopinavir and ritonavir with simvastatin .*rhabdomyolysis/),
                confidentiality: 'R',
                sensitivities: ['HIV'],
              },
            }
          : { kind: null, severity: 'SEVERE', messageEn: advice, cause: null },
      ]);
    });

    it('say nothing of an allergy that is more sensitive than the medicine', async () => {
      const healthId = someone();
      await pharmacy.prescribe({ healthId, medicationId: 'M-J01CA04' });
      const read = (caller: Caller, labels: Omit<Substance, 'code'>) =>
        alerts(healthId, caller, [{ code: 'J01C', ...labels }]);
      const reader = acting(pharmacist(), 'pharmacist');
      expect(await read(reader, { confidentiality: 'R', sensitivities: ['STD'] })).toMatchObject([
        { kind: null, severity: 'SEVERE', messageEn: advice, cause: null },
      ]);
      expect(await read(reader, { confidentiality: 'N', sensitivities: [] })).toMatchObject([
        { kind: 'ALLERGY', cause: { messageEn: 'The patient is allergic to this medicine.' } },
      ]);
    });

    it('tell the cause that is no more sensitive than the prescription itself', async () => {
      const healthId = someone();
      await pharmacy.prescribe({ healthId, medicationId: 'M-N02AX02' });
      const fluoxetine = await pharmacy.prescribe({ healthId, medicationId: 'M-N06AB03' });
      const found = await alerts(healthId, acting(pharmacist(), 'pharmacist', ['*']));
      expect(found.find(({ prescriptionId }) => prescriptionId === fluoxetine)).toMatchObject({
        confidentiality: 'R',
        sensitivities: ['PSY'],
        cause: { messageEn: 'Fluoxetine with tramadol: both raise serotonin: serotonin syndrome.' },
      });
      expect(found.find(({ prescriptionId }) => prescriptionId !== fluoxetine)).toMatchObject({ cause: null });
    });

    it('are none, rather than such as would be found without the allergies, where nobody says what these are', async () => {
      const text = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Patient { ${fields} } } }`;
      const of = [{ __typename: 'Patient', healthId: patient, healthIds: [patient] }];
      const answer = await pharmacy.subgraph.ask(text, { of }, physician);
      expect(answer).toEqual({ data: { _entities: [{ medicationAlerts: null }] } });
    });
  });

  it('of the demo are those of the medicines', async () => {
    const rows = await pharmacy.subgraph.database.query(
      `SELECT DISTINCT medication_id AS medicine, indication_code AS for, confidentiality, sensitivities FROM prescription
       WHERE prescribed_at < '2026-11-01' AND medication_id IN ('M-N06AB06', 'M-C08CA01', 'M-A10BA02', 'M-N02BE01') ORDER BY 1`,
    );
    const expected = [
      { medicine: 'M-A10BA02', for: 'E11.9', confidentiality: 'N', sensitivities: [] },
      { medicine: 'M-C08CA01', for: 'I10', confidentiality: 'N', sensitivities: [] },
      { medicine: 'M-N02BE01', for: null, confidentiality: 'N', sensitivities: [] },
      { medicine: 'M-N06AB06', for: 'F32.1', confidentiality: 'R', sensitivities: ['PSY'] },
    ];
    expect(rows.length).toBeGreaterThan(1);
    // Paracetamol is for many things, none of which is sensitive.
    for (const row of rows as (typeof expected)[number][])
      expect(expected).toContainEqual(row.medicine === 'M-N02BE01' ? { ...row, for: null } : row);
  });
});
