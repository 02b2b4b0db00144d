import { randomUUID } from 'node:crypto';
import { careOf } from '@wasl/demo/care';
import { personas } from '@wasl/demo/personas';
import { person } from '@wasl/demo/population';
import { damascusDay } from '@wasl/kit/calendar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOf } from '../fhir/support/validate.ts';
import { type RecordedGraph, startRecordedGraph } from './startRecordedGraph.ts';

const [from, to] = [personas.emergency.facilityId, personas.physician.facilityId];
const input = (more: Record<string, unknown>) => ({ input: { idempotencyKey: randomUUID(), ...more } });
const refer = `mutation ($input: ReferPatientInput!) { referPatient(input: $input) { referral { id status } } }`;
const chart =
  'query ($healthId: ID!) { patient(healthId: $healthId) { birthDate conditions { edges { node { code } } } } }';
const worklist = `{ incomingReferrals(first: 100) { edges { node { referralId reason priority author { id } fromFacility { id }
  patient { healthId givenName { ar } } } } } }`;
const step = (name: string) => {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  return `mutation ($input: ${type}!) { ${name}(input: $input) { status referral { referralId } } }`;
};

/** People whom the emergency doctor's centre treats, and the physician's hospital not since long ago. */
const patients = Array.from({ length: 120 }, (_, index) => person(index)).filter((one) => {
  const now = careOf(one).flatMap(({ facilityId, endedOn }) => (endedOn === null ? [facilityId] : []));
  return now.includes(from ?? '') && !now.includes(to ?? '');
});

/** Somebody whom the emergency doctor's centre does not treat. */
const stranger = Array.from({ length: 120 }, (_, index) => person(index)).find((one) =>
  careOf(one).every(({ facilityId }) => facilityId !== from),
);

let graph: RecordedGraph;
beforeAll(async () => {
  graph = await startRecordedGraph();
});
afterAll(() => graph?.stop());

