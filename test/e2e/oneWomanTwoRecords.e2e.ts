import { readFileSync } from 'node:fs';
import type { Client } from '@urql/core';
import { person } from '@wasl/demo/population';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayFromNow } from '../support/dayFromNow.ts';
import type { Demo } from '../support/startDemo.ts';
import { databaseKinds } from '../support/testPostgres.ts';
import { arrive, input, query, startNationalGraph } from './startNationalGraph.ts';

const chart = readFileSync(new URL('../../schema/operations/chart.graphql', import.meta.url), 'utf8');
const woman = person(12);
const first = woman.healthId;
const evidence = { kind: 'FAMILY_BOOKLET', reference: '1042', words: 'The booklet, with the name in both scripts' };
const whatHangsOnHer = `query ($healthId: ID!) { patient(healthId: $healthId) {
  healthId healthIds activeAllergies { display { en } } procedures { edges { node { display { en } patient { healthId } } } }
  prescriptions { edges { node { medication { id } } } } } }`;
const consentsOfHer = 'query ($healthId: ID!) { patient(healthId: $healthId) { consents { decision category } } }';

const toPlace = `recordsToPlace { edges { node { recordId kind facility { id } } } }
  prescriptionsToPlace { edges { node { prescriptionId facility { id } } } }`;
const waiting = `{ partedMerges { edges { node {
  survivor { healthId ${toPlace} } restored { healthId ${toPlace} } } } } }`;

