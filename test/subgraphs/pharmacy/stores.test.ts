import { type Database, openDatabase } from '@wasl/kit/database/openDatabase';
import { migrate } from '@wasl/kit/prepareDatabase';
import { everyLabel } from '@wasl/kit/recordAccess';
import { createClient, type Db } from '@wasl/pharmacy/stores/client';
import { findMedications, findPharmacies, searchMedications } from '@wasl/pharmacy/stores/medicationStore';
import {
  cancel,
  dispense,
  dispensesOf,
  findDispenses,
  findPrescriptions,
  listPrescriptions,
  positionOf,
} from '@wasl/pharmacy/stores/prescriptionStore';
import { receiveStock, stockOf } from '@wasl/pharmacy/stores/stockStore';
import { isDispensable, takenPrescriptions } from '@wasl/pharmacy/stores/takenStore';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

const uuid = (nth: number) => `00000000-0000-4000-8000-${String(nth).padStart(12, '0')}`;
const day = (nth: number) => new Date(Date.UTC(2026, 0, nth));
const [yesterday, today, tomorrow] = ['2026-03-14', '2026-03-15', '2026-03-16'];
const [first, second, other] = ['000000000017', '000000000025', '000000000033'];
const whole = { first: 20, after: null };

let database: Database;
let db: Db;
let isFilled = false;
beforeAll(async () => {
  // Half past one at night in Damascus.
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-14T22:30:00Z') });
  database = await openDatabase({});
  await migrate('pharmacy', database);
});
// Not in the hook above: a mutation run takes no test for failed whose file's hook fails.
beforeEach(async () => {
  if (isFilled) return;
  isFilled = true;
  db = createClient(database.adapter);
  await fill();
});
afterAll(async () => {
  await db.$disconnect();
  await database.close();
  vi.useRealTimers();
});

const medication = (id: string, atcCode: string, nameAr: string, nameLatin: string) => ({
  id,
  atcCode,
  nameAr,
  nameLatin,
  form: 'tablet',
  strength: '1 mg',
});
const prescription = (nth: number, healthId: string, prescribed: number, change: object = {}) => ({
  id: uuid(nth),
  healthId,
  medicationId: 'M-1',
  quantity: 30,
  dosage: 'one',
  validUntil: tomorrow!,
  prescribedAt: day(prescribed),
  prescriberId: 'P-1',
  facilityId: 'F-1',
  confidentiality: 'N',
  sensitivities: [],
  ...change,
});
const given = (nth: number, of: number, dispensed: number) => ({
  id: uuid(nth),
  prescriptionId: uuid(of),
  quantity: 1,
  pharmacyId: 'F-1',
  pharmacistId: 'P-1',
  dispensedAt: day(dispensed),
});

async function fill(): Promise<void> {
  await db.medication.createMany({
    data: [
      medication('M-2', 'N02BE01', 'باراسيتامول', 'Paracetamol'),
      medication('M-1', 'C07AB02', 'ميتوبرولول', 'Metoprolol'),
      medication('M-3', 'A10BA02', 'ميتفورمين', '50%_Mix\\A'),
    ],
  });
  await db.pharmacy.createMany({ data: ['F-1', 'F-2', 'F-3'].map((id) => ({ id })) });
  await db.prescription.createMany({
    data: [
      prescription(1, first, 3),
      prescription(2, first, 5),
      prescription(3, first, 3),
      prescription(4, second, 4, { validUntil: today }),
      prescription(5, second, 6, { validUntil: yesterday }),
      prescription(6, second, 7, { cancelledAt: day(8) }),
      prescription(7, second, 8, { dispensed: 30 }),
      prescription(8, second, 9, { dispensed: 29 }),
      prescription(9, other, 9),
    ],
  });
  await db.dispense.createMany({ data: [given(21, 1, 3), given(22, 1, 5), given(23, 2, 4), given(24, 3, 4)] });
  await db.stockBatch.createMany({
    data: [
      { pharmacyId: 'F-1', medicationId: 'M-1', batch: 'A', expiresOn: tomorrow!, quantity: 3 },
      { pharmacyId: 'F-1', medicationId: 'M-2', batch: 'A', expiresOn: tomorrow!, quantity: 0 },
      { pharmacyId: 'F-2', medicationId: 'M-1', batch: 'B', expiresOn: tomorrow!, quantity: 1 },
      { pharmacyId: 'F-3', medicationId: 'M-1', batch: 'C', expiresOn: tomorrow!, quantity: 1 },
    ],
  });
}

