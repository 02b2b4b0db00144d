import { randomUUID } from 'node:crypto';
import { personas } from '@wasl/demo/personas';
import { person } from '@wasl/demo/population';
import { pharmacyIdOf } from '@wasl/pharmacy/pharmacyId';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dayFromNow } from '../support/dayFromNow.ts';
import { dangerousAllergies, dangerousPairs, stoppingPair } from './knownDangers.ts';
import { type RecordedGraph, startRecordedGraph } from './startRecordedGraph.ts';

let graph: RecordedGraph;
const { healthId } = person(0);

beforeAll(async () => {
  graph = await startRecordedGraph({ patients: 12, clock: Date.now });
});

afterAll(() => graph?.stop());

const summary = `query ($healthId: ID!) { patient(healthId: $healthId) {
  prescriptions(first: 100) { edges { node { id status stoppedAt supplyEndsOn prescribedAt } } }
  summary { code allergies { id } medications { id prescribedAt medication { atcCode } dispenses { quantity } } } } }`;

interface Listed {
  id: string;
  status: string;
  stoppedAt: string | null;
  supplyEndsOn: string | null;
  prescribedAt: string;
}

test('a summary has the medicines that the patient takes from the pharmacy, newest first, beside what the clinic says', async () => {
  const { data, errors } = await graph.ask('citizen', summary, { healthId });
  expect(errors).toEqual([]);
  const { prescriptions, summary: answered } = data.patient;
  const today = new Date().toISOString().slice(0, 10);
  const isTaken = ({ status, stoppedAt, supplyEndsOn }: Listed) =>
    status === 'ACTIVE' || (stoppedAt === null && supplyEndsOn !== null && supplyEndsOn >= today);
  const taken = prescriptions.edges.map(({ node }: { node: Listed }) => node).filter(isTaken);
  expect(taken.length).toBeGreaterThan(1);
  expect(answered.medications.map(({ id }: Listed) => id)).toEqual(taken.map(({ id }: Listed) => id));
  expect(answered.code).toBe('60591-5');
  expect(answered.allergies.length).toBeGreaterThan(0);
});

test('a pharmacy that does not answer takes the medicines alone out of a summary, and says so', async () => {
  graph.down.add('pharmacy');
  const { data, errors } = await graph.ask(
    'citizen',
    'query ($healthId: ID!) { patient(healthId: $healthId) { summary { code medications { id } } } }',
    { healthId },
  );
  graph.down.clear();
  expect(data.patient.summary).toEqual({ code: '60591-5', medications: null });
  expect(errors).toEqual(['patient.summary.medications SUBGRAPH_UNAVAILABLE']);
});

test('who may read nothing of a patient gets no medicines in a summary either, and is told why', async () => {
  const { data, errors } = await graph.ask(
    'physician',
    'query ($healthId: ID!) { patient(healthId: $healthId) { summary { medications { id } } } }',
    { healthId: person(7).healthId },
  );
  expect(data.patient?.summary?.medications ?? null).toBeNull();
  expect(errors).not.toEqual([]);
});

async function write(persona: string, name: string, fields: string, input: object) {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const text = `mutation ($input: ${type}!) { ${name}(input: $input) { ${fields} } }`;
  const { data, errors } = await graph.ask(persona, text, { input: { idempotencyKey: randomUUID(), ...input } });
  expect(errors).toEqual([]);
  return data[name];
}
const prescribe = async (more: object = {}) => {
  const medicine = {
    healthId,
    medicationId: 'M-A02BC01',
    quantity: 10,
    dosage: 'one a day',
    validUntil: dayFromNow(90),
  };
  const { prescription } = await write('physician', 'prescribe', 'prescription { id }', { ...medicine, ...more });
  return prescription.id as string;
};

/** The ids of medicines that a persona reads in a summary, and all that the FHIR summary says. */
async function summariesFor(persona: string) {
  const text = 'query ($healthId: ID!) { patient(healthId: $healthId) { summary { medications { id } } } }';
  const { data } = await graph.ask(persona, text, { healthId });
  const headers = await graph.headersOf(persona);
  const answer = await fetch(`${graph.fhirUrl}/Patient/${healthId}/$summary`, { headers });
  const listed = (data.patient?.summary?.medications ?? []) as ({ id: string } | null)[];
  return { ids: listed.map((item) => item?.id), fhir: await answer.text() };
}

