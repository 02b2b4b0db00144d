import { person } from '@wasl/demo/population';
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

  test('of forty patients take as many statements as those of one, dispenses and sealed ones included', async () => {
    const people = Array.from({ length: 40 }, (_, index) => person(600 + index).healthId);
    for (const [index, healthId] of people.entries()) {
      await pharmacy.prescribe({ healthId, ...(index % 4 === 0 && { confidentiality: 'V' }) });
      await pharmacy.prescribe({ healthId, medicationId: 'M-C09AA02' });
    }
    const fields = 'summary { medications { id medication { nameAr } dispenses { quantity } } }';
    const asked = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Patient { ${fields} } } }`;
    const counted = async (wanted: string[], caller = physician) => {
      const of = wanted.map((healthId) => ({ __typename: 'Patient', healthId, healthIds: [healthId] }));
      const before = pharmacy.subgraph.database.countStatements();
      const { data, errors } = await pharmacy.subgraph.ask(asked, { of }, caller);
      expect(errors).toBeUndefined();
      const found = (data as { _entities: { summary: { medications: unknown[] } }[] })._entities;
      return {
        statements: pharmacy.subgraph.database.countStatements() - before,
        sizes: found.map(({ summary }) => summary.medications.length),
      };
    };
    const one = await counted(people.slice(0, 1));
    expect(one).toEqual({ statements: expect.any(Number), sizes: [2] });
    expect(one.statements).toBeLessThan(6);
    expect(await counted(people)).toEqual({ statements: one.statements, sizes: people.map(() => 2) });
    // Who did not write it does not read what is sealed.
    const colleague = {
      ...physician,
      practitionerId: 'P-000099',
      decision: { ...physician.decision!, labels: ['N', 'R'], hiddenLabels: ['V'] },
    };
    expect(await counted(people, colleague)).toEqual({
      statements: one.statements,
      sizes: people.map((_, index) => (index % 4 === 0 ? 1 : 2)),
    });
  });
});
