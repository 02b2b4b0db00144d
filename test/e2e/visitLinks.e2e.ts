import { randomUUID } from 'node:crypto';
import { careOf } from '@wasl/demo/care';
import { personas } from '@wasl/demo/personas';
import { person } from '@wasl/demo/population';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOf } from '../fhir/support/validate.ts';
import { dayFromNow } from '../support/dayFromNow.ts';
import { type RecordedGraph, startRecordedGraph } from './startRecordedGraph.ts';
import { startStaffIssuer } from './staffTokens.ts';

// What comes back is GraphQL's or FHIR's own JSON, of whatever was asked.
// oxlint-disable-next-line typescript/no-explicit-any
type Json = any;

const people = Array.from({ length: 60 }, (_, index) => person(index));
const own = personas.citizen.healthId ?? '';
const input = (more: Record<string, unknown>) => ({ input: { idempotencyKey: randomUUID(), ...more } });
const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

const visits = `query ($healthId: ID!) { patient(healthId: $healthId) { encounters(first: 100) { edges { node {
  id facility { id } prescriptions { id encounter { id } } } } } } }`;
const written = `query ($healthId: ID!) { patient(healthId: $healthId) { prescriptions(first: 100) { edges { node {
  id encounter { id prescriptions { id } } } } } } }`;
const medicine = `mutation ($input: PrescribeInput!) { prescribe(input: $input) {
  alerts { severity } prescription { id encounter { id code } } } }`;
const visit = 'mutation ($input: RecordEncounterInput!) { recordEncounter(input: $input) { record { id } } }';
const end = 'mutation ($input: EndEncounterInput!) { endEncounter(input: $input) { record { id } } }';
const withdraw = 'mutation ($input: EnterInErrorInput!) { enterEncounterInError(input: $input) { record { id } } }';

let issuer: Awaited<ReturnType<typeof startStaffIssuer>>;
let graph: RecordedGraph;
beforeAll(async () => {
  issuer = await startStaffIssuer();
  graph = await startRecordedGraph({ patients: 60, moreIssuers: issuer.trusted });
});
afterAll(async () => {
  await graph?.stop();
  issuer?.stop();
});

/** Records a visit at the physician's hospital. */
async function meet(healthId: string, more: Record<string, unknown> = {}): Promise<string> {
  const seen = { code: 'AMB', displayAr: 'صداع', displayEn: 'Headache', effectiveAt: ago(0), ...more };
  const { data, errors } = await graph.ask('physician', visit, input({ healthId, ...seen }));
  expect(errors).toEqual([]);
  return data.recordEncounter.record.id as string;
}

const prescribe = (encounterId: string | null, more: Record<string, unknown> = {}, key: string = randomUUID()) =>
  graph.send('physician', {
    query: medicine,
    variables: {
      input: {
        idempotencyKey: key,
        healthId: own,
        medicationId: 'M-N02BE01',
        quantity: 10,
        dosage: 'one as needed',
        validUntil: dayFromNow(30),
        encounterId,
        ...more,
      },
    },
  });

const told = ({ errors }: Awaited<ReturnType<typeof prescribe>>) =>
  errors.map(({ message, path, extensions: { code, field } }) => ({ message, path, code, field }));

/** What the citizen denies physicians; answers the consent's id. */
const deny = async (category: string, decision = 'DENY') => {
  const text =
    'mutation ($input: RecordConsentInput!) { recordConsent(input: $input) { patient { consents { id category } } } }';
  const { data, errors } = await graph.ask(
    'citizen',
    text,
    input({ healthId: own, decision, category, role: 'physician' }),
  );
  expect(errors).toEqual([]);
  return data.recordConsent.patient.consents.find((one: Json) => one.category === category).id as string;
};
/** Takes it back. */
const allow = async (consentId: string) => {
  const text = 'mutation ($input: WithdrawConsentInput!) { withdrawConsent(input: $input) { patient { healthId } } }';
  expect((await graph.ask('citizen', text, input({ consentId }))).errors).toEqual([]);
};

