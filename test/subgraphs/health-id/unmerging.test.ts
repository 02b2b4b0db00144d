import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testCaller } from '../../support/startTestSubgraph.ts';
import { databaseKinds } from '../../support/testPostgres.ts';
import {
  aChild,
  evidence,
  registrar,
  secondRegistrar,
  startTestRegistry,
  type TestRegistry,
} from './startTestRegistry.ts';

const citizenOf = (healthId: string) => testCaller(['citizen'], { subject: `citizen-${healthId}`, healthId });
const physician = testCaller(['physician'], { practitionerId: 'P-000001', facilityId: 'F-DI-001' });
const whole = 'consents { decision } treatmentRelationships { source } dependants { healthId } identifiers { value }';
const nothing = { consents: [], treatmentRelationships: [], dependants: [], identifiers: [] };

interface Waiting {
  id: string;
  kind: string;
  restored: { healthId: string };
}

describe.each(databaseKinds)('what was written while two records were one, on %s', (kind) => {
  let registry: TestRegistry;
  let now = Date.parse('2026-11-26T09:00:00Z');
  beforeAll(async () => {
    registry = await startTestRegistry(kind, 1, () => (now += 1_000));
  });
  afterAll(() => registry.stop());

  const unmerge = (healthId: string) => registry.act('unmergePatient', { healthId });
  let days = 0;
  /** Two registrations of one woman, merged. */
  async function merged(): Promise<[survivor: string, former: string]> {
    const birthDate = new Date(Date.UTC(1982, 0, 3 + 40 * (days += 1))).toISOString().slice(0, 10);
    const [survivor, former] = [await registry.issue({ birthDate }), await registry.issue({ birthDate })];
    expect((await registry.merge(former, survivor)).code).toBeUndefined();
    return [survivor, former];
  }
  /** One of each, under an ID. */
  async function write(healthId: string): Promise<string> {
    const child = await registry.issue(aChild);
    const codes = [
      await registry.write(
        'recordConsent',
        { healthId, decision: 'PERMIT' },
        'patient { healthId }',
        citizenOf(healthId),
      ),
      await registry.write(
        'startTreatment',
        { healthId, source: 'VISIT', evidence: 'Visit 17' },
        'patient { healthId }',
        physician,
      ),
      await registry.makeGuardian(child, healthId),
      await registry.act('linkIdentifier', { healthId, issuer: 'UNHCR', value: `U-${healthId}` }),
    ].map(({ code }) => code);
    expect(codes).toEqual([undefined, undefined, undefined, undefined]);
    return child;
  }
  async function waiting(restored: string): Promise<Waiting[]> {
    const { data } = await registry.query(
      '{ returnReviews(first: 100) { edges { node { id kind restored { healthId } consent { decision } identifier { value } } } } }',
    );
    return (data.returnReviews.edges as { node: Waiting }[])
      .map(({ node }) => node)
      .filter((node) => node.restored.healthId === restored);
  }
  const place = (reviewId: string, belongsTo: string, caller = registrar) =>
    registry.write('placeReturn', { reviewId, belongsTo }, 'review { belongsTo decidedBy { account } }', caller);

  it('goes back with the ID that it was written under, and nobody is asked', async () => {
    const [survivor, former] = await merged();
    const child = await write(former);
    const all = {
      consents: [{ decision: 'PERMIT' }],
      treatmentRelationships: [{ source: 'VISIT' }],
      dependants: [{ healthId: child }],
      identifiers: [{ value: `U-${former}` }],
    };
    expect(await registry.read(survivor, whole)).toEqual(all);
    expect((await unmerge(former)).code).toBeUndefined();
    expect(await registry.read(former, whole)).toEqual(all);
    expect(await registry.read(survivor, whole)).toEqual(nothing);
    expect(await waiting(former)).toEqual([]);
  });

  it('waits for a person where it was written under the survivor’s, and opens neither record until then', async () => {
    const [survivor, former] = await merged();
    const child = await write(survivor);
    await unmerge(former);
    const identifiers = [{ value: `U-${survivor}` }];
    expect(await registry.read(survivor, whole)).toEqual({ ...nothing, identifiers });
    expect(await registry.read(former, whole)).toEqual(nothing);
    expect(await registry.read(child, 'guardians { healthId }')).toEqual({ guardians: [] });
    const queue = await waiting(former);
    expect(queue.map((entry) => entry.kind).toSorted()).toEqual(['CONSENT', 'GUARDIAN', 'IDENTIFIER', 'TREATMENT']);
    for (const { id } of queue) expect((await place(id, former)).data.placeReturn.review.belongsTo).toBe(former);
    expect(await registry.read(survivor, whole)).toEqual(nothing);
    expect(await registry.read(former, whole)).toEqual({
      consents: [{ decision: 'PERMIT' }],
      treatmentRelationships: [{ source: 'VISIT' }],
      dependants: [{ healthId: child }],
      identifiers,
    });
    expect(await waiting(former)).toEqual([]);
    const told = await registry.read(former, 'notices(first: 1) { edges { node { kind } } }', citizenOf(former));
    expect(told.notices.edges).toEqual([{ node: { kind: 'ENTRY_PLACED' } }]);
  });

  it.each(['survivor', 'former'])('binds both by a denial until it is decided that it is the %s’s', async (whose) => {
    const [survivor, former] = await merged();
    await registry.write(
      'recordConsent',
      { healthId: survivor, decision: 'DENY' },
      'patient { healthId }',
      citizenOf(survivor),
    );
    await unmerge(former);
    const denials = async (healthId: string) =>
      (await registry.read(healthId, 'consents { decision }')).consents.length;
    expect([await denials(survivor), await denials(former)]).toEqual([1, 1]);
    const [review] = await waiting(former);
    await place(review!.id, whose === 'survivor' ? survivor : former);
    expect([await denials(survivor), await denials(former)]).toEqual(whose === 'survivor' ? [1, 0] : [0, 1]);
  });

  it('asks nobody about what was written before the merge, withdrawn or ended', async () => {
    const birthDate = '1975-05-05';
    const [survivor, former] = [await registry.issue({ birthDate }), await registry.issue({ birthDate })];
    await write(survivor);
    await registry.merge(former, survivor);
    const visit = { healthId: survivor, source: 'VISIT', evidence: 'Visit 18' };
    await registry.write('startTreatment', visit, 'patient { healthId }', secondRegistrar);
    await registry.write('endTreatment', { healthId: survivor }, 'patient { healthId }', secondRegistrar);
    await unmerge(former);
    expect(await waiting(former)).toEqual([]);
    expect((await registry.read(survivor, 'consents { decision }')).consents).toEqual([{ decision: 'PERMIT' }]);
  });

  it('is placed once, in one of the two records', async () => {
    const [survivor, former] = await merged();
    await registry.write(
      'startTreatment',
      { healthId: survivor, source: 'VISIT', evidence: 'Visit 19' },
      'patient { healthId }',
      physician,
    );
    await unmerge(former);
    const [review] = await waiting(former);
    expect((await place(review!.id, await registry.issue())).code).toBe('BAD_USER_INPUT');
    expect((await place(review!.id, survivor, physician)).code).toBe('FORBIDDEN');
    expect((await place(review!.id, survivor, { ...registrar, healthId: former })).code).toBe('FORBIDDEN');
    const outcomes = await Promise.all([survivor, former, survivor].map((id) => place(review!.id, id)));
    expect(outcomes.map(({ code }) => code).toSorted()).toEqual(['ALREADY_DECIDED', 'ALREADY_DECIDED', undefined]);
    expect((await place('not an id', survivor)).code).toBe('NOT_FOUND');
  });

  it('is found along a chain of merges that is taken apart', async () => {
    const [middle, first] = await merged();
    const birthDate = (await registry.read(middle, 'birthDate')).birthDate;
    const last = await registry.issue({ birthDate });
    const permit = (healthId: string) =>
      registry.write('recordConsent', { healthId, decision: 'PERMIT' }, 'patient { healthId }', citizenOf(healthId));
    await permit(middle);
    await registry.merge(middle, last);
    await permit(last);
    await unmerge(first);
    expect(await waiting(first)).toHaveLength(2);
    expect((await registry.read(last, 'consents { decision }')).consents).toEqual([]);
  });

  it('tells of both records in which time they were one, and names neither to the other', async () => {
    const [survivor, former] = await merged();
    expect((await registry.read(survivor, 'pastMerges { mergedAt }')).pastMerges).toEqual([]);
    await unmerge(former);
    const [one, other] = [
      await registry.read(survivor, 'pastMerges { mergedAt partedAt }'),
      await registry.read(former, 'pastMerges { mergedAt partedAt }'),
    ];
    expect(one).toEqual({ pastMerges: [{ mergedAt: expect.any(String), partedAt: expect.any(String) }] });
    expect(other).toEqual(one);
    expect(one.pastMerges[0].mergedAt < one.pastMerges[0].partedAt).toBe(true);
  });

  it('needs a second registrar to be parted', async () => {
    const [survivor, former] = await merged();
    const { actId } = await registry.request('unmergePatient', { healthId: former, evidence });
    expect((await registry.read(former, 'healthId')).healthId).toBe(survivor);
    expect((await registry.confirm(actId, registrar)).code).toBe('SECOND_PERSON_NEEDED');
    await registry.confirm(actId);
    expect((await registry.read(former, 'healthId')).healthId).toBe(former);
  });
});