describe('an order at another facility’s laboratory', () => {
  const [haemoglobin, glucose] = ['718-7', '1558-6'] as const;
  const { healthId } = patients[2]!;
  const now = () => new Date(Date.now() - 60_000).toISOString();
  const list = `{ laboratoryWorklist(first: 100) { edges { node { id priority specimen reason tests { code } missingTests { code }
    laboratory { id } patient { healthId } } } } }`;
  const answer = `mutation ($input: RecordOrderedResultInput!) { recordOrderedResult(input: $input) {
    record { id value author { id } } order { status missingTests { code } } } }`;
  const amend = `mutation ($input: AmendObservationInput!) { amendObservation(input: $input) { record { value } } }`;
  const cancel = `mutation ($input: CancelLaboratoryOrderInput!) { cancelLaboratoryOrder(input: $input) { record { status cancelReason } } }`;
  const others = `query ($healthId: ID!) { patient(healthId: $healthId) { birthDate observations { edges { node { code } } }
    laboratoryOrders { edges { node { id } } } conditions { edges { node { code } } } } }`;
  let encounterId: string;
  beforeAll(async () => {
    const seen = { code: 'AMB', displayAr: 'صداع', displayEn: 'Headache', effectiveAt: now() };
    const visit = 'mutation ($input: RecordEncounterInput!) { recordEncounter(input: $input) { record { id } } }';
    const { data, errors } = await graph.ask('emergency', visit, input({ healthId, ...seen }));
    expect(errors).toEqual([]);
    encounterId = data.recordEncounter.record.id;
  });

  async function order(codes: string[], more = {}) {
    const text = `mutation ($input: OrderLaboratoryTestsInput!) { orderLaboratoryTests(input: $input) { record { id reason laboratory { id } } } }`;
    const asked = { healthId, encounterId, codes, laboratoryId: to, reason: 'Pale and tired', ...more };
    const { data, errors } = await graph.ask('emergency', text, input(asked));
    expect(errors).toEqual([]);
    const named = { reason: 'Pale and tired', laboratory: { id: asked.laboratoryId } };
    expect(data.orderLaboratoryTests.record).toMatchObject(named);
    return data.orderLaboratoryTests.record.id as string;
  }
  const waiting = async (id: string) => {
    const { data } = await graph.ask('physician', list);
    return data.laboratoryWorklist.edges.find(({ node }: { node: { id: string } | null }) => node?.id === id)?.node;
  };
  const result = (id: string, more = {}, who = 'physician') =>
    graph.ask(who, answer, input({ id, code: haemoglobin, value: 9.5, unit: 'g/dL', effectiveAt: now(), ...more }));

  it('shows there what is to be made, and nothing else of the patient', async () => {
    const id = await order([haemoglobin, glucose], { priority: 'STAT', specimen: 'Venous blood, fasting' });
    expect(await waiting(id)).toEqual({
      id,
      priority: 'STAT',
      specimen: 'Venous blood, fasting',
      reason: null,
      tests: [{ code: haemoglobin }, { code: glucose }],
      missingTests: [{ code: haemoglobin }, { code: glucose }],
      laboratory: { id: to },
      patient: { healthId },
    });
    const closed = ['birthDate', 'conditions', 'laboratoryOrders', 'observations'];
    const { errors } = await graph.ask('physician', others, { healthId });
    expect(errors.toSorted()).toEqual(closed.map((field) => `patient.${field} NO_TREATMENT_RELATIONSHIP`));
    const visit = await graph.ask('physician', `{ laboratoryOrder(id: "${id}") { id encounter { id } } }`);
    expect(visit).toEqual({
      data: { laboratoryOrder: { id, encounter: null } },
      errors: ['laboratoryOrder.encounter NO_TREATMENT_RELATIONSHIP'],
    });
    const own = await graph.ask('emergency', list);
    expect(own.data.laboratoryWorklist.edges.map(({ node }: { node: { id: string } }) => node?.id)).not.toContain(id);
  });

  it('takes its results there, which are put right there, and the orderer and the patient’s chart have them', async () => {
    const id = await order([haemoglobin, glucose]);
    expect((await result(id, { code: '2160-0', unit: 'mg/dL', value: 1 })).errors).toEqual([
      'recordOrderedResult BAD_USER_INPUT',
    ]);
    const { data, errors } = await result(id);
    expect(errors).toEqual([]);
    const { record, order: left } = data.recordOrderedResult;
    expect(record).toMatchObject({ value: 9.5, author: { id: personas.physician.practitionerId } });
    expect(left).toEqual({ status: 'ACTIVE', missingTests: [{ code: glucose }] });
    const corrected = {
      id: record.id,
      expectedVersion: 1,
      code: haemoglobin,
      value: 10.5,
      unit: 'g/dL',
      effectiveAt: now(),
    };
    expect((await graph.ask('physician', amend, input(corrected))).data.amendObservation.record).toEqual({
      value: 10.5,
    });
    const done = await result(id, { code: glucose, unit: 'mg/dL', value: 90 });
    expect(done.data.recordOrderedResult.order).toEqual({ status: 'COMPLETED', missingTests: [] });
    const read = `{ laboratoryOrder(id: "${id}") { status results { code value facility { id } } } }`;
    const expected = [
      { code: haemoglobin, value: 10.5, facility: { id: to } },
      { code: glucose, value: 90, facility: { id: to } },
    ];
    for (const who of ['emergency', 'physician'])
      expect(await graph.ask(who, read)).toEqual({
        data: { laboratoryOrder: { status: 'COMPLETED', results: expected } },
        errors: [],
      });
    expect((await graph.ask('physician', others, { healthId })).errors).toHaveLength(4);
  });

  it('is declined there with a reason, and opens nothing to a facility that it does not name', async () => {
    const elsewhere = await order([glucose], { laboratoryId: 'F-HL-002' });
    expect(await waiting(elsewhere)).toBeUndefined();
    const refused = await result(elsewhere, { code: glucose });
    expect(refused.errors).toEqual((await result(randomUUID(), { code: glucose })).errors);
    expect(refused.data.recordOrderedResult).toBeNull();
    const id = await order([glucose]);
    const declined = await graph.ask('physician', cancel, input({ id, reason: 'The analyser is out of order.' }));
    expect(declined.data.cancelLaboratoryOrder.record).toEqual({
      status: 'REVOKED',
      cancelReason: 'The analyser is out of order.',
    });
  });

  it('stays closed where the patient denies it, and where it is sensitive', async () => {
    const sensitive = await order(['7918-6']);
    expect(await waiting(sensitive)).toBeUndefined();
    const id = await order([glucose]);
    expect(await waiting(id)).toMatchObject({ id });
    const deny = 'mutation ($input: RecordConsentInput!) { recordConsent(input: $input) { patient { healthId } } }';
    const denial = input({ healthId, decision: 'DENY', category: 'OBSERVATIONS', facilityId: to });
    expect((await graph.ask('registrar', deny, denial)).errors).toEqual([]);
    expect(await waiting(id)).toBeUndefined();
    expect((await result(id, { code: glucose })).data.recordOrderedResult).toBeNull();
  });
});