test('a sealed prescription is in the summaries of the patient and of its author, and leaves no trace in others', async () => {
  const [plain, sealed] = [await prescribe(), await prescribe({ medicationId: 'M-C09AA02', confidentiality: 'V' })];
  for (const [persona, sees] of [
    ['citizen', true],
    ['physician', true],
    ['nurse', false],
    ['emergency', false],
    ['pharmacist', false],
  ] as const) {
    const { ids, fhir } = await summariesFor(persona);
    expect([persona, ids.includes(plain), fhir.includes(plain)]).toEqual([persona, true, true]);
    expect([persona, ids.includes(sealed), fhir.includes(sealed), fhir.includes('C09AA02')]).toEqual([
      persona,
      sees,
      sees,
      sees,
    ]);
    // A place that is empty would tell as much as what stands in it.
    expect([persona, ids.every((id) => id !== undefined)]).toEqual([persona, true]);
  }
});

test('a restricted prescription is in the summaries of those alone who may read it by its id', async () => {
  const restricted = await prescribe({ medicationId: 'M-N02BE01', confidentiality: 'R', sensitivities: ['PSY'] });
  const text = 'query ($id: ID!) { prescription(id: $id) { id } }';
  const seen: Record<string, boolean> = {};
  for (const persona of ['citizen', 'physician', 'nurse', 'emergency', 'pharmacist']) {
    const { data } = await graph.ask(persona, text, { id: restricted });
    const maySee = data.prescription !== null;
    const { ids, fhir } = await summariesFor(persona);
    expect([persona, ids.includes(restricted), fhir.includes(restricted)]).toEqual([persona, maySee, maySee]);
    seen[persona] = maySee;
  }
  expect(seen).toMatchObject({ citizen: true, physician: true });
  expect(Object.values(seen)).toContain(false);
});

test('a batch that the regulator calls back is dispensed no more, and the pharmacy that gave it out reads to whom', async () => {
  const { facilityId } = personas.pharmacist;
  const medicationId = 'M-A02BC01';
  const expiresOn = dayFromNow(1);
  await write('pharmacist', 'receiveStock', 'pharmacy { id }', {
    medicationId,
    batch: 'RE-1',
    quantity: 10,
    expiresOn,
  });
  const prescriptionId = await prescribe();
  await write('pharmacist', 'dispense', 'dispense { id }', { prescriptionId, quantity: 4 });
  const reason = 'The maker found glass in the tablets';
  const fields = 'recall { batch reason } pharmacies { pharmacy { id } unitsLeft unitsDispensed }';
  const made = await write('regulator', 'recallBatchEverywhere', fields, { medicationId, batch: 're-1', reason });
  expect(made).toEqual({
    recall: { batch: 'RE-1', reason },
    pharmacies: [{ pharmacy: { id: pharmacyIdOf(facilityId ?? '') }, unitsLeft: 6, unitsDispensed: 4 }],
  });
  const recalls = `query ($id: ID!) { pharmacy(id: $id) { recalls { recall { batch } dispenses {
    quantity prescription { patient { healthId givenName { ar } phone } } } } } }`;
  const told = await graph.ask('pharmacist', recalls, { id: facilityId });
  expect(told).toEqual({
    errors: [],
    data: {
      pharmacy: {
        recalls: [
          {
            recall: { batch: 'RE-1' },
            dispenses: [
              {
                quantity: 4,
                prescription: {
                  patient: { healthId, givenName: { ar: person(0).givenName.ar }, phone: expect.anything() },
                },
              },
            ],
          },
        ],
      },
    },
  });
  for (const persona of ['pharmacist2', 'regulator', 'physician', 'auditor', 'partner']) {
    const { data, errors } = await graph.ask(persona, recalls, { id: facilityId });
    expect([persona, data?.pharmacy?.recalls ?? null, errors.length > 0]).toEqual([persona, null, true]);
  }
  const withdrawal = { medicationId, batch: 'Re-1', reason: 'Another maker’s batch was meant' };
  const refused =
    'mutation ($input: WithdrawRecallEverywhereInput!) { withdrawRecallEverywhere(input: $input) { recall { id } } }';
  for (const persona of ['pharmacist', 'physician', 'partner', 'registrar'])
    expect([
      persona,
      (await graph.ask(persona, refused, { input: { idempotencyKey: randomUUID(), ...withdrawal } })).errors,
    ]).toEqual([persona, ['withdrawRecallEverywhere UNAUTHORIZED_FIELD_OR_TYPE']]);
  expect(await write('regulator', 'withdrawRecallEverywhere', 'recall { batch withdrawalReason }', withdrawal)).toEqual(
    {
      recall: { batch: 'RE-1', withdrawalReason: withdrawal.reason },
    },
  );
  const since = `query ($id: ID!) { pharmacy(id: $id) { movements(first: 1) { edges { node { kind batch reason } } }
    recalls { recall { withdrawalReason } dispenses { quantity prescription { patient { phone } } } } } }`;
  expect(await graph.ask('pharmacist', since, { id: facilityId })).toEqual({
    errors: [],
    data: {
      pharmacy: {
        movements: {
          edges: [{ node: { kind: 'RECALL_WITHDRAWN_EVERYWHERE', batch: 'RE-1', reason: withdrawal.reason } }],
        },
        recalls: [
          {
            recall: { withdrawalReason: withdrawal.reason },
            dispenses: [{ quantity: 4, prescription: { patient: { phone: expect.anything() } } }],
          },
        ],
      },
    },
  });
  const asRegulator = await graph.ask('regulator', summary, { healthId });
  expect(JSON.stringify(asRegulator.data)).not.toContain(healthId);
  const again =
    'mutation ($input: RecallBatchEverywhereInput!) { recallBatchEverywhere(input: $input) { recall { id } } }';
  const input = { idempotencyKey: randomUUID(), medicationId, batch: 'RE-2', reason };
  for (const persona of ['pharmacist', 'physician', 'partner', 'registrar'])
    expect([persona, (await graph.ask(persona, again, { input })).errors]).toEqual([
      persona,
      ['recallBatchEverywhere UNAUTHORIZED_FIELD_OR_TYPE'],
    ]);
});

