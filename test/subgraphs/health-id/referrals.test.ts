import { randomUUID } from 'node:crypto';
import { practitioners } from '@wasl/demo/facilities';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testCaller } from '../../support/startTestSubgraph.ts';
import { databaseKinds } from '../../support/testPostgres.ts';
import { registrar, secondRegistrar, startTestRegistry, type TestRegistry } from './startTestRegistry.ts';

const day = 86_400_000;
const registered = (facilityId: string, specialty: string) =>
  practitioners().find((one) => one.facilityId === facilityId && one.specialty === specialty)?.id ?? '';
const at = (role: string, facilityId: string, practitionerId: string) =>
  testCaller([role], { subject: `${role} ${practitionerId}`, practitionerId, facilityId });
const citizenOf = (healthId: string) => testCaller(['citizen'], { subject: `citizen-${healthId}`, healthId });
const sender = at('physician', 'F-DI-001', registered('F-DI-001', 'Internal medicine'));
const heart = at('physician', 'F-HL-001', registered('F-HL-001', 'Cardiology'));
const mind = at('physician', 'F-HL-001', registered('F-HL-001', 'Psychiatry'));
const nurse = at('nurse', 'F-HL-001', 'P-900001');
const visit = { source: 'VISIT', evidence: 'Visit 2026/114' };

