import { person } from '@wasl/demo/population';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testCaller } from '../../support/startTestSubgraph.ts';
import { databaseKinds } from '../../support/testPostgres.ts';
import { aChild, evidence, registrar, startTestRegistry, type TestRegistry } from './startTestRegistry.ts';

const citizenOf = (healthId: string) => testCaller(['citizen'], { subject: `citizen-${healthId}`, healthId });
const unknownId = person(900_000).healthId;

describe.each(databaseKinds)('the one register of guardians, on %s', (kind) => {
  let registry: TestRegistry;
  let now = Date.parse('2026-11-26T09:00:00Z');
  beforeAll(async () => {
    registry = await startTestRegistry(kind, 1, () => now);
  });
  afterAll(() => registry.stop());

  const at = async <T>(instant: string, work: () => Promise<T>): Promise<T> => {
    const before = now;
    now = Date.parse(instant);
    try {
      return await work();
    } finally {
      now = before;
    }
  };
  const bornOn = (birthDate: string) => registry.issue({ ...aChild, birthDate });
  const guardiansOf = async (healthId: string) =>
    (await registry.read(healthId, 'guardians { healthId }')).guardians.map(
      (one: { healthId: string }) => one.healthId,
    );
  const end = (healthId: string, guardianHealthId: string, caller = registrar) =>
    registry.write('endGuardian', { healthId, guardianHealthId, evidence }, 'patient { healthId }', caller);

  it('opens a child to the guardian from the second registrar’s word until it ends, and nobody else', async () => {
    const [guardian, child, stranger] = [await registry.issue(), await registry.issue(aChild), await registry.issue()];
    const relative = citizenOf(guardian);
    const { actId } = await registry.request('addGuardian', { healthId: child, guardianHealthId: guardian });
    expect(await registry.read(child, 'healthId', relative)).toBeNull();
    await registry.confirm(actId);
    expect(await guardiansOf(child)).toEqual([guardian]);
    expect(await registry.read(child, 'healthId', relative)).toEqual({ healthId: child });
    expect(await registry.read(stranger, 'healthId', relative)).toBeNull();
    expect(await registry.read(guardian, 'healthId', citizenOf(child))).toBeNull();
    for (const healthId of [guardian, child])
      expect((await end(child, guardian, { ...registrar, healthId })).code).toBe('FORBIDDEN');
    expect((await end(child, guardian)).code).toBeUndefined();
    expect(await registry.read(child, 'healthId', relative)).toBeNull();
    expect((await end(child, guardian)).code).toBe('NOT_FOUND');
  });

  it('shows what has ended, with who ended it, also after it has begun again', async () => {
    const [guardian, child] = [await registry.issue(), await registry.issue(aChild)];
    await registry.makeGuardian(child, guardian);
    await end(child, guardian);
    await at('2026-11-27T09:00:00Z', () => registry.makeGuardian(child, guardian));
    const fields = 'guardianships { isInForce lastsUntil endedAt endedBy { account } recordedBy { account } }';
    const common = { lastsUntil: '2037-08-21', recordedBy: { account: 'second-registrar' } };
    expect(await at('2026-11-28T09:00:00Z', () => registry.read(child, fields, citizenOf(child)))).toEqual({
      guardianships: [
        { ...common, isInForce: false, endedAt: expect.any(String), endedBy: { account: registrar.subject } },
        { ...common, isInForce: true, endedAt: null, endedBy: null },
      ],
    });
  });

  it.each([
    ['2008-11-27', '2026-11-26T20:59:59Z', '2026-11-26T21:00:00Z'],
    ['2009-02-28', '2027-02-27T20:59:59Z', '2027-02-27T21:00:00Z'],
    ['2012-02-29', '2030-02-28T20:59:59Z', '2030-02-28T21:00:00Z'],
  ])(
    'ends by itself at midnight in Damascus before the 18th birthday of who was born on %s',
    async (born, last, first) => {
      const [guardian, minor] = [await registry.issue(), await bornOn(born)];
      await registry.makeGuardian(minor, guardian);
      const relative = citizenOf(guardian);
      await at(last, async () => {
        expect(await guardiansOf(minor)).toEqual([guardian]);
        expect(await registry.read(minor, 'healthId', relative)).toEqual({ healthId: minor });
      });
      await at(first, async () => {
        expect(await guardiansOf(minor)).toEqual([]);
        expect(await registry.read(minor, 'healthId', relative)).toBeNull();
        expect((await registry.read(guardian, 'dependants { healthId }')).dependants).toEqual([]);
        expect((await registry.read(minor, 'guardianships { isInForce }')).guardianships).toEqual([
          { isInForce: false },
        ]);
      });
    },
  );

  it('makes nobody a guardian of oneself, of an adult, of somebody unknown, or twice', async () => {
    const [adult, other, child] = [await registry.issue(), await registry.issue(), await registry.issue(aChild)];
    const add = async (healthId: string, guardianHealthId: string) =>
      (await registry.makeGuardian(healthId, guardianHealthId)).code;
    expect(await add(child, child)).toBe('BAD_USER_INPUT');
    expect(await add(other, adult)).toBe('GUARDIAN_NOT_ELIGIBLE');
    expect(await add(child, unknownId)).toBe('NOT_FOUND');
    expect(await add(unknownId, adult)).toBe('NOT_FOUND');
    expect(await add(child, adult)).toBeUndefined();
    expect(await add(child, adult)).toBe('CONFLICT');
  });

  it('has no child as a guardian, and so no circle', async () => {
    const [mother, daughter] = [await registry.issue(), await bornOn('2010-03-01')];
    const baby = await bornOn('2026-06-01');
    const add = async (healthId: string, guardian: string) => (await registry.makeGuardian(healthId, guardian)).code;
    expect(await add(daughter, mother)).toBeUndefined();
    expect(await add(mother, daughter)).toBe('GUARDIAN_NOT_ELIGIBLE');
    expect(await add(baby, daughter)).toBe('GUARDIAN_NOT_ELIGIBLE');
    // When the daughter is grown up, her mother is her guardian no longer; the mother still is nobody's dependant.
    await at('2028-03-01T00:00:00Z', async () => {
      expect(await add(baby, daughter)).toBeUndefined();
      expect(await add(mother, daughter)).toBe('GUARDIAN_NOT_ELIGIBLE');
      expect(await guardiansOf(daughter)).toEqual([]);
    });
  });

  it('lets no circle stand that was written past it', async () => {
    const [one, other, minor] = [await registry.issue(), await registry.issue(), await bornOn('2015-01-01')];
    await registry.subgraph.database.bulkInsert(
      'guardianship',
      ['guardian_id', 'dependant_id'],
      [
        [one, other],
        [other, one],
        [minor, one],
        [one, minor],
      ],
    );
    expect([await guardiansOf(one), await guardiansOf(other), await guardiansOf(minor)]).toEqual([[], [], [one]]);
  });

  it('makes one guardianship of two acts that are confirmed at once', async () => {
    const [guardian, child] = [await registry.issue(), await registry.issue(aChild)];
    const input = { healthId: child, guardianHealthId: guardian };
    const acts = [await registry.request('addGuardian', input), await registry.request('addGuardian', input)];
    const codes = (await Promise.all(acts.map(({ actId }) => registry.confirm(actId)))).map(({ code }) => code);
    expect(codes.toSorted()).toEqual(['CONFLICT', undefined]);
    expect((await registry.read(child, 'guardianships { id }')).guardianships).toHaveLength(1);
  });

  it('names a guardian with a birth, but not with an older child, a minor or the registrar herself', async () => {
    const [mother, sister] = [await registry.issue(), await bornOn('2010-01-01')];
    const issue = async (birthDate: string, guardianHealthId: string, caller = registrar) =>
      registry.write(
        'issueHealthId',
        {
          ...aChild,
          fatherName: 'سامر',
          familyName: 'الحلبي',
          sex: 'FEMALE',
          governorate: 'DI',
          birthDate,
          guardianHealthId,
        },
        'patient { healthId guardians { healthId } }',
        caller,
      );
    const born = await issue('2026-11-20', mother);
    expect(born.data.issueHealthId.patient.guardians).toEqual([{ healthId: mother }]);
    const notices = await registry.read(mother, 'notices { edges { node { kind } } }', citizenOf(mother));
    expect(notices.notices.edges).toEqual([{ node: { kind: 'GUARDIAN_ADDED' } }]);
    expect((await issue('2020-01-01', mother)).code).toBe('BAD_USER_INPUT');
    expect((await issue('2026-11-20', sister)).code).toBe('GUARDIAN_NOT_ELIGIBLE');
    expect((await issue('2026-11-20', mother, { ...registrar, healthId: mother })).code).toBe('FORBIDDEN');
  });

  it('lets a guardian write the consents of a child, and not of an adolescent', async () => {
    const [guardian, child, adolescent] = [
      await registry.issue(),
      await bornOn('2014-01-01'),
      await bornOn('2013-01-01'),
    ];
    for (const minor of [child, adolescent]) await registry.makeGuardian(minor, guardian);
    const deny = async (healthId: string, caller = citizenOf(guardian)) =>
      (await registry.write('recordConsent', { healthId, decision: 'DENY' }, 'patient { healthId }', caller)).code;
    expect([await deny(child), await deny(adolescent)]).toEqual([undefined, 'NOT_FOUND']);
    expect(await deny(adolescent, citizenOf(adolescent))).toBeUndefined();
    const told = 'notices { edges { node { kind } } }';
    expect((await registry.read(child, told, citizenOf(guardian))).notices.edges.length).toBeGreaterThan(0);
    expect((await registry.read(adolescent, told, citizenOf(guardian))).notices.edges).toEqual([]);
    expect((await registry.read(adolescent, told, citizenOf(adolescent))).notices.edges.length).toBeGreaterThan(0);
  });
});
