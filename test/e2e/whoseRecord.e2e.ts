import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { careOf } from '@wasl/demo/care';
import { personas } from '@wasl/demo/personas';
import { type DemoPerson, person } from '@wasl/demo/population';
import { historyOf } from '@wasl/pharmacy/demoPrescriptions';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dayFromNow } from '../support/dayFromNow.ts';
import { type RecordedGraph, startRecordedGraph } from './startRecordedGraph.ts';

const chart = `query ($healthId: ID!) { patient(healthId: $healthId) {
  healthId givenName { ar } phone encounters(first: 1) { edges { node { id } } } conditions { edges { node { code } } }
  prescriptions { edges { node { id } } } } }`;
const own = personas.citizen.healthId ?? '';
const input = (more: Record<string, unknown>) => ({ input: { idempotencyKey: randomUUID(), ...more } });
const aVisit = (healthId?: string) => input({ healthId, source: 'VISIT', evidence: 'Visit 17' });
const arrival = 'mutation ($input: RegisterArrivalInput!) { registerArrival(input: $input) { patient { healthId } } }';
const anArrival = (healthId?: string) => input({ healthId, visit: 'Visit 17' });

const numberOf = (healthId: string) =>
  Array.from({ length: 120 }, (_, index) => person(index)).find((one) => one.healthId === healthId)?.nationalNumber ??
  null;

/** Somebody whom no facility of Damascus ever treated. */
function stranger(nth = 0): DemoPerson {
  const people = Array.from({ length: 120 }, (_, index) => person(index));
  const far = people.filter((one) => careOf(one).every(({ facilityId }) => !facilityId.startsWith('F-DI-')));
  const found = far[nth];
  if (!found) throw new Error('All of the demo live in Damascus.');
  return found;
}

function strangerWithoutPrescriptions(): DemoPerson {
  for (let nth = 2; ; nth += 1) if (historyOf(stranger(nth)).prescriptions.length === 0) return stranger(nth);
}

const shipped = (name: string) =>
  readFileSync(new URL(`../../schema/operations/${name}.graphql`, import.meta.url), 'utf8');

