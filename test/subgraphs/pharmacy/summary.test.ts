import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databaseKinds } from '../../support/testPostgres.ts';
import { patient, pharmacist, physician, startTestPharmacy, type TestPharmacy } from './startTestPharmacy.ts';

describe.each(databaseKinds)('the medicines of a summary, on %s', (kind) => {
  let pharmacy: TestPharmacy;
  beforeAll(async () => {
    pharmacy = await startTestPharmacy(kind);
  });
  afterAll(() => pharmacy?.stop());

  const text = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Patient { summary { medications { id } } } } }`;
  async function medications(caller = physician): Promise<string[]> {
    const of = [{ __typename: 'Patient', healthId: patient, healthIds: [patient] }];
    const { data } = await pharmacy.subgraph.ask(text, { of }, caller);
    const [entity] = (data as { _entities: { summary: { medications: { id: string }[] } }[] })._entities;
    return entity!.summary.medications.map(({ id }) => id);
  }

  test('are what may be dispensed and what the patient still has, newest first, and not what was cancelled or stopped', async () => {
    const active = await pharmacy.prescribe();
    const dispensed = await pharmacy.prescribe({ medicationId: 'M-C09AA02' });
    await pharmacy.dispense(dispensed, 20, pharmacist());
    const cancelled = await pharmacy.prescribe({ medicationId: 'M-A10BA02' });
    const stopped = await pharmacy.prescribe({ medicationId: 'M-C10AA05' });
    await pharmacy.dispense(stopped, 1, pharmacist());
    expect(await medications()).toEqual([stopped, cancelled, dispensed, active]);
    await pharmacy.write('cancelPrescription', { prescriptionId: cancelled, reason: 'No longer needed' }, physician);
    await pharmacy.write(
      'stopMedication',
      { prescriptionId: stopped, reason: 'Muscle pain since it began' },
      physician,
    );
    expect(await medications()).toEqual([dispensed, active]);
  });
});
