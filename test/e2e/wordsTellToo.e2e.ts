import { randomUUID } from 'node:crypto';
import { personas } from '@wasl/demo/personas';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayFromNow } from '../support/dayFromNow.ts';
import { type RecordedGraph, startRecordedGraph } from './startRecordedGraph.ts';
import { type Bearer, startStaffIssuer } from './staffTokens.ts';

const write = (name: string, type: string, fields: string) =>
  `mutation ($input: ${type}!) { ${name}(input: $input) { ${fields} } }`;
const own = personas.citizen.healthId ?? '';
/** What no colleague may read who is not the author, and no guardian of an adolescent. */
const secret = 'An HIV test was positive';

type Who = string | Bearer;

describe('words that are written on a record once it is there', () => {
  let graph: RecordedGraph;
  let issuer: Awaited<ReturnType<typeof startStaffIssuer>>;
  let adolescent = '';
  let encounterId = '';
  const colleague: Bearer = { roles: ['physician'], sub: 'colleague', practitioner_id: 'P-X', facility_id: 'F-DI-001' };
  const addressee: Bearer = { roles: ['physician'], sub: 'addressee', practitioner_id: 'P-Y', facility_id: 'F-DR-001' };

  beforeAll(async () => {
    issuer = await startStaffIssuer();
    graph = await startRecordedGraph({ moreIssuers: issuer.trusted, clock: Date.now });
    adolescent = await makeAdolescent();
    const visit = { healthId: adolescent, code: 'AMB', displayAr: 'زيارة', displayEn: 'Visit', effectiveAt: now() };
    encounterId = (await made('physician', 'recordEncounter', 'RecordEncounterInput', visit)).record.id;
  });
  afterAll(async () => {
    await graph?.stop();
    issuer?.stop();
  });

  const now = () => new Date().toISOString();
  const headersOf = (who: Who) => (typeof who === 'string' ? graph.headersOf(who) : issuer.headersOf(who));

  async function ask(who: Who, query: string, variables: object = {}) {
    return graph.send(undefined, { query, variables }, await headersOf(who));
  }

  /** What a mutation answers, without an error. */
  async function made(who: Who, name: string, type: string, input: object, fields = 'record { id }') {
    const answer = await ask(who, write(name, type, fields), { input: { idempotencyKey: randomUUID(), ...input } });
    expect(answer.errors).toEqual([]);
    return answer.data[name];
  }

  /** The words are in the answer of these alone. */
  async function isToldTo(
    told: readonly Who[],
    query: string,
    others: readonly Who[] = ['guardian', 'nurse', colleague],
  ) {
    for (const who of told) expect(JSON.stringify((await ask(who, query)).data), JSON.stringify(who)).toContain(secret);
    for (const who of others)
      expect(JSON.stringify((await ask(who, query)).data), JSON.stringify(who)).not.toContain(secret);
  }

  const listOf = (field: string, fields: string) =>
    `{ patient(healthId: "${adolescent}") { ${field} { edges { node { id ${fields} } } } } }`;
  const order = (more: object) =>
    made('physician', 'orderLaboratoryTests', 'OrderLaboratoryTestsInput', {
      healthId: adolescent,
      encounterId,
      codes: ['718-7'],
      ...more,
    });
  const prescribe = (medicationId: string, more: object = {}) =>
    made(
      'physician',
      'prescribe',
      'PrescribeInput',
      { healthId: adolescent, medicationId, quantity: 20, dosage: 'one', validUntil: dayFromNow(30), ...more },
      'prescription { id }',
    );

  it('guard an order: what is sent, and why it was cancelled', async () => {
    await order({ specimen: `Blood. ${secret}` });
    await isToldTo(['physician'], listOf('laboratoryOrders', 'specimen'));
    const { record } = await order({});
    await made('physician', 'cancelLaboratoryOrder', 'CancelLaboratoryOrderInput', { id: record.id, reason: secret });
    await isToldTo(['physician'], listOf('laboratoryOrders', 'cancelReason'));
  });

  it('guard a result that says a code', async () => {
    const said = { valueCode: 'B20', valueDisplayAr: 'نعم', valueDisplayEn: 'Yes' };
    const result = { healthId: adolescent, code: '718-7', effectiveAt: now(), ...said };
    const { record } = await made(
      'physician',
      'recordObservation',
      'RecordObservationInput',
      result,
      'record { sensitivities }',
    );
    expect(record.sensitivities).toEqual(['HIV']);
  });

  it('guard a prescription: why it was cancelled or stopped; what was borne before is kept', async () => {
    const cancelled = (await prescribe('M-R06AX13')).prescription.id as string;
    await prescribe('M-J01CA04');
    const fields = 'cancelReason stopReason labelVersion labelHistory { sensitivities reason }';
    await made(
      'physician',
      'cancelPrescription',
      'CancelPrescriptionInput',
      { prescriptionId: cancelled, reason: secret },
      'prescription { id }',
    );
    const list = listOf('prescriptions', fields);
    await isToldTo(['physician'], list, ['guardian', 'nurse', colleague, 'pharmacist']);
    const { data } = await ask('physician', `{ prescription(id: "${cancelled}") { ${fields} } }`);
    expect(data.prescription).toEqual({
      cancelReason: secret,
      stopReason: null,
      labelVersion: 2,
      labelHistory: [{ sensitivities: [], reason: null }],
    });
    const stopped = (await prescribe('M-N02BE01')).prescription.id as string;
    await made(
      'physician',
      'stopMedication',
      'StopMedicationInput',
      { prescriptionId: stopped, reason: secret },
      'prescription { id }',
    );
    await isToldTo(['physician'], `{ prescription(id: "${stopped}") { ${fields} } }`, [
      'guardian',
      'nurse',
      colleague,
      'pharmacist',
    ]);
  });

  it('guard why the labels of a prescription were raised, when they are lowered again too', async () => {
    const id = (await prescribe('M-A02BC01')).prescription.id as string;
    const change = (expectedLabelVersion: number, labels: object, reason: string) =>
      made(
        'physician',
        'changePrescriptionLabels',
        'ChangePrescriptionLabelsInput',
        { prescriptionId: id, expectedLabelVersion, reason, ...labels },
        'prescription { id }',
      );
    await change(1, { confidentiality: 'R', sensitivities: ['HIV'] }, secret);
    await change(2, { confidentiality: 'N', sensitivities: [] }, 'It was another person of that name');
    await isToldTo(['physician'], `{ prescription(id: "${id}") { id labelHistory { reason } } }`);
  });

  it('guard why an alert was passed over', async () => {
    const given = { healthId: own, quantity: 20, dosage: 'one', validUntil: dayFromNow(30) };
    const fields = 'prescription { id } alerts { id }';
    await made('physician', 'prescribe', 'PrescribeInput', { ...given, medicationId: 'M-B01AA03' }, fields);
    const second = { ...given, medicationId: 'M-M01AE01', idempotencyKey: randomUUID() };
    const stopped = await ask('physician', write('prescribe', 'PrescribeInput', fields), { input: second });
    const alertIds = stopped.data.prescribe.alerts.flatMap(({ id }: { id: string | null }) => id ?? []);
    const override = { alertIds, reason: secret };
    const passed = await made(
      'physician',
      'prescribe',
      'PrescribeInput',
      { ...given, medicationId: 'M-M01AE01', override },
      fields,
    );
    const query = `{ prescription(id: "${passed.prescription.id}") { id overrides { reason } } }`;
    await isToldTo(['citizen'], query, ['nurse', colleague, 'pharmacist']);
    expect((await ask('nurse', query)).data.prescription.id).toBe(passed.prescription.id);
  });

  it('guard an appointment that is cancelled', async () => {
    const startsAt = new Date(Date.now() + 86_400_000).toISOString();
    const booked = await made(
      'physician',
      'bookAppointment',
      'BookAppointmentInput',
      { healthId: adolescent, startsAt, reason: 'A talk' },
      'appointment { id }',
    );
    const step = { appointmentId: booked.appointment.id, to: 'CANCELLED', words: secret };
    await made('physician', 'moveAppointment', 'MoveAppointmentInput', step, 'appointment { id }');
    await isToldTo(['physician'], listOf('appointments', 'cancelledBecause'));
  });

  it('guard a referral that is declined or cancelled, and the treatment that came of it', async () => {
    const refer = async () => {
      const asked = { healthId: adolescent, toFacilityId: 'F-DR-001', words: 'Please see her' };
      return (await made('physician', 'referPatient', 'ReferPatientInput', asked, 'referral { id }')).referral
        .id as string;
    };
    const declined = { referralId: await refer(), words: secret };
    const input = { idempotencyKey: randomUUID(), ...declined };
    await ask(addressee, write('declineReferral', 'DeclineReferralInput', 'referral { status }'), { input });
    await isToldTo(['physician'], listOf('referrals', 'decisionWords'));
    const cancelled = { referralId: await refer(), words: secret };
    await made('physician', 'cancelReferral', 'CancelReferralInput', cancelled, 'referral { id }');
    await isToldTo(['physician'], listOf('referrals', 'cancelledBecause'));
    const past = `{ patient(healthId: "${adolescent}") { treatmentRelationships(includeEnded: true) { facility { id } } } }`;
    expect(JSON.stringify(await ask('guardian', past))).not.toContain('F-DR-001');
    expect(JSON.stringify(await ask('physician', past))).toContain('F-DR-001');
  });

  it('guard the treatment that rests on them, and hide it from the guardian of an adolescent', async () => {
    const other = await makeAdolescent(secret);
    const treated = `{ patient(healthId: "${other}") { treatmentRelationships { evidence facility { id } } } }`;
    await isToldTo(['physician'], treated);
    expect(await ask('guardian', treated)).toEqual({ data: { patient: { treatmentRelationships: [] } }, errors: [] });
    const { data, errors } = await ask('nurse', treated);
    expect(data.patient.treatmentRelationships).toEqual([null]);
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['RESTRICTED_RECORD']);
  });

  it('guard a restricted referral whose facility treats, which nothing tells the guardian', async () => {
    const clinic = {
      healthId: adolescent,
      toFacilityId: 'F-DI-006',
      specialty: 'Psychiatry',
      words: 'Please talk with her',
    };
    const past = `{ patient(healthId: "${adolescent}") { treatmentRelationships(includeEnded: true) { source facility { id } } } }`;
    const before = await ask('guardian', past);
    await made('physician', 'referPatient', 'ReferPatientInput', clinic, 'referral { id }');
    expect(await ask('guardian', past)).toEqual(before);
    expect(JSON.stringify(await ask('physician', past))).toContain('F-DI-006');
  });

  /** A ward of the guardian's, 15 years old, whom the physician treats on that evidence. */
  async function makeAdolescent(words = 'Visit 17'): Promise<string> {
    const birthDate = `${new Date().getFullYear() - 15}-01-01`;
    const name = {
      givenName: 'تالا',
      fatherName: 'سامر',
      familyName: 'الحلبي',
      birthDate,
      sex: 'FEMALE',
      governorate: 'DI',
    };
    const { patient } = await made('registrar', 'issueHealthId', 'IssueHealthIdInput', name, 'patient { healthId }');
    const healthId = patient.healthId as string;
    const evidence = { kind: 'FAMILY_BOOKLET', reference: '1042', words: 'The booklet, with the name in both scripts' };
    const asked = { healthId, guardianHealthId: personas.guardian.healthId, evidence };
    const { act } = await made('registrar', 'addGuardian', 'GuardianInput', asked, 'act { id }');
    await made('registrar2', 'confirmAct', 'ConfirmActInput', { actId: act.id }, 'act { id }');
    const fields = 'patient { healthId }';
    await made('nurse', 'registerArrival', 'RegisterArrivalInput', { healthId, visit: 'Visit 17' }, fields);
    const visit = { healthId, source: 'VISIT', evidence: words };
    await made('physician', 'startTreatment', 'StartTreatmentInput', visit, fields);
    return healthId;
  }
});
