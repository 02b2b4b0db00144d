import { person } from '@wasl/demo/population';
import { pharmacyIdOf } from '@wasl/pharmacy/pharmacyId';
import type { Caller } from '@wasl/subgraph-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayFromNow } from '../../support/dayFromNow.ts';
import { testCaller } from '../../support/startTestSubgraph.ts';
import { databaseKinds } from '../../support/testPostgres.ts';
import { pharmacist, physician, startTestPharmacy, type TestPharmacy } from './startTestPharmacy.ts';

const regulator = testCaller(['regulator'], { subject: 'regulator' });
const reason = 'The maker found glass in ampoules';
const medicationId = 'M-P01CB01';

describe.each(databaseKinds)('a recall in the whole country, on %s', (kind) => {
  let pharmacy: TestPharmacy;
  beforeAll(async () => {
    pharmacy = await startTestPharmacy(kind);
  });
  afterAll(() => pharmacy.stop());

  let nth = 0;
  /** A batch of its own, in two pharmacies, and no other of the medicine there. */
  async function stocked(batches: readonly [string, string]): Promise<[Caller, Caller]> {
    nth += 2;
    const callers: [Caller, Caller] = [pharmacist(nth), pharmacist(nth + 1)];
    for (const [index, caller] of callers.entries()) {
      await pharmacy.subgraph.database.query('DELETE FROM stock_batch WHERE pharmacy_id = $1', [caller.facilityId]);
      await receive(caller, batches[index] ?? '');
    }
    return callers;
  }
  const receive = async (caller: Caller, batch: string, quantity = 20) => {
    const input = { medicationId, batch, quantity, expiresOn: dayFromNow(200) };
    expect((await pharmacy.write('receiveStock', input, caller)).code).toBeUndefined();
  };
  const recall = (batch: string, more: object = {}, caller = regulator) =>
    pharmacy.write('recallBatchEverywhere', { medicationId, batch, reason, ...more }, caller);
  const dispensed = async (healthId: string, quantity: number, caller: Caller) => {
    const id = await pharmacy.prescribe({ healthId, medicationId, quantity: 20 });
    const { data } = await pharmacy.dispense(id, quantity, caller);
    return (data as { dispense: { dispense: { id: string } } }).dispense.dispense.id;
  };
  async function at(caller: Caller, fields: string, as = caller) {
    const text = `query ($id: ID!) { pharmacy(id: $id) { ${fields} } }`;
    const { data, errors } = await pharmacy.subgraph.ask(text, { id: caller.facilityId }, as);
    // What comes back is GraphQL's own JSON, of whatever was asked.
    // oxlint-disable-next-line typescript/no-explicit-any
    return { found: (data as any)?.pharmacy, code: errors?.[0]?.extensions?.['code'] };
  }
  const recalls =
    'recalls { recall { batch reason medication { id } } unitsLeft unitsDispensed dispenses { id quantity prescription { patient { healthId } } } }';

  it('stops dispensing in every pharmacy that has it, however its number is written, and says so among the movements', async () => {
    const [here, there] = await stocked(['AB-12', 'ab-12']);
    const elsewhere = pharmacist(9);
    await receive(elsewhere, 'OTHER-1');
    const { data, code } = await recall(' Ab-12 ');
    expect(code).toBeUndefined();
    expect(data?.['recallBatchEverywhere']).toMatchObject({
      recall: { batch: 'AB-12', reason, medication: { id: medicationId } },
      pharmacies: [here, there]
        .map(({ facilityId }) => ({
          pharmacy: { id: pharmacyIdOf(facilityId ?? '') },
          unitsLeft: 20,
          unitsDispensed: 0,
        }))
        .toSorted((one, other) => ((one.pharmacy.id ?? '') < (other.pharmacy.id ?? '') ? -1 : 1)),
    });
    for (const caller of [here, there]) {
      const prescription = await pharmacy.prescribe({ healthId: person(810).healthId, medicationId, quantity: 5 });
      expect((await pharmacy.dispense(prescription, 1, caller)).code).toBe('STOCK_INSUFFICIENT');
      const { found } = await at(
        caller,
        `stock(medicationId: "${medicationId}") { edges { node { isRecalled } } } movements { edges { node { kind change reason author { id } } } }`,
      );
      expect(found.stock.edges).toEqual([{ node: { isRecalled: true } }]);
      expect(found.movements.edges[0].node).toEqual({ kind: 'RECALLED_EVERYWHERE', change: 0, reason, author: null });
    }
    const other = await pharmacy.prescribe({ healthId: person(811).healthId, medicationId, quantity: 5 });
    expect((await pharmacy.dispense(other, 1, elsewhere)).code).toBeUndefined();
    expect((await at(elsewhere, recalls)).found.recalls).toEqual([]);
  });

  it('tells each pharmacy concerned to whom it gave it, and nobody else', async () => {
    const [here, there] = await stocked(['CD-7', 'CD-7']);
    const [one, two] = [person(820).healthId, person(821).healthId];
    const first = await dispensed(one, 6, here);
    const second = await dispensed(two, 4, there);
    expect((await recall('CD-7')).code).toBeUndefined();
    const [told] = (await at(here, recalls)).found.recalls;
    expect(told).toEqual({
      recall: { batch: 'CD-7', reason, medication: { id: medicationId } },
      unitsLeft: 14,
      unitsDispensed: 6,
      dispenses: [{ id: first, quantity: 6, prescription: { patient: { healthId: one } } }],
    });
    expect((await at(there, recalls)).found.recalls[0].dispenses.map(({ id }: { id: string }) => id)).toEqual([second]);
    for (const caller of [there, regulator, physician, testCaller(['partner'], { subject: 'ministry' })])
      expect([(await at(here, recalls, caller)).found?.recalls ?? null, caller.roles]).toEqual([null, caller.roles]);
  });

  it('keeps the patients within the pharmacy’s reach after a day, and those of no other batch', async () => {
    const [here, there] = await stocked(['EF-1', 'EF-2']);
    const [one, two] = [person(830).healthId, person(831).healthId];
    await dispensed(one, 20, here);
    await dispensed(two, 20, there);
    const yesterdays = `UPDATE dispense SET dispensed_at = now() - interval '3 days' WHERE pharmacy_id = ANY($1)`;
    await pharmacy.subgraph.database.query(yesterdays, [[here.facilityId, there.facilityId]]);
    const holders = async (caller: Caller) => {
      const text = 'query ($ids: [ID!]!) { prescriptionHolders(healthIds: $ids) { healthId } }';
      const { data } = await pharmacy.subgraph.ask(text, { ids: [one, two] }, caller);
      const found = data as { prescriptionHolders: { healthId: string }[] };
      return found.prescriptionHolders.map(({ healthId }) => healthId);
    };
    expect([await holders(here), await holders(there)]).toEqual([[], []]);
    expect((await recall('EF-1')).code).toBeUndefined();
    expect([await holders(here), await holders(there)]).toEqual([[one], []]);
    await pharmacy.subgraph.database.query(`UPDATE national_recall SET recalled_at = now() - interval '91 days'`, []);
    expect(await holders(here)).toEqual([]);
  });

  it('holds for what arrives later, and for what a patient brings back', async () => {
    const [here, there] = await stocked(['GH-3', 'GH-4']);
    const id = await pharmacy.prescribe({ healthId: person(840).healthId, medicationId, quantity: 5 });
    expect((await pharmacy.dispense(id, 5, here)).code).toBeUndefined();
    expect((await recall('GH-3')).code).toBeUndefined();
    const back = {
      prescriptionId: id,
      batch: 'GH-3',
      quantity: 5,
      isIntact: true,
      reason: 'Brought back after the call',
    };
    expect((await pharmacy.write('returnMedicine', back, here)).code).toBeUndefined();
    await receive(there, 'gh-3', 50);
    const again = await pharmacy.prescribe({ healthId: person(841).healthId, medicationId, quantity: 30 });
    expect((await pharmacy.dispense(again, 1, here)).code).toBe('STOCK_INSUFFICIENT');
    expect((await pharmacy.dispense(again, 21, there)).code).toBe('STOCK_INSUFFICIENT');
    expect((await pharmacy.dispense(again, 20, there)).code).toBeUndefined();
    expect((await at(here, recalls)).found.recalls[0]).toMatchObject({ unitsLeft: 20, unitsDispensed: 0 });
    const { found } = await at(there, 'movements(first: 3) { edges { node { kind batch } } }');
    expect(found.movements.edges.map(({ node }: { node: object }) => node).slice(1)).toEqual([
      { kind: 'RECALLED_EVERYWHERE', batch: 'gh-3' },
      { kind: 'RECEIVED', batch: 'gh-3' },
    ]);
  });

  it('is made once, with a reason, of a medicine that there is, by the regulator alone', async () => {
    const [here] = await stocked(['IJ-5', 'IJ-6']);
    expect((await recall('IJ-5', { reason: '...' })).code).toBe('BAD_USER_INPUT');
    expect((await recall('IJ 5')).code).toBe('BAD_USER_INPUT');
    expect((await recall('IJ-5', { medicationId: 'M-NONE' })).code).toBe('NOT_FOUND');
    for (const caller of [here, physician, testCaller(['partner'], { subject: 'ministry' })])
      expect((await recall('IJ-5', {}, caller)).code).toBe('FORBIDDEN');
    const twice = { idempotencyKey: 'recall-of-IJ-5' };
    const answers = await Promise.all([recall('IJ-5', twice), recall('IJ-5', twice)]);
    expect(answers.map(({ code }) => code)).toEqual([undefined, undefined]);
    expect(answers[0]?.data).toEqual(answers[1]?.data);
    expect((await recall('ij-5')).code).toBe('CONFLICT');
    // A pharmacy cannot lift it, nor call back what is called back.
    expect((await pharmacy.write('recallBatch', { medicationId, batch: 'IJ-5', reason }, here)).code).toBe('CONFLICT');
  });

  it('meets what arrives, is dispensed and is called back at the same moment: nothing of it is dispensed after it', async () => {
    const [here, there] = await stocked(['KL-1', 'KL-2']);
    const prescriptions = await Promise.all(
      [850, 851, 852].map((index) =>
        pharmacy.prescribe({ healthId: person(index).healthId, medicationId, quantity: 4 }),
      ),
    );
    const during = await Promise.all([
      recall('KL-1'),
      receive(there, 'KL-1', 9).then(() => ({ code: undefined })),
      ...prescriptions.map((id) => pharmacy.dispense(id, 4, here)),
    ]);
    expect(during[0]?.code).toBeUndefined();
    const given = during.slice(2).filter(({ code }) => code === undefined).length;
    const told = await at(here, recalls);
    expect(told.found.recalls[0]).toMatchObject({ unitsLeft: 20 - 4 * given, unitsDispensed: 4 * given });
    expect(told.found.recalls[0].dispenses).toHaveLength(given);
    const { found } = await at(there, `stock(medicationId: "${medicationId}") { edges { node { batch isRecalled } } }`);
    expect(found.stock.edges.map(({ node }: { node: object }) => node)).toContainEqual({
      batch: 'KL-1',
      isRecalled: true,
    });
    const late = await pharmacy.prescribe({ healthId: person(853).healthId, medicationId, quantity: 4 });
    expect((await pharmacy.dispense(late, 4, here)).code).toBe('STOCK_INSUFFICIENT');
  });
});
