import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { personas } from '@wasl/demo/personas';
import { roles, type Role } from '@wasl/schema/roles.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayFromNow } from '../support/dayFromNow.ts';
import { type RecordedGraph, startRecordedGraph } from './startRecordedGraph.ts';
import { type Bearer, startStaffIssuer } from './staffTokens.ts';

const input = (more: object) => ({ input: { idempotencyKey: randomUUID(), ...more } });
const write = (name: string, type: string, fields = 'patient { healthId }') =>
  `mutation ($input: ${type}!) { ${name}(input: $input) { ${fields} } }`;
const shipped = (name: string) =>
  readFileSync(new URL(`../../schema/operations/${name}.graphql`, import.meta.url), 'utf8');
const evidence = { kind: 'FAMILY_BOOKLET', reference: '1042', words: 'The booklet, with the name in both scripts' };
/** Of each subgraph and each category something. */
const everything = `query ($healthId: ID!) { patient(healthId: $healthId) {
  healthId healthIds phone mother { healthId } guardians { healthId } identifiers { value } person { nationalId } consents { decision category }
  treatmentRelationships { facility { id } } notices(first: 1) { edges { node { kind } } }
  encounters { edges { node { id text: display { en } patient { healthId } } } } conditions { edges { node { id sensitivities } } }
  observations(first: 2) { edges { node { id } } } allergies { edges { node { id } } } immunizations(first: 1) { edges { node { id } } }
  procedures { edges { node { id } } } diagnosticReports(first: 1) { edges { node { id } } }
  summary { problems { display { en } } } prescriptions { edges { node { id status patient { healthId } } } } medicationAlerts { kind } } }`;
const visit = { code: 'AMB', displayAr: 'صداع', displayEn: 'Headache', effectiveAt: '2026-05-01T08:00:00Z' };
const medicine = { medicationId: 'M-N02BE01', quantity: 9, dosage: 'one as needed', validUntil: dayFromNow(90) };
const depression = {
  code: 'F32.1',
  displayAr: 'نوبة اكتئاب',
  displayEn: 'Depressive episode',
  effectiveAt: visit.effectiveAt,
};

/** One person, by an ID of before and the one that is left. */
interface Person {
  former: string;
  survivor: string;
}

