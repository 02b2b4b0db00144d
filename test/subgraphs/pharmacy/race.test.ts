import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  pharmacist,
  physician,
  startTestPharmacy,
  startTestPharmacyAt,
  type TestPharmacy,
} from './startTestPharmacy.ts';
import { createPostgresDatabase, type DatabaseKind, databaseKinds } from '../../support/testPostgres.ts';

/** Two servers on one database where there is a Postgres; PGlite serves one process, so there both are the same. */
async function startTwo(kind: DatabaseKind): Promise<{ servers: [TestPharmacy, TestPharmacy]; stop(): Promise<void> }> {
  if (kind === 'PGlite') {
    const only = await startTestPharmacy(kind);
    return { servers: [only, only], stop: () => only.stop() };
  }
  const database = await createPostgresDatabase();
  const servers: [TestPharmacy, TestPharmacy] = [
    await startTestPharmacyAt(database.url),
    await startTestPharmacyAt(database.url),
  ];
  const stop = async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await database.drop();
  };
  return { servers, stop };
}

describe.each(databaseKinds)('pharmacies that race, on %s', (kind) => {
  let running: Awaited<ReturnType<typeof startTwo>>;
  beforeAll(async () => {
    running = await startTwo(kind);
  });
  afterAll(() => running.stop());

  const together = <T>(count: number, ask: (server: TestPharmacy, index: number) => Promise<T>) =>
    Promise.all(Array.from({ length: count }, (_, index) => ask(running.servers[index % 2] as TestPharmacy, index)));
  const count = (codes: (string | undefined)[], code: string | undefined) => codes.filter((c) => c === code).length;
  const sumOf = (batches: { quantity: number }[]) => batches.reduce((sum, { quantity }) => sum + quantity, 0);

  it('never dispense more together than was prescribed', async () => {
    const [server] = running.servers;
    const stockNow = async () =>
      sumOf(await server.stock('M-N02BE01', pharmacist(0))) + sumOf(await server.stock('M-N02BE01', pharmacist(1)));
    const stockBefore = await stockNow();
    const prescriptionId = await server.prescribe({ quantity: 50 });
    const outcomes = await together(20, (from, index) => from.dispense(prescriptionId, 7, pharmacist(index % 2)));
    const codes = outcomes.map(({ code }) => code);
    expect([count(codes, undefined), count(codes, 'PRESCRIPTION_EXHAUSTED')]).toEqual([7, 13]);
    const [stored] = await server.subgraph.database.query<{ dispensed: number; given: string }>(
      'SELECT dispensed, (SELECT sum(quantity) FROM dispense WHERE prescription_id = $1::uuid)::text AS given FROM prescription WHERE id = $1::uuid',
      [prescriptionId],
    );
    expect(stored).toEqual({ dispensed: 49, given: '49' });
    expect(await stockNow()).toBe(stockBefore - 49);
  });

  it('never sell the same box twice: refused dispenses leave the prescription whole', async () => {
    const [server] = running.servers;
    const caller = pharmacist(2);
    const available = sumOf(await server.stock('M-M04AA01', caller));
    const each = Math.ceil(available / 4);
    const ids = await Promise.all(
      Array.from({ length: 8 }, () => server.prescribe({ medicationId: 'M-M04AA01', quantity: each })),
    );
    const outcomes = await together(8, (from, index) => from.dispense(ids[index] as string, each, caller));
    const codes = outcomes.map(({ code }) => code);
    const sold = Math.floor(available / each);
    expect([count(codes, undefined), count(codes, 'STOCK_INSUFFICIENT')]).toEqual([sold, 8 - sold]);
    expect(sumOf(await server.stock('M-M04AA01', caller))).toBe(available - sold * each);
    const claimed = await server.subgraph.database.query<{ dispensed: number }>(
      'SELECT dispensed FROM prescription WHERE id = ANY($1::uuid[]) AND dispensed > 0',
      [ids],
    );
    expect(claimed).toHaveLength(sold);
  });

  it('answer one submission that is sent six times at once with one dispense', async () => {
    const prescriptionId = await running.servers[0].prescribe({ quantity: 30 });
    const idempotencyKey = `sent-six-times-${kind}`;
    const outcomes = await together(6, (from) => from.dispense(prescriptionId, 10, pharmacist(3), { idempotencyKey }));
    expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
    expect(outcomes[0]).toMatchObject({
      code: undefined,
      data: { dispense: { dispense: { quantity: 10, prescription: { remainingQuantity: 20 } } } },
    });
  });

  it('either dispense or cancel, never both', async () => {
    const [first, second] = running.servers;
    const cancel = (prescriptionId: string) => first.write('cancelPrescription', { prescriptionId }, physician);
    for (let round = 0; round < 5; round += 1) {
      const id = await first.prescribe({ quantity: 1 });
      const [cancelled, dispensed] = await Promise.all([cancel(id), second.dispense(id, 1, pharmacist(5))]);
      const codes = [cancelled.code, dispensed.code];
      expect([
        [undefined, 'PRESCRIPTION_CANCELLED'],
        ['PRESCRIPTION_EXHAUSTED', undefined],
      ]).toContainEqual(codes);
    }
  });
});
