import { randomUUID } from 'node:crypto';
import { idMarks, type MarkedType } from '@wasl/kit/markedUuid';
import type { Professional } from '@wasl/kit/professional';
import type { Tx } from '@wasl/pharmacy/stores/client';
import { cancel, dispense, type Prescription, prescribe, statusOf } from '@wasl/pharmacy/stores/prescriptionStore';
import { receiveStock, stockPositionOf } from '@wasl/pharmacy/stores/stockStore';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

const id = randomUUID();
const [yesterday, today, tomorrow] = ['2026-03-14', '2026-03-15', '2026-03-16'] as const;
// Half past one at night in Damascus.
beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-14T22:30:00Z') }));
afterAll(() => void vi.useRealTimers());

const pharmacist: Professional = { practitionerId: 'P-1', facilityId: 'F-1' };
const prescribed: Prescription = {
  id,
  healthId: '000000000017',
  medicationId: 'M-1',
  quantity: 30,
  dispensed: 0,
  dosage: 'one',
  dose: null,
  validUntil: tomorrow,
  cancelledAt: null,
  cancelledBy: null,
  cancelReason: null,
  supplyEndsOn: null,
  stoppedAt: null,
  stoppedBy: null,
  stopReason: null,
  prescribedAt: new Date(),
  prescriberId: 'P-2',
  facilityId: 'F-2',
  encounterId: null,
  indicationCode: null,
  confidentiality: 'N',
  sensitivities: [],
  labelVersion: 1,
};
type Batch = { batch: string; expiresOn: string; quantity: number };
type Condition = { where: { id: string; cancelledAt?: null; dispensed?: { lt: number } } };

/** One prescription and one pharmacy's stock of its medicine, in memory; the statements do what the database does. */
function createPharmacy(
  change: Partial<Prescription> = {},
  batches: Batch[] = [{ batch: 'B', expiresOn: tomorrow, quantity: 100 }],
) {
  const prescription = { ...prescribed, ...change };
  const dispenses: object[] = [];
  const created: object[] = [];
  const touched: string[] = [];
  const known = (...ids: string[]) => ({
    findUnique: async ({ where }: { where: { id: string } }) =>
      ids.includes(where.id) ? { ...where, atcCode: 'N05BA01' } : null,
  });
  const tx = {
    pharmacy: known('F-1'),
    medication: known('M-1'),
    prescription: {
      findUnique: async ({ where }: Condition) => (where.id === id ? { ...prescription } : null),
      create: async ({ data }: { data: object }) => (created.push(data), { id: 'created' }),
      updateMany: async ({ where, data }: Condition & { data: object }) => {
        const isCancelled = where.cancelledAt === null && prescription.cancelledAt !== null;
        const isExhausted = where.dispensed !== undefined && prescription.dispensed >= where.dispensed.lt;
        if (where.id !== id || isCancelled || isExhausted) return { count: 0 };
        Object.assign(prescription, data);
        return { count: 1 };
      },
    },
    stockMovement: { create: async () => ({}), createMany: async () => ({ count: 1 }) },
    dispense: { create: async ({ data }: { data: object }) => (dispenses.push(data), { id: 'dispensed' }) },
    stockBatch: {
      update: async (update: {
        where: { pharmacyId_medicationId_batch: { pharmacyId: string; medicationId: string; batch: string } };
        data: { quantity: { decrement: number } };
      }) => {
        const { pharmacyId, medicationId, batch } = update.where.pharmacyId_medicationId_batch;
        expect([pharmacyId, medicationId]).toEqual(['F-1', 'M-1']);
        touched.push(batch);
        batches.find((item) => item.batch === batch)!.quantity -= update.data.quantity.decrement;
      },
    },
    // Nothing is called back in the whole country.
    nationalRecall: { findFirst: async () => null },
    async $executeRawUnsafe(sql: string, ...values: never[]) {
      if (sql.startsWith('SELECT pg_advisory_xact_lock')) return 1;
      if (sql.startsWith('UPDATE prescription')) return claim(...(values as unknown as [string, number, string]));
      if (sql.startsWith('INSERT INTO stock_batch')) return add(...(values as unknown as Parameters<typeof add>));
      throw new Error(`unknown statement ${sql}`);
    },
    async $queryRawUnsafe(sql: string, ...[, , day]: string[]) {
      if (!/FROM stock_batch.*expires_on >= \$3.*FOR UPDATE/s.test(sql)) throw new Error(`unknown statement ${sql}`);
      return batches
        .filter(({ expiresOn, quantity }) => expiresOn >= day! && quantity > 0)
        .map((item) => ({ ...item }));
    },
  };
  function claim(wanted: string, quantity: number, day: string): number {
    const { cancelledAt, validUntil, dispensed } = prescription;
    const refused = wanted !== id || cancelledAt || validUntil < day || dispensed + quantity > prescription.quantity;
    if (!refused) prescription.dispensed += quantity;
    return refused ? 0 : 1;
  }
  function add(_: string, __: string, batch: string, expiresOn: string, quantity: number): number {
    const stored = batches.find((item) => item.batch === batch);
    if (stored && stored.expiresOn !== expiresOn) return 0;
    if (stored) stored.quantity += quantity;
    else batches.push({ batch, expiresOn, quantity });
    return 1;
  }
  return { tx: tx as unknown as Tx, prescription, dispenses, created, batches, touched };
}

