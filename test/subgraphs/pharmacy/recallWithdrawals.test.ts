import { person } from '@wasl/demo/population';
import type { Caller } from '@wasl/subgraph-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayFromNow } from '../../support/dayFromNow.ts';
import { testCaller } from '../../support/startTestSubgraph.ts';
import { databaseKinds } from '../../support/testPostgres.ts';
import { pharmacist, physician, startTestPharmacy, type TestPharmacy } from './startTestPharmacy.ts';

const regulator = testCaller(['regulator'], { subject: 'regulator' });
const reason = 'The maker found glass in ampoules';
const mistake = 'Another maker’s batch was meant';
const medicationId = 'M-P01CB01';

describe.each(databaseKinds)('a recall that was a mistake, on %s', (kind) => {
  let pharmacy: TestPharmacy;
  beforeAll(async () => {
    pharmacy = await startTestPharmacy(kind);
  });
  afterAll(() => pharmacy.stop());

  let nth = 0;
  /** Two pharmacies with 20 units each of these batches, and nothing else of the medicine. */
  async function stocked(one: string, other = one): Promise<[Caller, Caller]> {
    nth += 2;
    const callers: [Caller, Caller] = [pharmacist(nth), pharmacist(nth + 1)];
    for (const [index, caller] of callers.entries()) {
      await pharmacy.subgraph.database.query('DELETE FROM stock_batch WHERE pharmacy_id = $1', [caller.facilityId]);
      const input = { medicationId, batch: [one, other][index], quantity: 20, expiresOn: dayFromNow(200) };
      expect((await pharmacy.write('receiveStock', input, caller)).code).toBeUndefined();
    }
    return callers;
  }
  const act = async (name: string, batch: string, caller: Caller, more: object = {}) => {
    const words = name.startsWith('withdraw') ? mistake : reason;
    return pharmacy.write(name, { medicationId, batch, reason: words, ...more }, caller);
  };
  const codeOf = async (name: string, batch: string, caller: Caller, more: object = {}) =>
    (await act(name, batch, caller, more)).code;
  let patient = 860;
  const dispenses = async (caller: Caller) => {
    const id = await pharmacy.prescribe({ healthId: person((patient += 1)).healthId, medicationId, quantity: 5 });
    return (await pharmacy.dispense(id, 1, caller)).code ?? 'dispensed';
  };
  const rowsOf = (caller: Caller) =>
    pharmacy.subgraph.database.query<{ batch: string; quantity: number; recalled: boolean }>(
      'SELECT batch, quantity, recalled_at IS NOT NULL AS recalled FROM stock_batch WHERE pharmacy_id = $1 ORDER BY batch',
      [caller.facilityId],
    );
  async function told(caller: Caller) {
    const text = `query ($id: ID!) { pharmacy(id: $id) {
      movements(first: 2) { edges { node { kind change reason author { id } } } }
      recalls { recall { batch reason withdrawalReason } unitsLeft dispenses { id } } } }`;
    const { data } = await pharmacy.subgraph.ask(text, { id: caller.facilityId }, caller);
    // oxlint-disable-next-line typescript/no-explicit-any
    const { movements, recalls } = (data as any).pharmacy;
    return { movements: movements.edges.map(({ node }: { node: object }) => node), recalls };
  }

  it('in the whole country releases the stock as it was, and tells each pharmacy that was told of it', async () => {
    const [here, there] = await stocked('MN-1', 'mn-1');
    expect(await dispenses(here)).toBe('dispensed');
    const before = [await rowsOf(here), await rowsOf(there)];
    expect(await codeOf('recallBatchEverywhere', 'MN-1', regulator)).toBeUndefined();
    expect([await dispenses(here), await dispenses(there)]).toEqual(['STOCK_INSUFFICIENT', 'STOCK_INSUFFICIENT']);
    const { data, code } = await act('withdrawRecallEverywhere', ' mn-1 ', regulator);
    expect(code).toBeUndefined();
    expect(data?.['withdrawRecallEverywhere']).toEqual({
      recall: {
        id: expect.any(String),
        batch: 'MN-1',
        reason,
        withdrawnAt: expect.any(String),
        withdrawalReason: mistake,
      },
    });
    expect([await rowsOf(here), await rowsOf(there)]).toEqual(before);
    for (const [caller, given] of [
      [here, 1],
      [there, 0],
    ] as const) {
      const { movements, recalls } = await told(caller);
      expect(movements).toEqual([
        { kind: 'RECALL_WITHDRAWN_EVERYWHERE', change: 0, reason: mistake, author: null },
        { kind: 'RECALLED_EVERYWHERE', change: 0, reason, author: null },
      ]);
      expect(recalls).toEqual([
        {
          recall: { batch: 'MN-1', reason, withdrawalReason: mistake },
          unitsLeft: 20 - given,
          dispenses: Array.from({ length: given }, () => ({ id: expect.any(String) })),
        },
      ]);
    }
    expect([await dispenses(here), await dispenses(there)]).toEqual(['dispensed', 'dispensed']);
    const [kept] = await pharmacy.subgraph.database.query(
      `SELECT subject, withdrawn_by, withdrawn_at IS NOT NULL AS at FROM national_recall WHERE batch = 'MN-1'`,
      [],
    );
    expect(kept).toEqual({ subject: 'regulator', withdrawn_by: 'regulator', at: true });
  });

  it.each(['before', 'after'])(
    'leaves closed what a pharmacy called back by itself %s it, until it takes that back',
    async (when) => {
      const batch = when === 'before' ? 'OP-1' : 'OP-2';
      const [here, there] = await stocked(batch);
      const own = () => codeOf('recallBatch', batch, here);
      if (when === 'before') expect(await own()).toBeUndefined();
      expect(await codeOf('recallBatchEverywhere', batch, regulator)).toBeUndefined();
      if (when === 'after') expect(await own()).toBe('CONFLICT');
      expect(await codeOf('withdrawRecallEverywhere', batch, regulator)).toBeUndefined();
      expect(await dispenses(there)).toBe('dispensed');
      expect(await dispenses(here)).toBe(when === 'before' ? 'STOCK_INSUFFICIENT' : 'dispensed');
      expect(await codeOf('withdrawBatchRecall', batch, here)).toBe(when === 'before' ? undefined : 'CONFLICT');
      expect(await dispenses(here)).toBe('dispensed');
    },
  );

  it('of a pharmacy’s own does not lift the one in the whole country', async () => {
    const [here] = await stocked('QR-1');
    expect(await codeOf('recallBatch', 'QR-1', here)).toBeUndefined();
    expect(await codeOf('recallBatchEverywhere', 'QR-1', regulator)).toBeUndefined();
    expect(await codeOf('withdrawBatchRecall', 'QR-1', here)).toBeUndefined();
    expect(await dispenses(here)).toBe('STOCK_INSUFFICIENT');
    const { movements } = await told(here);
    expect(movements[0]).toEqual({
      kind: 'RECALL_WITHDRAWN',
      change: 0,
      reason: mistake,
      author: { id: here.practitionerId },
    });
    expect(await codeOf('withdrawRecallEverywhere', 'QR-1', regulator)).toBeUndefined();
    expect(await dispenses(here)).toBe('dispensed');
  });

  it('is withdrawn once, with a reason, by who may call back, and can be made again', async () => {
    const [here, there] = await stocked('ST-1');
    expect(await codeOf('withdrawRecallEverywhere', 'ST-1', regulator)).toBe('NOT_FOUND');
    expect(await codeOf('withdrawBatchRecall', 'ST-1', here)).toBe('CONFLICT');
    await act('recallBatchEverywhere', 'ST-1', regulator);
    expect(await codeOf('withdrawRecallEverywhere', 'ST-1', regulator, { reason: '...' })).toBe('BAD_USER_INPUT');
    for (const caller of [here, physician, testCaller(['partner'], { subject: 'ministry' })])
      expect(await codeOf('withdrawRecallEverywhere', 'ST-1', caller)).toBe('FORBIDDEN');
    expect(await codeOf('withdrawBatchRecall', 'ST-1', physician)).toBe('FORBIDDEN');
    expect(await codeOf('withdrawBatchRecall', 'NONE', here)).toBe('NOT_FOUND');
    const key = { idempotencyKey: 'withdrawal-of-ST-1' };
    const answers = await Promise.all([1, 2].map(() => act('withdrawRecallEverywhere', 'ST-1', regulator, key)));
    expect(answers.map(({ code }) => code)).toEqual([undefined, undefined]);
    expect(answers[0]?.data).toEqual(answers[1]?.data);
    expect((await told(there)).movements.map(({ kind: one }: { kind: string }) => one)).toEqual([
      'RECALL_WITHDRAWN_EVERYWHERE',
      'RECALLED_EVERYWHERE',
    ]);
    expect(await codeOf('withdrawRecallEverywhere', 'st-1', regulator)).toBe('ALREADY_DECIDED');
    expect(await codeOf('recallBatchEverywhere', 'ST-1', regulator)).toBeUndefined();
    expect(await dispenses(here)).toBe('STOCK_INSUFFICIENT');
    expect(
      (await told(here)).recalls.map((row: { recall: { withdrawalReason: unknown } }) => row.recall.withdrawalReason),
    ).toEqual([null, mistake]);
    expect(await codeOf('withdrawRecallEverywhere', 'ST-1', regulator)).toBeUndefined();
  });

  it('meets others at the same moment: one withdraws, and what arrives is as the last word says', async () => {
    const [here, there] = await stocked('UV-1', 'UV-2');
    await act('recallBatchEverywhere', 'UV-1', regulator);
    const arrives = { medicationId, batch: 'UV-1', quantity: 3, expiresOn: dayFromNow(200) };
    const codes = await Promise.all([
      ...[1, 2, 3].map(() => codeOf('withdrawRecallEverywhere', 'UV-1', regulator)),
      pharmacy.write('receiveStock', arrives, there).then(({ code }) => code),
    ]);
    expect(codes.slice(0, 3).toSorted()).toEqual(['ALREADY_DECIDED', 'ALREADY_DECIDED', undefined]);
    expect(codes[3]).toBeUndefined();
    expect([...(await rowsOf(here)), ...(await rowsOf(there))].map(({ recalled }) => recalled)).toEqual([
      false,
      false,
      false,
    ]);
    await act('recallBatch', 'UV-1', here);
    const both = await Promise.all([1, 2].map(() => codeOf('withdrawBatchRecall', 'UV-1', here)));
    expect(both.toSorted()).toEqual(['CONFLICT', undefined]);
    // Called back in the whole country while the pharmacy takes its own back: it is closed, whoever came first.
    await act('recallBatch', 'UV-1', here);
    await Promise.all([act('recallBatchEverywhere', 'UV-1', regulator), act('withdrawBatchRecall', 'UV-1', here)]);
    expect((await rowsOf(here)).map(({ recalled }) => recalled)).toEqual([true]);
  });
});