describe('a prescription that names its visit', () => {
  it('is written in it, once, and each leads to the other', async () => {
    const id = await meet(own);
    const key = randomUUID();
    const { data, errors } = await prescribe(id, {}, key);
    expect(errors).toEqual([]);
    expect(data.prescribe).toMatchObject({ prescription: { encounter: { id, code: 'AMB' } } });
    expect((await prescribe(id.toUpperCase(), {}, randomUUID())).data.prescribe.prescription.encounter.id).toBe(id);
    expect((await prescribe(id, {}, key)).data.prescribe.prescription).toEqual(data.prescribe.prescription);
    const prescriptionId = data.prescribe.prescription.id;
    graph.asked.length = 0;
    const read = await graph.ask('physician', visits, { healthId: own });
    expect(read.errors).toEqual([]);
    const nodes = read.data.patient.encounters.edges.map(({ node }: { node: object }) => node);
    const found = nodes.find((node: { id: string }) => node.id === id);
    expect(found.prescriptions).toHaveLength(2);
    expect(found.prescriptions).toContainEqual({ id: prescriptionId, encounter: { id } });
    expect(nodes.length).toBeGreaterThan(1);
    // However many visits there are, each system is asked once for all.
    const questions = graph.asked.filter(({ query }) => !/recordFacts|prescriptionHolders/.test(query));
    expect(questions.map(({ subgraph }) => subgraph)).toEqual([
      'health-id',
      'clinical-records',
      'pharmacy',
      'clinical-records',
    ]);
    const back = await graph.ask('citizen', written, { healthId: own });
    const edge = back.data.patient.prescriptions.edges.find((item: Json) => item.node.id === prescriptionId);
    expect(edge.node.encounter.id).toBe(id);
    expect(edge.node.encounter.prescriptions).toContainEqual({ id: prescriptionId });
  });

  it('is refused alike for somebody else’s visit, one that was withdrawn, another kind of record, and none', async () => {
    const other = personas.guardian.healthId ?? '';
    const theirs = (await graph.clinicalRecords(other)).find(({ kind }) => kind === 'ENCOUNTER')?.id ?? '';
    const condition = (await graph.clinicalRecords(own)).find(({ kind }) => kind !== 'ENCOUNTER')?.id ?? '';
    const withdrawn = await meet(own);
    await graph.ask('physician', withdraw, input({ id: withdrawn, expectedVersion: 1 }));
    const unknown = await prescribe(randomUUID());
    expect(told(unknown)).toMatchObject([
      { path: ['prescribe', 'prescription'], code: 'NOT_FOUND', field: 'encounterId' },
    ]);
    for (const id of [theirs, condition, withdrawn]) {
      const answer = await prescribe(id);
      expect([answer.data, told(answer)]).toEqual([unknown.data, told(unknown)]);
    }
    expect(told(await prescribe("' OR 1=1 --"))).toMatchObject([{ path: ['prescribe'], code: 'NOT_FOUND' }]);
    expect(told(await prescribe('x'.repeat(100_000)))).toMatchObject([
      { path: ['prescribe'], code: 'BAD_USER_INPUT', field: 'encounterId' },
    ]);
  });

  it('is refused in a visit at another facility, and in one that ended more than a week ago', async () => {
    const { data } = await graph.ask('citizen', visits, { healthId: own });
    const elsewhere = data.patient.encounters.edges.find((item: Json) => item.node.facility.id !== 'F-DI-001').node.id;
    expect(told(await prescribe(elsewhere))).toMatchObject([{ code: 'BAD_USER_INPUT', field: 'encounterId' }]);
    const over = await meet(own, { effectiveAt: ago(9) });
    await graph.ask('physician', end, input({ id: over, expectedVersion: 1, endedAt: ago(7.1) }));
    expect(told(await prescribe(over))).toMatchObject([{ code: 'BAD_USER_INPUT', field: 'encounterId' }]);
    const lately = await meet(own, { effectiveAt: ago(9) });
    await graph.ask('physician', end, input({ id: lately, expectedVersion: 1, endedAt: ago(6.9) }));
    expect(told(await prescribe(lately))).toEqual([]);
    const long = await meet(own, { code: 'IMP', effectiveAt: ago(40) });
    expect(told(await prescribe(long))).toEqual([]);
  });

  it('is refused, and nothing is said of the visit, while the clinical records do not answer', async () => {
    const id = await meet(own);
    graph.down.add('clinical-records');
    const answer = await prescribe(id, { override: { alertIds: [], reason: 'Weighed with the family' } });
    graph.down.clear();
    expect(answer.data.prescribe.prescription).toBeNull();
    expect(answer.errors.map(({ extensions }) => extensions.code)).not.toContain('NOT_FOUND');
    const { data } = await graph.ask('physician', visits, { healthId: own });
    expect(data.patient.encounters.edges.find((item: Json) => item.node.id === id).node.prescriptions).toEqual([]);
  });

  it('is hidden in its visit where medicines are denied, and the visit in it where visits are', async () => {
    const id = await meet(own);
    const prescriptionId = (await prescribe(id)).data.prescribe.prescription.id;
    const medicines = await deny('MEDICATIONS');
    graph.asked.length = 0;
    const without = await graph.ask('physician', visits, { healthId: own });
    const node = without.data.patient.encounters.edges.find((item: Json) => item.node.id === id).node;
    expect([node.id, node.prescriptions]).toEqual([id, null]);
    expect(new Set(without.errors.map((error) => error.split(' ')[1]))).toEqual(new Set(['CONSENT_DENIED']));
    expect(graph.asked.filter(({ subgraph, query }) => subgraph === 'pharmacy' && query.includes('_entities'))).toEqual(
      [],
    );
    await allow(medicines);
    const encounters = await deny('ENCOUNTERS');
    const { data, errors } = await graph.ask('physician', written, { healthId: own });
    const mine = data.patient.prescriptions.edges.find((item: Json) => item.node.id === prescriptionId).node;
    expect(mine).toEqual({ id: prescriptionId, encounter: null });
    expect(new Set(errors.map((error) => error.split(' ')[1]))).toEqual(new Set(['CONSENT_DENIED']));
    await allow(encounters);
  });

  it('says so in FHIR to who may see visits, and to who may not nothing is missing', async () => {
    const id = await meet(own);
    const prescriptionId = (await prescribe(id)).data.prescribe.prescription.id;
    const search = async (persona: string) => {
      const headers = await graph.headersOf(persona);
      const answer = await fetch(`${graph.fhirUrl}/MedicationRequest?patient=${own}`, { headers });
      const { entry } = (await answer.json()) as { entry: { resource: Json }[] };
      const found = entry.find(({ resource }) => resource.id === prescriptionId);
      return [found?.resource.encounter, entry.filter(({ resource }) => resource.resourceType === 'OperationOutcome')];
    };
    expect(await search('physician')).toEqual([{ reference: `Encounter/${id}` }, []]);
    expect(await search('pharmacist')).toEqual([undefined, []]);
  });

  it('that is sealed, or whose visit is, leaves no trace in the other', async () => {
    const [open, sealed] = [await meet(own), await meet(own, { confidentiality: 'V' })];
    const hidden = (await prescribe(open, { confidentiality: 'V' })).data.prescribe.prescription.id;
    const shown = (await prescribe(sealed)).data.prescribe.prescription.id;
    const colleague = await issuer.headersOf({ roles: ['physician'], practitioner_id: 'P-X', facility_id: 'F-DI-001' });
    const read = async (query: string) => {
      const { data, errors } = await graph.send(undefined, { query, variables: { healthId: own } }, colleague);
      expect(errors).toEqual([]);
      return data.patient;
    };
    const nodes = (await read(visits)).encounters.edges.map((item: Json) => item.node);
    expect(nodes.find((node: Json) => node.id === open).prescriptions).toEqual([]);
    expect(nodes.some((node: Json) => node.id === sealed)).toBe(false);
    const prescriptions = (await read(written)).prescriptions.edges.map((item: Json) => item.node);
    expect(prescriptions.find((node: Json) => node.id === shown)).toEqual({ id: shown, encounter: null });
    expect(prescriptions.some((node: Json) => node.id === hidden)).toBe(false);
  });
});

