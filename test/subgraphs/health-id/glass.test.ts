import { randomUUID } from 'node:crypto';
import { createClient, type Db } from '@wasl/health-id/stores/client';
import { openGlassSessions } from '@wasl/health-id/stores/glassStore';
import { person } from '@wasl/demo/population';
import type { Caller } from '@wasl/subgraph-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testCaller } from '../../support/startTestSubgraph.ts';
import { databaseKinds } from '../../support/testPostgres.ts';
import { startTestRegistry, type TestRegistry } from './startTestRegistry.ts';

const citizenOf = (healthId: string) => testCaller(['citizen'], { subject: `citizen-${healthId}`, healthId });
const doctor = testCaller(['emergency'], { practitionerId: 'P-000002', facilityId: 'F-DI-001' });
const colleague = { ...doctor, subject: 'colleague', practitionerId: 'P-000003' };
const auditor = testCaller(['auditor']);
const reason = { reason: 'UNCONSCIOUS', words: 'Found unconscious in the street, no papers.' };
const minuteMs = 60_000;

describe.each(databaseKinds)('break-glass, on %s', (kind) => {
  let registry: TestRegistry;
  let db: Db;
  let now = Date.parse('2026-11-26T09:00:00Z');
  beforeAll(async () => {
    registry = await startTestRegistry(kind, 1, () => now);
    db = createClient(registry.subgraph.database.adapter);
  });
  afterAll(async () => {
    await db.$disconnect();
    await registry.stop();
  });

  const fields = 'session { id isConfirmed isOpen minutes endsAt outcome }';
  const ask = (input: Record<string, unknown>, caller: Caller = doctor) =>
    registry.write('breakGlass', { ...reason, ...input }, fields, caller);
  const step = (name: string, sessionId: string, caller: Caller = doctor, key = randomUUID()) =>
    registry.write(name, { sessionId, idempotencyKey: key }, fields, caller);
  const review = (sessionId: string, outcome = 'JUSTIFIED', caller: Caller = auditor) =>
    registry.write('reviewBreakGlass', { sessionId, outcome, words: 'The ambulance report says so.' }, fields, caller);
  const open = async (healthId: string, more: Record<string, unknown> = {}) => {
    const sessionId = (await ask({ healthId, ...more })).data.breakGlass.session.id as string;
    await step('confirmBreakGlass', sessionId);
    return sessionId;
  };
  /** What the gateway is told: whether the glass is broken for this caller. */
  const isBroken = async (healthId: string, { subject } = doctor) => {
    const sessions = await openGlassSessions(db, [healthId], subject, new Date(now));
    return sessions.has(healthId);
  };
  const toldTo = async (healthId: string) =>
    (await registry.read(healthId, 'notices { edges { node { kind text { ar en } } } }', citizenOf(healthId))).notices
      .edges as { node: { kind: string; text: { ar: string; en: string } } }[];

  it('opens nothing and tells nobody before it is confirmed', async () => {
    const healthId = await registry.issue();
    const { data } = await ask({ healthId });
    expect(data.breakGlass.session).toMatchObject({ isConfirmed: false, isOpen: false, minutes: 60 });
    expect([await isBroken(healthId), await toldTo(healthId)]).toEqual([false, []]);
  });

  it('opens to its caller alone, for its time alone, and tells the patient in both languages', async () => {
    const healthId = await registry.issue();
    const sessionId = await open(healthId);
    expect([await isBroken(healthId), await isBroken(healthId, colleague)]).toEqual([true, false]);
    const [{ node } = { node: null }] = await toldTo(healthId);
    expect(node).toMatchObject({
      kind: 'GLASS_BROKEN',
      text: { ar: expect.stringContaining('غائب عن الوعي'), en: expect.stringContaining('2026-11-26 13:00') },
    });
    const seen = await registry.read(
      healthId,
      'breakGlassSessions { id words isOpen by { account } }',
      citizenOf(healthId),
    );
    expect(seen.breakGlassSessions).toEqual([
      { id: sessionId, words: reason.words, isOpen: true, by: { account: doctor.subject } },
    ]);
    now += 60 * minuteMs - 1;
    expect(await isBroken(healthId)).toBe(true);
    now += 1;
    expect(await isBroken(healthId)).toBe(false);
    expect((await step('endBreakGlass', sessionId)).code).toBe('NOT_FOUND');
  });

  it('is ended early by its caller, and by nobody else', async () => {
    const healthId = await registry.issue();
    const sessionId = await open(healthId);
    expect((await step('endBreakGlass', sessionId, colleague)).code).toBe('NOT_FOUND');
    expect(await isBroken(healthId)).toBe(true);
    expect((await step('endBreakGlass', sessionId)).data.endBreakGlass.session.isOpen).toBe(false);
    expect(await isBroken(healthId)).toBe(false);
  });

  it.each([
    [{ words: 'emergency' }, 'BAD_USER_INPUT'],
    [{ words: 'a'.repeat(60) }, 'BAD_USER_INPUT'],
    [{ words: '!'.repeat(60) }, 'BAD_USER_INPUT'],
    [{ words: 'ab '.repeat(200) }, 'BAD_USER_INPUT'],
    [{ minutes: 4 }, 'BAD_USER_INPUT'],
    [{ minutes: 241 }, 'BAD_USER_INPUT'],
    [{ reason: 'CURIOSITY' }, 'BAD_USER_INPUT'],
    [{ healthId: person(900_000).healthId }, 'NOT_FOUND'],
    [{ healthId: '123456789012' }, 'HEALTH_ID_INVALID'],
  ])('refuses %j', async (change, code) => {
    const healthId = await registry.issue();
    expect((await ask({ healthId, ...change })).code).toBe(code);
  });

  it('is for emergency doctors alone, in that role, at a facility, and not for their own record', async () => {
    const healthId = await registry.issue();
    const physician = testCaller(['physician'], { practitionerId: 'P-000001', facilityId: 'F-DI-001' });
    expect((await ask({ healthId }, physician)).code).toBe('FORBIDDEN');
    const inOtherRole = { ...doctor, decision: { ...doctor.decision, role: 'physician' } };
    expect((await ask({ healthId }, inOtherRole)).code).toBe('FORBIDDEN');
    expect((await ask({ healthId }, testCaller(['emergency']))).code).toBe('FORBIDDEN');
    expect((await ask({ healthId }, { ...doctor, healthId })).code).toBe('FORBIDDEN');
    expect(
      (await ask({ healthId }, { ...doctor, decision: { ...doctor.decision, role: 'emergency' } })).code,
    ).toBeUndefined();
  });

  it('is confirmed within five minutes, by who asked, once', async () => {
    const healthId = await registry.issue();
    const late = (await ask({ healthId })).data.breakGlass.session.id;
    now += 5 * minuteMs;
    expect((await step('confirmBreakGlass', late)).code).toBe('REQUEST_EXPIRED');
    const sessionId = (await ask({ healthId })).data.breakGlass.session.id;
    expect((await step('confirmBreakGlass', sessionId, colleague)).code).toBe('NOT_FOUND');
    const codes = (await Promise.all(Array.from({ length: 4 }, () => step('confirmBreakGlass', sessionId)))).map(
      ({ code }) => code,
    );
    expect(codes.toSorted()).toEqual(['ALREADY_DECIDED', 'ALREADY_DECIDED', 'ALREADY_DECIDED', undefined]);
    expect(await toldTo(healthId)).toHaveLength(1);
  });

  it('answers a replay with the first answer, and an open session with itself', async () => {
    const healthId = await registry.issue();
    const sessionId = (await ask({ healthId })).data.breakGlass.session.id;
    const key = randomUUID();
    const first = await step('confirmBreakGlass', sessionId, doctor, key);
    expect(await step('confirmBreakGlass', sessionId, doctor, key)).toEqual(first);
    const again = (await ask({ healthId })).data.breakGlass.session;
    expect([again.id, again.endsAt]).toEqual([sessionId, first.data.confirmBreakGlass.session.endsAt]);
  });

  it('is one at a time for a record: who asks twice and confirms both has one, and its end closes the record', async () => {
    const healthId = await registry.issue();
    const asked = [(await ask({ healthId })).data, (await ask({ healthId, minutes: 240 })).data];
    const [one, other] = asked.map(({ breakGlass }) => breakGlass.session.id as string) as [string, string];
    expect(one).not.toBe(other);
    const confirmed = await Promise.all([one, other].map((id) => step('confirmBreakGlass', id)));
    const opened = new Set(confirmed.map(({ data }) => data.confirmBreakGlass.session.id as string));
    expect([opened.size, (await toldTo(healthId)).length]).toEqual([1, 1]);
    expect((await step('endBreakGlass', [...opened][0]!)).code).toBeUndefined();
    expect(await isBroken(healthId)).toBe(false);
  });

  it.each(['endBreakGlass', 'reviewBreakGlass'])(
    'of two that a merge brought together, %s of one closes the record',
    async (name) => {
      const [survivor, merged] = [await registry.issue(), await registry.issue()];
      const [sessionId] = [await open(survivor), await open(merged)];
      expect((await registry.merge(merged, survivor)).code).toBeUndefined();
      const done = name === 'endBreakGlass' ? step(name, sessionId) : review(sessionId, 'NOT_JUSTIFIED');
      expect((await done).code).toBeUndefined();
      expect([await isBroken(merged), await isBroken(survivor)]).toEqual([false, false]);
    },
  );

  it('opens nothing where it has become impossible since it was asked for', async () => {
    const [dead, own, merged] = [await registry.issue(), await registry.issue(), await registry.issue()];
    const self = { ...doctor, healthId: own };
    const askFor = async (healthId: string) => (await ask({ healthId }, self)).data.breakGlass.session.id as string;
    const [ofDead, ofOwn] = [await askFor(dead), await askFor(merged)];
    expect((await registry.act('recordDeath', { healthId: dead, diedOn: '2026-11-25' })).code).toBeUndefined();
    expect((await registry.merge(merged, own)).code).toBeUndefined();
    expect((await step('confirmBreakGlass', ofDead, self)).code).toBe('PATIENT_DECEASED');
    expect((await step('confirmBreakGlass', ofOwn, self)).code).toBe('FORBIDDEN');
    expect([await isBroken(dead), await isBroken(own)]).toEqual([false, false]);
  });

  it('holds under the IDs that were merged', async () => {
    const [survivor, merged] = [await registry.issue(), await registry.issue()];
    await open(merged);
    expect((await registry.merge(merged, survivor)).code).toBeUndefined();
    expect([await isBroken(merged), await isBroken(survivor)]).toEqual([true, true]);
  });

  it('waits for an auditor, who decides once and is not who opened it; the patient is told', async () => {
    const healthId = await registry.issue();
    const sessionId = await open(healthId, { minutes: 30 });
    const queue = async (isReviewed: boolean) => {
      const { data } = await registry.query(
        'query ($r: Boolean) { breakGlassReviews(isReviewed: $r, first: 100) { edges { node { id healthId outcome reviewedBy { account } } } } }',
        { r: isReviewed },
        auditor,
      );
      return (data.breakGlassReviews.edges as { node: { id: string } }[])
        .map(({ node }) => node)
        .filter(({ id }) => id === sessionId);
    };
    expect(await queue(false)).toEqual([{ id: sessionId, healthId, outcome: null, reviewedBy: null }]);
    const both = { ...auditor, scopes: [...auditor.scopes, ...doctor.scopes] };
    expect((await review(sessionId, 'JUSTIFIED', { ...both, subject: doctor.subject })).code).toBe(
      'SECOND_PERSON_NEEDED',
    );
    const secondAccount = { ...both, subject: 'her other account', practitionerId: 'P-000002' };
    expect((await review(sessionId, 'JUSTIFIED', secondAccount)).code).toBe('SECOND_PERSON_NEEDED');
    expect((await review(sessionId, 'JUSTIFIED', { ...auditor, healthId })).code).toBe('FORBIDDEN');
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => review(sessionId)));
    expect(outcomes.map(({ code }) => code).toSorted()).toEqual([...Array(3).fill('ALREADY_DECIDED'), undefined]);
    expect(await queue(false)).toEqual([]);
    expect(await queue(true)).toEqual([
      { id: sessionId, healthId, outcome: 'JUSTIFIED', reviewedBy: { account: auditor.subject } },
    ]);
    expect((await toldTo(healthId)).map(({ node }) => node.kind)).toContain('GLASS_REVIEWED');
    expect(await isBroken(healthId)).toBe(true);
  });

  it('ends at once where an auditor finds it not justified', async () => {
    const healthId = await registry.issue();
    const sessionId = await open(healthId);
    expect((await review(sessionId, 'NOT_JUSTIFIED', doctor)).code).toBe('FORBIDDEN');
    expect((await review(sessionId, 'NOT_JUSTIFIED')).data.reviewBreakGlass.session.isOpen).toBe(false);
    expect(await isBroken(healthId)).toBe(false);
  });

  it('pages through the queue', async () => {
    const seen: string[] = [];
    for (let after: string | null = null, more = true; more;) {
      const { data } = await registry.query(
        'query ($after: String) { breakGlassReviews(first: 2, after: $after) { edges { node { id } } pageInfo { hasNextPage endCursor } } }',
        { after },
        auditor,
      );
      seen.push(...data.breakGlassReviews.edges.map(({ node }: { node: { id: string } }) => node.id));
      ({ endCursor: after, hasNextPage: more } = data.breakGlassReviews.pageInfo);
    }
    const rows = await registry.subgraph.database.query(
      'SELECT 1 FROM glass_session WHERE opened_at IS NOT NULL AND outcome IS NULL',
    );
    expect([seen.length, new Set(seen).size]).toEqual([rows.length, rows.length]);
  });
});