describe.each(databaseKinds)('one woman with two records, on %s', (kind) => {
  let demo: Demo;
  let registrar: Client;
  let secondRegistrar: Client;
  let physician: Client;
  let second: string;
  beforeAll(async () => {
    demo = await startNationalGraph(kind);
    [registrar, secondRegistrar, physician] = await Promise.all([
      demo.as('registrar'),
      demo.as('registrar2'),
      demo.as('physician'),
    ]);
  });
  afterAll(() => demo.stop());

  async function confirmBySecond(actId: string) {
    const confirm = 'mutation ($input: ConfirmActInput!) { confirmAct(input: $input) { act { status } } }';
    expect((await query(registrar, confirm, input({ actId }))).codes).toEqual(['SECOND_PERSON_NEEDED']);
    const { data, codes } = await query(secondRegistrar, confirm, input({ actId }));
    expect([data?.confirmAct.act.status, codes]).toEqual(['CONFIRMED', []]);
  }
  const read = async (healthId: string) => (await query(physician, whatHangsOnHer, { healthId })).data.patient;
  const write = async (name: string, type: string, fields: string, more: Record<string, unknown>) => {
    const text = `mutation ($input: ${type}!) { ${name}(input: $input) { ${fields} } }`;
    const { codes } = await query(physician, text, input({ healthId: second, ...more }));
    expect(codes).toEqual([]);
  };
  const proceduresOf = (patient: { procedures: { edges: { node: { display: { en: string } } }[] } }) =>
    patient.procedures.edges.map(({ node }) => node.display.en);
  const allergiesOf = (patient: { activeAllergies: { display: { en: string } }[] }) =>
    patient.activeAllergies.map(({ display }) => display.en);

  it('is registered again in Latin letters, and the registrar is told of the first record', async () => {
    const issue = `mutation ($input: IssueHealthIdInput!) { issueHealthId(input: $input) {
      patient { healthId } possibleDuplicates { patient { healthId } isCertain } } }`;
    const form = input({
      givenName: woman.givenName.latin,
      fatherName: woman.fatherName.latin,
      motherName: woman.motherName.latin,
      familyName: woman.familyName.latin,
      birthDate: woman.birthDate,
      sex: woman.sex,
      governorate: woman.governorate,
    });
    const { data, codes } = await query(registrar, issue, form);
    expect(codes).toEqual([]);
    const { patient, possibleDuplicates } = data.issueHealthId;
    expect(possibleDuplicates[0]).toEqual({ patient: { healthId: first }, isCertain: true });
    second = patient.healthId;
  });

  it('is treated under the second ID, where nobody knows of the first', async () => {
    // She is a patient of the hospital under the first, and comes back under the second.
    for (const healthId of [first, second]) {
      await arrive(demo, healthId);
      const start =
        'mutation ($input: StartTreatmentInput!) { startTreatment(input: $input) { patient { healthId birthDate } } }';
      const { data, codes } = await query(physician, start, input({ healthId, source: 'VISIT', evidence: 'Visit 17' }));
      expect([data.startTreatment.patient, codes]).toEqual([{ healthId, birthDate: woman.birthDate }, []]);
    }
    const effectiveAt = '2026-05-01T08:00:00Z';
    const allergy = {
      code: 'J01CA04',
      displayAr: 'أموكسيسيلين',
      displayEn: 'Amoxicillin',
      substanceAtcCode: 'J01CA04',
    };
    await write('recordAllergyIntolerance', 'RecordAllergyIntoleranceInput', 'record { id }', {
      ...allergy,
      effectiveAt,
    });
    const procedure = { code: '0DTJ', displayAr: 'استئصال الزائدة', displayEn: 'Second appendix', effectiveAt };
    await write('recordProcedure', 'RecordProcedureInput', 'record { id }', procedure);
    const medicine = { medicationId: 'M-N02BE01', quantity: 10, dosage: 'one as needed', validUntil: dayFromNow(365) };
    await write('prescribe', 'PrescribeInput', 'prescription { id }', medicine);
    const denial = input({ healthId: second, decision: 'DENY', category: 'CONDITIONS' });
    const record = 'mutation ($input: RecordConsentInput!) { recordConsent(input: $input) { patient { healthId } } }';
    expect((await query(registrar, record, denial)).codes).toEqual([]);
    expect(allergiesOf(await read(first))).not.toContain('Amoxicillin');
  });

  it('is found by the reviewer and merged', async () => {
    const queue = '{ duplicateReviews(first: 100) { edges { node { id left { healthId } right { healthId } } } } }';
    const { edges } = (await query(registrar, queue)).data.duplicateReviews;
    const review = edges.find(
      ({ node }: { node: { left: { healthId: string }; right: { healthId: string } } }) =>
        node.left.healthId === first && node.right.healthId === second,
    );
    const decide =
      'mutation ($input: DecideDuplicateInput!) { decideDuplicate(input: $input) { review { status } act { id } } }';
    const decision = input({ reviewId: review.node.id, isSamePerson: true, evidence });
    const answer = await query(registrar, decide, decision);
    expect(answer).toEqual({ codes: [], data: { decideDuplicate: expect.anything() } });
    const { review: open, act } = answer.data.decideDuplicate;
    expect(open.status).toBe('OPEN');
    expect(await query(registrar, decide, decision)).toEqual(answer);
    await confirmBySecond(act.id);
  });

  it('has one chart under either ID, with what was written under both', async () => {
    const [byFirst, bySecond] = [await read(first), await read(second)];
    expect(byFirst).toEqual(bySecond);
    expect([byFirst.healthId, byFirst.healthIds]).toEqual([first, [first, second]]);
    expect(allergiesOf(byFirst)).toContain('Amoxicillin');
    expect(proceduresOf(byFirst)).toContain('Second appendix');
    const medicines = byFirst.prescriptions.edges.map(
      ({ node }: { node: { medication: { id: string } } }) => node.medication.id,
    );
    expect(medicines).toContain('M-N02BE01');
    const { data } = await query(registrar, consentsOfHer, { healthId: first });
    expect(data.patient.consents).toEqual([expect.objectContaining({ decision: 'DENY', category: 'CONDITIONS' })]);
    const whole = await query(physician, chart, { healthId: second });
    expect(whole.data.patient).toMatchObject({ healthId: first, summary: { problems: null } });
    expect(whole.codes).toEqual(['CONSENT_DENIED']);
  });

  it('is warned of under the first ID by the allergy recorded under the second', async () => {
    const prescribe = `mutation ($input: PrescribeInput!) { prescribe(input: $input) {
      alerts { kind cause { messageEn } } prescription { id } } }`;
    const amoxicillin = {
      medicationId: 'M-J01CA04',
      quantity: 20,
      dosage: 'one every 8 hours',
      validUntil: dayFromNow(365),
    };
    for (const healthId of [first, second]) {
      const { data, codes } = await query(physician, prescribe, input({ healthId, ...amoxicillin }));
      expect(codes).toEqual(['SAFETY_ALERT']);
      expect(data.prescribe.alerts).toContainEqual({
        kind: 'ALLERGY',
        cause: { messageEn: 'The patient is allergic to this medicine.' },
      });
    }
  });

  it('is written of under both IDs while she is one', async () => {
    const effectiveAt = '2026-06-01T08:00:00Z';
    const appendix = (displayEn: string) => ({ code: '0DTJ', displayAr: 'إجراء', displayEn, effectiveAt });
    await write('recordProcedure', 'RecordProcedureInput', 'record { id }', {
      healthId: first,
      ...appendix('Under first'),
    });
    await write('recordProcedure', 'RecordProcedureInput', 'record { id }', appendix('Under second'));
    const medicine = { medicationId: 'M-N02BE01', quantity: 3, dosage: 'one at night', validUntil: dayFromNow(365) };
    await write('prescribe', 'PrescribeInput', 'prescription { id }', { healthId: first, ...medicine });
    await write('recordDocumentReference', 'RecordDocumentReferenceInput', 'record { id }', {
      healthId: first,
      code: '18842-5',
      text: 'She was discharged well.',
      effectiveAt,
    });
    await write('bookAppointment', 'BookAppointmentInput', 'appointment { id }', {
      healthId: first,
      startsAt: new Date(Date.now() + 86_400_000).toISOString(),
    });
    expect(await read(first)).toEqual(await read(second));
    expect(proceduresOf(await read(second))).toEqual(expect.arrayContaining(['Under first', 'Under second']));
    expect((await query(registrar, waiting)).data.partedMerges.edges).toEqual([]);
  });

  it('is two again when the merge is taken back, each with what was its own', async () => {
    const unmerge = 'mutation ($input: UnmergePatientInput!) { unmergePatient(input: $input) { act { id } } }';
    const { data, codes } = await query(registrar, unmerge, input({ healthId: second, evidence }));
    expect(codes).toEqual([]);
    await confirmBySecond(data.unmergePatient.act.id);
    const [one, other] = [await read(first), await read(second)];
    expect([one.healthIds, other.healthIds]).toEqual([[first], [second]]);
    expect(allergiesOf(one)).not.toContain('Amoxicillin');
    expect(allergiesOf(other)).toEqual(['Amoxicillin']);
    const denials = async (healthId: string) =>
      (await query(registrar, consentsOfHer, { healthId })).data.patient.consents.length;
    expect([await denials(first), await denials(second)]).toEqual([0, 1]);
  });

  it('gets back by itself what was written under the second ID; what was under the first waits, for both to see', async () => {
    expect(proceduresOf(await read(second))).toEqual(expect.arrayContaining(['Under second', 'Second appendix']));
    expect(proceduresOf(await read(second))).not.toContain('Under first');
    expect(proceduresOf(await read(first))).toContain('Under first');
    const { data, codes } = await query(registrar, waiting);
    expect(codes).toEqual([]);
    const [{ node }] = data.partedMerges.edges;
    expect([node.survivor.healthId, node.restored.healthId]).toEqual([first, second]);
    const { recordsToPlace, prescriptionsToPlace } = node.survivor;
    const facility = { id: expect.stringMatching(/^F-DI-/) };
    expect(recordsToPlace.edges).toEqual([
      { node: { recordId: expect.any(String), kind: 'PROCEDURE', facility } },
      { node: { recordId: expect.any(String), kind: 'DOCUMENT_REFERENCE', facility } },
    ]);
    expect(prescriptionsToPlace.edges).toHaveLength(1);
    expect(node.restored).toMatchObject({ recordsToPlace, prescriptionsToPlace });
  });

  it('has each put where it belongs by the facility that wrote it, once', async () => {
    const ask = `query ($healthId: ID!) { patient(healthId: $healthId) {
      recordsToPlace { edges { node { recordId } } } prescriptionsToPlace { edges { node { prescriptionId } } } } }`;
    const { patient } = (await query(physician, ask, { healthId: second })).data;
    const recordId = patient.recordsToPlace.edges[0].node.recordId;
    const prescriptionId = patient.prescriptionsToPlace.edges[0].node.prescriptionId;
    const place = 'mutation ($input: PlaceRecordInput!) { placeRecord(input: $input) { patient { healthId } } }';
    const placing = input({ recordId, belongsTo: second });
    expect((await query(registrar, place, placing)).codes).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE']);
    const placed = { data: { placeRecord: { patient: { healthId: second } } }, codes: [] };
    expect(await query(physician, place, placing)).toEqual(placed);
    expect(await query(physician, place, placing)).toEqual(placed);
    expect((await query(physician, place, input({ recordId, belongsTo: first }))).codes).toEqual(['ALREADY_DECIDED']);
    expect(proceduresOf(await read(second))).toContain('Under first');
    expect(proceduresOf(await read(first))).not.toContain('Under first');

    const placeMedicine =
      'mutation ($input: PlacePrescriptionInput!) { placePrescription(input: $input) { patient { healthId } } }';
    const stays = await query(physician, placeMedicine, input({ prescriptionId, belongsTo: first }));
    expect(stays).toEqual({ data: { placePrescription: { patient: { healthId: first } } }, codes: [] });
    const left = (await query(registrar, waiting)).data.partedMerges.edges[0].node.survivor;
    expect(left.prescriptionsToPlace.edges).toEqual([]);
    expect(left.recordsToPlace.edges).toMatchObject([{ node: { kind: 'DOCUMENT_REFERENCE' } }]);
  });

  it('has her appointment put back by a registrar, who reads whose it is and when it was booked', async () => {
    const appointments = async (healthId: string) => {
      const ask =
        'query ($healthId: ID!) { patient(healthId: $healthId) { appointments { edges { node { status } } } } }';
      return (await query(physician, ask, { healthId })).data.patient.appointments.edges;
    };
    const queue = '{ returnReviews { edges { node { id kind facility { id } recordedAt restored { healthId } } } } }';
    const { data, codes } = await query(registrar, queue);
    expect(codes).toEqual([]);
    const waits = data.returnReviews.edges.map(({ node }: { node: object }) => node);
    expect(waits).toEqual([
      {
        id: expect.any(String),
        kind: 'APPOINTMENT',
        facility: { id: expect.stringMatching(/^F-DI-/) },
        recordedAt: expect.any(String),
        restored: { healthId: second },
      },
    ]);
    expect([(await appointments(first)).length, (await appointments(second)).length]).toEqual([1, 0]);
    const place = 'mutation ($input: PlaceReturnInput!) { placeReturn(input: $input) { review { belongsTo } } }';
    const placing = input({ reviewId: waits[0].id, belongsTo: second });
    expect((await query(physician, place, placing)).codes).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE']);
    const placed = { data: { placeReturn: { review: { belongsTo: second } } }, codes: [] };
    expect(await query(registrar, place, placing)).toEqual(placed);
    expect([await appointments(first), await appointments(second)]).toEqual([[], [{ node: { status: 'BOOKED' } }]]);
  });
});
