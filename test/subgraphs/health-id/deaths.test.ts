import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testCaller } from '../../support/startTestSubgraph.ts';
import { databaseKinds } from '../../support/testPostgres.ts';
import {
  aChild,
  registrar,
  secondRegistrar,
  someone as someoneElse,
  startTestRegistry,
  type TestRegistry,
} from './startTestRegistry.ts';

const citizenOf = (healthId: string) => testCaller(['citizen'], { subject: `citizen-${healthId}`, healthId });
const physician = testCaller(['physician'], { subject: 'dr', practitionerId: 'P-000001', facilityId: 'F-DI-001' });
const emergency = testCaller(['emergency'], { subject: 'er', practitionerId: 'P-000002', facilityId: 'F-DI-001' });
const dayMs = 86_400_000;

describe.each(databaseKinds)('a death, on %s', (kind) => {
  let registry: TestRegistry;
  const start = Date.parse('2026-11-26T09:00:00Z');
  let now = start;
  beforeAll(async () => {
    registry = await startTestRegistry(kind, 5, () => now);
  });
  afterAll(() => registry.stop());

  let days = 0;
  const someone = (more = {}) =>
    registry.issue({ birthDate: new Date(Date.UTC(1970, 0, 3 + 9 * (days += 1))).toISOString().slice(0, 10), ...more });
  const die = (healthId: string, diedOn = '2026-11-25') => registry.act('recordDeath', { healthId, diedOn });
  const visit = (healthId: string) =>
    registry.write(
      'startTreatment',
      { healthId, source: 'VISIT', evidence: 'Visit 9' },
      'patient { healthId }',
      physician,
    );
  const factsOf = async (healthId: string, caller = physician) => {
    const text = 'query ($ids: [ID!]!) { recordFacts(healthIds: $ids, role: "any") { isOwn guardianOf isTreating } }';
    return (await registry.query(text, { ids: [healthId] }, caller)).data.recordFacts[0];
  };

  const codeOfFacts = async (healthId: string, caller = physician) => {
    const text = 'query ($ids: [ID!]!) { recordFacts(healthIds: $ids, role: "any") { isOwn } }';
    return (await registry.query(text, { ids: [healthId] }, caller)).code;
  };

  it('is recorded by two; nothing begins after it, and taken back by two all is as it was', async () => {
    const [parent, child] = [await someone(), await registry.issue(aChild)];
    await registry.makeGuardian(child, parent);
    expect((await visit(parent)).code).toBeUndefined();
    const asked = await registry.request('recordDeath', { healthId: parent, diedOn: '2026-11-25' });
    expect(await registry.read(parent, 'deceasedOn')).toEqual({ deceasedOn: null });
    expect((await registry.confirm(asked.actId, registrar)).code).toBe('SECOND_PERSON_NEEDED');
    expect((await registry.confirm(asked.actId)).code).toBeUndefined();

    const held = 'deceasedOn guardians { healthId } treatmentRelationships { isInForce }';
    expect(await registry.read(parent, held)).toMatchObject({ deceasedOn: '2026-11-25', treatmentRelationships: [] });
    const ofChild = 'guardians { healthId } guardianships { isInForce }';
    expect(await registry.read(child, ofChild)).toEqual({ guardians: [], guardianships: [{ isInForce: false }] });
    const ofTheDead = { ...physician, healthId: parent };
    for (const caller of [citizenOf(parent), ofTheDead])
      expect(await codeOfFacts(child, caller)).toBe('ACCOUNT_HOLDER_DECEASED');
    expect(await registry.read(parent, 'healthId', citizenOf(parent))).toBeNull();
    const refused = [
      await visit(parent),
      await registry.write(
        'registerArrival',
        { healthId: parent, visit: 'Visit 12' },
        'patient { healthId }',
        physician,
      ),
      await registry.write(
        'breakGlass',
        { healthId: parent, reason: 'UNCONSCIOUS', words: 'Found unconscious, no papers at all.' },
        'sessionId',
        emergency,
      ),
    ];
    expect(refused.map(({ code }) => code)).toEqual(refused.map(() => 'PATIENT_DECEASED'));
    expect((await registry.request('addGuardian', { healthId: child, guardianHealthId: parent })).code).toBe(
      'GUARDIAN_NOT_ELIGIBLE',
    );
    const { notices } = await registry.read(child, 'notices { edges { node { kind } } }', citizenOf(child));
    expect(notices.edges.map(({ node }: { node: { kind: string } }) => node.kind)).toContain('GUARDIAN_ENDED');
    expect((await die(parent)).code).toBe('CONFLICT');

    expect((await registry.act('withdrawDeath', { healthId: parent })).code).toBeUndefined();
    expect(await registry.read(parent, 'deceasedOn treatmentRelationships { isInForce }')).toEqual({
      deceasedOn: null,
      treatmentRelationships: [{ isInForce: true }],
    });
    expect(await registry.read(child, 'guardians { healthId }')).toEqual({ guardians: [{ healthId: parent }] });
    expect(await factsOf(parent, citizenOf(parent))).toMatchObject({ isOwn: true });
    const { versions } = await registry.read(parent, 'versions { reason deceasedOn }');
    expect(versions).toEqual([
      { reason: 'DEATH_WITHDRAWN', deceasedOn: '2026-11-25' },
      { reason: 'DEATH_RECORDED', deceasedOn: null },
    ]);
    expect((await registry.request('withdrawDeath', { healthId: parent })).code).toBe('NOT_FOUND');
  });

  it('leaves nothing to write to whoever uses the account, in any office, and all again once it is taken back', async () => {
    const [self, patient] = [await someone(), await someone()];
    const { actId } = await registry.request('linkIdentifier', {
      healthId: patient,
      issuer: 'PASSPORT',
      value: 'N4711',
    });
    const ofTheDead = { ...secondRegistrar, healthId: self };
    const doctor = { ...emergency, healthId: self };
    const need = { healthId: patient, reason: 'UNCONSCIOUS', words: 'Found unconscious, no papers at all.' };
    await die(self);
    const refused = [
      await registry.confirm(actId, ofTheDead),
      await registry.write('rejectAct', { actId, words: 'Not shown' }, 'act { id }', ofTheDead),
      await registry.write('issueHealthId', { ...someoneElse(), ...aChild }, 'patient { healthId }', ofTheDead),
      await registry.write('breakGlass', need, 'sessionId', doctor),
      await registry.write('registerArrival', { healthId: patient, visit: 'Visit 12' }, 'patient { healthId }', doctor),
    ];
    expect(refused.map(({ code }) => code)).toEqual(refused.map(() => 'FORBIDDEN'));
    await registry.act('withdrawDeath', { healthId: self });
    expect((await registry.confirm(actId, ofTheDead)).code).toBeUndefined();
  });

  it('leaves the facility that treated thirty days for what comes of it, and no more', async () => {
    const healthId = await someone();
    await visit(healthId);
    await die(healthId);
    expect(await factsOf(healthId)).toMatchObject({ isTreating: true });
    now = start + 31 * dayMs;
    expect(await factsOf(healthId)).toMatchObject({ isTreating: false });
    now = start;
  });

  it.each([
    ['2026-11-27', 'DATE_IN_FUTURE'],
    ['1950-01-01', 'BAD_USER_INPUT'],
  ])('on %s is %s', async (diedOn, code) => {
    expect((await die(await someone(), diedOn)).code).toBe(code);
  });

  it('is dated by the day in Damascus', async () => {
    now = Date.parse('2026-11-25T22:30:00Z');
    const healthId = await someone();
    expect((await die(healthId, '2026-11-27')).code).toBe('DATE_IN_FUTURE');
    expect((await die(healthId, '2026-11-26')).code).toBeUndefined();
    now = start;
  });

  it('shows in a search, disturbs no matching, and is not lost by a merge', async () => {
    const [dead, again] = [await someone({ birthDate: '1961-03-04' }), await someone({ birthDate: '1961-03-04' })];
    await die(dead);
    const text = `query ($d: DemographicsInput!) { searchPatients(demographics: $d) { isDeceased patient { healthId } score } }`;
    const demographics = { givenName: 'تالا', familyName: 'الحلبي', birthDate: '1961-03-04' };
    const { data } = await registry.query(text, { d: demographics });
    const [one, other] = data.searchPatients;
    expect([one.isDeceased, other.isDeceased].toSorted()).toEqual([false, true]);
    expect(one.score).toBe(other.score);
    expect((await registry.merge(dead, again)).code).toBe('PATIENT_DECEASED');
    expect((await registry.merge(again, dead)).code).toBeUndefined();
    expect(await registry.read(again, 'healthId deceasedOn')).toEqual({ healthId: dead, deceasedOn: '2026-11-25' });
  });
});
