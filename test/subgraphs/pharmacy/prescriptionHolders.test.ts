import { person } from '@wasl/demo/population';
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

  const holders = async (caller: Caller) => {
    const query = 'query ($healthIds: [ID!]!) { prescriptionHolders(healthIds: $healthIds) }';
    const { data } = await pharmacy.subgraph.ask(query, { healthIds: [patient, stranger, '12345678901234'] }, caller);
    return data?.['prescriptionHolders'];
  };
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
    await pharmacy.subgraph.database.query(`UPDATE dispense SET dispensed_at = now() - interval '25 hours'`);
    expect(await holders(pharmacist(0))).toEqual([]);
  });

  it('are not those of whom all is sealed', async () => {
    const id = await pharmacy.prescribe({ quantity: 2, confidentiality: 'V' });
    expect(await holders(pharmacist())).toEqual([]);
    await pharmacy.write('cancelPrescription', { prescriptionId: id }, physician);
  });
});