const refused = (code: string, details: object = {}) => expect.objectContaining({ code, details });
const bounds = (field: string, maximum: number) => refused('BAD_USER_INPUT', { field, minimum: 1, maximum });

/** An id that tells its type. */
const idOf = (type: MarkedType) => expect.stringMatching(new RegExp(`^.{14}${idMarks[type]}-`)) as string;

describe('dispensing', () => {
  it('claims the quantity, takes it from the stock and is written down', async () => {
    const { tx, prescription, dispenses, batches } = createPharmacy();
    expect(await dispense(tx, id, 10, pharmacist)).toBe('dispensed');
    expect([prescription.dispensed, batches[0]?.quantity]).toEqual([10, 90]);
    const written = { prescriptionId: id, quantity: 10, pharmacyId: 'F-1', pharmacistId: 'P-1' };
    expect(dispenses).toEqual([{ id: idOf('Dispense'), ...written }]);
  });

  it('empties one batch before the next, and stops when it has enough', async () => {
    const batches = [3, 4, 5].map((quantity, index) => ({
      batch: `B${index}`,
      expiresOn: [today, tomorrow, '2026-03-17'][index]!,
      quantity,
    }));
    const { tx, touched } = createPharmacy({}, [{ batch: 'OLD', expiresOn: yesterday, quantity: 9 }, ...batches]);
    await dispense(tx, id, 5, pharmacist);
    expect(batches.map(({ quantity }) => quantity)).toEqual([0, 2, 5]);
    await dispense(tx, id, 2, pharmacist);
    expect(batches.map(({ quantity }) => quantity)).toEqual([0, 0, 5]);
    expect(touched).toEqual(['B0', 'B1', 'B1']);
  });

  it.each<[string, Partial<Prescription>, number, unknown]>([
    ['more than is left', { dispensed: 25 }, 6, refused('PRESCRIPTION_EXHAUSTED', { remaining: 5 })],
    [
      'more than is left, on the last day',
      { dispensed: 25, validUntil: today },
      6,
      refused('PRESCRIPTION_EXHAUSTED', { remaining: 5 }),
    ],
    ['what is given already', { dispensed: 30 }, 1, refused('PRESCRIPTION_EXHAUSTED', { remaining: 0 })],
    [
      'what is given and expired',
      { dispensed: 30, validUntil: yesterday },
      1,
      refused('PRESCRIPTION_EXHAUSTED', { remaining: 0 }),
    ],
    ['what has expired', { validUntil: yesterday }, 1, refused('PRESCRIPTION_EXPIRED')],
    ['what was cancelled', { cancelledAt: new Date() }, 1, refused('PRESCRIPTION_CANCELLED')],
    [
      'what was cancelled and expired',
      { cancelledAt: new Date(), validUntil: yesterday },
      1,
      refused('PRESCRIPTION_CANCELLED'),
    ],
    ['nothing', {}, 0, bounds('quantity', 1_000)],
    ['less than nothing', {}, -1, bounds('quantity', 1_000)],
    ['more than 1,000', { quantity: 5_000 }, 1_001, bounds('quantity', 1_000)],
  ])('refuses %s, and takes nothing', async (_, change, quantity, refusal) => {
    const { tx, dispenses, batches } = createPharmacy(change, [{ batch: 'B', expiresOn: tomorrow, quantity: 5_000 }]);
    await expect(dispense(tx, id, quantity, pharmacist)).rejects.toEqual(refusal);
    expect([dispenses, batches[0]?.quantity]).toEqual([[], 5_000]);
  });

  it('gives the last unit on the last day, and up to 1,000', async () => {
    const last = createPharmacy({ validUntil: today, dispensed: 29 });
    expect(await dispense(last.tx, id, 1, pharmacist)).toBe('dispensed');
    const most = createPharmacy({ quantity: 1_000 }, [{ batch: 'B', expiresOn: today, quantity: 1_000 }]);
    expect(await dispense(most.tx, id, 1_000, pharmacist)).toBe('dispensed');
  });

  it('refuses what the stock does not cover, telling what it has', async () => {
    const { tx } = createPharmacy({}, [
      { batch: 'A', expiresOn: today, quantity: 3 },
      { batch: 'B', expiresOn: tomorrow, quantity: 4 },
    ]);
    await expect(dispense(tx, id, 8, pharmacist)).rejects.toEqual(refused('STOCK_INSUFFICIENT', { available: 7 }));
    const { tx: empty } = createPharmacy({}, []);
    await expect(dispense(empty, id, 1, pharmacist)).rejects.toEqual(refused('STOCK_INSUFFICIENT', { available: 0 }));
  });

  it('is for pharmacies, and for prescriptions that there are', async () => {
    const { tx } = createPharmacy();
    const atHospital = { ...pharmacist, facilityId: 'F-2' };
    await expect(dispense(tx, id, 1, atHospital)).rejects.toEqual(refused('FORBIDDEN'));
    await expect(dispense(tx, id, 0, atHospital)).rejects.toEqual(refused('FORBIDDEN'));
    for (const unknown of [randomUUID(), 'nothing', ''])
      await expect(dispense(tx, unknown, 1, pharmacist)).rejects.toEqual(refused('NOT_FOUND'));
  });
});