const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);
const numbers = (rows: readonly { id: string }[]) => ids(rows).map((id) => Number(id.slice(-12)));
const sorted = (rows: readonly { id: string }[]) => ids(rows).sort();

describe('medicines and pharmacies', () => {
  it('are found by their IDs', async () => {
    expect(sorted(await findMedications(db, ['M-3', 'M-1', 'none']))).toEqual(['M-1', 'M-3']);
    expect(sorted(await findPharmacies(db, ['F-2', 'F-1', 'none']))).toEqual(['F-1', 'F-2']);
  });

  it.each<[string | null | undefined, string[]]>([
    [undefined, ['M-1', 'M-2', 'M-3']],
    [null, ['M-1', 'M-2', 'M-3']],
    [' ', ['M-1', 'M-2', 'M-3']],
    [' PARA ', ['M-2']],
    ['برولول', ['M-1']],
    ['n02be', ['M-2']],
    ['02', []],
    ['%_m', ['M-3']],
    ['%', ['M-3']],
    ['x\\a', ['M-3']],
    ['a_a', []],
    ['o', ['M-1', 'M-2']],
  ])('are searched by name, or by the beginning of their code: %j', async (search, found) =>
    expect(ids(await searchMedications(db, search, whole))).toEqual(found),
  );

  it('are listed in pages, with one more to tell that there are more', async () => {
    expect(ids(await searchMedications(db, null, { first: 1, after: null }))).toEqual(['M-1', 'M-2']);
    expect(ids(await searchMedications(db, null, { first: 1, after: 'M-1' }))).toEqual(['M-2', 'M-3']);
    expect(ids(await searchMedications(db, 'o', { first: 1, after: 'M-1' }))).toEqual(['M-2']);
  });
});

describe('prescriptions and dispenses', () => {
  it('are found by their IDs, whatever else is asked for', async () => {
    expect(sorted(await findPrescriptions(db, [uuid(2), uuid(1), uuid(99), 'none']))).toEqual([uuid(1), uuid(2)]);
    expect(sorted(await findDispenses(db, [uuid(22), uuid(21), uuid(1), 'none']))).toEqual([uuid(21), uuid(22)]);
  });

  it('are listed newest first, each with its own', async () => {
    const found = await dispensesOf(db, [uuid(1), uuid(2), uuid(4)]);
    expect([...found].map(([id, rows]) => [id, numbers(rows)]).sort()).toEqual([
      [uuid(1), [22, 21]],
      [uuid(2), [23]],
    ]);
  });

  it('can still be dispensed where they are not expired, cancelled or exhausted', async () => {
    const taken = await takenPrescriptions(db, [first!, second!]);
    expect(numbers(taken.filter(isDispensable))).toEqual([8, 2, 4, 3, 1]);
    expect(numbers(await takenPrescriptions(db, []))).toEqual([]);
  });

  it('are listed in pages of each patient, newest first, with one more to tell that there are more', async () => {
    expect(numbers(await listPrescriptions(db, [first!, second!], whole, everyLabel))).toEqual([
      8, 7, 6, 5, 2, 4, 3, 1,
    ]);
    expect(numbers(await listPrescriptions(db, [first!, second!], { first: 1, after: null }, everyLabel))).toEqual([
      8, 7, 2, 3,
    ]);
    const [third] = await findPrescriptions(db, [uuid(3)]);
    const after = positionOf(third!);
    expect(after).toBe(`2026-01-03T00:00:00.000Z|${uuid(3)}`);
    expect(numbers(await listPrescriptions(db, [first!, second!], { first: 5, after }, everyLabel))).toEqual([1]);
  });
});

