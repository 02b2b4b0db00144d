import { randomUUID } from 'node:crypto';
import { person } from '@wasl/demo/population';
import type { Caller } from '@wasl/subgraph-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayFromNow } from '../../support/dayFromNow.ts';
import { databaseKinds } from '../../support/testPostgres.ts';
import { patient, pharmacist, physician, startTestPharmacy, type TestPharmacy } from './startTestPharmacy.ts';

const reason = 'Found in the yearly stocktaking';
const medicationId = 'M-P01CB01';

describe.each(databaseKinds)('the stock of a pharmacy, on %s', (kind) => {
  let pharmacy: TestPharmacy;
  beforeAll(async () => {
    pharmacy = await startTestPharmacy(kind);
  });
  afterAll(() => pharmacy.stop());

  /** A pharmacy with two batches of its own of one medicine and nothing else of it. */
  async function stocked(nth: number): Promise<Caller> {
    const caller = pharmacist(nth);
    await pharmacy.subgraph.database.query('DELETE FROM stock_batch WHERE pharmacy_id = $1', [caller.facilityId]);
    for (const [batch, quantity, days] of [
      ['LATE', 20, 300],
      ['SOON', 5, 60],
    ] as const) {
      const input = { medicationId, batch, quantity, expiresOn: dayFromNow(days) };
      expect((await pharmacy.write('receiveStock', input, caller)).code).toBeUndefined();
    }
    return caller;
  }
  const ask = async (id: string | undefined, fields: string, caller: Caller) => {
    const { data, errors } = await pharmacy.subgraph.ask(
      `query ($id: ID!) { pharmacy(id: $id) { ${fields} } }`,
      { id },
      caller,
    );
    const code = errors?.[0]?.extensions?.['code'];
    return { found: (data as { pharmacy: Record<string, unknown> } | null)?.pharmacy, code };
  };
  const movements = async (caller: Caller, first = 20) => {
    const fields = `movements(first: ${first}) { edges { node { kind batch change wasted reason author { id } } } pageInfo { hasNextPage } }`;
    const { found } = await ask(caller.facilityId, fields, caller);
    return found?.['movements'] as {
      edges: { node: { kind: string; batch: string; change: number; wasted: number; reason: string | null } }[];
      pageInfo: { hasNextPage: boolean };
    };
  };
  const told = async (caller: Caller) =>
    (await movements(caller)).edges.map(({ node }) => `${node.kind} ${node.batch} ${node.change}`);

  it('keeps of which batches each dispense was, what expires first going first', async () => {
    const caller = await stocked(2);
    const id = await pharmacy.prescribe({ healthId: person(800).healthId, medicationId, quantity: 8 });
    const { data } = await pharmacy.dispense(id, 8, caller);
    const dispenseId = (data as { dispense: { dispense: { id: string } } }).dispense.dispense.id;
    const text =
      'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Dispense { batches { batch quantity } } } }';
    const read = await pharmacy.subgraph.ask(text, { of: [{ __typename: 'Dispense', id: dispenseId }] }, physician);
    expect(read.data).toEqual({
      _entities: [
        {
          batches: [
            { batch: 'SOON', quantity: 5 },
            { batch: 'LATE', quantity: 3 },
          ],
        },
      ],
    });
    expect(await told(caller)).toEqual([
      'DISPENSED LATE -3',
      'DISPENSED SOON -5',
      'RECEIVED SOON 5',
      'RECEIVED LATE 20',
    ]);
  });

  it('is counted, loses and is called back, each with a reason and a line of its own', async () => {
    const caller = await stocked(3);
    const adjust = async (name: string, more: object) =>
      (await pharmacy.write(name, { medicationId, batch: 'LATE', reason, ...more }, caller)).code;
    expect(await adjust('countStock', { counted: 17 })).toBeUndefined();
    expect(await adjust('recordStockLoss', { quantity: 4 })).toBeUndefined();
    expect(await adjust('recordStockLoss', { quantity: 14 })).toBe('STOCK_INSUFFICIENT');
    expect(await adjust('countStock', { counted: -1 })).toBe('BAD_USER_INPUT');
    expect(await adjust('countStock', { counted: 3, reason: '...' })).toBe('BAD_USER_INPUT');
    expect(await adjust('countStock', { counted: 3, batch: 'NONE' })).toBe('NOT_FOUND');
    expect(await adjust('recallBatch', {})).toBeUndefined();
    expect(await adjust('recallBatch', {})).toBe('CONFLICT');
    expect((await told(caller)).slice(0, 3)).toEqual(['RECALLED LATE 0', 'LOST LATE -4', 'COUNTED LATE -3']);
    expect((await movements(caller)).edges[0]?.node).toMatchObject({ reason, author: { id: caller.practitionerId } });
    expect(await pharmacy.stock(medicationId, caller)).toEqual([
      { batch: 'SOON', quantity: 5 },
      { batch: 'LATE', quantity: 13 },
    ]);
    const id = await pharmacy.prescribe({ healthId: person(801).healthId, medicationId, quantity: 8 });
    expect((await pharmacy.dispense(id, 6, caller)).code).toBe('STOCK_INSUFFICIENT');
    expect((await pharmacy.dispense(id, 5, caller)).code).toBeUndefined();
    const page = await movements(caller, 2);
    expect([page.edges.length, page.pageInfo.hasNextPage]).toEqual([2, true]);
  });

  it('changes once for each key', async () => {
    const caller = await stocked(4);
    const input = { medicationId, batch: 'LATE', quantity: 1, reason, idempotencyKey: randomUUID() };
    await pharmacy.write('recordStockLoss', input, caller);
    await pharmacy.write('recordStockLoss', input, caller);
    expect((await told(caller)).filter((line) => line.startsWith('LOST'))).toEqual(['LOST LATE -1']);
  });

  it('takes back what this pharmacy gave, never more, and the patient has less', async () => {
    const caller = await stocked(6);
    const id = await pharmacy.prescribe({ healthId: person(802).healthId, medicationId, quantity: 6 });
    expect((await pharmacy.dispense(id, 6, caller)).code).toBeUndefined();
    const supply = async () => {
      const [row] = await pharmacy.subgraph.database.query<{ supply_ends_on: string }>(
        'SELECT supply_ends_on FROM prescription WHERE id = $1::uuid',
        [id],
      );
      return row?.supply_ends_on ?? '';
    };
    const before = await supply();
    const back = { prescriptionId: id, batch: 'SOON', quantity: 2, isIntact: true, reason: 'The course was shortened' };
    const returned = await pharmacy.write('returnMedicine', back, caller);
    expect(returned).toMatchObject({
      code: undefined,
      data: { returnMedicine: { prescription: { remainingQuantity: 0 } } },
    });
    expect((await supply()) < before).toBe(true);
    expect(
      (await pharmacy.write('returnMedicine', { ...back, quantity: 3, isIntact: false }, caller)).code,
    ).toBeUndefined();
    expect((await pharmacy.write('returnMedicine', { ...back, quantity: 1 }, caller)).code).toBe('STOCK_INSUFFICIENT');
    expect((await pharmacy.write('returnMedicine', back, pharmacist(7))).code).toBe('STOCK_INSUFFICIENT');
    const [destroyed, intact] = (await movements(caller)).edges.map(({ node }) => node);
    expect([intact?.change, intact?.wasted, destroyed?.change, destroyed?.wasted]).toEqual([2, 0, 0, 3]);
    expect(await pharmacy.stock(medicationId, caller)).toContainEqual({ batch: 'SOON', quantity: 2 });
  });

  it('has figures of demand and expiry, in as many statements for one medicine as for all', async () => {
    const caller = await stocked(8);
    const id = await pharmacy.prescribe({ healthId: patient, medicationId, quantity: 9 });
    expect((await pharmacy.dispense(id, 9, caller)).code).toBeUndefined();
    await pharmacy.write('recordStockLoss', { medicationId, batch: 'LATE', quantity: 1, reason }, caller);
    const fields =
      'figures(days: 90) { medication { id } available dispensed dailyDemand daysLeft expiring unusable lost }';
    const figures = async () => (await ask(caller.facilityId, fields, caller)).found?.['figures'] as object[];
    const { database } = pharmacy.subgraph;
    let before = database.countStatements();
    const one = (await figures()).find((item) => JSON.stringify(item).includes(medicationId));
    const statements = database.countStatements() - before;
    expect(one).toEqual({
      medication: { id: medicationId },
      available: 15,
      dispensed: 9,
      dailyDemand: 0.1,
      daysLeft: 150,
      expiring: 0,
      unusable: 0,
      lost: 1,
    });
    for (const other of ['M-N02BE01', 'M-M01AE01', 'M-C08CA01', 'M-A10BA02'])
      await pharmacy.write(
        'receiveStock',
        { medicationId: other, batch: 'X', quantity: 3, expiresOn: dayFromNow(20) },
        caller,
      );
    before = database.countStatements();
    const all = await figures();
    expect(database.countStatements() - before).toBe(statements);
    expect(all).toContainEqual(
      expect.objectContaining({ medication: { id: 'M-N02BE01' }, available: 3, expiring: 3, daysLeft: null }),
    );
  });

  it('is told to no other pharmacy, and only for a span of days that there is', async () => {
    const id = pharmacist(2).facilityId;
    for (const fields of ['movements { edges { cursor } }', 'figures { available }'])
      expect((await ask(id, fields, pharmacist(3))).code).toBe('FORBIDDEN');
    expect((await ask(id, 'figures(days: 0) { available }', pharmacist(2))).code).toBe('BAD_USER_INPUT');
  });
});