describe('cancelling', () => {
  it.each<[string, Partial<Prescription>]>([
    ['what is left', { dispensed: 29 }],
    ['an expired one', { validUntil: yesterday }],
  ])('takes back %s', async (_, change) => {
    const { tx, prescription } = createPharmacy(change);
    expect(await cancel(tx, { prescriptionId: id }, pharmacist)).toBe(id);
    expect(prescription.cancelledAt).toBeInstanceOf(Date);
  });

  it.each<[string, Partial<Prescription>, unknown]>([
    ['a cancelled one', { cancelledAt: new Date(0) }, refused('PRESCRIPTION_CANCELLED')],
    ['what is given already', { dispensed: 30 }, refused('PRESCRIPTION_EXHAUSTED', { remaining: 0 })],
  ])('refuses %s', async (_, change, refusal) => {
    const { tx, prescription } = createPharmacy(change);
    await expect(cancel(tx, { prescriptionId: id }, pharmacist)).rejects.toEqual(refusal);
    expect(prescription.cancelledAt).toEqual(change.cancelledAt ?? null);
    await expect(cancel(tx, { prescriptionId: 'nothing' }, pharmacist)).rejects.toEqual(refused('NOT_FOUND'));
  });
});

describe('prescribing', () => {
  const wanted = { healthId: '000000000017', medicationId: 'M-1', quantity: 30, dosage: 'one', validUntil: tomorrow };

  it.each([{}, { quantity: 1 }, { quantity: 1_000 }, { dosage: 'x'.repeat(500) }, { validUntil: today }])(
    'writes what was wanted, and by whom: %j',
    async (change) => {
      const { tx, created } = createPharmacy();
      expect(await prescribe(tx, { ...wanted, ...change }, pharmacist)).toBe('created');
      const labelled = { encounterId: null, indicationCode: null, confidentiality: 'N', sensitivities: ['MH'] };
      const written = { ...wanted, ...change, ...labelled, prescriberId: 'P-1', facilityId: 'F-1' };
      expect(created).toEqual([{ id: idOf('Prescription'), ...written }]);
    },
  );

  it.each<[object, unknown]>([
    [{ quantity: 0 }, bounds('quantity', 1_000)],
    [{ quantity: 1_001 }, bounds('quantity', 1_000)],
    [{ dosage: '' }, refused('BAD_USER_INPUT', { field: 'dosage' })],
    [{ dosage: ' ' }, refused('BAD_USER_INPUT', { field: 'dosage' })],
    [{ dosage: 'x'.repeat(501) }, refused('BAD_USER_INPUT', { field: 'dosage' })],
    [{ validUntil: yesterday }, refused('BAD_USER_INPUT', { field: 'validUntil' })],
    [{ medicationId: 'M-2' }, refused('NOT_FOUND', { field: 'medicationId' })],
    [{ indicationCode: 'depression' }, refused('BAD_USER_INPUT', { field: 'indicationCode' })],
    [{ indicationCode: 'F30-F39' }, refused('BAD_USER_INPUT', { field: 'indicationCode' })],
    [{ indicationCode: 'V' }, refused('BAD_USER_INPUT', { field: 'indicationCode' })],
  ])('refuses %j', async (change, refusal) => {
    const { tx, created } = createPharmacy();
    await expect(prescribe(tx, { ...wanted, ...change }, pharmacist)).rejects.toEqual(refusal);
    expect(created).toEqual([]);
  });
});

