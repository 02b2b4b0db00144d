import { readFileSync } from 'node:fs';
import { personas } from '@wasl/demo/personas';
import { person } from '@wasl/demo/population';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayFromNow } from '../support/dayFromNow.ts';
import type { Demo } from '../support/startDemo.ts';
import { databaseKinds } from '../support/testPostgres.ts';
import { input, query, startNationalGraph } from './startNationalGraph.ts';

const chart = readFileSync(new URL('../../schema/operations/chart.graphql', import.meta.url), 'utf8');
const ownRecord = readFileSync(new URL('../../schema/operations/ownRecord.graphql', import.meta.url), 'utf8');
const { healthId } = personas.citizen;

/** What README.md shows of the demo: as whom it asks, what, and the answer, as one line of JSON. */
function readmeExample() {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const [, persona = '', body = '', answer = ''] =
    /wasl token --as (\w+)\)" \\\n +-d '([^']+)'\n```\n\n```json\n(.+)\n```/.exec(readme) ?? [];
  return { persona, text: (JSON.parse(body) as { query: string }).query, answer };
}

describe.each(databaseKinds)('the national graph on %s', (kind) => {
  let demo: Demo;
  beforeAll(async () => {
    demo = await startNationalGraph(kind);
  });
  afterAll(() => demo.stop());

  // First, because the stories below prescribe to the citizen.
  it('answers the README’s example as the README says', async () => {
    const { persona, text, answer } = readmeExample();
    const { data, codes } = await query(await demo.as(persona), text);
    expect(codes).toEqual([]);
    expect(JSON.stringify({ data })).toBe(answer);
  });

  it('joins a record over all four systems for the citizen herself, and her chart', async () => {
    const citizen = await demo.as('citizen');
    const own = await query(citizen, ownRecord);
    expect([own.codes, own.data.me.patient]).toMatchObject([
      [],
      { healthId, person: { verificationLevel: expect.any(String) }, prescriptions: { edges: [{}, {}] } },
    ]);
    const { data, codes } = await query(citizen, chart, { healthId });
    expect(codes).toEqual([]);
    expect(data.patient).toMatchObject({
      healthId,
      summary: { allergies: [{ display: { en: 'Amoxicillin' } }] },
      prescriptions: { edges: [{ node: { status: 'ACTIVE' } }, { node: { status: 'ACTIVE' } }] },
    });
    expect(data.patient.encounters.edges[0].node.facility.nameEn).toContain('Damascus');
  });

  it('shows her child to a citizen, and nobody else', async () => {
    const citizen = await demo.as('citizen');
    const child = personas.citizen.dependants[0];
    expect((await query(citizen, chart, { healthId: child })).data.patient.healthId).toBe(child);
    expect((await query(citizen, chart, { healthId: person(60).healthId })).data.patient).toBeNull();
  });

  it('lets a physician read a chart and record an encounter, but not the national identity', async () => {
    const physician = await demo.as('physician');
    const read = await query(physician, chart, { healthId });
    expect([read.codes, read.data.patient.healthId]).toEqual([[], healthId]);
    const identity = 'query ($healthId: ID!) { patient(healthId: $healthId) { person { verificationLevel } } }';
    const denied = await query(physician, identity, { healthId });
    expect([denied.codes, denied.data.patient.person]).toEqual([['UNAUTHORIZED_FIELD_OR_TYPE'], null]);
    const visit = input({
      healthId,
      code: 'AMB',
      displayAr: 'صداع',
      displayEn: 'Headache',
      effectiveAt: new Date().toISOString(),
    });
    const record =
      'mutation ($input: RecordEncounterInput!) { recordEncounter(input: $input) { record { id version author { id } } } }';
    const written = await query(physician, record, visit);
    expect(written).toMatchObject({
      codes: [],
      data: { recordEncounter: { record: { version: 1, author: { id: personas.physician.practitionerId } } } },
    });
    expect(await query(physician, record, visit)).toEqual(written);
    const { data } = await query(physician, chart, { healthId });
    expect(data.patient.encounters.edges[0].node.display.en).toBe('Headache');
  });

  it('tells a citizen in her languages that the physician looked, and an auditor; nobody else', async () => {
    const physician = await demo.as('physician');
    expect((await query(physician, chart, { healthId })).data.patient.healthId).toBe(healthId);
    const log = `query ($healthId: ID!) { patient(healthId: $healthId) { healthId accessLog(first: 100) {
      edges { node { action outcome sentenceEn sentenceAr practitioner { id } categories } } } } }`;
    const entries = `query ($healthId: ID!) { accessLog(healthId: $healthId, first: 100) {
      edges { node { outcome practitioner { id } categories } } } }`;
    const { practitionerId, called } = personas.physician;
    const byPhysician = ({ node }: { node: { practitioner: { id: string } | null } }) =>
      node.practitioner?.id === practitionerId;

    const own = await query(await demo.as('citizen'), log, { healthId });
    expect(own.codes).toEqual([]);
    expect(own.data.patient.accessLog.edges.filter(byPhysician)[0].node).toMatchObject({
      action: 'READ',
      outcome: 'RELEASED',
      sentenceEn: expect.stringMatching(
        new RegExp(
          `^${called?.en} \\(Physician\\) at Al Yasmin Hospital, Damascus \\(F-DI-001\\) read .*visits.* to treat\\. Ground: the facility treats`,
        ),
      ),
      sentenceAr: expect.stringMatching(
        new RegExp(
          `^${called?.ar} \\(طبيب\\) من مشفى الياسمين – دمشق \\(F-DI-001\\): اطّلاع على .*الزيارات.*، لغرض العلاج\\. الأساس: المنشأة تعالج`,
        ),
      ),
      categories: expect.arrayContaining(['ENCOUNTERS', 'MEDICATIONS']),
    });

    const audited = await query(await demo.as('auditor'), entries, { healthId });
    expect(audited.codes).toEqual([]);
    expect(audited.data.accessLog.edges.filter(byPhysician).length).toBeGreaterThan(0);

    const looked = await query(physician, log, { healthId });
    expect([looked.data.patient.accessLog, looked.codes]).toEqual([null, ['UNAUTHORIZED_FIELD_OR_TYPE']]);
    const guessed = await query(physician, entries, { healthId });
    expect([guessed.data?.accessLog ?? null, guessed.codes]).toEqual([null, ['UNAUTHORIZED_FIELD_OR_TYPE']]);
    const stranger = await query(await demo.as('citizen'), log, { healthId: person(60).healthId });
    expect(stranger.data.patient).toBeNull();
  });

  const alertFields = 'alerts { id kind severity messageEn cause { messageAr messageEn } }';
  const prescribeChecked = `mutation ($input: PrescribeInput!) { prescribe(input: $input) {
    ${alertFields} prescription { id remainingQuantity overrides { kind reason author { id } }
      patient { medicationAlerts { kind severity prescriptionId cause { messageAr messageEn } } } } } }`;

  it('stops whoever prescribes what the patient is allergic to, until it is acknowledged with a reason', async () => {
    const physician = await demo.as('physician');
    const amoxicillin = {
      healthId,
      medicationId: 'M-J01CA04',
      quantity: 20,
      dosage: 'one every 8 hours',
      validUntil: dayFromNow(365),
    };
    const cause = {
      messageAr: 'لدى المريض حساسية من هذا الدواء.',
      messageEn: 'The patient is allergic to this medicine.',
    };
    const stopped = await query(physician, prescribeChecked, input(amoxicillin));
    expect(stopped.codes).toEqual(['SAFETY_ALERT']);
    expect(stopped.data.prescribe.prescription).toBeNull();
    const [alert] = stopped.data.prescribe.alerts;
    expect(alert).toMatchObject({ id: expect.any(String), kind: 'ALLERGY', severity: 'SEVERE', cause });

    const override = { alertIds: [alert.id], reason: 'Desensitised in hospital last week' };
    const foreign = { ...override, alertIds: ['00000000-0000-4000-8000-000000000000'] };
    expect((await query(physician, prescribeChecked, input({ ...amoxicillin, override: foreign }))).codes).toEqual([
      'SAFETY_ALERT',
    ]);
    const written = await query(physician, prescribeChecked, input({ ...amoxicillin, override }));
    expect(written.codes).toEqual([]);
    const { id, patient, overrides } = written.data.prescribe.prescription;
    expect(overrides).toEqual([{ kind: 'ALLERGY', reason: override.reason, author: { id: expect.any(String) } }]);
    const warned = { kind: 'ALLERGY', severity: 'SEVERE', prescriptionId: id, cause };
    expect(patient.medicationAlerts).toContainEqual(warned);

    const dispense = `mutation ($input: DispenseInput!) { dispense(input: $input) { ${alertFields} dispense { quantity } } }`;
    const pharmacist = await demo.as('pharmacist');
    const again = await query(pharmacist, dispense, input({ prescriptionId: id, quantity: 1 }));
    expect([again.codes, again.data.dispense.dispense]).toEqual([['SAFETY_ALERT'], null]);
    const alertIds = again.data.dispense.alerts.map((item: { id: string | null }) => item.id).filter(Boolean);
    const asked = { alertIds, reason: 'The prescriber confirmed by telephone' };
    expect(
      await query(pharmacist, dispense, input({ prescriptionId: id, quantity: 1, override: asked })),
    ).toMatchObject({ codes: [], data: { dispense: { dispense: { quantity: 1 } } } });
  });

  /** Runs a mutation and, where alerts stop it, again over them. */
  async function overAlerts(client: Parameters<typeof query>[0], text: string, wanted: Record<string, unknown>) {
    const first = await query(client, text, input(wanted));
    if (!first.codes.includes('SAFETY_ALERT')) return first;
    const [payload] = Object.values(first.data as Record<string, { alerts: { id: string | null }[] }>);
    const alertIds = payload?.alerts.flatMap(({ id }) => id ?? []);
    return query(
      client,
      text,
      input({ ...wanted, override: { alertIds, reason: 'Weighed with her, watched at home' } }),
    );
  }

  it('warns of ibuprofen while the patient has warfarin that was dispensed whole', async () => {
    const physician = await demo.as('physician');
    const wanted = { healthId, quantity: 5, dosage: 'one in the evening', validUntil: dayFromNow(30) };
    const { data } = await overAlerts(physician, prescribeChecked, { ...wanted, medicationId: 'M-B01AA03' });
    const dispense = `mutation ($input: DispenseInput!) { dispense(input: $input) { ${alertFields} dispense { prescription { status } } } }`;
    const given = await overAlerts(await demo.as('pharmacist'), dispense, {
      prescriptionId: data.prescribe.prescription.id,
      quantity: 5,
    });
    expect(given.data.dispense.dispense).toEqual({ prescription: { status: 'COMPLETED' } });
    const ibuprofen = await query(physician, prescribeChecked, input({ ...wanted, medicationId: 'M-M01AE01' }));
    expect(ibuprofen.codes).toEqual(['SAFETY_ALERT']);
    expect(ibuprofen.data.prescribe.alerts).toContainEqual(
      expect.objectContaining({
        kind: 'INTERACTION',
        severity: 'SEVERE',
        cause: {
          messageAr: 'وارفارين مع إيبوبروفين: يجتمع خطر النزف من الدواءين.',
          messageEn: 'Warfarin with ibuprofen: the bleeding risks of both add up.',
        },
      }),
    );
  });

  it('tells a pharmacist how grave an alert is and what to do, and only the patient what sensitive medicine it comes from', async () => {
    const physician = await demo.as('physician');
    const wanted = { healthId, quantity: 30, dosage: 'one in the evening', validUntil: dayFromNow(365) };
    const prescribe = 'mutation ($input: PrescribeInput!) { prescribe(input: $input) { prescription { id } } }';
    const { data } = await query(physician, prescribe, input({ ...wanted, medicationId: 'M-C10AA01' }));
    const lopinavir = await overAlerts(physician, prescribeChecked, { ...wanted, medicationId: 'M-J05AR10' });
    expect(lopinavir.data.prescribe.prescription.id).toEqual(expect.any(String));
    const alerts = `query ($of: ID!) { patient(healthId: $of) {
      medicationAlerts { kind severity prescriptionId messageAr messageEn cause { messageEn } } } }`;
    const onSimvastatin = async (persona: string) => {
      const answer = await query(await demo.as(persona), alerts, { of: healthId });
      const found: ({ prescriptionId: string } | null)[] = answer.data.patient.medicationAlerts;
      return found.find((alert) => alert?.prescriptionId === data.prescribe.prescription.id);
    };
    expect(await onSimvastatin('citizen')).toMatchObject({
      kind: 'INTERACTION',
      severity: 'SEVERE',
      cause: { messageEn: 'Lopinavir and ritonavir with simvastatin damages muscle: rhabdomyolysis.' },
    });
    const told = await onSimvastatin('pharmacist');
    expect(told).toMatchObject({
      kind: null,
      severity: 'SEVERE',
      messageAr: 'لا يُعطَ هذا الدواء قبل أن يؤكده الطبيب الذي وصفه: فقد يضر المريض ضرراً جسيماً.',
      cause: null,
    });
    expect(JSON.stringify(told)).not.toMatch(/ritonavir|HIV|INTERACTION/);
  });

  it('never lets two pharmacies together dispense more than was prescribed', async () => {
    const prescribe = 'mutation ($input: PrescribeInput!) { prescribe(input: $input) { prescription { id } } }';
    const wanted = input({
      healthId,
      medicationId: 'M-N02BE01',
      quantity: 5,
      dosage: 'one as needed',
      validUntil: dayFromNow(365),
    });
    const { data } = await query(await demo.as('physician'), prescribe, wanted);
    const prescriptionId = data.prescribe.prescription.id;
    const pharmacies = await Promise.all([demo.as('pharmacist'), demo.as('pharmacist2')]);
    const dispense =
      'mutation ($input: DispenseInput!) { dispense(input: $input) { dispense { quantity prescription { remainingQuantity } } } }';
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        query(pharmacies[index % 2]!, dispense, input({ prescriptionId, quantity: 1 })),
      ),
    );
    expect(answers.filter(({ codes }) => codes.length === 0)).toHaveLength(5);
    expect(answers.flatMap(({ codes }) => codes)).toEqual(Array.from({ length: 7 }, () => 'PRESCRIPTION_EXHAUSTED'));
  });

  it('runs no mutation that its caller may not run, and refuses a mistyped health ID', async () => {
    const citizen = await demo.as('citizen');
    const issue = 'mutation ($input: IssueHealthIdInput!) { issueHealthId(input: $input) { __typename } }';
    const newborn = input({
      givenName: 'لين',
      fatherName: 'سامر',
      familyName: 'شاهين',
      birthDate: '2026-11-20',
      sex: 'FEMALE',
      governorate: 'DI',
    });
    expect((await query(citizen, issue, newborn)).codes).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE']);
    const wrong = healthId?.slice(0, 11) + String((Number(healthId?.[11]) + 1) % 10);
    expect((await query(citizen, chart, { healthId: wrong })).codes).toEqual(['HEALTH_ID_INVALID']);
  });

  it('lets a registrar issue an ID to a newborn', async () => {
    const issue =
      'mutation ($input: IssueHealthIdInput!) { issueHealthId(input: $input) { patient { healthId guardians { healthId } } } }';
    const newborn = input({
      givenName: 'لين',
      fatherName: 'سامر',
      familyName: 'شاهين',
      birthDate: '2026-11-20',
      sex: 'FEMALE',
      governorate: 'DI',
      guardianHealthId: healthId,
    });
    const { data, codes } = await query(await demo.as('registrar'), issue, newborn);
    expect(codes).toEqual([]);
    expect(data.issueHealthId.patient).toEqual({
      healthId: expect.stringMatching(/^\d{12}$/),
      guardians: [{ healthId }],
    });
  });
});
