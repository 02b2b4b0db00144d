import { randomUUID } from 'node:crypto';
import { person } from '@wasl/demo/population';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testCaller } from '../../support/startTestSubgraph.ts';
import { databaseKinds } from '../../support/testPostgres.ts';
import {
  aChild,
  evidence,
  type Outcome,
  registrar,
  secondRegistrar,
  startTestRegistry,
  type TestRegistry,
} from './startTestRegistry.ts';

const citizenOf = (healthId: string) => testCaller(['citizen'], { subject: `citizen-${healthId}`, healthId });
const thirdRegistrar = { ...secondRegistrar, subject: 'third-registrar' };
const dayMs = 86_400_000;

describe.each(databaseKinds)('what needs two registrars, on %s', (kind) => {
  let registry: TestRegistry;
  const start = Date.parse('2026-11-26T09:00:00Z');
  let now = start;
  beforeAll(async () => {
    registry = await startTestRegistry(kind, 12, () => now);
  });
  afterAll(() => registry.stop());

  const idOf = async (healthId: string) => (await registry.read(healthId, 'healthId')).healthId as string;
  const reject = (actId: string, caller = secondRegistrar) =>
    registry.write('rejectAct', { actId, words: 'The booklet names somebody else.' }, 'act { status }', caller);
  const codesOf = (outcomes: Outcome[]) => outcomes.map(({ code }) => code).toSorted();
  const kindsTold = async (healthId: string) =>
    (await registry.read(healthId, 'notices { edges { node { kind } } }', citizenOf(healthId))).notices.edges.map(
      ({ node }: { node: { kind: string } }) => node.kind,
    ) as string[];
  const consentsOf = async (healthId: string) =>
    (await registry.read(healthId, 'consents { decision }')).consents.map(
      ({ decision }: { decision: string }) => decision,
    ) as string[];
  let days = 0;
  /** Two registrations of one woman; nobody else was born on her day. */
  const twice = async () => {
    const birthDate = new Date(Date.UTC(1981, 0, 3 + 40 * (days += 1))).toISOString().slice(0, 10);
    return [await registry.issue({ birthDate }), await registry.issue({ birthDate })] as [string, string];
  };
  const merging = async () => {
    const [into, from] = await twice();
    const { actId } = await registry.request('mergePatients', { from, into });
    return { into, from, actId };
  };

  it('is nothing to somebody who bears the office too and acts in another role', async () => {
    const { actId, from } = await merging();
    const as = (role: string, scopes: string) => ({
      ...testCaller([role, 'registrar', 'auditor'], { subject: `both-${scopes}`, facilityId: 'F-HL-001' }),
      decision: testCaller([role]).decision,
    });
    const physician = as('physician', 'registrar');
    const attempts = [
      await registry.confirm(actId, physician),
      await reject(actId, physician),
      await registry.write('placeReturn', { reviewId: 'r', belongsTo: from }, 'review { id }', physician),
      await registry.write('decideDuplicate', { reviewId: 'r', isSamePerson: false }, 'review { id }', physician),
      await registry.write(
        'endGuardian',
        { healthId: from, guardianHealthId: from, evidence },
        'patient { healthId }',
        physician,
      ),
      await registry.write(
        'reviewBreakGlass',
        { sessionId: 's', outcome: 'JUSTIFIED', words: 'It was an emergency indeed.' },
        'sessionId',
        as('registrar', 'auditor'),
      ),
    ];
    expect(attempts.map(({ code }) => code)).toEqual(attempts.map(() => 'FORBIDDEN'));
    expect(await idOf(from)).toBe(from);
    expect((await registry.confirm(actId)).code).toBeUndefined();
  });

  it('is done only when a second registrar confirms, who sees what the first one saw', async () => {
    const { into, from, actId } = await merging();
    expect(await idOf(from)).toBe(from);
    const { data } = await registry.query(
      `{ registrarActs(first: 100) { edges { node { id kind status score patient { healthId } other { healthId }
         evidence { kind reference words } requestedBy { account facility { id } } requestedAt expiresAt decidedBy { account } } } } }`,
      {},
      secondRegistrar,
    );
    const found = data.registrarActs.edges.find(({ node }: { node: { id: string } }) => node.id === actId);
    expect(found.node).toEqual({
      id: actId,
      kind: 'MERGE',
      status: 'PENDING',
      score: expect.any(Number),
      patient: { healthId: from },
      other: { healthId: into },
      evidence,
      requestedBy: { account: registrar.subject, facility: { id: 'F-DI-001' } },
      requestedAt: '2026-11-26T09:00:00.000Z',
      expiresAt: '2026-12-03T09:00:00.000Z',
      decidedBy: null,
    });
    const confirmed = await registry.confirm(actId);
    expect(confirmed.data.confirmAct).toEqual({ act: { status: 'CONFIRMED' }, patient: { healthId: into } });
    expect(await idOf(from)).toBe(into);
  });

  it('is confirmed neither by who asked, nor by another account of the same person, nor by one whose record it is', async () => {
    const { into, from, actId } = await merging();
    expect((await registry.confirm(actId, registrar)).code).toBe('SECOND_PERSON_NEEDED');
    const [own, other] = [await registry.issue(), await registry.issue(aChild)];
    const asked = await registry.request(
      'addGuardian',
      { healthId: other, guardianHealthId: await registry.issue() },
      { ...registrar, healthId: own },
    );
    const secondAccount = { ...secondRegistrar, healthId: own };
    expect((await registry.confirm(asked.actId, secondAccount)).code).toBe('SECOND_PERSON_NEEDED');
    for (const healthId of [into, from])
      expect((await registry.confirm(actId, { ...secondRegistrar, healthId })).code).toBe('FORBIDDEN');
    expect(await idOf(from)).toBe(from);
  });

  it('is rejected by nobody whose record it is', async () => {
    const { into, from, actId } = await merging();
    for (const healthId of [into, from])
      expect((await reject(actId, { ...secondRegistrar, healthId })).code).toBe('FORBIDDEN');
    expect((await registry.confirm(actId)).code).toBeUndefined();
  });

  it('is not asked for by a registrar on her own record, under her former ID either', async () => {
    const { into, from, actId } = await merging();
    await registry.confirm(actId);
    const child = await registry.issue(aChild);
    const input = { healthId: child, guardianHealthId: into };
    for (const healthId of [into, from])
      expect((await registry.request('addGuardian', input, { ...registrar, healthId })).code).toBe('FORBIDDEN');
  });

  it('is no registrar’s alone, whoever writes to the table', async () => {
    const { actId } = await merging();
    const alone = registry.subgraph.database.query(
      `UPDATE registrar_act SET status = 'CONFIRMED', decided_by = requested_by WHERE id = $1::uuid`,
      [actId],
    );
    await expect(alone).rejects.toThrow(/registrar_act_second_person/);
  });

  it('is decided once, by one of many who decide at once', async () => {
    for (let round = 0; round < 3; round += 1) {
      const { into, from, actId } = await merging();
      const outcomes = await Promise.all([
        ...Array.from({ length: 3 }, () => registry.confirm(actId)),
        ...Array.from({ length: 3 }, () => registry.confirm(actId, thirdRegistrar)),
        ...Array.from({ length: 3 }, () => reject(actId, thirdRegistrar)),
      ]);
      expect(codesOf(outcomes)).toEqual([...Array(8).fill('ALREADY_DECIDED'), undefined]);
      const winner = outcomes.find(({ code }) => code === undefined)!;
      expect(await idOf(from)).toBe(winner.data.confirmAct ? into : from);
      const merges = await registry.subgraph.database.query('SELECT 1 FROM patient_merge WHERE from_health_id = $1', [
        from,
      ]);
      expect(merges).toHaveLength(winner.data.confirmAct ? 1 : 0);
    }
  });

  it('answers a replay with the first answer, and does it once', async () => {
    const { from, actId } = await merging();
    const input = { actId, idempotencyKey: randomUUID() };
    const confirm = () => registry.write('confirmAct', input, 'act { status }', secondRegistrar);
    const answers = await Promise.all([confirm(), confirm(), confirm()]);
    for (const answer of answers)
      expect(answer).toEqual({ code: undefined, data: { confirmAct: { act: { status: 'CONFIRMED' } } } });
    const told = await registry.subgraph.database.query(
      `SELECT kind FROM notice WHERE health_id = $1 AND kind = 'ACT_CONFIRMED'`,
      [from],
    );
    expect(told).toHaveLength(1);
  });

  it('expires after seven days, and is done no more', async () => {
    const { from, actId } = await merging();
    now = start + 7 * dayMs;
    expect((await registry.confirm(actId)).code).toBe('REQUEST_EXPIRED');
    expect((await reject(actId)).code).toBe('REQUEST_EXPIRED');
    const listed = async (status: string) => {
      const text =
        'query ($s: RegistrarActStatus) { registrarActs(status: $s, first: 100) { edges { node { id status } } } }';
      const { data } = await registry.query(text, { s: status });
      return data.registrarActs.edges.some(({ node }: { node: object }) => 'id' in node && node.id === actId);
    };
    expect([await listed('PENDING'), await listed('EXPIRED')]).toEqual([false, true]);
    now = start + 7 * dayMs - 1;
    expect((await registry.confirm(actId)).code).toBeUndefined();
    now = start;
    expect(await idOf(from)).not.toBe(from);
  });

  it('is rejected with a reason, by who asked too, and then done by nobody', async () => {
    const { from, actId } = await merging();
    expect((await reject(actId, registrar)).code).toBeUndefined();
    expect((await registry.confirm(actId)).code).toBe('ALREADY_DECIDED');
    expect(await idOf(from)).toBe(from);
    expect(await kindsTold(from)).toEqual(expect.arrayContaining(['ACT_REQUESTED', 'ACT_REJECTED']));
  });

  it('tells both patients, in both languages, without a value of the other', async () => {
    const { into, from, actId } = await merging();
    await registry.confirm(actId);
    for (const self of [citizenOf(into), citizenOf(from)]) {
      const { notices } = await registry.read(
        into,
        'notices { edges { node { kind text { ar en } by { account } } } }',
        self,
      );
      const told = JSON.stringify(notices);
      expect(told).toContain('دمج سجلين');
      expect(told).toContain('joining two records');
      expect(told).not.toMatch(/\d{12}/);
      expect(new Set(notices.edges.map(({ node }: { node: { by: { account: string } } }) => node.by.account))).toEqual(
        new Set([registrar.subject, secondRegistrar.subject]),
      );
    }
    const stranger = citizenOf(await registry.issue());
    expect(await registry.read(into, 'notices { edges { cursor } }', stranger)).toBeNull();
    expect((await registry.query(`{ patient(healthId: "${into}") { notices { edges { cursor } } } }`)).code).toBe(
      'FORBIDDEN',
    );
  });

  it.each([
    [{ reference: undefined }],
    [{ reference: 'x'.repeat(101) }],
    [{ words: 'seen' }],
    [{ words: '12345678901234' }],
    [{ kind: 'HEARSAY' }],
  ])('needs evidence: refuses %j', async (change) => {
    const [into, from] = await twice();
    const input = { from, into, evidence: { ...evidence, ...change } };
    expect((await registry.request('mergePatients', input)).code).toBe('BAD_USER_INPUT');
  });

  it('never merges a child into her mother, nor what is otherwise too unlike', async () => {
    const [mother, , child] = [0, 1, 2].map((index) => person(index).healthId) as [string, string, string];
    const merge = async (from: string, into: string) => (await registry.request('mergePatients', { from, into })).code;
    expect(await merge(child, mother)).toBe('RECORDS_TOO_UNLIKE');
    expect(await merge(mother, child)).toBe('RECORDS_TOO_UNLIKE');
    expect(await merge(person(2).healthId, person(3).healthId)).toBe('RECORDS_TOO_UNLIKE');
    expect(await merge(mother, person(6).healthId)).toBe('RECORDS_TOO_UNLIKE');
    const namesake = await registry.issue({ birthDate: '2015-04-04' });
    const likeHer = await registry.issue({ birthDate: '1985-04-04' });
    expect(await merge(namesake, likeHer)).toBe('RECORDS_TOO_UNLIKE');
  });

  it('never merges a guardian with her ward, however alike, nor the holders of two national numbers', async () => {
    const [one, other] = await twice();
    await registry.subgraph.database.bulkInsert('guardianship', ['guardian_id', 'dependant_id'], [[one, other]]);
    expect((await registry.merge(other, one)).code).toBe('RECORDS_TOO_UNLIKE');
    const [left, right] = await twice();
    const { actId } = await registry.request('mergePatients', { from: right, into: left });
    const number = (healthId: string, value: string) =>
      registry.act('linkIdentifier', { healthId, issuer: 'SY-CIVIL-REGISTRY', value });
    expect((await number(left, '99010000011')).code).toBeUndefined();
    expect((await number(right, '99010000012')).code).toBeUndefined();
    // What was asked for before the numbers were known is not done either, and waits on.
    expect((await registry.confirm(actId)).code).toBe('RECORDS_TOO_UNLIKE');
    expect((await reject(actId)).code).toBeUndefined();
  });

  it('merges nothing twice: of two acts on one record the second is refused', async () => {
    const [into, from] = await twice();
    const [one, other] = [
      await registry.request('mergePatients', { from, into }),
      await registry.request('mergePatients', { from, into }),
    ];
    const outcomes = await Promise.all([registry.confirm(one.actId), registry.confirm(other.actId, thirdRegistrar)]);
    expect(outcomes.map(({ code }) => code).filter((code) => code === undefined)).toHaveLength(1);
    expect((await registry.request('mergePatients', { from, into })).code).toBe('PATIENT_ALREADY_MERGED');
    expect((await registry.request('mergePatients', { from: into, into: from })).code).toBe('BAD_USER_INPUT');
    expect((await registry.request('mergePatients', { from, into: await registry.issue() })).code).toBe(
      'PATIENT_ALREADY_MERGED',
    );
  });

  it('ties a number by two registrars, and a second national number to nobody', async () => {
    const healthId = await registry.issue();
    const input = { healthId, issuer: 'SY-CIVIL-REGISTRY', value: '99010000021' };
    const { actId } = await registry.request('linkIdentifier', input);
    expect((await registry.read(healthId, 'identifiers { value }')).identifiers).toEqual([]);
    await registry.confirm(actId);
    expect((await registry.read(healthId, 'identifiers { value }')).identifiers).toEqual([{ value: input.value }]);
    expect((await registry.request('linkIdentifier', { ...input, value: '99010000022' })).code).toBe('CONFLICT');
    expect((await registry.request('linkIdentifier', { ...input, healthId: await registry.issue() })).code).toBe(
      'CONFLICT',
    );
  });

  it('records a denial for a patient at once, and a permission by two registrars', async () => {
    const healthId = await registry.issue();
    const record = (more: Record<string, unknown>) =>
      registry.write('recordConsent', { healthId, ...more }, 'act { id status } patient { healthId }');
    expect((await record({ decision: 'DENY' })).data.recordConsent.act).toBeNull();
    expect(await consentsOf(healthId)).toEqual(['DENY']);
    expect((await record({ decision: 'PERMIT' })).code).toBe('BAD_USER_INPUT');
    const { act } = (await record({ decision: 'PERMIT', role: 'nurse', evidence })).data.recordConsent;
    expect(await consentsOf(healthId)).toEqual(['DENY']);
    now += 1_000;
    await registry.confirm(act.id);
    now = start;
    expect(await consentsOf(healthId)).toEqual(['DENY', 'PERMIT']);
    expect(await kindsTold(healthId)).toContain('CONSENT_RECORDED');
  });

  it('withdraws for somebody else by two registrars, and for oneself at once; the patient sees by whom', async () => {
    const healthId = await registry.issue();
    const self = citizenOf(healthId);
    const fields = 'act { id } patient { consents { id } }';
    const grant = async () => {
      const { data } = await registry.write('recordConsent', { healthId, decision: 'DENY' }, fields, self);
      return data.recordConsent.patient.consents[0].id as string;
    };
    const consentId = await grant();
    const withdraw = (more = {}) => registry.write('withdrawConsent', { consentId, ...more }, fields);
    expect((await withdraw()).code).toBe('BAD_USER_INPUT');
    const { act } = (await withdraw({ evidence })).data.withdrawConsent;
    expect(await consentsOf(healthId)).toEqual(['DENY']);
    expect(await kindsTold(healthId)).toEqual(['ACT_REQUESTED']);
    await registry.confirm(act.id);
    expect(await consentsOf(healthId)).toEqual([]);
    const own = await grant();
    await registry.write('withdrawConsent', { consentId: own }, 'patient { healthId }', self);
    const { consents } = await registry.read(
      healthId,
      'consents(includeWithdrawn: true) { withdrawnAt withdrawnBy { account } recordedBy { account } }',
      self,
    );
    const [at, by] = ['2026-11-26T09:00:00.000Z', { account: self.subject }];
    expect(consents).toHaveLength(2);
    expect(consents).toContainEqual({
      withdrawnAt: at,
      withdrawnBy: { account: secondRegistrar.subject },
      recordedBy: by,
    });
    expect(consents).toContainEqual({ withdrawnAt: at, withdrawnBy: by, recordedBy: by });
  });

  it('leaves a duplicate open until the second registrar confirms, and decides two people alone', async () => {
    const [into, from] = await twice();
    const [{ id: reviewId }] = (await registry.subgraph.database.query(
      'SELECT id::text FROM duplicate_review WHERE left_id = $1 AND right_id = $2',
      [into, from],
    )) as [{ id: string }];
    const decide = (more: Record<string, unknown>) =>
      registry.write('decideDuplicate', { reviewId, ...more }, 'review { status } act { id kind }');
    expect((await decide({ isSamePerson: true })).code).toBe('BAD_USER_INPUT');
    const herself = { ...registrar, healthId: from };
    const denied = await registry.write(
      'decideDuplicate',
      { reviewId, isSamePerson: false },
      'review { status }',
      herself,
    );
    expect(denied.code).toBe('FORBIDDEN');
    const asked = (await decide({ isSamePerson: true, evidence })).data.decideDuplicate;
    expect(asked).toEqual({ review: { status: 'OPEN' }, act: { id: expect.any(String), kind: 'MERGE' } });
    expect((await decide({ isSamePerson: false })).data.decideDuplicate).toEqual({
      review: { status: 'DIFFERENT_PEOPLE' },
      act: null,
    });
    expect((await registry.confirm(asked.act.id)).code).toBe('CONFLICT');
    expect(await idOf(from)).toBe(from);
  });

  it('is not read, asked for or confirmed by anybody who is no registrar', async () => {
    const { actId } = await merging();
    const physician = testCaller(['physician'], { practitionerId: 'P-000001', facilityId: 'F-DI-001' });
    for (const caller of [physician, citizenOf(await registry.issue()), testCaller(['auditor'])]) {
      expect((await registry.confirm(actId, caller)).code).toBe('FORBIDDEN');
      expect((await reject(actId, caller)).code).toBe('FORBIDDEN');
      expect((await registry.query('{ registrarActs { edges { cursor } } }', {}, caller)).code).toBe('FORBIDDEN');
    }
    expect((await registry.confirm('not an id')).code).toBe('NOT_FOUND');
    expect((await registry.confirm(randomUUID())).code).toBe('NOT_FOUND');
  });
});