const order = `mutation ($input: OrderLaboratoryTestsInput!) { orderLaboratoryTests(input: $input) {
  record { id status priority tests { code } encounter { id } results { id } } } }`;
const answer = `mutation ($input: RecordObservationInput!) { recordObservation(input: $input) {
  record { id basedOn { id status } } } }`;
const cancel = `mutation ($input: CancelLaboratoryOrderInput!) { cancelLaboratoryOrder(input: $input) {
  record { status cancelReason cancelledBy { id nameAr } } } }`;
const worklist = '{ laboratoryWorklist(first: 100) { edges { cursor node { id patient { healthId } } } } }';
const ordersOf = `query ($healthId: ID!) { patient(healthId: $healthId) { laboratoryOrders(first: 100) { edges { node {
  id status encounter { id laboratoryOrders { id } } results { id value basedOn { id } } } } } } }`;

describe('an order for tests', () => {
  const orderTests = async (encounterId: string, more: Record<string, unknown> = {}, persona = 'physician') =>
    graph.ask(persona, order, input({ healthId: own, encounterId, codes: ['718-7'], ...more }));
  const ordered = async (more: Record<string, unknown> = {}): Promise<string> => {
    const { data, errors } = await orderTests(await meet(own), more);
    expect(errors).toEqual([]);
    return data.orderLaboratoryTests.record.id as string;
  };
  const haemoglobin = { code: '718-7', value: 13, unit: 'g/dL', effectiveAt: ago(0) };
  const record = (basedOn: string, more: Record<string, unknown> = {}) =>
    graph.ask('nurse', answer, input({ healthId: own, ...haemoglobin, basedOn, ...more }));
  const waiting = async (persona: string): Promise<Json[]> => {
    const { data } = await graph.ask(persona, worklist);
    return data.laboratoryWorklist.edges.map(({ node }: Json) => node);
  };

  it('is made by a physician, answered by a nurse, and read by the patient with what answers it', async () => {
    const encounterId = await meet(own);
    const { data, errors } = await orderTests(encounterId, { priority: 'STAT' });
    expect(errors).toEqual([]);
    const { id, ...made } = data.orderLaboratoryTests.record;
    expect(made).toEqual({
      status: 'ACTIVE',
      priority: 'STAT',
      tests: [{ code: '718-7' }],
      encounter: { id: encounterId },
      results: [],
    });
    expect((await waiting('nurse'))[0]).toEqual({ id, patient: { healthId: own } });
    const { data: recorded } = await record(id);
    const result = recorded.recordObservation.record;
    expect(result.basedOn).toEqual({ id, status: 'COMPLETED' });
    expect((await waiting('physician')).some((node) => node?.id === id)).toBe(false);
    const read = await graph.ask('citizen', ordersOf, { healthId: own });
    expect(read.errors).toEqual([]);
    expect(read.data.patient.laboratoryOrders.edges.map(({ node }: Json) => node)).toContainEqual({
      id,
      status: 'COMPLETED',
      encounter: { id: encounterId, laboratoryOrders: [{ id }] },
      results: [{ id: result.id, value: 13, basedOn: { id } }],
    });
  });

  it('is not for nurses, pharmacists or patients to make or cancel, nor on a stranger, and nobody is asked', async () => {
    const [encounterId, id] = [await meet(own), await ordered()];
    const words = { reason: 'The sample was drawn twice by mistake.' };
    graph.asked.length = 0;
    for (const persona of ['nurse', 'pharmacist', 'citizen']) {
      const denied = 'UNAUTHORIZED_FIELD_OR_TYPE';
      expect((await orderTests(encounterId, {}, persona)).errors).toEqual([`orderLaboratoryTests ${denied}`]);
      expect((await graph.ask(persona, cancel, input({ id, ...words }))).errors).toEqual([
        `cancelLaboratoryOrder ${denied}`,
      ]);
    }
    const { healthId: stranger } = people.find((one) =>
      careOf(one).every(({ facilityId }) => !facilityId.startsWith('F-DI-')),
    )!;
    const refused = await graph.ask('physician', order, input({ healthId: stranger, encounterId, codes: ['718-7'] }));
    expect(refused.errors).toEqual(['orderLaboratoryTests NO_TREATMENT_RELATIONSHIP']);
    expect(graph.asked.filter(({ query }) => query.includes('mutation'))).toEqual([]);
    const done = await graph.ask('physician', cancel, input({ id, ...words }));
    expect(done).toEqual({
      data: {
        cancelLaboratoryOrder: {
          record: {
            status: 'REVOKED',
            cancelReason: words.reason,
            cancelledBy: { id: personas.physician.practitionerId, nameAr: expect.any(String) },
          },
        },
      },
      errors: [],
    });
  });

  it('of somebody else is answered as none', async () => {
    const foreign = (await graph.clinicalRecords(personas.guardian.healthId ?? '')).find(
      ({ kind }) => kind === 'LABORATORY_ORDER',
    );
    const unknown = await record(randomUUID());
    expect(unknown.errors).toEqual(['recordObservation NOT_FOUND']);
    expect(foreign).toBeDefined();
    expect(await record(foreign!.id)).toEqual(unknown);
  });

  it('is hidden where results are denied, from the worklist too, and its visit where visits are', async () => {
    const id = await ordered();
    const results = await deny('OBSERVATIONS');
    const closed = await graph.ask('physician', ordersOf, { healthId: own });
    expect([closed.data.patient.laboratoryOrders, closed.errors]).toEqual([
      null,
      ['patient.laboratoryOrders CONSENT_DENIED'],
    ]);
    const refused = await orderTests(await meet(own));
    expect(refused.errors).toEqual(['orderLaboratoryTests CONSENT_DENIED']);
    expect((await waiting('physician')).some((node) => node?.id === id)).toBe(false);
    await allow(results);
    const encounters = await deny('ENCOUNTERS');
    const { data } = await graph.ask('physician', ordersOf, { healthId: own });
    const node = data.patient.laboratoryOrders.edges.find((item: Json) => item.node.id === id).node;
    expect([node.id, node.encounter]).toEqual([id, null]);
    await allow(encounters);
    expect((await waiting('physician')).some((one) => one?.id === id)).toBe(true);
  });

  it('is a FHIR ServiceRequest for each test, which its results are based on', async () => {
    const encounterId = await meet(own);
    const { data } = await orderTests(encounterId, {
      codes: ['718-7', '1558-6'],
      priority: 'ASAP',
      reasonCode: 'D50.9',
    });
    const { id } = data.orderLaboratoryTests.record;
    await record(id);
    const search = async (query: string) => {
      const headers = await graph.headersOf('physician');
      const answered = await fetch(`${graph.fhirUrl}/${query}`, { headers });
      return ((await answered.json()) as { entry: { resource: Json }[] }).entry.map(({ resource }) => resource);
    };
    const requests = (await search(`ServiceRequest?patient=${own}&_count=100`)).filter(
      ({ requisition }) => requisition?.value === `urn:uuid:${id}`,
    );
    expect(requests.flatMap(faultsOf)).toEqual([]);
    expect(requests.map(({ code }) => code.coding[0])).toMatchObject([{ code: '718-7' }, { code: '1558-6' }]);
    expect(requests[0]).toMatchObject({
      id: `${id}.718-7`,
      status: 'active',
      intent: 'order',
      priority: 'asap',
      category: [{ coding: [{ code: '108252007' }] }],
      encounter: { reference: `Encounter/${encounterId}` },
      requester: { reference: `Practitioner/${personas.physician.practitionerId}` },
      reasonCode: [{ coding: [{ code: 'D50.9' }] }],
    });
    const results = await search(`Observation?patient=${own}&code=718-7`);
    expect(results.map(({ basedOn }) => basedOn)).toContainEqual([{ reference: `ServiceRequest/${id}.718-7` }]);
    const all = await search(`Patient/${own}/$everything?_type=ServiceRequest&_count=100`);
    expect(all.filter(({ resourceType }) => resourceType === 'ServiceRequest').map((one) => one.id)).toContain(
      `${id}.1558-6`,
    );
    expect(all.filter(({ resourceType }) => resourceType === 'OperationOutcome')).toEqual([]);
  });

  it('of an HIV test is as closed as its result', async () => {
    const { data } = await orderTests(await meet(own), { codes: ['7918-6'] });
    const { id } = data.orderLaboratoryTests.record;
    const value = { code: '7918-6', value: undefined, unit: undefined, valueText: 'reactive' };
    const recorded = await graph.ask(
      'physician',
      answer,
      input({ healthId: own, ...haemoglobin, ...value, basedOn: id }),
    );
    expect(recorded.errors).toEqual([]);
    const seen = async (persona: string) => {
      const text = `query ($healthId: ID!) { patient(healthId: $healthId) {
        laboratoryOrders(first: 100) { edges { node { id } } }
        observations(first: 100, code: "7918-6") { edges { node { id } } } } }`;
      const { data: read } = await graph.ask(persona, text, { healthId: own });
      const ids = (list: Json) => list.edges.flatMap(({ node }: Json) => node?.id ?? []);
      return [ids(read.patient.laboratoryOrders).includes(id), ids(read.patient.observations).length > 0];
    };
    expect(await seen('citizen')).toEqual([true, true]);
    const [ofOrder, ofResult] = await seen('nurse');
    expect(ofOrder).toBe(ofResult);
    const emergency = await seen('emergency');
    expect(emergency[0]).toBe(emergency[1]);
  });
});