describe('a referral', () => {
  const send = (healthId: string, more = {}) =>
    graph.ask('emergency', refer, input({ healthId, toFacilityId: to, words: 'Chest pain at night', ...more }));
  const mayRead = async (healthId: string) => (await graph.ask('physician', chart, { healthId })).errors;

  it('opens the record to the facility that it names, which sees who, why and how soon, and closes it when it declines', async () => {
    const one = patients[0]!;
    const { healthId } = one;
    const closed = ['patient.birthDate NO_TREATMENT_RELATIONSHIP', 'patient.conditions NO_TREATMENT_RELATIONSHIP'];
    expect((await mayRead(healthId)).toSorted()).toEqual(closed);
    const { data, errors } = await send(healthId, { priority: 'STAT' });
    expect([errors, data.referPatient.referral.status]).toEqual([[], 'REQUESTED']);
    const { id } = data.referPatient.referral;
    expect(await mayRead(healthId)).toEqual([]);
    const list = await graph.ask('physician', worklist);
    expect(list.errors).toEqual([]);
    expect(list.data.incomingReferrals.edges[0].node).toEqual({
      referralId: id,
      reason: 'Chest pain at night',
      priority: 'STAT',
      author: { id: personas.emergency.practitionerId },
      fromFacility: { id: from },
      patient: { healthId, givenName: { ar: one.givenName.ar } },
    });
    const declined = await graph.ask(
      'physician',
      step('declineReferral'),
      input({ referralId: id, words: 'No bed free' }),
    );
    expect(declined).toEqual({
      data: { declineReferral: { status: 'DECLINED', referral: null } },
      errors: ['declineReferral.referral NO_TREATMENT_RELATIONSHIP'],
    });
    expect((await mayRead(healthId)).toSorted()).toEqual(closed);
  });

  it('is accepted and answered, and the patient reads all of it', async () => {
    const healthId = personas.citizen.healthId ?? '';
    const referralId = (await send(healthId)).data.referPatient.referral.id;
    for (const [name, more, status] of [
      ['acceptReferral', {}, 'ACCEPTED'],
      ['completeReferral', { reply: 'Angina: a stress test is arranged.' }, 'COMPLETED'],
    ] as const)
      expect(await graph.ask('physician', step(name), input({ referralId, ...more }))).toEqual({
        data: { [name]: { status, referral: { referralId } } },
        errors: [],
      });
    const own = `query ($healthId: ID!) { patient(healthId: $healthId) { referrals(status: COMPLETED) {
      edges { node { id reply toFacility { id } } } } } }`;
    const read = await graph.ask('citizen', own, { healthId });
    expect(read.errors).toEqual([]);
    expect(read.data.patient.referrals.edges[0].node).toEqual({
      id: referralId,
      reply: 'Angina: a stress test is arranged.',
      toFacility: { id: to },
    });
  });

  it('is refused against the patient’s denial, before and after it was sent', async () => {
    const healthId = personas.citizen.healthId ?? '';
    const referralId = (await send(healthId)).data.referPatient.referral.id;
    const deny = 'mutation ($input: RecordConsentInput!) { recordConsent(input: $input) { patient { healthId } } }';
    const denial = input({ healthId, decision: 'DENY', facilityId: to });
    expect((await graph.ask('citizen', deny, denial)).errors).toEqual([]);
    expect((await send(healthId)).errors).toEqual(['referPatient TREATMENT_DENIED']);
    expect((await graph.ask('physician', step('acceptReferral'), input({ referralId }))).errors).toEqual([
      'acceptReferral NO_TREATMENT_RELATIONSHIP',
    ]);
    const { errors } = await graph.ask('physician', worklist);
    expect(errors).toEqual([expect.stringMatching(/^incomingReferrals.edges.\d.node CONSENT_DENIED$/)]);
  });

  it('is nobody’s to make or answer but those who treat and those who are addressed, and tells nobody else that it is there', async () => {
    const { healthId } = patients[1]!;
    const referralId = (await send(healthId)).data.referPatient.referral.id;
    const accept = (persona: string, id: string) =>
      graph.ask(persona, step('acceptReferral'), input({ referralId: id }));
    const unknown = await accept('emergency', randomUUID());
    expect(await accept('emergency', referralId)).toEqual(unknown);
    expect(unknown.errors).toEqual(['acceptReferral NO_TREATMENT_RELATIONSHIP']);
    for (const persona of ['citizen', 'pharmacist', 'registrar'])
      expect((await accept(persona, referralId)).errors).not.toEqual([]);
    expect((await send(stranger?.healthId ?? '')).errors).toEqual(['referPatient NO_TREATMENT_RELATIONSHIP']);
    const registrar = await graph.ask('registrar', refer, input({ healthId, toFacilityId: to, words: 'Chest pain' }));
    expect(registrar.errors).toEqual(['referPatient PURPOSE_NOT_ALLOWED']);
  });

  it('leads to an appointment, which the facility sees on its day and the patient takes back', async () => {
    const { healthId, givenName } = patients[2]!;
    const referralId = (await send(healthId)).data.referPatient.referral.id;
    await graph.ask('physician', step('acceptReferral'), input({ referralId }));
    const startsAt = new Date(Date.now() + 3_600_000).toISOString();
    const book =
      'mutation ($input: BookAppointmentInput!) { bookAppointment(input: $input) { appointment { id status } } }';
    const { practitionerId } = personas.physician;
    const booked = await graph.ask('physician', book, input({ healthId, referralId, startsAt, practitionerId }));
    expect(booked.errors).toEqual([]);
    const { id } = booked.data.bookAppointment.appointment;
    const others = await graph.ask('physician', book, input({ healthId, startsAt, practitionerId }));
    expect(others.errors).toEqual(['bookAppointment SLOT_TAKEN']);
    const list = `query ($day: Date!) { facilityAppointments(day: $day) { edges { node { id patient { givenName { ar } }
      referral { id reason } } } } }`;
    const day = damascusDay(new Date(startsAt));
    const { data, errors } = await graph.ask('physician', list, { day });
    expect(errors).toEqual([]);
    expect(data.facilityAppointments.edges.map(({ node }: { node: unknown }) => node)).toContainEqual({
      id,
      patient: { givenName: { ar: givenName.ar } },
      referral: { id: referralId, reason: 'Chest pain at night' },
    });
    expect((await graph.ask('emergency', list, { day })).data.facilityAppointments.edges).toEqual([]);
    expect((await graph.ask('registrar', list, { day })).errors).not.toEqual([]);
    const unknown = await graph.ask('emergency', book, input({ healthId: stranger?.healthId, startsAt }));
    expect(unknown.errors).toEqual(['bookAppointment NO_TREATMENT_RELATIONSHIP']);
    const moved =
      'mutation ($input: MoveAppointmentInput!) { moveAppointment(input: $input) { appointment { status } } }';
    expect((await graph.ask('emergency', moved, input({ appointmentId: id, to: 'NOSHOW' }))).errors).toEqual([
      'moveAppointment FORBIDDEN',
    ]);
  });

  it('and its appointment are the patient’s own to take back, through the same gate as consents', async () => {
    const healthId = personas.citizen.healthId ?? '';
    const book = 'mutation ($input: BookAppointmentInput!) { bookAppointment(input: $input) { appointment { id } } }';
    const startsAt = new Date(Date.now() + 7_200_000).toISOString();
    const booked = await graph.ask('emergency', book, input({ healthId, startsAt }));
    const appointmentId = booked.data.bookAppointment.appointment.id;
    const cancel =
      'mutation ($input: CancelOwnAppointmentInput!) { cancelOwnAppointment(input: $input) { appointment { status } } }';
    const refused = await graph.ask('guardian', cancel, input({ appointmentId }));
    expect(refused).toEqual(await graph.ask('guardian', cancel, input({ appointmentId: randomUUID() })));
    expect(refused.data.cancelOwnAppointment).toBeNull();
    expect(await graph.ask('citizen', cancel, input({ appointmentId }))).toEqual({
      data: { cancelOwnAppointment: { appointment: { status: 'CANCELLED' } } },
      errors: [],
    });
  });

  it('is told of in a document, which physicians write and the patient reads', async () => {
    const { healthId } = patients[1]!;
    const record =
      'mutation ($input: RecordDocumentReferenceInput!) { recordDocumentReference(input: $input) { record { id } } }';
    const note = { code: '57133-1', text: 'Referred for chest pain.', effectiveAt: new Date().toISOString() };
    const written = await graph.ask('emergency', record, input({ healthId, ...note }));
    expect(written.errors).toEqual([]);
    const nurse = await graph.ask('nurse', record, input({ healthId, ...note }));
    expect(nurse.data?.recordDocumentReference ?? null).toBeNull();
    const unknown = await graph.ask('physician', record, input({ healthId: stranger?.healthId, ...note }));
    expect(unknown.data.recordDocumentReference).toBeNull();
    const own =
      'query ($healthId: ID!) { patient(healthId: $healthId) { documents(code: "57133-1") { edges { node { text } } } } }';
    expect((await graph.ask('physician', own, { healthId })).data.patient.documents.edges).toEqual([
      { node: { text: note.text } },
    ]);
  });

  it('comes with its appointment and its document as FHIR, to who may read them', async () => {
    const ask = async (persona: string, path: string) => {
      const answer = await fetch(`${graph.fhirUrl}${path}`, { headers: await graph.headersOf(persona) });
      return { status: answer.status, body: await answer.json() };
    };
    const found = await ask('physician', `/Appointment?patient=${patients[2]!.healthId}&status=booked`);
    expect([found.status, faultsOf(found.body)]).toEqual([200, []]);
    const [{ resource: visit }] = found.body.entry;
    expect(visit).toMatchObject({
      resourceType: 'Appointment',
      status: 'booked',
      participant: [
        { actor: { reference: `Patient/${patients[2]!.healthId}` } },
        { actor: { reference: `Practitioner/${personas.physician.practitionerId}` } },
        { actor: { reference: `Location/${to}` } },
      ],
    });
    const [day] = (visit.start as string).split('T');
    const asked = await ask('physician', `/Appointment?patient=${patients[2]!.healthId}&date=${day}`);
    expect(asked.body.entry[0].resource).toEqual(visit);
    const documents = await ask('physician', `/DocumentReference?patient=${patients[1]!.healthId}&type=57133-1`);
    expect([documents.status, faultsOf(documents.body)]).toEqual([200, []]);
    const { type, content, docStatus } = documents.body.entry[0].resource;
    expect([type.coding[0].code, docStatus]).toEqual(['57133-1', 'final']);
    expect(Buffer.from(content[0].attachment.data, 'base64').toString()).toBe('Referred for chest pain.');
    const refused = await ask('physician', `/Appointment?patient=${stranger?.healthId}`);
    expect(refused.status).toBe(404);
  });
});
