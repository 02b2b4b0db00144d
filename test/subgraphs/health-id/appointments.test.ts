import { randomUUID } from 'node:crypto';
import { practitioners } from '@wasl/demo/facilities';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testCaller } from '../../support/startTestSubgraph.ts';
import { databaseKinds } from '../../support/testPostgres.ts';
import { startTestRegistry, type TestRegistry } from './startTestRegistry.ts';

const registered = (facilityId: string, specialty: string) =>
  practitioners().find((one) => one.facilityId === facilityId && one.specialty === specialty)?.id ?? '';
const at = (role: string, facilityId: string, practitionerId: string) =>
  testCaller([role], { subject: `${role} ${practitionerId}`, practitionerId, facilityId });
const citizenOf = (healthId: string) => testCaller(['citizen'], { subject: `citizen-${healthId}`, healthId });
const [internist, heart, psychiatrist] = ['Internal medicine', 'Cardiology', 'Psychiatry'].map((specialty) =>
  registered('F-DI-001', specialty),
) as [string, string, string];
const physician = at('physician', 'F-DI-001', internist);
const nurse = at('nurse', 'F-DI-001', 'P-900011');
const elsewhere = at('physician', 'F-HL-001', registered('F-HL-001', 'Cardiology'));

describe.each(databaseKinds)('appointments, on %s', (kind) => {
  let registry: TestRegistry;
  // In Damascus it is noon.
  const start = Date.parse('2026-11-26T09:00:00Z');
  let now = start;
  const inMinutes = (minutes: number) => new Date(start + minutes * 60_000).toISOString();
  beforeAll(async () => {
    registry = await startTestRegistry(kind, 1, () => now);
  });
  afterAll(() => registry.stop());

  async function treated(caller = physician) {
    const healthId = await registry.issue();
    const visit = { healthId, source: 'VISIT', evidence: 'Visit 2026/114' };
    await registry.write('startTreatment', visit, 'patient { healthId }', caller);
    return healthId;
  }
  const fields = `id status startsAt endsAt reason practitioner { id } author { id } facility { id } referral { id }
    sensitivities cancelledBecause movedBy { account }`;
  const book = (healthId: string, more: Record<string, unknown> = {}, caller = nurse) =>
    registry.write(
      'bookAppointment',
      { healthId, startsAt: inMinutes(60), ...more },
      `appointment { ${fields} }`,
      caller,
    );
  async function booked(healthId: string, more: Record<string, unknown> = {}, caller = nurse) {
    const { code, data } = await book(healthId, more, caller);
    expect(code).toBeUndefined();
    return data.bookAppointment.appointment.id as string;
  }
  const move = async (appointmentId: string, to: string, more: Record<string, unknown> = {}, caller = nurse) => {
    const { code, data } = await registry.write(
      'moveAppointment',
      { appointmentId, to, ...more },
      'appointment { status }',
      caller,
    );
    return code ?? data.moveAppointment.appointment.status;
  };
  const cancelOwn = (appointmentId: string, caller: ReturnType<typeof citizenOf>) =>
    registry.write('cancelOwnAppointment', { appointmentId }, 'appointment { status }', caller);
  const own = async (healthId: string, args = '', caller = citizenOf(healthId)) =>
    (
      await registry.read(healthId, `appointments${args} { edges { node { id status } } }`, caller)
    ).appointments.edges.map(({ node }: { node: { id: string; status: string } }) => node);
  async function dayOf(caller = nurse, args = 'day: "2026-11-26", first: 100') {
    const { code, data } = await registry.query(
      `{ facilityAppointments(${args}) { edges { cursor node { ${fields} patient { healthId } } } pageInfo { hasNextPage } } }`,
      {},
      caller,
    );
    expect(code).toBeUndefined();
    return data.facilityAppointments;
  }

  it('are booked once for each key, where the facility treats, and told to the patient', async () => {
    const healthId = await treated();
    const input = { practitionerId: internist, reason: 'Follow-up', minutes: 30, idempotencyKey: randomUUID() };
    const [one, again] = await Promise.all([book(healthId, input), book(healthId, input)]);
    expect(one).toEqual(again);
    expect(one.data.bookAppointment.appointment).toEqual({
      id: expect.any(String),
      status: 'BOOKED',
      startsAt: inMinutes(60),
      endsAt: inMinutes(90),
      reason: 'Follow-up',
      practitioner: { id: internist },
      author: { id: internist },
      facility: { id: 'F-DI-001' },
      referral: null,
      sensitivities: [],
      cancelledBecause: null,
      movedBy: null,
    });
    const read = 'notices { edges { node { kind text { en ar } } } }';
    const { notices } = await registry.read(healthId, read, citizenOf(healthId));
    expect(notices.edges.map(({ node }: { node: unknown }) => node)).toContainEqual({
      kind: 'APPOINTMENT_BOOKED',
      text: {
        en: expect.stringMatching(/^You have an appointment at .* on 2026-11-26 13:00\.$/),
        ar: expect.stringContaining('2026-11-26 13:00'),
      },
    });
    const stranger = await registry.issue();
    expect((await book(stranger)).code).toBe('FORBIDDEN');
    expect((await book(healthId, {}, elsewhere)).code).toBe('FORBIDDEN');
    expect((await book(healthId, {}, citizenOf(healthId))).code).toBe('FORBIDDEN');
  });

  it('are refused at impossible times, and with who does not work there', async () => {
    const healthId = await treated();
    const refused = [
      [{ startsAt: inMinutes(-6) }, 'DATE_IN_PAST'],
      [{ startsAt: inMinutes(731 * 1_440) }, 'BAD_USER_INPUT'],
      [{ minutes: 4 }, 'BAD_USER_INPUT'],
      [{ minutes: 481 }, 'BAD_USER_INPUT'],
      [{ reason: '..' }, 'BAD_USER_INPUT'],
      [{ practitionerId: elsewhere.practitionerId }, 'NOT_FOUND'],
      [{ practitionerId: 'P-XXXXXX' }, 'NOT_FOUND'],
      [{ referralId: randomUUID() }, 'NOT_FOUND'],
      [{ referralId: 'none' }, 'NOT_FOUND'],
    ] as const;
    for (const [more, code] of refused) expect([more, (await book(healthId, more)).code]).toEqual([more, code]);
  });

  it('never take one practitioner’s time twice, however many book at once', async () => {
    const slot = { practitionerId: heart, startsAt: inMinutes(600), minutes: 30 };
    const people = await Promise.all(Array.from({ length: 8 }, () => treated()));
    const outcomes = await Promise.all(people.map((healthId) => book(healthId, slot)));
    expect(outcomes.map(({ code }) => code).toSorted()).toEqual([...Array(7).fill('SLOT_TAKEN'), undefined]);
    const healthId = await treated();
    const overlapping = { ...slot, startsAt: inMinutes(629), minutes: 5 };
    expect((await book(healthId, overlapping)).code).toBe('SLOT_TAKEN');
    await booked(healthId, { ...slot, startsAt: inMinutes(630) });
    await booked(healthId, { ...slot, practitionerId: internist });
    const proposal = await booked(healthId, { ...slot, isProposal: true });
    expect(await move(proposal, 'BOOKED')).toBe('SLOT_TAKEN');
    const taken = outcomes.find(({ code }) => code === undefined)?.data.bookAppointment.appointment.id;
    expect(await move(taken, 'CANCELLED', { words: 'The physician is ill' })).toBe('CANCELLED');
    const both = await Promise.all([move(proposal, 'BOOKED'), book(people[0]!, slot)]);
    expect(
      both.filter((item) => item === 'SLOT_TAKEN' || (item as { code?: string }).code === 'SLOT_TAKEN'),
    ).toHaveLength(1);
  });

  it('go step by step, each once, on their day, and who arrives is registered as arrived', async () => {
    const healthId = await treated();
    const id = await booked(healthId, { startsAt: inMinutes(10) });
    expect(await move(id, 'NOSHOW')).toBe('BAD_USER_INPUT');
    expect(await move(id, 'FULFILLED')).toBe('ALREADY_DECIDED');
    expect(await move(id, 'CANCELLED')).toBe('BAD_USER_INPUT');
    expect(await move(id, 'ARRIVED', {}, elsewhere)).toBe('FORBIDDEN');
    const tomorrow = await booked(healthId, { startsAt: '2026-11-26T21:00:00Z' });
    expect(await move(tomorrow, 'ARRIVED')).toBe('BAD_USER_INPUT');
    expect((await Promise.all([move(id, 'ARRIVED'), move(id, 'ARRIVED')])).toSorted()).toEqual([
      'ALREADY_DECIDED',
      'ARRIVED',
    ]);
    const [arrived] = await registry.subgraph.database.query<{ visit: string }>(
      'SELECT visit FROM arrival WHERE health_id = $1 AND visit LIKE $2',
      [healthId, 'Appointment%'],
    );
    expect(arrived?.visit).toBe(`Appointment ${id}`);
    expect(await move(id, 'FULFILLED', {}, physician)).toBe('FULFILLED');
    expect(await move(id, 'CANCELLED', { words: 'Too late for that' })).toBe('ALREADY_DECIDED');
    const missed = await booked(healthId, { startsAt: inMinutes(20) });
    now = start + 30 * 60_000;
    expect([await move(missed, 'NOSHOW'), await move(missed, 'ARRIVED')]).toEqual(['NOSHOW', 'ARRIVED']);
    now = start;
  });

  it('are cancelled by the patient before they begin, and by nobody else in the patient’s name', async () => {
    const healthId = await treated();
    const id = await booked(healthId);
    const other = citizenOf(await registry.issue());
    expect((await cancelOwn(id, other)).code).toBe('NOT_FOUND');
    expect((await cancelOwn(id, nurse)).code).toBe('FORBIDDEN');
    expect((await cancelOwn(id, citizenOf(healthId))).data.cancelOwnAppointment.appointment.status).toBe('CANCELLED');
    expect((await cancelOwn(id, citizenOf(healthId))).code).toBe('ALREADY_DECIDED');
    const begun = await booked(healthId);
    now = start + 60 * 60_000;
    expect((await cancelOwn(begun, citizenOf(healthId))).code).toBe('BAD_USER_INPUT');
    now = start;
    expect((await own(healthId, '(status: CANCELLED)')).map((row: { id: string }) => row.id)).toEqual([id]);
  });

  it('of the dead are cancelled, free their time, and hold again where the death is taken back', async () => {
    const [healthId, next] = [await treated(), await treated()];
    const slot = { practitionerId: heart, startsAt: inMinutes(2_000) };
    const id = await booked(healthId, slot);
    await registry.act('recordDeath', { healthId, diedOn: '2026-11-26' });
    // The patient's own account is nobody's then.
    expect(await own(healthId, '', physician)).toEqual([{ id, status: 'CANCELLED' }]);
    expect(await own(healthId, '(status: BOOKED)', physician)).toEqual([]);
    expect((await book(healthId, slot)).code).toBe('PATIENT_DECEASED');
    expect(await move(id, 'ARRIVED')).toBe('BAD_USER_INPUT');
    const replaced = await booked(next, slot);
    await move(replaced, 'CANCELLED', { words: 'Booked by mistake' });
    await registry.act('withdrawDeath', { healthId });
    expect(await own(healthId, '(status: BOOKED)')).toEqual([{ id, status: 'BOOKED' }]);
  });

  it('follow from a referral that was accepted, of the same patient', async () => {
    const [healthId, other] = [await treated(elsewhere), await treated()];
    const sent = await registry.write(
      'referPatient',
      { healthId, toFacilityId: 'F-DI-001', words: 'For a catheter' },
      'referral { id }',
      elsewhere,
    );
    const referralId = sent.data.referPatient.referral.id;
    expect((await book(healthId, { referralId })).code).toBe('NOT_FOUND');
    await registry.write('acceptReferral', { referralId }, 'status', nurse);
    expect((await book(other, { referralId })).code).toBe('NOT_FOUND');
    const { data } = await book(healthId, { referralId });
    expect(data.bookAppointment.appointment.referral).toEqual({ id: referralId });
  });

  it('bear what they mean, and are hidden from who may not know of it', async () => {
    const healthId = await treated();
    const id = await booked(healthId, { practitionerId: psychiatrist, startsAt: inMinutes(700) });
    const closed = (caller: typeof nurse) => ({
      ...caller,
      decision: { ...caller.decision, labels: ['*'], hiddenLabels: ['PSY'] },
    });
    expect(await own(healthId, '', closed(nurse))).toEqual([]);
    expect(await own(healthId, '', closed(at('physician', 'F-DI-001', psychiatrist)))).toHaveLength(1);
    const ids = async (caller: typeof nurse) =>
      (await dayOf(caller)).edges.map(({ node }: { node: { id: string } }) => node.id);
    expect([(await ids(nurse)).includes(id), (await ids(closed(nurse))).includes(id)]).toEqual([true, false]);
  });

  it('stand in a facility’s list of a day in Damascus, in their order, page by page, in as many statements', async () => {
    const [reception, there] = [at('nurse', 'F-LA-001', 'P-900012'), at('physician', 'F-LA-001', 'P-900013')];
    const times = ['2026-12-01T20:59:00Z', '2026-11-30T21:00:00Z', '2026-12-01T09:00:00Z'];
    for (const startsAt of ['2026-11-30T20:59:00Z', ...times, '2026-12-01T21:00:00Z'])
      await booked(await treated(there), { startsAt }, reception);
    const count = async () => {
      const before = registry.subgraph.database.countStatements();
      const { edges } = await dayOf(reception, 'day: "2026-12-01", first: 100');
      expect(edges.map(({ node }: { node: { startsAt: string } }) => Date.parse(node.startsAt))).toEqual(
        edges.map(({ node }: { node: { startsAt: string } }) => Date.parse(node.startsAt)).toSorted(),
      );
      return [edges.length, registry.subgraph.database.countStatements() - before];
    };
    const [three, statements] = await count();
    expect(three).toBe(3);
    const first = await dayOf(reception, 'day: "2026-12-01", first: 2');
    const rest = await dayOf(reception, `day: "2026-12-01", first: 2, after: "${first.edges[1].cursor}"`);
    expect([first.pageInfo.hasNextPage, rest.edges.length, rest.pageInfo.hasNextPage]).toEqual([true, 1, false]);
    for (let each = 0; each < 6; each += 1)
      await booked(await treated(there), { startsAt: '2026-12-01T10:00:00Z' }, reception);
    expect(await count()).toEqual([9, statements]);
    expect((await dayOf(reception, 'day: "0001-01-01"')).edges).toEqual([]);
    expect((await dayOf(reception, 'day: "9999-12-31"')).edges).toEqual([]);
  });

  it('stay with a patient whose records are merged', async () => {
    const [from, into] = [await treated(), await treated()];
    const ids = [await booked(from), await booked(into, { startsAt: inMinutes(90) })];
    await registry.merge(from, into);
    expect((await own(into)).map((row: { id: string }) => row.id)).toEqual([ids[1], ids[0]]);
    expect(await own(into, '(from: "2026-11-27")')).toEqual([]);
    expect((await cancelOwn(ids[0]!, citizenOf(from))).code).toBeUndefined();
  });
});