describe('nursing notes', () => {
  const note = `mutation ($input: RecordDocumentReferenceInput!) { recordDocumentReference(input: $input) {
    record { code display { en ar } author { id } facility { id } } } }`;
  const said = { code: '34746-8', text: 'Slept well, no pain. نامت جيداً دون ألم.', effectiveAt: ago(0) };
  const writeNote = (persona: string, more: Record<string, unknown> = {}) =>
    graph.ask(persona, note, input({ healthId: own, ...said, ...more }));

  it('are written by a nurse of the facility that treats, of no other patient and of no other kind', async () => {
    const { data, errors } = await writeNote('nurse');
    expect(errors).toEqual([]);
    expect(data.recordDocumentReference.record).toEqual({
      code: '34746-8',
      display: { en: 'Nurse note', ar: 'ملاحظة تمريضية' },
      author: { id: personas.nurse.practitionerId },
      facility: { id: personas.nurse.facilityId },
    });
    const stranger = people.find((one) => careOf(one).every(({ facilityId }) => !facilityId.startsWith('F-DI-')))!;
    expect((await writeNote('nurse', { healthId: stranger.healthId })).errors).toEqual([
      'recordDocumentReference NO_TREATMENT_RELATIONSHIP',
    ]);
    expect((await writeNote('nurse', { code: '18842-5' })).errors).toEqual(['recordDocumentReference FORBIDDEN']);
    expect((await writeNote('physician')).errors).toEqual(['recordDocumentReference FORBIDDEN']);
    for (const persona of ['pharmacist', 'citizen', 'registrar'])
      expect([persona, (await writeNote(persona)).errors[0]]).toEqual([
        persona,
        'recordDocumentReference UNAUTHORIZED_FIELD_OR_TYPE',
      ]);
    const report = `mutation ($input: RecordDiagnosticReportInput!) { recordDiagnosticReport(input: $input) { record { id } } }`;
    const conclusion = { healthId: own, code: '58410-2', conclusion: 'All well', effectiveAt: ago(0) };
    expect((await graph.ask('nurse', report, input(conclusion))).errors[0]).toBe(
      'recordDiagnosticReport UNAUTHORIZED_FIELD_OR_TYPE',
    );
    const seen = await graph.ask(
      'citizen',
      'query ($healthId: ID!) { patient(healthId: $healthId) { documents(code: "34746-8") { edges { node { text } } } } }',
      { healthId: own },
    );
    expect(seen.data.patient.documents.edges).toEqual([{ node: { text: said.text } }]);
  });
});