describe('whose record', () => {
  let graph: RecordedGraph;
  beforeAll(async () => {
    graph = await startRecordedGraph();
  });
  beforeEach(() => void (graph.asked.length = 0));
  afterAll(() => graph?.stop());

  /** What of a patient the owners were asked, besides the facts that decisions rest on. */
  const askedOf = (subgraph: string) =>
    graph.asked.filter((item) => item.subgraph === subgraph && !/recordFacts|prescriptionHolders/.test(item.query));

  it.each(['physician', 'nurse'])(
    'a stranger’s chart is closed to a %s, and its owners were never asked',
    async (role) => {
      const { healthId } = stranger();
      const { data, errors } = await graph.ask(role, chart, { healthId });
      const fields = ['givenName', 'phone', 'encounters', 'conditions', 'prescriptions'];
      expect(data.patient).toEqual({ healthId, ...Object.fromEntries(fields.map((field) => [field, null])) });
      expect(errors.toSorted()).toEqual(fields.map((field) => `patient.${field} NO_TREATMENT_RELATIONSHIP`).toSorted());
      expect([askedOf('clinical-records'), askedOf('pharmacy')]).toEqual([[], []]);
    },
  );

  it('a stranger’s family is nothing to a physician either', async () => {
    const { healthId } = stranger();
    const family =
      'query ($healthId: ID!) { patient(healthId: $healthId) { guardians { healthId } dependants { healthId } } }';
    expect(await graph.ask('physician', family, { healthId })).toEqual({
      data: { patient: { guardians: null, dependants: null } },
      errors: ['patient.guardians NO_TREATMENT_RELATIONSHIP', 'patient.dependants NO_TREATMENT_RELATIONSHIP'],
    });
  });

  it('a record is not written on a stranger, and the owner was never asked to', async () => {
    const { healthId } = stranger();
    const record = 'mutation ($input: RecordConditionInput!) { recordCondition(input: $input) { record { id } } }';
    const condition = { code: 'J45.9', displayAr: 'الربو', displayEn: 'Asthma', effectiveAt: '2026-05-01T08:00:00Z' };
    expect(await graph.ask('physician', record, input({ healthId, ...condition }))).toEqual({
      data: { recordCondition: null },
      errors: ['recordCondition NO_TREATMENT_RELATIONSHIP'],
    });
    expect(askedOf('clinical-records')).toEqual([]);
  });

  it('a record that a physician knows the number of is not amended where the patient is a stranger', async () => {
    const { healthId } = stranger();
    const [visit] = (await graph.clinicalRecords(healthId)).filter(({ kind }) => kind === 'ENCOUNTER');
    const amend = 'mutation ($input: EnterInErrorInput!) { enterEncounterInError(input: $input) { record { id } } }';
    expect(await graph.ask('physician', amend, input({ id: visit?.id, expectedVersion: 1 }))).toEqual({
      data: { enterEncounterInError: null },
      errors: ['enterEncounterInError NO_TREATMENT_RELATIONSHIP'],
    });
    expect(askedOf('clinical-records').filter(({ query }) => query.includes('mutation'))).toEqual([]);
  });

  it.each(['physician', 'nurse', 'emergency', 'pharmacist'])(
    'nothing tells a %s what a stranger has in the registry and what not',
    async (role) => {
      const { healthId } = stranger();
      // Nobody has died, was found or has a mother in the registry among them; all have the rest.
      const absent = ['deceasedOn', 'foundAt', 'mother { healthId }'];
      const present = [
        'phone',
        'fatherName { ar }',
        'person { nationalId }',
        'usualFacility { id }',
        'guardians { healthId }',
      ];
      const query = (fields: string[]) =>
        `query ($healthId: ID!) { patient(healthId: $healthId) { ${fields.join(' ')} } }`;
      const known = await graph.ask('registrar', query(absent.slice(0, 2)), { healthId });
      expect(known).toEqual({ data: { patient: { deceasedOn: null, foundAt: null } }, errors: [] });
      const { data, errors } = await graph.ask(role, query([...absent, ...present]), { healthId });
      const names = [...absent, ...present].map((field) => field.split(' ')[0] ?? '');
      expect(data.patient).toEqual(Object.fromEntries(names.map((name) => [name, null])));
      expect(errors.map((error) => error.split(' ')[0]).toSorted()).toEqual(
        names.map((name) => `patient.${name}`).toSorted(),
      );
    },
  );

  it('a search shows what finding needs, to a pharmacist too, and nothing else', async () => {
    const { healthId, givenName, familyName, birthDate, sex, governorate } = stranger();
    const search = `query ($demographics: DemographicsInput!) { searchPatients(demographics: $demographics) {
      givenName { ar } familyName { ar } birthYear sex governorate patient { healthId phone birthDate identifiers { value } } } }`;
    const demographics = { givenName: givenName.ar, familyName: familyName.ar, birthDate };
    const { data, errors } = await graph.ask('pharmacist', search, { demographics });
    const hit = data.searchPatients.find(
      (item: { patient: { healthId: string } }) => item.patient.healthId === healthId,
    );
    expect(hit).toEqual({
      givenName: { ar: givenName.ar },
      familyName: { ar: familyName.ar },
      birthYear: Number(birthDate.slice(0, 4)),
      sex,
      governorate,
      patient: { healthId, phone: null, birthDate: null, identifiers: null },
    });
    expect(new Set(errors.map((error) => error.replace(/\.\d+\./, '.')))).toEqual(
      new Set([
        'searchPatients.patient.phone NO_TREATMENT_RELATIONSHIP',
        'searchPatients.patient.birthDate NO_TREATMENT_RELATIONSHIP',
        'searchPatients.patient.identifiers PURPOSE_NOT_ALLOWED',
      ]),
    );
  });

  it('who walks in is found, and treated from the visit on', async () => {
    const { healthId } = stranger(1);
    expect((await graph.ask('physician', chart, { healthId })).data.patient.encounters).toBeNull();
    const start =
      'mutation ($input: StartTreatmentInput!) { startTreatment(input: $input) { patient { givenName { ar } } } }';
    expect((await graph.ask('physician', start, aVisit(healthId))).errors).toEqual(['startTreatment ARRIVAL_NEEDED']);
    await graph.ask('nurse', arrival, anArrival(healthId));
    const { data, errors } = await graph.ask('physician', start, aVisit(healthId));
    expect([data.startTreatment.patient, errors]).toEqual([{ givenName: { ar: stranger(1).givenName.ar } }, []]);
    const record =
      'mutation ($input: RecordEncounterInput!) { recordEncounter(input: $input) { record { display { en } } } }';
    const visit = { code: 'AMB', displayAr: 'صداع', displayEn: 'Headache', effectiveAt: new Date().toISOString() };
    expect(await graph.ask('physician', record, input({ healthId, ...visit }))).toEqual({
      data: { recordEncounter: { record: { display: { en: 'Headache' } } } },
      errors: [],
    });
    expect((await graph.ask('nurse', chart, { healthId })).data.patient.encounters.edges).toHaveLength(1);
  });

  it('a citizen’s denial changes at once what the physician gets, and the owner is not asked for it', async () => {
    const read = () => graph.ask('physician', chart, { healthId: own });
    expect((await read()).errors).toEqual([]);
    const deny =
      'mutation ($input: RecordConsentInput!) { recordConsent(input: $input) { patient { consents { id } } } }';
    const denial = input({ healthId: own, decision: 'DENY', category: 'ENCOUNTERS', role: 'physician' });
    const { data, errors } = await graph.ask('citizen', deny, denial);
    expect(errors).toEqual([]);
    graph.asked.length = 0;
    const denied = await read();
    expect(denied.errors).toEqual(['patient.encounters CONSENT_DENIED']);
    expect(denied.data.patient).toMatchObject({ encounters: null, conditions: { edges: expect.any(Array) } });
    expect(askedOf('clinical-records').filter(({ query }) => /\bencounters\b/.test(query))).toEqual([]);
    expect((await graph.ask('nurse', chart, { healthId: own })).errors).toEqual([]);
    expect((await graph.ask('citizen', chart, { healthId: own })).errors).toEqual([]);
    const withdraw =
      'mutation ($input: WithdrawConsentInput!) { withdrawConsent(input: $input) { patient { healthId } } }';
    const consentId = data.recordConsent.patient.consents.at(-1).id;
    expect((await graph.ask('citizen', withdraw, input({ consentId }))).errors).toEqual([]);
    expect((await read()).errors).toEqual([]);
  });

  it('alerts are unknown, not none, where allergies are denied, and the pharmacy is not asked for them', async () => {
    const [child] = personas.citizen.dependants;
    const alerts = 'query ($healthId: ID!) { patient(healthId: $healthId) { healthId medicationAlerts { kind } } }';
    const start = 'mutation ($input: StartTreatmentInput!) { startTreatment(input: $input) { patient { healthId } } }';
    await graph.ask('nurse', arrival, anArrival(child));
    expect((await graph.ask('physician', start, aVisit(child))).errors).toEqual([]);
    expect((await graph.ask('physician', alerts, { healthId: child })).data.patient.medicationAlerts).toEqual([]);
    const deny = 'mutation ($input: RecordConsentInput!) { recordConsent(input: $input) { patient { healthId } } }';
    const denial = input({ healthId: child, decision: 'DENY', category: 'ALLERGIES' });
    expect((await graph.ask('citizen', deny, denial)).errors).toEqual([]);
    graph.asked.length = 0;
    const { data, errors } = await graph.ask('physician', alerts, { healthId: child });
    expect([data.patient, errors]).toEqual([{ healthId: child, medicationAlerts: null }, ['patient CONSENT_DENIED']]);
    expect([askedOf('clinical-records'), askedOf('pharmacy')]).toEqual([[], []]);
  });

  it('what a physician writes of a patient’s mind is the physician’s to read, and no colleague’s', async () => {
    const { healthId } = stranger(1);
    const record =
      'mutation ($input: RecordConditionInput!) { recordCondition(input: $input) { record { code sensitivities } } }';
    const depression = { code: 'F32.1', displayAr: 'نوبة اكتئاب', displayEn: 'Depressive episode' };
    const written = input({ healthId, ...depression, effectiveAt: '2026-05-01T08:00:00Z' });
    const answer = { recordCondition: { record: { code: 'F32.1', sensitivities: ['PSY'] } } };
    expect(await graph.ask('physician', record, written)).toEqual({ data: answer, errors: [] });
    const read =
      'query ($healthId: ID!) { patient(healthId: $healthId) { conditions(first: 1) { edges { node { code } } } } }';
    expect((await graph.ask('physician', read, { healthId })).errors).toEqual([]);
    const colleague = await graph.ask('nurse', read, { healthId });
    expect(colleague.data.patient.conditions.edges).toEqual([{ node: null }]);
    expect(colleague.errors).toEqual(['patient.conditions.edges.0.node RESTRICTED_RECORD']);
  });

  it('a child’s record is the guardian’s to read, and nobody else’s', async () => {
    const [child] = personas.guardian.dependants;
    const { data, errors } = await graph.ask('guardian', chart, { healthId: child });
    expect([data.patient.givenName.ar.length > 0, data.patient.encounters.edges.length, errors]).toEqual([true, 1, []]);
    expect((await graph.ask('citizen', chart, { healthId: stranger().healthId })).data.patient).toBeNull();
  });

  it('a child is to the guardian whom the civil registry knows too, where the family comes from left out', async () => {
    const civil = `query ($healthId: ID!) { patient(healthId: $healthId) {
      person { nationalId name { given { ar } } birthDate registryPlace { office } } } }`;
    const withNumber = personas.guardian.dependants.find((id) => numberOf(id) !== null) ?? '';
    const { data, errors } = await graph.ask('guardian', civil, { healthId: withNumber });
    expect([data.patient.person, errors]).toEqual([
      {
        nationalId: numberOf(withNumber),
        name: { given: { ar: expect.any(String) } },
        birthDate: expect.any(String),
        registryPlace: null,
      },
      [],
    ]);
    const byNumber = `{ person(nationalId: "${numberOf(withNumber)}") { birthDate } }`;
    expect(await graph.ask('guardian', byNumber)).toEqual({ data: { person: null }, errors: [] });
    expect((await graph.ask('guardian', civil, { healthId: stranger().healthId })).data.patient).toBeNull();
  });

  it('an emergency doctor breaks the glass in two steps, but no seal, and an auditor reviews it', async () => {
    const { healthId, givenName } = stranger(3);
    const results = `query ($healthId: ID!) { patient(healthId: $healthId) {
      healthId givenName { ar } observations(first: 50) { edges { node { id } } } } }`;
    const emergency = (query: string, variables: Record<string, unknown>) =>
      graph.ask('emergency', query, variables, { 'x-purpose-of-use': 'ETREAT' });
    const read = () => emergency(results, { healthId });
    const need = { healthId, reason: 'UNCONSCIOUS', words: 'Found unconscious in the street, no papers.' };
    const known = (await graph.clinicalRecords(healthId)).filter(({ kind }) => kind === 'OBSERVATION');
    const [sealed] = known;
    await graph.seal(sealed!.id);

    expect((await graph.ask('physician', results, { healthId })).data.patient.observations).toBeNull();
    expect((await graph.ask('physician', shipped('breakGlass'), input(need))).errors).toEqual([
      'breakGlass UNAUTHORIZED_FIELD_OR_TYPE',
    ]);
    expect((await read()).data.patient).toEqual({ healthId, givenName: null, observations: null });
    const asked = await emergency(shipped('breakGlass'), input(need));
    expect(asked).toMatchObject({ data: { breakGlass: { isOpen: false } }, errors: [] });
    const { sessionId } = asked.data.breakGlass;
    expect((await read()).data.patient.observations).toBeNull();
    const confirmed = await emergency(shipped('confirmBreakGlass'), input({ sessionId }));
    expect(confirmed).toMatchObject({ data: { confirmBreakGlass: { isOpen: true } }, errors: [] });

    const open = await read();
    expect(open.data.patient.givenName.ar).toBe(givenName.ar);
    const seen = open.data.patient.observations.edges.map(({ node }: { node: { id: string } | null }) => node?.id);
    expect(seen).not.toContain(sealed!.id);
    expect(seen.filter(Boolean).toSorted()).toEqual(
      known
        .slice(1)
        .map(({ id }) => id)
        .toSorted(),
    );

    const waiting = await graph.ask('auditor', shipped('breakGlassReviews'));
    expect(waiting.errors).toEqual([]);
    expect(waiting.data.breakGlassReviews.edges).toMatchObject([{ node: { id: sessionId, healthId } }]);
    expect((await emergency(shipped('endBreakGlass'), input({ sessionId }))).errors).toEqual([]);
    expect((await read()).data.patient.observations).toBeNull();
    const review = { sessionId, outcome: 'JUSTIFIED', words: 'The ambulance report says so' };
    const reviewed = await graph.ask('auditor', shipped('reviewBreakGlass'), input(review));
    expect(reviewed).toMatchObject({ data: { reviewBreakGlass: { session: { outcome: 'JUSTIFIED' } } }, errors: [] });
  });

  it('a pharmacist reads while there is a prescription, and medicines and allergies alone', async () => {
    const { healthId, birthDate } = strangerWithoutPrescriptions();
    const medicines = `query ($healthId: ID!) { patient(healthId: $healthId) {
      birthDate prescriptions { edges { node { id status } } } activeAllergies { code } } }`;
    const read = () => graph.ask('pharmacist', medicines, { healthId });
    const prescription = {
      medicationId: 'M-N02BE01',
      quantity: 1,
      dosage: 'one as needed',
      validUntil: dayFromNow(30),
    };
    const prescribe = 'mutation ($input: PrescribeInput!) { prescribe(input: $input) { prescription { id } } }';
    const dispense = `mutation ($input: DispenseInput!) { dispense(input: $input) {
      dispense { quantity prescription { status patient { birthDate } } } } }`;
    const closed = await read();
    expect(closed.data.patient).toEqual({ birthDate: null, prescriptions: null, activeAllergies: null });
    expect(
      askedOf('pharmacy')
        .concat(askedOf('clinical-records'))
        .filter(({ query }) => /activeAllergies/.test(query)),
    ).toEqual([]);
    const start = 'mutation ($input: StartTreatmentInput!) { startTreatment(input: $input) { patient { healthId } } }';
    await graph.ask('nurse', arrival, anArrival(healthId));
    await graph.ask('physician', start, aVisit(healthId));
    const { data } = await graph.ask('physician', prescribe, input({ healthId, ...prescription }));
    const open = await read();
    expect(open.errors).toEqual([]);
    expect(open.data.patient.birthDate).toBe(birthDate);
    const summary = 'query ($healthId: ID!) { patient(healthId: $healthId) { identifiers { value } } }';
    expect((await graph.ask('pharmacist', summary, { healthId })).errors).toEqual([
      'patient.identifiers PURPOSE_NOT_ALLOWED',
    ]);
    const given = await graph.ask(
      'pharmacist',
      dispense,
      input({ prescriptionId: data.prescribe.prescription.id, quantity: 1 }),
    );
    expect(given).toEqual({
      data: {
        dispense: {
          dispense: {
            quantity: 1,
            prescription: { status: 'COMPLETED', patient: { birthDate } },
          },
        },
      },
      errors: [],
    });
    expect((await graph.ask('pharmacist2', medicines, { healthId })).data.patient.prescriptions).toBeNull();
  });

  it('a sealed prescription shows to a colleague in no list, page or cursor', async () => {
    const list = `query ($healthId: ID!, $first: Int) { patient(healthId: $healthId) { prescriptions(first: $first) {
      edges { cursor node { id } } pageInfo { hasNextPage endCursor } } } }`;
    const page = async (persona: string, first: number) =>
      (await graph.ask(persona, list, { healthId: own, first })).data.patient.prescriptions;
    const before = await page('nurse', 100);
    const shown = before.edges.length as number;
    const sealed = {
      medicationId: 'M-R06AX13',
      quantity: 20,
      dosage: 'one every evening',
      validUntil: '2999-01-01',
      confidentiality: 'V',
    };
    const prescribe = 'mutation ($input: PrescribeInput!) { prescribe(input: $input) { prescription { id } } }';
    const { data } = await graph.ask('physician', prescribe, input({ healthId: own, ...sealed }));
    expect(await page('nurse', 100)).toEqual(before);
    if (shown > 0) expect(await page('nurse', shown)).toEqual(before);
    const ofAuthor = (await page('physician', 100)).edges.map(({ node }: { node: { id: string } }) => node.id);
    expect(ofAuthor[0]).toBe(data.prescribe.prescription.id);
    expect(ofAuthor).toHaveLength(shown + 1);
  });
});