describe.each(databaseKinds)('referrals, on %s', (kind) => {
  let registry: TestRegistry;
  const start = Date.parse('2026-11-26T08:00:00Z');
  let now = start;
  beforeAll(async () => {
    registry = await startTestRegistry(kind, 1, () => now);
  });
  afterAll(() => registry.stop());

  async function treated() {
    const healthId = await registry.issue();
    await registry.write('startTreatment', { healthId, ...visit }, 'patient { healthId }', sender);
    return healthId;
  }
  const send = (healthId: string, more: Record<string, unknown> = {}, caller = sender) =>
    registry.write(
      'referPatient',
      { healthId, toFacilityId: 'F-HL-001', words: 'For a catheter', ...more },
      'referral { id status priority specialty reason author { id } fromFacility { id } toFacility { id } expiresAt confidentiality sensitivities }',
      caller,
    );
  async function sent(healthId: string, more: Record<string, unknown> = {}) {
    const { code, data } = await send(healthId, more);
    expect(code).toBeUndefined();
    return data.referPatient.referral.id as string;
  }
  const step = (name: string, referralId: string, more: Record<string, unknown> = {}, caller = heart) =>
    registry.write(
      `${name}Referral`,
      { referralId, ...more },
      `referral { ${name === 'cancel' ? 'id' : 'referralId'} status }`,
      caller,
    );
  async function worklist(caller = heart, status = 'REQUESTED', args = 'first: 100') {
    const text = `query ($status: IncomingReferralStatus) { incomingReferrals(status: $status, ${args}) {
      edges { cursor node { referralId reason priority specialty status reply patient { healthId } } } pageInfo { hasNextPage } } }`;
    const { code, data } = await registry.query(text, { status }, caller);
    expect(code).toBeUndefined();
    return data.incomingReferrals;
  }
  const inWorklist = async (id: string, caller = heart, status = 'REQUESTED') =>
    (await worklist(caller, status)).edges
      .map(({ node }: { node: { referralId: string } }) => node.referralId)
      .includes(id);
  async function reads(healthId: string, caller = heart) {
    const text = 'query ($ids: [ID!]!) { recordFacts(healthIds: $ids, role: "physician") { isTreating } }';
    return (await registry.query(text, { ids: [healthId] }, caller)).data.recordFacts[0].isTreating as boolean;
  }
  const statuses = async (healthId: string, caller = citizenOf(healthId), args = '') =>
    (
      await registry.read(
        healthId,
        `referrals${args} { edges { node { status reply cancelledBecause decisionWords } } }`,
        caller,
      )
    ).referrals.edges.map(({ node }: { node: unknown }) => node);

  it('say who sends whom where and why, and let the facility read from then on', async () => {
    const healthId = await treated();
    const input = { idempotencyKey: randomUUID(), specialty: 'cardiology', priority: 'URGENT' };
    expect(await reads(healthId)).toBe(false);
    const both = await Promise.all([send(healthId, input), send(healthId, input)]);
    expect(both[0]).toEqual(both[1]);
    expect(both[0].data.referPatient.referral).toEqual({
      id: expect.any(String),
      status: 'REQUESTED',
      priority: 'URGENT',
      specialty: 'Cardiology',
      reason: 'For a catheter',
      author: { id: sender.practitionerId },
      fromFacility: { id: 'F-DI-001' },
      toFacility: { id: 'F-HL-001' },
      expiresAt: new Date(start + 30 * day).toISOString(),
      confidentiality: 'N',
      sensitivities: [],
    });
    expect(await reads(healthId)).toBe(true);
    expect(await statuses(healthId)).toHaveLength(1);
    const { id } = both[0].data.referPatient.referral;
    const { edges } = await worklist();
    expect(edges.map(({ node }: { node: unknown }) => node)).toContainEqual({
      referralId: id,
      reason: 'For a catheter',
      priority: 'URGENT',
      specialty: 'Cardiology',
      status: 'REQUESTED',
      reply: null,
      patient: { healthId },
    });
    expect(await inWorklist(id, at('physician', 'F-LA-001', 'P-900002'))).toBe(false);
    expect((await worklist(testCaller(['nurse'], { facilityId: 'F-HL-001' }))).edges).toEqual([]);
  });

  it('are refused to oneself, to a pharmacy, to nobody, without words, sealed, and where they are sensitive for all to read', async () => {
    const healthId = await treated();
    const refused = [
      [{ toFacilityId: 'F-DI-001' }, 'BAD_USER_INPUT'],
      [{ toFacilityId: 'F-HL-003' }, 'BAD_USER_INPUT'],
      [{ toFacilityId: 'F-XX-999' }, 'NOT_FOUND'],
      [{ specialty: 'Astrology' }, 'NOT_FOUND'],
      [{ words: '....' }, 'BAD_USER_INPUT'],
      [{ words: 'Amoxicillin \u202e05' }, 'BAD_USER_INPUT'],
      [{ confidentiality: 'V' }, 'BAD_USER_INPUT'],
      [{ sensitivities: ['HIV'] }, 'BAD_USER_INPUT'],
    ] as const;
    for (const [more, code] of refused) expect([more, (await send(healthId, more)).code]).toEqual([more, code]);
    expect(await statuses(healthId)).toEqual([]);
  });

  it('come from practitioners of a facility that treats for itself alone', async () => {
    const healthId = await registry.issue();
    expect((await send(healthId)).code).toBe('FORBIDDEN');
    const known = await treated();
    expect((await send(known, {}, heart)).code).toBe('FORBIDDEN');
    expect((await send(known, {}, registrar)).code).toBe('FORBIDDEN');
    expect((await send(known, {}, nurse)).code).toBe('FORBIDDEN');
    const id = await sent(known);
    const onward = { toFacilityId: 'F-LA-001' };
    expect((await send(known, onward, heart)).code).toBe('FORBIDDEN');
    expect((await step('accept', id)).code).toBeUndefined();
    expect((await send(known, onward, heart)).code).toBeUndefined();
  });

  it('go nowhere against a denial, nor are taken up against one', async () => {
    const healthId = await treated();
    const id = await sent(healthId);
    const denial = { healthId, decision: 'DENY', facilityId: 'F-HL-001' };
    await registry.write('recordConsent', denial, 'patient { healthId }', citizenOf(healthId));
    expect((await send(healthId)).code).toBe('TREATMENT_DENIED');
    expect((await step('accept', id)).code).toBe('TREATMENT_DENIED');
    expect((await step('decline', id, { words: 'The patient does not want us' })).code).toBeUndefined();
  });

  it('are taken up, answered and closed, each once, and read for a while after', async () => {
    const healthId = await treated();
    const id = await sent(healthId);
    expect((await step('complete', id, { reply: 'Nothing was found.' })).code).toBe('BAD_USER_INPUT');
    const asked = await Promise.all([
      step('accept', id, {}, nurse),
      step('accept', id),
      step('decline', id, { words: 'We have no bed' }),
    ]);
    expect(asked.map(({ code }) => code).filter((code) => code !== undefined)).toEqual([
      'ALREADY_DECIDED',
      'ALREADY_DECIDED',
    ]);
    // Whichever came first: a declined one is sent again.
    const declined = asked[2].code === undefined;
    const taken = declined ? await sent(healthId) : id;
    if (declined) await step('accept', taken);
    now = start + 179 * day;
    expect(await reads(healthId)).toBe(true);
    const reply = { reply: 'Two stents; aspirin for good.' };
    expect((await step('complete', taken, reply)).data.completeReferral.referral.status).toBe('COMPLETED');
    expect((await step('complete', taken, reply)).code).toBe('ALREADY_DECIDED');
    expect((await step('cancel', taken, { words: 'No longer needed' }, sender)).code).toBe('ALREADY_DECIDED');
    expect(await reads(healthId)).toBe(true);
    expect(await inWorklist(taken, heart, 'COMPLETED')).toBe(true);
    expect((await statuses(healthId, citizenOf(healthId), '(status: COMPLETED)'))[0]).toMatchObject({
      status: 'COMPLETED',
      reply: 'Two stents; aspirin for good.',
    });
    now = start + 209 * day + 1;
    expect(await reads(healthId)).toBe(false);
    now = start;
  });

  it('let nobody read once they are declined, taken back or not answered in time', async () => {
    const [declined, cancelled, late] = [await treated(), await treated(), await treated()];
    const ids = [await sent(declined), await sent(cancelled), await sent(late)] as const;
    expect((await step('decline', ids[0], { words: '....' })).code).toBe('BAD_USER_INPUT');
    expect((await step('decline', ids[0], { words: 'We have no bed' }, nurse)).code).toBeUndefined();
    expect((await step('cancel', ids[1], { words: 'Seen elsewhere' }, heart)).code).toBe('NOT_FOUND');
    expect((await step('cancel', ids[1], { words: 'Seen elsewhere' }, sender)).code).toBeUndefined();
    expect([await reads(declined), await reads(cancelled), await reads(late)]).toEqual([false, false, true]);
    now = start + 30 * day;
    expect(await reads(late)).toBe(false);
    expect((await step('accept', ids[2])).code).toBe('REQUEST_EXPIRED');
    expect(await inWorklist(ids[2])).toBe(false);
    expect([await statuses(declined), await statuses(cancelled), await statuses(late)]).toEqual([
      [{ status: 'DECLINED', decisionWords: 'We have no bed', reply: null, cancelledBecause: null }],
      [{ status: 'CANCELLED', cancelledBecause: 'Seen elsewhere', decisionWords: null, reply: null }],
      [{ status: 'EXPIRED', cancelledBecause: null, decisionWords: null, reply: null }],
    ]);
    expect(await statuses(late, sender, '(status: EXPIRED)')).toHaveLength(1);
    expect(await statuses(late, sender, '(status: REQUESTED)')).toEqual([]);
    now = start;
  });

  it('end with the patient’s word, and with a death', async () => {
    const healthId = await treated();
    const id = await sent(healthId);
    await registry.write(
      'leaveFacility',
      { healthId, facilityId: 'F-HL-001' },
      'patient { healthId }',
      citizenOf(healthId),
    );
    expect(await reads(healthId)).toBe(false);
    expect((await step('accept', id)).code).toBe('ALREADY_DECIDED');
    const dead = await treated();
    const waiting = await sent(dead);
    await registry.act('recordDeath', { healthId: dead, diedOn: '2026-11-26' });
    expect(await inWorklist(waiting)).toBe(false);
    expect((await step('accept', waiting)).code).toBe('PATIENT_DECEASED');
    expect((await send(dead)).code).toBe('PATIENT_DECEASED');
  });

  it('that are sensitive are read by the specialty that they name, and leave no words in the list of who treats', async () => {
    const healthId = await treated();
    const words = 'Schizophrenia, hears voices';
    expect((await send(healthId, { words })).code).toBe('BAD_USER_INPUT');
    const id = await sent(healthId, { words, specialty: 'Psychiatry' });
    expect([await inWorklist(id, mind), await inWorklist(id, heart), await inWorklist(id, nurse)]).toEqual([
      true,
      false,
      false,
    ]);
    expect((await step('accept', id, {}, heart)).code).toBe('NOT_FOUND');
    expect((await step('accept', id, {}, mind)).code).toBeUndefined();
    const { treatmentRelationships } = await registry.read(
      healthId,
      'treatmentRelationships { source evidence }',
      sender,
    );
    expect(treatmentRelationships).toContainEqual({ source: 'REFERRAL', evidence: null });
    const closed = { ...heart.decision, labels: ['*'], hiddenLabels: ['PSY'] };
    expect(await statuses(healthId, { ...heart, decision: closed })).toEqual([]);
    expect(await statuses(healthId, { ...sender, decision: closed })).toHaveLength(1);
  });

  it('bear what the reply means, which who wrote it still reads', async () => {
    const healthId = await treated();
    const id = await sent(healthId);
    await step('accept', id, {}, mind);
    await step('complete', id, { reply: 'It is schizophrenia.' }, mind);
    const { referrals } = await registry.read(
      healthId,
      'referrals { edges { node { sensitivities } } }',
      citizenOf(healthId),
    );
    expect(referrals.edges[0].node.sensitivities).toContain('PSY');
    expect([await inWorklist(id, mind, 'COMPLETED'), await inWorklist(id, heart, 'COMPLETED')]).toEqual([true, false]);
  });

  it('come in the order of their urgency, page by page', async () => {
    const caller = at('physician', 'F-TA-001', 'P-900003');
    const to = { toFacilityId: 'F-TA-001' };
    const ids: Record<string, string> = {};
    for (const [name, priority] of Object.entries({ a: 'ROUTINE', b: 'STAT', c: 'URGENT', d: 'STAT' })) {
      now += 60_000;
      ids[name] = await sent(await treated(), { ...to, priority });
    }
    const seen: string[] = [];
    for (let after = ''; ;) {
      const page = await worklist(caller, 'REQUESTED', `first: 2${after}`);
      seen.push(...page.edges.map(({ node }: { node: { referralId: string } }) => node.referralId));
      if (!page.pageInfo.hasNextPage) break;
      after = `, after: "${page.edges.at(-1).cursor}"`;
    }
    expect(seen).toEqual([ids['b'], ids['d'], ids['c'], ids['a']]);
    now = start;
  });

  it('stay with a patient whose records are merged, and wait where the merge is taken back', async () => {
    const [from, into] = [await treated(), await treated()];
    const id = await sent(from);
    await registry.merge(from, into);
    expect(await statuses(into, citizenOf(into))).toHaveLength(1);
    expect((await step('accept', id)).code).toBeUndefined();
    const meanwhile = await sent(into, { toFacilityId: 'F-LA-001' });
    await registry.act('unmergePatient', { healthId: from });
    expect(await statuses(from, citizenOf(from))).toHaveLength(1);
    const latakia = at('physician', 'F-LA-001', 'P-900004');
    expect([await reads(into, latakia), await inWorklist(meanwhile, latakia)]).toEqual([false, false]);
    const reviews = 'returnReviews(first: 100) { edges { node { id kind survivor { healthId } } } }';
    const { data } = await registry.query(`{ ${reviews} }`);
    for (const { node } of data.returnReviews.edges)
      if (node.kind === 'TREATMENT' && node.survivor?.healthId === into)
        await registry.write('placeReturn', { reviewId: node.id, belongsTo: from }, 'review { id }', secondRegistrar);
    expect([await reads(from, latakia), await reads(into, latakia)]).toEqual([true, false]);
    expect([(await statuses(from)).length, (await statuses(into)).length]).toEqual([2, 0]);
  });

  it('cost as many statements for a dozen as for three', async () => {
    const caller = at('physician', 'F-HM-001', 'P-900005');
    const to = { toFacilityId: 'F-HM-001' };
    const count = async () => {
      const before = registry.subgraph.database.countStatements();
      expect((await worklist(caller)).edges.length).toBeGreaterThan(2);
      return registry.subgraph.database.countStatements() - before;
    };
    for (let each = 0; each < 3; each += 1) await sent(await treated(), to);
    const few = await count();
    expect(few).toBeGreaterThan(0);
    for (let each = 0; each < 9; each += 1) await sent(await treated(), to);
    expect(await count()).toBe(few);
  });
});
