import { setTimeout } from 'node:timers/promises';
import { person } from '@wasl/demo/population';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testCaller } from '../../support/startTestSubgraph.ts';
import { databaseKinds } from '../../support/testPostgres.ts';
import { aChild, secondRegistrar, startTestRegistry, type TestRegistry } from './startTestRegistry.ts';

const everything = `healthId formerHealthIds healthIds identifiers { value } dependants { healthId }
  treatmentRelationships { facility { id } } consents { decision category }`;

describe.each(databaseKinds)('merging records, on %s', (kind) => {
  let registry: TestRegistry;
  beforeAll(async () => {
    registry = await startTestRegistry(kind);
  });
  afterAll(() => registry.stop());

  const unmerge = (healthId: string) => registry.act('unmergePatient', { healthId });
  const idOf = async (healthId: string) => (await registry.read(healthId, 'healthId')).healthId as string;
  let days = 0;
  /**
   * Registrations of one woman, each up for review with the others; nobody else was born on her day. They are made one after the other: who
   * was registered first survives.
   */
  const several = async (count: number) => {
    const birthDate = new Date(Date.UTC(1980, 0, 3 + 40 * (days += 1))).toISOString().slice(0, 10);
    const ids: string[] = [];
    for (let number = 0; number < count; number += 1) ids.push(await registry.issue({ birthDate }));
    return ids;
  };
  const twice = async () => (await several(2)) as [string, string];
  async function review(one: string, other: string) {
    const [row] = await registry.subgraph.database.query<{ id: string; status: string }>(
      'SELECT id::text, status FROM duplicate_review WHERE $1 IN (left_id, right_id) AND $2 IN (left_id, right_id)',
      [one, other],
    );
    return row!;
  }
  const decide = async (one: string, other: string, isSamePerson: boolean) => {
    const { id: reviewId } = await review(one, other);
    if (isSamePerson) return registry.act('decideDuplicate', { reviewId, isSamePerson });
    return registry.write('decideDuplicate', { reviewId, isSamePerson }, 'review { status }');
  };

  /** A registrar who is told that the record was merged while they waited looks again, and asks again. */
  async function mergeAtLast(from: string, into: string) {
    for (;;) {
      const outcome = await registry.merge(from, into);
      if (outcome.code !== 'CONFLICT') return outcome;
    }
  }

  it('lets of two merges that cross only one through, so that no record leads to itself', async () => {
    for (let round = 0; round < 4; round += 1) {
      const [a, b] = await several(2);
      const codes = (await Promise.all([mergeAtLast(a!, b!), mergeAtLast(b!, a!)])).map(({ code }) => code);
      expect(codes.toSorted()).toEqual(['BAD_USER_INPUT', undefined]);
      expect(await idOf(a!)).toBe(await idOf(b!));
    }
  });

  it('lets a ring of merges through but for the one that would close it', async () => {
    const ring = await several(5);
    const outcomes = await Promise.all(ring.map((id, index) => mergeAtLast(id, ring[(index + 1) % 5]!)));
    expect(outcomes.filter(({ code }) => code === undefined)).toHaveLength(4);
    expect(outcomes.find(({ code }) => code !== undefined)?.code).toBe('BAD_USER_INPUT');
    expect(new Set(await Promise.all(ring.map(idOf))).size).toBe(1);
  });

  it('follows a chain of fifty merges, in both directions', async () => {
    const chain = Array.from({ length: 51 }, (_, index) => person(10_000 + index).healthId);
    await registry.subgraph.database.query(
      `INSERT INTO patient (health_id, merged_into, given_ar, father_ar, family_ar, birth_date, sex, governorate, identity_assurance)
       SELECT id, next, 'أمل', 'علي', 'عيسى', '1990-01-02', 'FEMALE', 'DI', 'DECLARED' FROM unnest($1::text[], $2::text[]) AS link(id, next)`,
      [chain, [...chain.slice(1), null]],
    );
    const [first, last] = [chain[0]!, chain.at(-1)!];
    const { healthId, healthIds } = await registry.read(first, 'healthId healthIds');
    expect([healthId, healthIds[0], healthIds.length]).toEqual([last, last, 51]);
    expect(new Set(healthIds)).toEqual(new Set(chain));
  });

  it('shows on the survivor all that the merged record held, and gives it back', async () => {
    const [survivor, merged] = await twice();
    const child = await registry.issue(aChild);
    await registry.act('linkIdentifier', { healthId: merged, issuer: 'UNHCR', value: `C-${merged}` });
    await registry.makeGuardian(child, merged);
    const visit = { healthId: merged, source: 'VISIT', evidence: 'Visit 17' };
    await registry.write('startTreatment', visit, 'patient { healthId }', secondRegistrar);
    const denial = { healthId: merged, decision: 'DENY', category: 'OBSERVATIONS' };
    await registry.write('recordConsent', denial, 'patient { healthId }');
    const before = await registry.read(merged, everything);
    expect(before).toEqual({
      healthId: merged,
      formerHealthIds: [],
      healthIds: [merged],
      identifiers: [{ value: `C-${merged}` }],
      dependants: [{ healthId: child }],
      treatmentRelationships: [{ facility: { id: 'F-HL-001' } }],
      consents: [{ decision: 'DENY', category: 'OBSERVATIONS' }],
    });

    await registry.merge(merged, survivor);
    const joined = { ...before, healthId: survivor, formerHealthIds: [merged], healthIds: [survivor, merged] };
    expect(await registry.read(survivor, everything)).toEqual(joined);
    expect(await registry.read(merged, everything)).toEqual(joined);
    expect(await registry.read(child, 'guardians { healthId }')).toEqual({ guardians: [{ healthId: survivor }] });

    await unmerge(merged);
    expect(await registry.read(merged, everything)).toEqual(before);
    expect(await registry.read(survivor, 'consents { decision } identifiers { value }')).toEqual({
      consents: [],
      identifiers: [],
    });
  });

  it('records consent given under an old ID for the survivor', async () => {
    const [survivor, merged] = (await several(2)) as [string, string];
    await registry.merge(merged, survivor);
    const consent = { healthId: merged, decision: 'DENY' };
    const { data } = await registry.write('recordConsent', consent, 'patient { healthId consents { decision } }');
    expect(data.recordConsent.patient).toEqual({ healthId: survivor, consents: [{ decision: 'DENY' }] });
  });

  it('keeps the number of two registrations for one person, and refuses it to another', async () => {
    const [survivor, merged, stranger] = (await several(3)) as [string, string, string];
    const number = { issuer: 'UNHCR', value: `D-${merged}` };
    const link = (healthId: string) => registry.act('linkIdentifier', { healthId, ...number });
    await link(merged);
    await registry.merge(merged, survivor);
    expect((await link(survivor)).code).toBeUndefined();
    expect((await link(stranger)).code).toBe('CONFLICT');
  });

  it('takes a merge out of the middle of a chain with all that was merged into it', async () => {
    const [a, b, c] = (await several(3)) as [string, string, string];
    await registry.merge(a, b);
    await registry.merge(b, c);
    expect(await idOf(a)).toBe(c);
    await unmerge(b);
    expect([await idOf(a), await idOf(b), await idOf(c)]).toEqual([b, b, c]);
    expect((await unmerge(c)).code).toBe('NOT_FOUND');
  });

  it('lets one of two who take a merge back at once succeed', async () => {
    const [a, b] = (await several(2)) as [string, string];
    await registry.merge(a, b);
    const codes = (await Promise.all([unmerge(a), unmerge(a)])).map(({ code }) => code);
    expect(codes.toSorted()).toEqual(['NOT_FOUND', undefined]);
  });

  it('closes the review of a pair that was merged without it, and reopens neither', async () => {
    const [a, b] = await twice();
    expect((await review(a, b)).status).toBe('OPEN');
    await registry.merge(b, a);
    expect((await review(a, b)).status).toBe('SAME_PERSON');
    expect((await decide(a, b, true)).code).toBe('CONFLICT');
    await unmerge(b);
    expect((await review(a, b)).status).toBe('DIFFERENT_PEOPLE');
  });

  it('decides a review whose records were merged elsewhere meanwhile', async () => {
    const [a, b, c] = (await several(3)) as [string, string, string];
    await registry.merge(b, c);
    expect((await decide(a, b, true)).code).toBeUndefined();
    expect((await review(a, b)).status).toBe('SAME_PERSON');
    expect([await idOf(a), await idOf(b), await idOf(c)]).toEqual([a, a, a]);
    expect((await review(a, c)).status).toBe('SAME_PERSON');
  });

  it('lets one of two reviewers decide who decide at once', async () => {
    const [a, b] = await twice();
    const codes = (await Promise.all([decide(a, b, true), decide(a, b, false)])).map(({ code }) => code);
    expect(codes.toSorted()).toEqual(['CONFLICT', undefined]);
  });

  it.runIf(kind === 'Postgres')(
    'reads a review that somebody else decides at the moment only when that is decided',
    async () => {
      const [a, b] = await twice();
      const { id: reviewId } = await review(a, b);
      const { actId } = await registry.request('decideDuplicate', { reviewId, isSamePerson: true });
      const release = await hold(registry.subgraph.databaseUrl!, merges);
      const different = decide(a, b, false);
      await release.whenAwaitedBy(1);
      const same = registry.confirm(actId);
      await release.whenAwaitedBy(2);
      await release();
      expect([(await different).code, (await same).code]).toEqual([undefined, 'CONFLICT']);
      expect([await idOf(a), await idOf(b)]).toEqual([a, b]);
    },
  );

  describe.runIf(kind === 'Postgres')('while somebody writes', () => {
    const permit = (healthId: string, patients = [healthId]) => {
      const citizen = testCaller(['citizen'], { subject: `citizen-${healthId}`, healthId });
      const caller = { ...citizen, decision: { ...citizen.decision, patients } };
      return registry.write('recordConsent', { healthId, decision: 'PERMIT' }, 'patient { healthId }', caller);
    };
    const permits = async (healthId: string) =>
      (await registry.read(healthId, 'consents { decision }')).consents.length;
    async function aboutToPart() {
      const [survivor, former] = await twice();
      await registry.merge(former, survivor);
      const { actId } = await registry.request('unmergePatient', { healthId: former });
      return { survivor, former, part: () => registry.confirm(actId) };
    }

    it('parts records only once what is being written of them is there, and asks whose it is', async () => {
      const { survivor, former, part } = await aboutToPart();
      const release = await hold(registry.subgraph.databaseUrl!, 'LOCK TABLE consent_directive IN SHARE MODE');
      const written = permit(survivor);
      await release.whenAwaitedBy(1);
      const parted = part();
      await release.whenAwaitedBy(2);
      await release();
      expect([(await written).code, (await parted).code]).toEqual([undefined, undefined]);
      expect([await permits(survivor), await permits(former)]).toEqual([0, 0]);
      const queue = '{ returnReviews(first: 100) { edges { node { kind restored { healthId } } } } }';
      const { edges } = (await registry.query(queue)).data.returnReviews;
      expect(edges).toContainEqual({ node: { kind: 'CONSENT', restored: { healthId: former } } });
    });

    it('writes nothing of two people that was decided when they were one, and of everybody else a moment later', async () => {
      const { survivor, former, part } = await aboutToPart();
      const other = await registry.issue();
      const release = await hold(registry.subgraph.databaseUrl!, 'LOCK TABLE patient_merge IN SHARE MODE');
      const parted = part();
      await release.whenAwaitedBy(1);
      const written = [permit(survivor), permit(former), permit(survivor, [other, survivor]), permit(other)];
      await release.whenAwaitedBy(5);
      await release();
      expect((await parted).code).toBeUndefined();
      const codes = (await Promise.all(written)).map(({ code }) => code);
      expect(codes).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT', undefined]);
      expect([await permits(survivor), await permits(former), await permits(other)]).toEqual([0, 0, 1]);
      expect((await permit(former)).code).toBeUndefined();
      expect([await permits(survivor), await permits(former)]).toEqual([0, 1]);
    });
  });

  it('opens a merged record to the patient whose token still bears the old ID', async () => {
    const [survivor, merged] = (await several(2)) as [string, string];
    await registry.merge(merged, survivor);
    const patient = testCaller(['citizen'], { healthId: merged });
    expect(await registry.read(survivor, 'healthId', patient)).toEqual({ healthId: survivor });
  });
});

/** What a merge that takes long holds. */
const merges = `SELECT pg_advisory_xact_lock(hashtextextended('patient merges', 0))`;

/** Holds a lock until it is released, and knows how many wait for it and for one another. */
async function hold(connectionString: string, statement: string) {
  const client = new Client({ connectionString });
  await client.connect();
  await client.query(`BEGIN; ${statement}`);
  const waiting = `SELECT count(DISTINCT pid)::int AS waiting FROM pg_locks WHERE NOT granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
  const whenAwaitedBy = async (count: number) => {
    while ((await client.query(waiting)).rows[0].waiting < count) await setTimeout(5);
  };
  return Object.assign(() => client.end(), { whenAwaitedBy });
}