interface Told {
  id: string | null;
  kind: string;
  severity: string;
  messageAr: string;
  cause: { messageEn: string; messageAr: string; actionEn: string; actionAr: string; source: string } | null;
}

const told = 'alerts { id kind severity messageAr cause { messageAr messageEn actionAr actionEn source } }';
const attempts = {
  prescribe: `mutation ($input: PrescribeInput!) { prescribe(input: $input) { ${told} prescription { id } } }`,
  dispense: `mutation ($input: DispenseInput!) { dispense(input: $input) { ${told} dispense { quantity } } }`,
};

/** Attempts to prescribe or dispense; answers what the caller is told, whether it was stopped, and what was written. */
async function attempt(persona: string, name: 'prescribe' | 'dispense', more: object) {
  const { data, errors } = await graph.ask(persona, attempts[name], {
    input: { idempotencyKey: randomUUID(), ...more },
  });
  const outcome = name === 'prescribe' ? 'prescription' : 'dispense';
  expect([persona, name, data?.[name] ? [] : errors]).toEqual([persona, name, []]);
  const isStopped = errors.includes(`${name}.${outcome} SAFETY_ALERT`);
  expect([errors.length, data[name][outcome] === null]).toEqual(isStopped ? [1, true] : [0, false]);
  return { alerts: data[name].alerts as Told[], isStopped, written: data[name][outcome] };
}
const overriding = (alerts: Told[]) => ({
  override: { alertIds: alerts.flatMap(({ id }) => id ?? []), reason: 'Weighed with the patient, watched in the ward' },
});
const medicineOf = (atcCode: string) => ({
  healthId,
  medicationId: `M-${atcCode}`,
  quantity: 4,
  dosage: 'one in the evening',
  validUntil: dayFromNow(30),
});
/** Prescribes whatever the alerts. */
async function prescribeAnyhow(atcCode: string): Promise<string> {
  const { alerts, isStopped, written } = await attempt('physician', 'prescribe', medicineOf(atcCode));
  if (!isStopped) return written.id;
  const again = await attempt('physician', 'prescribe', { ...medicineOf(atcCode), ...overriding(alerts) });
  return again.written.id;
}
const cancel = (prescriptionId: string) =>
  write('physician', 'cancelPrescription', 'prescription { id }', { prescriptionId, reason: 'Written for a test' });

/** The alert of this kind that says this, complete in both languages. */
function expectTold(
  alerts: Told[],
  kind: string,
  severity: string,
  messageEn: string | RegExp,
  source?: string | RegExp,
) {
  const found = alerts
    .filter((alert) => alert.kind === kind)
    .find(({ cause }) => cause && matches(cause.messageEn, messageEn));
  expect(found, `${kind} ${messageEn} in ${JSON.stringify(alerts)}`).toBeDefined();
  expect(found!.severity).toBe(severity);
  if (source) expect(matches(found!.cause!.source, source), found!.cause!.source).toBe(true);
  for (const text of [found!.messageAr, found!.cause!.messageAr, found!.cause!.actionAr])
    expect(text).toMatch(/[\u0621-\u064A]/);
  expect(found!.cause!.actionEn).toMatch(/[a-z]/);
}
const matches = (text: string, wanted: string | RegExp) =>
  typeof wanted === 'string' ? text === wanted : wanted.test(text);

test('who prescribes one of a known pair is told of the other, how grave it is, what to do and where it is stated', async () => {
  for (const [taken, wanted, severity, messageEn, source] of dangerousPairs) {
    const first = await prescribeAnyhow(taken);
    const { alerts, isStopped, written } = await attempt('physician', 'prescribe', medicineOf(wanted));
    expectTold(alerts, 'INTERACTION', severity, messageEn, source);
    if (severity === 'SEVERE') expect([wanted, isStopped]).toEqual([wanted, true]);
    for (const id of [first, written?.id]) if (id) await cancel(id);
  }
});

