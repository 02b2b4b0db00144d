import { personas } from '@wasl/demo/personas';
import { person } from '@wasl/demo/population';
import type { Patient } from '@wasl/health-id/stores/patientStore';
import { ageGroupOf } from '@wasl/health-id/stores/guardianStore';
import type { Caller } from '@wasl/subgraph-sdk';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { testCaller } from '../../support/startTestSubgraph.ts';
import { databaseKinds } from '../../support/testPostgres.ts';
import { evidence, startTestRegistry, type TestRegistry } from './startTestRegistry.ts';

describe('a minor is', () => {
  it.each([
    ['a child before the 13th birthday', '2013-11-27', '2026-11-26', 'child'],
    ['an adolescent from the 13th birthday on', '2013-11-26', '2026-11-26', 'adolescent'],
    ['an adolescent before the 18th birthday', '2008-11-27', '2026-11-26', 'adolescent'],
    ['nobody’s from the 18th birthday on', '2008-11-26', '2026-11-26', 'adult'],
    ['born on 29 February, an adolescent on 28 February without one', '2012-02-29', '2030-02-28', 'adolescent'],
    ['born on 29 February, of age on 1 March', '2012-02-29', '2030-03-01', 'adult'],
    ['born on 29 February, an adolescent on 1 March', '2012-02-29', '2025-03-01', 'adolescent'],
    ['born on 29 February, a child on the 28th before', '2012-02-29', '2025-02-28', 'child'],
  ])('%s', (_, birthDate, day, expected) => {
    expect(ageGroupOf({ birthDate } as Patient, day)).toBe(expected);
  });
});

const query = `query ($healthIds: [ID!]!, $role: String!) { recordFacts(healthIds: $healthIds, role: $role) {
  healthId healthIds isOwn guardianOf isTreating hasActivePrescription isGlassBroken directives { decision category facilityId role } } }`;
const citizenOf = (healthId: string) => testCaller(['citizen'], { subject: `citizen-${healthId}`, healthId });
const physicianAt = (facilityId: string) => testCaller(['physician'], { practitionerId: 'P-000001', facilityId });
const nothing = {
  isOwn: false,
  guardianOf: null,
  isTreating: false,
  hasActivePrescription: null,
  isGlassBroken: false,
  directives: [],
};

