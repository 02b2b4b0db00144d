import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testCaller } from '../../support/startTestSubgraph.ts';
import { databaseKinds } from '../../support/testPostgres.ts';
import { patient, physician, startTestPharmacy, type TestPharmacy } from '../pharmacy/startTestPharmacy.ts';
import { dayFromNow } from '../../support/dayFromNow.ts';

/** Works at the same place, under the same licence even: only the sign-in differs. */
const colleague = testCaller(['physician'], {
  subject: 'another physician',
  practitionerId: physician.practitionerId,
  facilityId: physician.facilityId,
});

describe.each(databaseKinds)('an idempotency key, on %s', (kind) => {
  let pharmacy: TestPharmacy;
  beforeAll(async () => {
    pharmacy = await startTestPharmacy(kind);
  });
  afterAll(() => pharmacy.stop());

  const wanted = {
    healthId: patient,
    medicationId: 'M-N02BE01',
    quantity: 30,
    dosage: 'one as needed',
    validUntil: dayFromNow(90),
  };
  const prescribe = async (idempotencyKey: string, change: object = {}, caller = physician) => {
    const { code, data } = await pharmacy.write('prescribe', { ...wanted, ...change, idempotencyKey }, caller);
    return {
      code,
      id: (data as { prescribe: { prescription: { id: string } } | null } | null)?.prescribe?.prescription.id,
    };
  };
  const count = async () => {
    const [row] = await pharmacy.subgraph.database.query<{ n: number }>('SELECT count(*)::int AS n FROM prescription');
    return row!.n;
  };

  it('answers its caller twice with one write', async () => {
    const before = await count();
    const first = await prescribe('key-of-one-caller');
    expect(await prescribe('key-of-one-caller')).toEqual(first);
    expect((await count()) - before).toBe(1);
  });

  it("is bound to its caller: a second caller's same submission is a write of its own", async () => {
    const before = await count();
    const [mine, theirs] = [
      await prescribe('key-of-two-callers'),
      await prescribe('key-of-two-callers', {}, colleague),
    ];
    expect([mine.code, theirs.code]).toEqual([undefined, undefined]);
    expect(theirs.id).not.toBe(mine.id);
    expect((await count()) - before).toBe(2);
  });

  it('tells a second caller nothing of the first one, whose input was another', async () => {
    await prescribe('key-that-both-chose');
    const theirs = await prescribe('key-that-both-chose', { quantity: 7 }, colleague);
    expect(theirs).toEqual({ code: undefined, id: expect.any(String) });
  });

  it('does not make callers who choose one key at once wait for, or answer, one another', async () => {
    const before = await count();
    const both = [physician, colleague].flatMap((caller) => [caller, caller, caller]);
    const outcomes = await Promise.all(both.map((caller) => prescribe('key-at-the-same-time', {}, caller)));
    expect(outcomes.map(({ code }) => code)).toEqual(both.map(() => undefined));
    expect(new Set(outcomes.slice(0, 3).map(({ id }) => id)).size).toBe(1);
    expect(new Set(outcomes.map(({ id }) => id)).size).toBe(2);
    expect((await count()) - before).toBe(2);
  });

  it('is bound to its operation: the same key serves another mutation', async () => {
    const { id } = await prescribe('key-of-two-operations');
    const input = { prescriptionId: id, idempotencyKey: 'key-of-two-operations' };
    expect(await pharmacy.write('cancelPrescription', input, physician)).toEqual({
      code: undefined,
      data: { cancelPrescription: { prescription: { id, status: 'CANCELLED', remainingQuantity: 30 } } },
    });
  });

  it('is bound to its input: another under the same key is refused and writes nothing', async () => {
    await prescribe('key-of-one-input');
    const before = await count();
    expect(await prescribe('key-of-one-input', { quantity: 7 })).toEqual({
      code: 'IDEMPOTENCY_KEY_REUSED',
      id: undefined,
    });
    expect(await count()).toBe(before);
  });
});
