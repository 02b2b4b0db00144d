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
  facility: { id: string } | null;
  recordedAt: string;
}

const nurse = testCaller(['nurse'], { subject: 'desk', practitionerId: 'P-900011', facilityId: 'F-DI-001' });
const aleppo = testCaller(['physician'], { subject: 'aleppo', practitionerId: 'P-900021', facilityId: 'F-HL-001' });
const emergency = testCaller(['emergency'], {
  subject: 'night shift',
  practitionerId: 'P-900031',
  facilityId: 'F-DI-001',
});

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
      '{ returnReviews(first: 100) { edges { node { id kind restored { healthId } consent { decision } identifier { value } facility { id } recordedAt } } } }',
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

  it('is told to both, though they are two again', async () => {
    const [survivor, former] = await merged();
    await unmerge(former);
    for (const healthId of [survivor, former]) {
      const own = await registry.read(
        healthId,
        'notices(first: 1) { edges { node { kind text { en } } } }',
        citizenOf(healthId),
      );
      const text = { en: expect.stringContaining('parting two records') };
      expect(own.notices.edges).toEqual([{ node: { kind: 'ACT_CONFIRMED', text } }]);
    }
  });

  it('waits for a person where it was written under the survivor’s, and opens neither record until then', async () => {
    const [survivor, former] = await merged();
    const child = await write(survivor);
    await unmerge(former);
    const identifiers = [{ value: `U-${survivor}` }];
    expect(await registry.read(survivor, whole)).toEqual({ ...nothing, identifiers });
    const history = 'consents(includeWithdrawn: true) { decision }';
    expect(await registry.read(survivor, history)).toEqual({ consents: [] });
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

  it('asks nobody about what was written before the merge, and asks about what has ended since', async () => {
    const birthDate = '1975-05-05';
    const [survivor, former] = [await registry.issue({ birthDate }), await registry.issue({ birthDate })];
    await write(survivor);
    await registry.merge(former, survivor);
    const visit = { healthId: survivor, source: 'VISIT', evidence: 'Visit 18' };
    await registry.write('startTreatment', visit, 'patient { healthId }', secondRegistrar);
    await registry.write('endTreatment', { healthId: survivor }, 'patient { healthId }', secondRegistrar);
    await unmerge(former);
    const queue = await waiting(former);
    expect(queue.map((entry) => [entry.kind, entry.facility?.id])).toEqual([['TREATMENT', 'F-HL-001']]);
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

  const visit = (healthId: string, caller = physician) =>
    registry.write(
      'startTreatment',
      { healthId, source: 'VISIT', evidence: 'Visit 17' },
      'patient { healthId }',
      caller,
    );
  const placeAll = async (restored: string, kinds: string[], belongsTo = restored) => {
    for (const { id, kind: one } of await waiting(restored))
      if (kinds.includes(one)) expect((await place(id, belongsTo)).code).toBeUndefined();
  };
  const kindsOf = async (restored: string) => (await waiting(restored)).map((entry) => entry.kind).toSorted();
  const told = async (healthId: string) =>
    (
      await registry.read(healthId, 'notices(first: 50) { edges { node { kind } } }', citizenOf(healthId))
    ).notices.edges.map(({ node }: { node: { kind: string } }) => node.kind) as string[];
  const appointmentsOf = async (healthId: string) =>
    (
      await registry.read(healthId, 'appointments { edges { node { id referral { id } } } }', citizenOf(healthId))
    ).appointments.edges.map(({ node }: { node: { id: string } }) => node);
  const referralsOf = async (healthId: string) =>
    (
      await registry.read(healthId, 'referrals { edges { node { id status } } }', citizenOf(healthId))
    ).referrals.edges.map(({ node }: { node: { id: string } }) => node);
  async function refer(healthId: string) {
    const asked = { healthId, toFacilityId: 'F-HL-001', words: 'For a second look' };
    const { code, data } = await registry.write('referPatient', asked, 'referral { id }', physician);
    expect(code).toBeUndefined();
    return data.referPatient.referral.id as string;
  }
  async function book(healthId: string, more = {}, caller = nurse) {
    const startsAt = new Date(now + 3_600_000).toISOString();
    const { code, data } = await registry.write(
      'bookAppointment',
      { healthId, startsAt, ...more },
      'appointment { id }',
      caller,
    );
    expect(code).toBeUndefined();
    return data.bookAppointment.appointment.id as string;
  }
  const move = async (appointmentId: string, to: string, more = {}) => {
    const input = { appointmentId, to, ...more };
    const { code, data } = await registry.write('moveAppointment', input, 'appointment { status }', nurse);
    return code ?? data.moveAppointment.appointment.status;
  };
  const treatsNow = async (healthId: string, caller: ReturnType<typeof citizenOf>) => {
    const facts = 'query ($ids: [ID!]!) { recordFacts(healthIds: $ids, role: "any") { isTreating } }';
    const { data, code } = await registry.query(facts, { ids: [healthId] }, caller);
    expect(code).toBeUndefined();
    return data.recordFacts[0].isTreating as boolean;
  };

  it('keeps nobody’s appointments with a survivor: they wait, nobody arrives for them, and go with what was told of them', async () => {
    const [survivor, former] = await merged();
    await visit(survivor);
    const [id, own] = [await book(survivor), await book(former)];
    await unmerge(former);
    expect(await appointmentsOf(former)).toEqual([{ id: own, referral: null }]);
    expect(await kindsOf(former)).toEqual(['APPOINTMENT', 'TREATMENT']);
    expect(await move(id, 'ARRIVED')).toBe('CONFLICT');
    const cancel = registry.write('cancelOwnAppointment', { appointmentId: id }, '__typename', citizenOf(survivor));
    expect((await cancel).code).toBe('CONFLICT');
    const toldBefore = (await told(former)).filter((one) => one === 'APPOINTMENT_BOOKED').length;
    await placeAll(former, ['APPOINTMENT']);
    expect((await appointmentsOf(former)).map((row: { id: string }) => row.id).toSorted()).toEqual(
      [id, own].toSorted(),
    );
    expect(await appointmentsOf(survivor)).toEqual([]);
    expect((await told(former)).filter((one) => one === 'APPOINTMENT_BOOKED')).toHaveLength(toldBefore + 1);
    expect(await told(survivor)).not.toContain('APPOINTMENT_BOOKED');
    expect(await move(id, 'ARRIVED')).toBe('ARRIVED');
    // The arrival is the restored person's: it opens that record, and not the survivor's.
    const arrivals = 'SELECT health_id::text FROM arrival WHERE visit = $1';
    expect(await registry.subgraph.database.query(arrivals, [`Appointment ${id}`])).toEqual([{ health_id: former }]);
  });

  it('leaves an appointment with the survivor where it is said to be the survivor’s', async () => {
    const [survivor, former] = await merged();
    await visit(survivor);
    const id = await book(survivor);
    await unmerge(former);
    await placeAll(former, ['APPOINTMENT'], survivor);
    expect([await appointmentsOf(survivor), await appointmentsOf(former)]).toEqual([[{ id, referral: null }], []]);
    expect(await move(id, 'ARRIVED')).toBe('ARRIVED');
  });

  it.each([
    ['declineReferral', aleppo, { words: 'No bed is free' }, 'DECLINED'],
    ['cancelReferral', physician, { words: 'Written by mistake' }, 'CANCELLED'],
  ] as const)('puts back a referral that was closed meanwhile by %s', async (name, caller, words, status) => {
    const [survivor, former] = await merged();
    await visit(survivor);
    const referralId = await refer(survivor);
    const read = name === 'declineReferral' ? 'referral { referralId }' : 'referral { id }';
    expect((await registry.write(name, { referralId, ...words }, read, caller)).code).toBeUndefined();
    await unmerge(former);
    expect(await kindsOf(former)).toEqual(['TREATMENT', 'TREATMENT']);
    await placeAll(former, ['TREATMENT']);
    expect([await referralsOf(survivor), await referralsOf(former)]).toEqual([[], [{ id: referralId, status }]]);
    expect(await told(survivor)).not.toContain('TREATMENT_STARTED');
    expect(await told(former)).toEqual(expect.arrayContaining(['TREATMENT_STARTED', 'TREATMENT_ENDED']));
  });

  it('puts back a completed referral with what was booked by it, and its facility reads of neither until then', async () => {
    const [survivor, former] = await merged();
    await visit(survivor);
    const referralId = await refer(survivor);
    await registry.write('acceptReferral', { referralId }, 'referral { referralId }', aleppo);
    const id = await book(survivor, { referralId }, aleppo);
    await registry.write(
      'completeReferral',
      { referralId, reply: 'Seen, all is well' },
      'referral { referralId }',
      aleppo,
    );
    expect(await treatsNow(survivor, aleppo)).toBe(true);
    await unmerge(former);
    expect([await treatsNow(survivor, aleppo), await treatsNow(former, aleppo)]).toEqual([false, false]);
    await placeAll(former, ['TREATMENT']);
    expect([await treatsNow(survivor, aleppo), await treatsNow(former, aleppo)]).toEqual([false, true]);
    expect(await referralsOf(former)).toEqual([{ id: referralId, status: 'COMPLETED' }]);
    expect([await appointmentsOf(survivor), await appointmentsOf(former)]).toEqual([
      [],
      [{ id, referral: { id: referralId } }],
    ]);
    expect(await waiting(former)).toEqual([]);
  });

  it('shows no referral of one person at an appointment of the other', async () => {
    const [survivor, former] = await merged();
    await visit(survivor);
    const referralId = await refer(survivor);
    await registry.write('acceptReferral', { referralId }, 'referral { referralId }', aleppo);
    const id = await book(former, { referralId }, aleppo);
    await unmerge(former);
    await placeAll(former, ['TREATMENT'], survivor);
    const read = '{ appointment(id: "ID") { referral { id } patient { healthId } } }'.replace('ID', id);
    const both = testCaller(['registrar'], { subject: 'third' });
    expect(await appointmentsOf(former)).toEqual([{ id, referral: null }]);
    expect((await registry.query(read, {}, both)).data?.appointment?.referral ?? null).toBeNull();
  });

  it('ends emergencies that are open, and puts the sessions where they belong', async () => {
    const [survivor, former] = await merged();
    const ask = { healthId: survivor, reason: 'UNCONSCIOUS', words: 'Found unconscious in the street, alone.' };
    const asked = async (caller = emergency) => {
      const { code, data } = await registry.write('breakGlass', ask, 'session { id }', caller);
      expect(code).toBeUndefined();
      return data.breakGlass.session.id as string;
    };
    const sessionId = await asked();
    const confirm = (id: string, caller = emergency) =>
      registry.write('confirmBreakGlass', { sessionId: id }, 'session { isOpen }', caller);
    expect((await confirm(sessionId)).data.confirmBreakGlass.session).toEqual({ isOpen: true });
    const other = { ...emergency, subject: 'day shift', practitionerId: 'P-900032' };
    const unconfirmed = await asked(other);
    await unmerge(former);
    expect((await confirm(unconfirmed, other)).code).toBe('REQUEST_EXPIRED');
    const emergencyVisit = { healthId: survivor, source: 'EMERGENCY', evidence: 'Glass' };
    expect((await registry.write('startTreatment', emergencyVisit, '__typename', emergency)).code).toBe('FORBIDDEN');
    expect(await kindsOf(former)).toEqual(['BREAK_GLASS']);
    const seen = async (healthId: string) =>
      (await registry.read(healthId, 'breakGlassSessions { id isOpen }', citizenOf(healthId))).breakGlassSessions;
    expect(await seen(survivor)).toEqual([{ id: sessionId, isOpen: false }]);
    await placeAll(former, ['BREAK_GLASS']);
    expect([await seen(survivor), await seen(former)]).toEqual([[], [{ id: sessionId, isOpen: false }]]);
    expect([(await told(survivor)).includes('GLASS_BROKEN'), (await told(former)).includes('GLASS_BROKEN')]).toEqual([
      false,
      true,
    ]);
  });

  it('lets no visit rest on an arrival of meanwhile', async () => {
    const [survivor, former] = await merged();
    const visitInput = { healthId: survivor, visit: 'Visit 220' };
    await registry.write('registerArrival', visitInput, 'patient { healthId }', nurse);
    await unmerge(former);
    const begin =
      '{ input: { idempotencyKey: "00000000-0000-4000-8000-0000000000KEY", healthId: "ID", source: VISIT, evidence: "Visit 220" } }';
    const text = (id: string, key: string) =>
      `mutation { startTreatment(input: ${begin.replace('ID', id).replace('KEY', key).slice(9, -2)}) { patient { healthId } } }`;
    expect((await registry.query(text(survivor, '1'), {}, physician)).code).toBe('ARRIVAL_NEEDED');
    expect((await registry.query(text(former, '2'), {}, physician)).code).toBe('ARRIVAL_NEEDED');
  });

  it('asks whose child was born meanwhile, whether its mother became its guardian or not', async () => {
    const [survivor, former] = await merged();
    const birth = { givenName: 'سلمى', birthDate: '2026-11-01', motherHealthId: survivor };
    const ward = await registry.issue(birth);
    const orphan = await registry.issue({
      ...birth,
      birthDate: '2026-01-01',
      guardianHealthId: await registry.issue(),
    });
    await registry.subgraph.database.query(
      'UPDATE guardianship SET recorded_at = $1 WHERE dependant_id = $2 AND guardian_id = $3',
      [new Date('2020-01-01'), orphan, survivor],
    );
    await unmerge(former);
    const mothers = async () =>
      Promise.all([ward, orphan].map(async (id) => (await registry.read(id, 'mother { healthId }')).mother?.healthId));
    expect(await kindsOf(former)).toEqual(['CHILD', 'GUARDIAN']);
    expect(await mothers()).toEqual([survivor, survivor]);
    await placeAll(former, ['CHILD', 'GUARDIAN']);
    expect(await mothers()).toEqual([former, former]);
  });

  it('lets what was asked of the survivor expire, and what was asked of the other go on', async () => {
    const [survivor, former] = await merged();
    const ask = (healthId: string, value: string) =>
      registry.request('linkIdentifier', { healthId, issuer: 'UNHCR', value });
    const [ofSurvivor, ofFormer] = [await ask(survivor, `S-${survivor}`), await ask(former, `F-${former}`)];
    await unmerge(former);
    expect((await registry.confirm(ofSurvivor.actId)).code).toBe('REQUEST_EXPIRED');
    expect((await registry.confirm(ofFormer.actId)).code).toBeUndefined();
    expect((await registry.read(former, 'identifiers { value }')).identifiers).toEqual([{ value: `F-${former}` }]);
  });

  it('asks who of the two has died, and lets the other live', async () => {
    const [survivor, former] = await merged();
    expect((await registry.act('recordDeath', { healthId: former, diedOn: '2026-11-25' })).code).toBeUndefined();
    await unmerge(former);
    const diedOn = async () =>
      Promise.all([survivor, former].map(async (id) => (await registry.read(id, 'deceasedOn')).deceasedOn));
    expect(await kindsOf(former)).toEqual(['DEATH']);
    expect(await diedOn()).toEqual(['2026-11-25', null]);
    await placeAll(former, ['DEATH']);
    expect(await diedOn()).toEqual([null, '2026-11-25']);
    expect(await kindsOf(former)).toEqual([]);
    expect(
      (
        await registry.write(
          'startTreatment',
          { healthId: former, source: 'VISIT', evidence: 'Visit 3' },
          '__typename',
          physician,
        )
      ).code,
    ).toBe('PATIENT_DECEASED');
  });

  it('leaves a death with the survivor whose it was, and asks about none that was taken back', async () => {
    const [survivor, former] = await merged();
    await registry.act('recordDeath', { healthId: survivor, diedOn: '2026-11-25' });
    await unmerge(former);
    await placeAll(former, ['DEATH'], survivor);
    expect([
      (await registry.read(survivor, 'deceasedOn')).deceasedOn,
      (await registry.read(former, 'deceasedOn')).deceasedOn,
    ]).toEqual(['2026-11-25', null]);
    const [living, parted] = await merged();
    await registry.act('recordDeath', { healthId: living, diedOn: '2026-11-25' });
    await registry.act('withdrawDeath', { healthId: living });
    await unmerge(parted);
    expect(await kindsOf(parted)).toEqual([]);
  });

  const correct = async (healthId: string, change: Record<string, unknown>) => {
    const input = { healthId, reason: 'CHANGED', words: 'As she says herself', ...change };
    const { code, data } = await registry.write('correctPatient', input, 'act { id }');
    expect(code).toBeUndefined();
    const act = data.correctPatient.act as { id: string } | null;
    if (act) expect((await registry.confirm(act.id)).code).toBeUndefined();
  };
  const corrected = async (restored: string) => {
    const text =
      '{ returnReviews(first: 100) { edges { node { id kind restored { healthId } changes { field value } } } } }';
    const nodes = (await registry.query(text)).data.returnReviews.edges.map(({ node }: { node: unknown }) => node);
    return (nodes as (Waiting & { changes: { field: string; value: string }[] })[])
      .filter((node) => node.restored.healthId === restored && node.kind === 'CORRECTION')
      .toSorted((one, other) => (one.changes[0]!.value < other.changes[0]!.value ? -1 : 1));
  };
  const says = async (healthId: string) => {
    const { givenName, phone, address, versions } = await registry.read(
      healthId,
      'givenName { ar } phone address versions { givenName { ar } phone address reason isConfirmedByTwo }',
    );
    return { now: [givenName.ar, phone, address], before: versions as Record<string, unknown>[] };
  };

  it('asks of whom a name, a telephone and an address were corrected, and takes them out of the other’s record and its history', async () => {
    const [survivor, former] = await merged();
    await correct(former, { phone: '0933 111 222', address: 'Homs, a shelter' });
    await correct(survivor, { givenName: { ar: 'فرح' }, evidence });
    await correct(survivor, { address: 'Aleppo' });
    await unmerge(former);
    const queue = await corrected(former);
    expect(queue.map(({ changes }) => changes)).toEqual([
      [{ field: 'address', value: 'Aleppo' }],
      [
        { field: 'address', value: 'Homs, a shelter' },
        { field: 'phone', value: '+963933111222' },
      ],
      [{ field: 'givenAr', value: 'فرح' }],
    ]);
    const [moved = '', reached = '', named = ''] = queue.map(({ id }) => id);
    const before = await says(former);
    expect((await says(survivor)).now).toEqual(['فرح', '+963933111222', 'Aleppo']);
    expect(before.now).toEqual(['تالا', null, null]);
    for (const id of [named, reached]) expect((await place(id, former)).code).toBeUndefined();
    expect((await place(moved, survivor)).code).toBeUndefined();
    const [mine, others] = [await says(survivor), await says(former)];
    expect(mine.now).toEqual(['تالا', null, 'Aleppo']);
    expect(others.now).toEqual(['فرح', '+963933111222', 'Homs, a shelter']);
    const isOfOther = ({ givenName, phone, address }: Record<string, unknown>) =>
      (givenName as { ar: string }).ar === 'فرح' || phone !== null || address === 'Homs, a shelter';
    expect(mine.before.filter(isOfOther)).toEqual([]);
    expect(others.before.map(({ reason, isConfirmedByTwo }) => [reason, isConfirmedByTwo])).toEqual([
      ['CORRECTION_PLACED', false],
      ['CORRECTION_PLACED', true],
    ]);
    expect((await told(former)).slice(0, 2)).toEqual(['ENTRY_PLACED', 'ENTRY_PLACED']);
    expect((await told(survivor)).filter((one) => one === 'RECORD_CORRECTED')).toHaveLength(1);
    const byName = 'query ($d: DemographicsInput!) { searchPatients(demographics: $d) { patient { healthId } } }';
    const { birthDate } = await registry.read(former, 'birthDate');
    const d = { givenName: 'فرح', fatherName: 'سامر', familyName: 'الحلبي', birthDate };
    expect((await registry.query(byName, { d })).data.searchPatients[0]).toEqual({ patient: { healthId: former } });
  });

  it('keeps the latest correction of each, in whatever order they are placed, and what was corrected since', async () => {
    const [survivor, former] = await merged();
    await correct(survivor, { phone: '0933 000 001' });
    await correct(survivor, { phone: '0933 000 002', address: 'Homs' });
    await unmerge(former);
    await correct(former, { address: 'Latakia' });
    const [first, second] = (await corrected(former)).toSorted(
      (one, other) => one.changes.length - other.changes.length,
    );
    expect((await place(second!.id, former)).code).toBeUndefined();
    expect((await says(survivor)).now).toEqual(['تالا', '+963933000001', null]);
    expect((await place(first!.id, former)).code).toBeUndefined();
    expect((await says(survivor)).now).toEqual(['تالا', null, null]);
    expect((await says(former)).now).toEqual(['تالا', '+963933000002', 'Latakia']);
    expect(await corrected(former)).toEqual([]);
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