describe('a prescription', () => {
  it.each<[Partial<Prescription>, string]>([
    [{}, 'ACTIVE'],
    [{ validUntil: today, dispensed: 29 }, 'ACTIVE'],
    [{ validUntil: yesterday }, 'EXPIRED'],
    [{ validUntil: yesterday, dispensed: 30 }, 'COMPLETED'],
    [{ dispensed: 30, cancelledAt: new Date(0) }, 'CANCELLED'],
  ])('with %j is %s', (change, status) => expect(statusOf({ ...prescribed, ...change })).toBe(status));
});

describe('stock that comes in', () => {
  const received = { medicationId: 'M-1', batch: 'N-1', expiresOn: tomorrow, quantity: 5 };

  it('is stored, and grows a batch that is known', async () => {
    const { tx, batches } = createPharmacy({}, []);
    await receiveStock(tx, received, pharmacist);
    await receiveStock(tx, received, pharmacist);
    expect(batches).toEqual([{ batch: 'N-1', expiresOn: tomorrow, quantity: 10 }]);
    const conflict = refused('CONFLICT', { field: 'expiresOn' });
    await expect(receiveStock(tx, { ...received, expiresOn: today }, pharmacist)).rejects.toEqual(conflict);
  });

  it.each([
    { quantity: 1 },
    { quantity: 1_000_000 },
    { expiresOn: today },
    { batch: 'a' },
    { batch: `A_0./-${'x'.repeat(34)}` },
  ])('may be %j', async (change) => {
    const { tx, batches } = createPharmacy({}, []);
    await receiveStock(tx, { ...received, ...change }, pharmacist);
    expect(batches).toHaveLength(1);
  });

  it.each<[object, unknown]>([
    [{ quantity: 0 }, bounds('quantity', 1_000_000)],
    [{ quantity: 1_000_001 }, bounds('quantity', 1_000_000)],
    [{ batch: '' }, refused('BAD_USER_INPUT', { field: 'batch' })],
    [{ batch: 'a b' }, refused('BAD_USER_INPUT', { field: 'batch' })],
    [{ batch: ' a' }, refused('BAD_USER_INPUT', { field: 'batch' })],
    [{ batch: 'x'.repeat(41) }, refused('BAD_USER_INPUT', { field: 'batch' })],
    [{ expiresOn: yesterday }, refused('BAD_USER_INPUT', { field: 'expiresOn' })],
    [{ medicationId: 'M-2' }, refused('NOT_FOUND', { field: 'medicationId' })],
  ])('may not be %j', async (change, refusal) => {
    const { tx, batches } = createPharmacy({}, []);
    await expect(receiveStock(tx, { ...received, ...change }, pharmacist)).rejects.toEqual(refusal);
    await expect(receiveStock(tx, { ...received, ...change }, { ...pharmacist, facilityId: 'F-2' })).rejects.toEqual(
      refused('FORBIDDEN'),
    );
    expect(batches).toEqual([]);
  });

  it('is listed by expiry, then batch, then medicine', () => {
    expect(stockPositionOf(received)).toBe(`${tomorrow} N-1 M-1`);
  });
});