describe.each(databaseKinds)('facts about a caller and patients, on %s', (kind) => {
  let registry: TestRegistry;
  /** What the registry's clock says, where a test says it. */
  let now: number | undefined;
  beforeAll(async () => {
    registry = await startTestRegistry(kind, 60, () => now ?? Date.now());
  });
  afterEach(() => void (now = undefined));
  afterAll(() => registry.stop());

  const facts = async (healthIds: string[], caller: Caller, role = 'physician') =>
    (await registry.query(query, { healthIds, role }, caller)).data.recordFacts;
  const write = (name: string, input: Record<string, unknown>) => registry.write(name, input, 'patient { healthId }');
  const visit = (healthId: string) => write('startTreatment', { healthId, source: 'VISIT', evidence: 'Visit 17' });
  /** As it is registered, whoever has come of age since. */
  const makeGuardian = (healthId: string, guardianHealthId: string) =>
    registry.subgraph.database.query(
      `INSERT INTO guardianship (guardian_id, dependant_id, recorded_by) VALUES ($1, $2, 'test')`,
      [guardianHealthId, healthId],
    );
  const age = (years: number, days: number) => {
    const date = new Date(Date.now() + 3 * 3_600_000 + days * 86_400_000);
    date.setUTCFullYear(date.getUTCFullYear() - years);
    return date.toISOString().slice(0, 10);
  };

  it('are nothing for a stranger, and leave out who is not known', async () => {
    const stranger = await registry.issue();
    const unknown = person(900_000).healthId;
    const answer = await facts([stranger, unknown], physicianAt('F-DI-001'));
    expect(answer).toEqual([{ healthId: stranger, healthIds: [stranger], ...nothing }]);
  });

  it('say of what is no health ID that it is mistyped, each once, and of whom there is that it is not', async () => {
    const asked = ['123', await registry.issue(), '999999999999', '', '123', person(900_000).healthId];
    const text =
      'query ($healthIds: [ID!]!) { recordFacts(healthIds: $healthIds, role: "physician") { healthId isMistyped isTreating } }';
    const { data } = await registry.query(text, { healthIds: asked }, physicianAt('F-DI-001'));
    const said = (healthId: string, isMistyped: boolean) => ({ healthId, isMistyped, isTreating: false });
    expect(data.recordFacts).toEqual([
      said(asked[1]!, false),
      ...['123', '999999999999', ''].map((id) => said(id, true)),
    ]);
    expect(await facts(['123'], physicianAt('F-DI-001'))).toEqual([
      { healthId: '123', healthIds: ['123'], ...nothing },
    ]);
  });

  it('name the ID as it was asked for, in Arabic digits too', async () => {
    const own = await registry.issue();
    const arabic = own.replaceAll(/\d/g, (digit) => '٠١٢٣٤٥٦٧٨٩'[Number(digit)]!);
    const answer = await facts([arabic, own], citizenOf(own), 'citizen');
    expect(answer.map(({ healthId, isOwn }: { healthId: string; isOwn: boolean }) => [healthId, isOwn])).toEqual([
      [arabic, true],
      [own, true],
    ]);
  });

  it('say whose guardian the caller is, by age on the day, until it ends', async () => {
    const guardian = await registry.issue();
    const births = [age(13, 1), age(13, 0), age(18, 1), age(18, 0)];
    const wards = await Promise.all(births.map((birthDate) => registry.issue({ birthDate })));
    for (const healthId of wards) await makeGuardian(healthId, guardian);
    const guardianOf = async () =>
      (await facts(wards, citizenOf(guardian), 'guardian')).map((item: { guardianOf: string }) => item.guardianOf);
    expect(await guardianOf()).toEqual(['child', 'adolescent', 'adolescent', null]);
    await write('endGuardian', { healthId: wards[0], guardianHealthId: guardian, evidence });
    expect(await guardianOf()).toEqual([null, 'adolescent', 'adolescent', null]);
    expect((await facts([guardian], citizenOf(wards[1]!), 'citizen'))[0].guardianOf).toBeNull();
  });

  it('say for how long all of them hold: until the first that ends by time alone, or the day in Damascus does', async () => {
    now = Date.parse('2027-01-09T12:00:00Z');
    const holds = `query ($healthIds: [ID!]!) { recordFacts(healthIds: $healthIds, role: "physician") { holdsForMs } }`;
    const [patient, other] = [await registry.issue(), await registry.issue()];
    await visit(patient);
    /** Of the patient, and of somebody else, after a change of the patient's. */
    const holdsFor = async (sql: string) => {
      await registry.subgraph.database.query(sql, [patient]);
      const { data } = await registry.query(holds, { healthIds: [patient, other] }, physicianAt('F-DI-001'));
      return data.recordFacts.map((item: { holdsForMs: number }) => item.holdsForMs);
    };
    const soon = `'2027-01-09T12:00:05Z'::timestamptz`;
    const treatment = (change: string) => `UPDATE treatment_relationship SET ${change} WHERE health_id = $1`;
    const none = 'DELETE FROM consent_directive WHERE health_id = $1';
    const consent = `INSERT INTO consent_directive (id, health_id, decision, until, recorded_by, recorded_at) VALUES (gen_random_uuid(), $1, 'DENY', ${soon}, 'test', now())`;
    const died = (at: string) =>
      `UPDATE patient SET deceased_on = '2026-12-01', death_recorded_at = ${at} WHERE health_id = $1`;
    expect([
      await holdsFor(none),
      await holdsFor(treatment(`expires_at = ${soon} - interval '30 days'`)),
      await holdsFor(treatment(`expires_at = null, ended_at = ${soon} - interval '30 days'`)),
      await holdsFor(treatment('ended_at = null')),
      await holdsFor(consent),
      await holdsFor(none),
      await holdsFor(died(`${soon} - interval '30 days'`)),
      await holdsFor(died(`${soon} - interval '31 days'`)),
    ]).toEqual([60, 5, 5, 60, 5, 60, 5, 60].map((seconds) => [seconds * 1_000, 60_000]));
    now = Date.parse('2027-01-09T20:59:57.500Z');
    expect(await holdsFor(none)).toEqual([2_500, 2_500]);
  });

  it('name nobody a guardian whom the register does not', async () => {
    const [claimed, own] = [await registry.issue({ birthDate: age(5, 0) }), await registry.issue()];
    expect((await facts([claimed], citizenOf(own), 'guardian'))[0].guardianOf).toBeNull();
  });

  it('say that the caller’s facility treats, and for thirty days after it ended', async () => {
    const patient = await registry.issue();
    const isTreating = async (facilityId: string) => (await facts([patient], physicianAt(facilityId)))[0].isTreating;
    await visit(patient);
    expect([await isTreating('F-DI-001'), await isTreating('F-HL-001')]).toEqual([true, false]);
    await write('endTreatment', { healthId: patient, facilityId: 'F-DI-001' });
    expect(await isTreating('F-DI-001')).toBe(true);
    const endedDaysAgo = (days: number) =>
      registry.subgraph.database.query(
        `UPDATE treatment_relationship SET ended_at = now() - $2::int * interval '1 day' WHERE health_id = $1`,
        [patient, days],
      );
    await endedDaysAgo(29);
    expect(await isTreating('F-DI-001')).toBe(true);
    await endedDaysAgo(31);
    expect(await isTreating('F-DI-001')).toBe(false);
    expect((await facts([patient], citizenOf(await registry.issue()), 'citizen'))[0].isTreating).toBe(false);
  });

  it('count a treatment that is on hold for nobody, and one that ran out for thirty days', async () => {
    const patient = await registry.issue();
    await visit(patient);
    const isTreatingWith = async (change: string) => {
      await registry.subgraph.database.query(`UPDATE treatment_relationship SET ${change} WHERE health_id = $1`, [
        patient,
      ]);
      return (await facts([patient], physicianAt('F-DI-001')))[0].isTreating;
    };
    expect(await isTreatingWith(`on_hold = true`)).toBe(false);
    expect(await isTreatingWith(`on_hold = false, expires_at = now() - interval '29 days'`)).toBe(true);
    expect(await isTreatingWith(`expires_at = now() - interval '31 days'`)).toBe(false);
  });

  it('say that the glass is broken to who broke it, and to no colleague', async () => {
    const patient = await registry.issue();
    const doctorAs = (subject: string) =>
      testCaller(['emergency'], { subject, practitionerId: 'P-000001', facilityId: 'F-HL-001' });
    const [doctor, colleague] = [doctorAs('emergency-1'), doctorAs('emergency-2')];
    const isBroken = async (caller: Caller) => (await facts([patient], caller, 'emergency'))[0].isGlassBroken;
    const asked = { healthId: patient, reason: 'UNCONSCIOUS', words: 'Found unconscious on the road' };
    const { data } = await registry.write('breakGlass', asked, 'sessionId isOpen', doctor);
    expect(data.breakGlass.isOpen).toBe(false);
    expect(await isBroken(doctor)).toBe(false);
    const { sessionId } = data.breakGlass;
    await registry.write('confirmBreakGlass', { sessionId }, 'isOpen', doctor);
    expect([await isBroken(doctor), await isBroken(colleague)]).toEqual([true, false]);
    await registry.write('endBreakGlass', { sessionId }, 'isOpen', doctor);
    expect(await isBroken(doctor)).toBe(false);
  });

  it('hold the directives in force: neither expired nor withdrawn ones', async () => {
    const patient = await registry.issue();
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    const record = (input: Record<string, unknown>) =>
      registry.write(
        'recordConsent',
        { healthId: patient, ...input },
        'patient { consents { id } }',
        citizenOf(patient),
      );
    await record({ decision: 'DENY', category: 'CONDITIONS', role: 'nurse', until: soon });
    await record({ decision: 'PERMIT', facilityId: 'F-HL-001' });
    const { data } = await record({ decision: 'DENY' });
    const inForce = async () => (await facts([patient], physicianAt('F-DI-001')))[0].directives;
    const first = { decision: 'deny', category: 'CONDITIONS', facilityId: null, role: 'nurse' };
    const second = { decision: 'permit', category: null, facilityId: 'F-HL-001', role: null };
    expect(await inForce()).toEqual([
      first,
      second,
      { decision: 'deny', category: null, facilityId: null, role: null },
    ]);
    const consentId = data.recordConsent.patient.consents.at(-1).id;
    await registry.write('withdrawConsent', { consentId }, 'patient { healthId }', citizenOf(patient));
    await registry.subgraph.database.query(
      `UPDATE consent_directive SET until = now() - interval '1 second' WHERE health_id = $1 AND until IS NOT NULL`,
      [patient],
    );
    expect(await inForce()).toEqual([second]);
  });

  it('follow a merge: what stands under either ID counts for both, and for a caller whose own was merged', async () => {
    const [first, second, guardian] = [await registry.issue(), await registry.issue(), await registry.issue()];
    const [ward, oldGuardian] = [await registry.issue({ birthDate: age(6, 0) }), await registry.issue()];
    await visit(second);
    await registry.write(
      'recordConsent',
      { healthId: second, decision: 'DENY', category: 'REPORTS' },
      'patient { healthId }',
    );
    await makeGuardian(ward, oldGuardian);
    await registry.merge(second, first);
    await registry.merge(oldGuardian, guardian);
    const [byFirst, bySecond] = await facts([first, second], physicianAt('F-DI-001'));
    expect(byFirst).toEqual({ ...bySecond, healthId: first });
    expect(byFirst).toMatchObject({
      healthIds: [first, second],
      isTreating: true,
      directives: [{ category: 'REPORTS' }],
    });
    for (const own of [guardian, oldGuardian])
      expect((await facts([ward], citizenOf(own), 'guardian'))[0].guardianOf).toBe('child');
    expect((await facts([first], citizenOf(second), 'citizen'))[0].isOwn).toBe(true);
  });

  it('are asked of the database once for all patients', async () => {
    const { healthId, dependants } = personas.citizen;
    const all = Array.from({ length: 40 }, (_, index) => person(index).healthId);
    const caller = { ...citizenOf(healthId!), facilityId: 'F-DI-001' };
    const { countStatements } = registry.subgraph.database;
    const ask = async (ids: string[]) => {
      const before = countStatements();
      const answer: { healthId: string; guardianOf: string | null }[] = await facts(ids, caller, 'citizen');
      return { answer, statements: countStatements() - before };
    };
    const { answer, statements } = await ask(all);
    expect(answer).toHaveLength(40);
    expect(answer.flatMap((item) => (item.guardianOf === null ? [] : [item.healthId])).sort()).toEqual(
      dependants.toSorted(),
    );
    expect(statements).toBe((await ask([all[5]!])).statements);
  });

  it('are for nobody who has not signed in', async () => {
    const { data, errors } = await registry.subgraph.ask(query, {
      healthIds: [personas.citizen.healthId],
      role: 'citizen',
    });
    expect(data).toBeNull();
    expect(errors?.map(({ extensions }) => extensions?.['code'])).toEqual(['UNAUTHENTICATED']);
  });
});