describe('statements that write', () => {
  it('take what is dispensed from the stock that expires first, and never more than was prescribed', async () => {
    const by = { practitionerId: 'P-9', facilityId: 'F-3' };
    const batch = { medicationId: 'M-1', quantity: 4 };
    const units = async () =>
      (
        await database.query<{ batch: string; quantity: number }>(
          `SELECT batch, quantity FROM stock_batch WHERE pharmacy_id = 'F-3' ORDER BY batch`,
        )
      ).map(({ batch: name, quantity }) => [name, quantity]);
    await db.$transaction(async (tx) => {
      await receiveStock(
        tx,
        { ...batch, batch: 'A', expiresOn: '2026-03-20' },
        { practitionerId: 'P-3', facilityId: 'F-3' },
      );
      await receiveStock(tx, { ...batch, batch: 'B', expiresOn: today! }, { practitionerId: 'P-3', facilityId: 'F-3' });
      await receiveStock(tx, { ...batch, batch: 'B', expiresOn: today! }, { practitionerId: 'P-3', facilityId: 'F-3' });
    });
    await expect(
      db.$transaction((tx) =>
        receiveStock(tx, { ...batch, batch: 'B', expiresOn: tomorrow! }, { practitionerId: 'P-3', facilityId: 'F-3' }),
      ),
    ).rejects.toMatchObject({ code: 'CONFLICT', details: { field: 'expiresOn' } });
    expect(await units()).toEqual([
      ['A', 4],
      ['B', 8],
      ['C', 1],
    ]);
    const id = await db.$transaction((tx) => dispense(tx, uuid(9), 10, by));
    expect(await units()).toEqual([
      ['A', 3],
      ['B', 0],
      ['C', 0],
    ]);
    expect(await db.dispense.findUnique({ where: { id } })).toMatchObject({
      prescriptionId: uuid(9),
      quantity: 10,
      pharmacyId: 'F-3',
      pharmacistId: 'P-9',
    });
    await expect(db.$transaction((tx) => dispense(tx, uuid(9), 21, by))).rejects.toMatchObject({
      code: 'PRESCRIPTION_EXHAUSTED',
      details: { remaining: 20 },
    });
    await expect(db.$transaction((tx) => dispense(tx, uuid(9), 4, by))).rejects.toMatchObject({
      code: 'STOCK_INSUFFICIENT',
      details: { available: 3 },
    });
    await db.$transaction((tx) =>
      cancel(tx, { prescriptionId: uuid(9) }, { practitionerId: 'P-1', facilityId: 'F-1' }),
    );
    await expect(
      db.$transaction((tx) => cancel(tx, { prescriptionId: uuid(9) }, { practitionerId: 'P-1', facilityId: 'F-1' })),
    ).rejects.toMatchObject({
      code: 'PRESCRIPTION_CANCELLED',
    });
    expect(await db.prescription.findUnique({ where: { id: uuid(9) } })).toMatchObject({
      dispensed: 10,
      cancelledAt: expect.any(Date),
    });
  });

  it('leave empty batches out of the stock', async () => {
    const stock = await stockOf(db, ['F-1', 'F-2']);
    expect(
      [...stock]
        .map(([id, rows]) => [
          id,
          rows.map(({ medicationId, batch, quantity }) => `${medicationId} ${batch} ${quantity}`),
        ])
        .sort(),
    ).toEqual([
      ['F-1', ['M-1 A 3']],
      ['F-2', ['M-1 B 1']],
    ]);
  });
});