describe('who was registered twice, by the former ID and by the one that is left', () => {
  let graph: RecordedGraph;
  let issuer: Awaited<ReturnType<typeof startStaffIssuer>>;
  /** Treated and written of under the former ID alone; somebody whom nobody treats; a child. */
  let treated: Person;
  let stranger: Person;
  let child: Person;
  let bearers: Record<Role, Bearer>;
  let prescriptionId: string;

  async function ask(as: string | Bearer, query: string, variables: object, purpose?: string) {
    const more: Record<string, string> = purpose === undefined ? {} : { 'x-purpose-of-use': purpose };
    const headers = typeof as === 'string' ? more : await issuer.headersOf(as, more);
    const { data, errors } = await graph.send(typeof as === 'string' ? as : undefined, { query, variables }, headers);
    return { data, errors: errors.map(({ path, extensions }) => `${path?.join('.')} ${extensions.code}`).toSorted() };
  }
  async function must(as: string | Bearer, query: string, variables: object, purpose?: string) {
    const { data, errors } = await ask(as, query, variables, purpose);
    expect(errors).toEqual([]);
    return data;
  }
  const confirm = (actId: string) =>
    must('registrar2', write('confirmAct', 'ConfirmActInput', 'act { id }'), input({ actId }));
  const treat = async (healthId: string) => {
    await must('nurse', write('registerArrival', 'RegisterArrivalInput'), input({ healthId, visit: 'Visit 17' }));
    const started = input({ healthId, source: 'VISIT', evidence: 'Visit 17' });
    await must('physician', write('startTreatment', 'StartTreatmentInput'), started);
  };
  const citizen = (healthId: string): Bearer => ({ roles: ['citizen'], sub: `c-${healthId}`, health_id: healthId });

  async function issue(givenName: string, birthDate: string): Promise<string> {
    const form = { givenName, fatherName: 'سامر', familyName: 'الحلبي', birthDate, sex: 'FEMALE', governorate: 'DI' };
    const made = await must('registrar', write('issueHealthId', 'IssueHealthIdInput'), input(form));
    return made.issueHealthId.patient.healthId;
  }
  const twice = async (names: [string, string], birthDate: string): Promise<Person> => ({
    former: await issue(names[0], birthDate),
    survivor: await issue(names[1], birthDate),
  });
  async function merge({ former, survivor }: Person): Promise<void> {
    const asked = await must('registrar', shipped('mergePatients'), input({ from: former, into: survivor, evidence }));
    await confirm(asked.mergePatients.act.id);
  }

  beforeAll(async () => {
    issuer = await startStaffIssuer();
    graph = await startRecordedGraph({ patients: 60, moreIssuers: issuer.trusted });
    treated = await twice(['رنا', 'رنا مريم'], '1990-03-03');
    stranger = await twice(['هدى', 'هدى مريم'], '1971-04-04');
    child = await twice(['تالا', 'تالا مريم'], `${new Date().getFullYear() - 8}-01-01`);
    const guardian = await issue('سعاد', '1985-05-05');
    const { former } = treated;
    await treat(former);
    await must(
      'physician',
      write('recordEncounter', 'RecordEncounterInput', 'record { id }'),
      input({ healthId: former, ...visit }),
    );
    await must(
      'physician',
      write('recordCondition', 'RecordConditionInput', 'record { id }'),
      input({ healthId: former, ...depression }),
    );
    const prescribed = input({ healthId: former, ...medicine });
    const { prescribe } = await must(
      'physician',
      write('prescribe', 'PrescribeInput', 'prescription { id }'),
      prescribed,
    );
    prescriptionId = prescribe.prescription.id;
    const consent = write('recordConsent', 'RecordConsentInput');
    await must(citizen(former), consent, input({ healthId: former, decision: 'DENY', category: 'PROCEDURES' }));
    const asked = input({ healthId: child.former, guardianHealthId: guardian, evidence });
    const { addGuardian } = await must('registrar', write('addGuardian', 'GuardianInput', 'act { id }'), asked);
    await confirm(addGuardian.act.id);
    for (const person of [treated, stranger, child]) await merge(person);
    const { facilityId: facility_id, practitionerId: practitioner_id } = personas.physician;
    const staff = (role: Role): Bearer => ({ roles: [role], sub: role, facility_id, practitioner_id: `P-${role}` });
    bearers = {
      // Who was signed in before the merge bears the former ID.
      citizen: citizen(former),
      guardian: { roles: ['guardian'], sub: 'g', health_id: guardian },
      physician: { ...staff('physician'), practitioner_id },
      nurse: staff('nurse'),
      emergency: staff('emergency'),
      pharmacist: { ...staff('pharmacist'), facility_id: personas.pharmacist.facilityId },
      registrar: staff('registrar'),
      auditor: staff('auditor'),
      statistician: staff('statistician'),
      regulator: staff('regulator'),
      partner: { ...staff('partner'), scope: 'user/Patient.rs' },
    };
  });
  afterAll(async () => {
    await graph?.stop();
    issuer?.stop();
  });

  /** Of whom each role reads anything, and of whom nothing. */
  const opens: Record<Role, (keyof typeof people)[]> = {
    citizen: ['treated'],
    guardian: ['child'],
    physician: ['treated'],
    nurse: ['treated'],
    emergency: ['treated'],
    pharmacist: ['treated'],
    registrar: ['treated', 'stranger', 'child'],
    auditor: [],
    statistician: [],
    regulator: [],
    partner: ['treated', 'stranger', 'child'],
  };
  const people = { treated: () => treated, stranger: () => stranger, child: () => child };
  const told = (patient: Record<string, unknown> | null) =>
    Object.entries(patient ?? {}).some(([key, value]) => key !== 'healthId' && key !== 'healthIds' && value !== null);

  it.each(Object.keys(roles) as Role[])('a %s reads the same, what is open and what is closed', async (role) => {
    const answers = await Promise.all(
      Object.entries(people).map(async ([name, personOf]) => {
        const { former, survivor } = personOf();
        const byFormer = await ask(bearers[role], everything, { healthId: former });
        expect(byFormer).toEqual(await ask(bearers[role], everything, { healthId: survivor }));
        const patient = byFormer.data?.patient;
        if (patient) expect([patient.healthId, patient.healthIds]).toEqual([survivor, [survivor, former]]);
        return { name, isOpen: told(patient), errors: byFormer.errors };
      }),
    );
    expect(answers.filter(({ isOpen }) => isOpen).map(({ name }) => name)).toEqual(opens[role]);
    const closed = answers.filter(({ errors }) => errors.length > 0).map(({ name }) => name);
    const wholly = { citizen: 'treated', guardian: 'child' }[role as string];
    expect(closed).toEqual(['treated', 'stranger', 'child'].filter((name) => name !== wholly));
  });

  it('a partner reads who a person is with the scope of its contract, and nothing with its role’s alone', async () => {
    const who = 'query ($healthId: ID!) { patient(healthId: $healthId) { givenName { ar } identifiers { value } } }';
    const { scope, ...ofRole } = bearers.partner;
    expect(scope).toBe('user/Patient.rs');
    const variables = { healthId: stranger.former };
    const name = { ar: 'هدى مريم' };
    expect(await ask(bearers.partner, who, variables)).toEqual({
      data: { patient: { givenName: name, identifiers: [] } },
      errors: [],
    });
    expect(await ask(ofRole, who, variables)).toEqual({
      data: { patient: null },
      errors: ['patient UNAUTHORIZED_FIELD_OR_TYPE'],
    });
  });

  it.each(Object.keys(roles) as Role[])('a %s finds the prescription of the former ID or does not', async (role) => {
    const query = 'query ($id: ID!) { prescription(id: $id) { status patient { givenName { ar } } } }';
    const { data } = await ask(bearers[role], query, { id: prescriptionId });
    const isOpen = ['citizen', 'physician', 'nurse', 'emergency', 'pharmacist'].includes(role);
    expect(data?.prescription ?? null).toEqual(
      isOpen ? { status: 'ACTIVE', patient: { givenName: { ar: 'رنا مريم' } } } : null,
    );
  });

  const encounter = ['recordEncounter', 'RecordEncounterInput', visit] as const;
  const prescribing = ['prescribe', 'PrescribeInput', medicine] as const;
  const consenting = ['recordConsent', 'RecordConsentInput', { decision: 'PERMIT', category: 'REPORTS' }] as const;
  const denying = ['recordConsent', 'RecordConsentInput', { decision: 'DENY', category: 'REPORTS' }] as const;
  const arriving = ['registerArrival', 'RegisterArrivalInput', { visit: 'Visit 18' }] as const;
  const operating = ['recordProcedure', 'RecordProcedureInput', { ...visit, code: '0DTJ' }] as const;
  const fieldsOf: Record<string, string> = {
    recordEncounter: 'record { patient { givenName { ar } } }',
    prescribe: 'prescription { id }',
    recordProcedure: 'record { id }',
  };

  it.each([
    ['citizen', 'treated', consenting, true],
    ['citizen', 'stranger', consenting, false],
    ['citizen', 'treated', encounter, false],
    ['guardian', 'child', consenting, true],
    ['guardian', 'treated', consenting, false],
    ['physician', 'treated', encounter, true],
    ['physician', 'treated', operating, false],
    ['physician', 'stranger', encounter, false],
    ['physician', 'stranger', prescribing, false],
    ['nurse', 'treated', encounter, true],
    ['nurse', 'treated', prescribing, false],
    ['nurse', 'stranger', arriving, true],
    ['nurse', 'child', encounter, false],
    ['emergency', 'treated', encounter, true],
    ['emergency', 'child', encounter, false],
    ['pharmacist', 'treated', prescribing, false],
    ['registrar', 'child', denying, true],
    ['registrar', 'treated', encounter, false],
    ['auditor', 'treated', consenting, false],
    ['statistician', 'treated', encounter, false],
    ['regulator', 'treated', encounter, false],
    ['partner', 'treated', denying, false],
  ] as const)('a %s writes the same on who is %s: %j, %s', async (role, whose, [name, type, more], isOpen) => {
    const { former, survivor } = people[whose]();
    const query = write(name, type, fieldsOf[name] ?? 'patient { healthId }');
    const byFormer = await ask(bearers[role], query, input({ healthId: former, ...more }));
    expect(byFormer).toEqual(await ask(bearers[role], query, input({ healthId: survivor, ...more })));
    const written = byFormer.data?.[name];
    const patient = written?.record?.patient ?? written?.patient ?? undefined;
    const [open] = [{ recordEncounter: { givenName: { ar: 'رنا مريم' } } }[name as string] ?? { healthId: survivor }];
    expect([byFormer.errors, patient]).toEqual(isOpen ? [[], open] : [[expect.stringContaining(name)], undefined]);
  });

  it('a pharmacist dispenses what was prescribed under the former ID', async () => {
    const query = write(
      'dispense',
      'DispenseInput',
      'dispense { quantity prescription { patient { givenName { ar } } } }',
    );
    expect(await ask(bearers.pharmacist, query, input({ prescriptionId, quantity: 1 }))).toEqual({
      data: { dispense: { dispense: { quantity: 1, prescription: { patient: { givenName: { ar: 'رنا مريم' } } } } } },
      errors: [],
    });
  });

  it('an emergency doctor breaks the glass by the former ID, and both are open then', async () => {
    const { emergency } = bearers;
    const { former, survivor } = stranger;
    const need = { healthId: former, reason: 'UNCONSCIOUS', words: 'Found unconscious in the street.' };
    const { breakGlass } = await must(emergency, shipped('breakGlass'), input(need), 'ETREAT');
    const read = (healthId: string) => ask(emergency, everything, { healthId }, 'ETREAT');
    expect(told((await read(survivor)).data.patient)).toBe(false);
    const session = input({ sessionId: breakGlass.sessionId });
    await must(emergency, shipped('confirmBreakGlass'), session, 'ETREAT');
    expect(told((await read(survivor)).data.patient)).toBe(true);
    expect(await read(former)).toEqual(await read(survivor));
    await must(emergency, shipped('endBreakGlass'), session, 'ETREAT');
    expect([told((await read(former)).data.patient), told((await read(survivor)).data.patient)]).toEqual([
      false,
      false,
    ]);
  });
});
