import { person } from '@wasl/demo/population';
import { damascusDay, endOfDay } from '@wasl/kit/calendar';
import type { Caller } from '@wasl/subgraph-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseKinds } from '../../support/testPostgres.ts';
import { patient, pharmacist, physician, startTestPharmacy, type TestPharmacy } from './startTestPharmacy.ts';

const stranger = person(501).healthId;

describe.each(databaseKinds)('those whose prescriptions a pharmacy has to do with, on %s', (kind) => {
  let pharmacy: TestPharmacy;
  beforeAll(async () => {
    pharmacy = await startTestPharmacy(kind);
  });
  afterAll(() => pharmacy.stop());

  const held = async (caller: Caller) => {
    const query = 'query ($healthIds: [ID!]!) { prescriptionHolders(healthIds: $healthIds) { healthId holdsForMs } }';
    const { data } = await pharmacy.subgraph.ask(query, { healthIds: [patient, stranger, '12345678901234'] }, caller);
    return data?.['prescriptionHolders'] as { healthId: string; holdsForMs: number }[];
  };
  const holders = async (caller: Caller) => (await held(caller)).map(({ healthId }) => healthId);
  const dispensedAgo = (interval: string) =>
    pharmacy.subgraph.database.query(`UPDATE dispense SET dispensed_at = now() - interval '${interval}'`);
  const change = (set: string) =>
    pharmacy.subgraph.database.query(`UPDATE prescription SET ${set} WHERE health_id = $1`, [patient]);

  it('have an active prescription, for every pharmacy and for nobody outside of one', async () => {
    expect(await holders(pharmacist())).toEqual([]);
    const id = await pharmacy.prescribe({ quantity: 2 });
    expect([await holders(pharmacist(0)), await holders(pharmacist(1))]).toEqual([[patient], [patient]]);
    expect(await holders(physician)).toEqual([]);
    await change(`valid_until = '2020-01-01'`);
    expect(await holders(pharmacist())).toEqual([]);
    await change(`valid_until = '2999-01-01'`);
    await pharmacy.write('cancelPrescription', { prescriptionId: id }, physician);
    expect(await holders(pharmacist())).toEqual([]);
  });

  it('stay a day with the pharmacy that gave out the last of it, and with no other', async () => {
    const id = await pharmacy.prescribe({ quantity: 1 });
    expect((await pharmacy.dispense(id, 1, pharmacist(0))).code).toBeUndefined();
    expect([await holders(pharmacist(0)), await holders(pharmacist(1))]).toEqual([[patient], []]);
    await dispensedAgo('25 hours');
    expect(await holders(pharmacist(0))).toEqual([]);
  });

  it('tell when a day after the dispense is over, and a minute where that is later', async () => {
    await dispensedAgo('23 hours');
    expect(await held(pharmacist(0))).toEqual([{ healthId: patient, holdsForMs: 60_000 }]);
    await dispensedAgo('23 hours 59 minutes 30 seconds');
    const [{ holdsForMs } = { holdsForMs: 0 }] = await held(pharmacist(0));
    expect(holdsForMs).toBeGreaterThan(0);
    expect(holdsForMs).toBeLessThanOrEqual(30_000);
    await dispensedAgo('24 hours');
    expect(await held(pharmacist(0))).toEqual([]);
  });

  it('are such until the end of the last day on which a prescription can be dispensed, in Damascus', async () => {
    const id = await pharmacy.prescribe({ quantity: 2 });
    await change(`valid_until = '${damascusDay(new Date())}'`);
    expect(await held(pharmacist(1))).toEqual([{ healthId: patient, holdsForMs: msLeftToday() }]);
    await change(`valid_until = '${damascusDay(new Date(Date.now() - 86_400_000))}'`);
    expect(await held(pharmacist(1))).toEqual([]);
    await change(`valid_until = '2999-01-01'`);
    await pharmacy.write('cancelPrescription', { prescriptionId: id }, physician);
  });
  /** Or a minute, unless the test runs in the last one before midnight. */
  const msLeftToday = () => {
    const leftMs = endOfDay(new Date()).getTime() - Date.now();
    return leftMs > 70_000 ? 60_000 : (expect.any(Number) as number);
  };

  it('are not those of whom all is sealed', async () => {
    const id = await pharmacy.prescribe({ quantity: 2, confidentiality: 'V' });
    expect(await holders(pharmacist())).toEqual([]);
    await pharmacy.write('cancelPrescription', { prescriptionId: id }, physician);
  });
});