test('a severe pair stops both who prescribes and who dispenses, until each goes on with a reason', async () => {
  const [taken, wanted, severity, messageEn] = stoppingPair;
  const first = await prescribeAnyhow(taken);
  const stopped = await attempt('physician', 'prescribe', medicineOf(wanted));
  expect(stopped.isStopped).toBe(true);
  expectTold(stopped.alerts, 'INTERACTION', severity, messageEn);
  const written = await attempt('physician', 'prescribe', { ...medicineOf(wanted), ...overriding(stopped.alerts) });
  expect(written.isStopped).toBe(false);
  const stock = { medicationId: `M-${wanted}`, batch: 'SP-1', quantity: 10, expiresOn: dayFromNow(300) };
  await write('pharmacist', 'receiveStock', 'pharmacy { id }', stock);
  const asked = { prescriptionId: written.written.id, quantity: 4 };
  const refused = await attempt('pharmacist', 'dispense', asked);
  expect(refused.isStopped).toBe(true);
  expectTold(refused.alerts, 'INTERACTION', severity, messageEn);
  const given = await attempt('pharmacist', 'dispense', { ...asked, ...overriding(refused.alerts) });
  expect(given.written).toEqual({ quantity: 4 });
  await cancel(first);
});

const typedAllergy = { code: 'other', displayAr: 'حساسية', displayEn: 'Allergy', effectiveAt: '2026-03-01T08:00:00Z' };
const allergic = (more: object) =>
  write('physician', 'recordAllergyIntolerance', 'record { id version }', { healthId, ...typedAllergy, ...more });

const inError =
  'mutation ($input: EnterInErrorInput!) { enterAllergyIntoleranceInError(input: $input) { record { id } } }';

test('who prescribes what an allergy bears on is told, however the allergy was recorded', async () => {
  for (const [allergy, wanted, severity, messageEn] of dangerousAllergies) {
    const { record } = await allergic(allergy);
    const { alerts, isStopped, written } = await attempt('physician', 'prescribe', medicineOf(wanted));
    expectTold(alerts, 'ALLERGY', severity, messageEn);
    if (severity === 'SEVERE') expect([wanted, isStopped]).toEqual([wanted, true]);
    if (written) await cancel(written.id);
    const { errors } = await graph.ask('physician', inError, {
      input: { idempotencyKey: randomUUID(), id: record.id, expectedVersion: record.version },
    });
    expect(errors).toEqual([]);
  }
});

test('an allergy to neomycin stands at the vaccines with traces of it, for whoever may read allergies', async () => {
  const card = `query ($healthId: ID!) { patient(healthId: $healthId) { immunizationCard { schedule {
    code status allergyAlerts { severity messageEn messageAr cause { messageEn actionAr } } } } } }`;
  const read = async (persona: string) => {
    const { data, errors } = await graph.ask(persona, card, { healthId });
    return { errors, schedule: data.patient.immunizationCard.schedule as Record<string, unknown>[] };
  };
  const polio = ({ code }: Record<string, unknown>) => code === 'J07BF03';
  expect((await read('physician')).schedule.find(polio)).toMatchObject({ allergyAlerts: [] });
  await allergic({ displayAr: 'صدمة تأقية من النيوميسين' });
  for (const persona of ['citizen', 'physician', 'nurse']) {
    const { errors, schedule } = await read(persona);
    expect([persona, errors, schedule.find(polio)]).toEqual([
      persona,
      [],
      expect.objectContaining({
        allergyAlerts: [
          {
            severity: 'CONTRAINDICATED',
            messageEn: expect.stringMatching(/^Do not give this vaccine/),
            messageAr: expect.stringMatching(/^لا يُعطَ هذا اللقاح/),
            cause: {
              messageEn: 'It holds traces of neomycin, to which an allergy is recorded.',
              actionAr: expect.stringMatching(/اختصاصي حساسية/),
            },
          },
        ],
      }),
    ]);
  }
  await write('registrar', 'recordConsent', 'patient { healthId }', {
    healthId,
    decision: 'DENY',
    category: 'ALLERGIES',
  });
  const { errors, schedule } = await read('physician');
  expect(schedule.every(({ allergyAlerts }) => allergyAlerts === null)).toBe(true);
  expect(schedule.map(({ status }) => typeof status)).toEqual(Array.from({ length: 17 }, () => 'string'));
  expect(new Set(errors.map((text) => text.split(' ')[1]))).toEqual(new Set(['CONSENT_DENIED']));
});
