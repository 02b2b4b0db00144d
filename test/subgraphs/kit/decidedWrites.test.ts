import { randomUUID } from 'node:crypto';
import { person } from '@wasl/demo/population';
import { toHealthId } from '@wasl/kit/healthId';
import type { Caller } from '@wasl/subgraph-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { physician as clinician, startTestClinic, type TestClinic } from '../clinical-records/startTestClinic.ts';
import { pharmacist, physician, startTestPharmacy, type TestPharmacy } from '../pharmacy/startTestPharmacy.ts';
import { startTestRegistry, type TestRegistry } from '../health-id/startTestRegistry.ts';
import { testCaller } from '../../support/startTestSubgraph.ts';

const healthId = person(3).healthId;
const neverIssued = toHealthId('9999999999');
const on = (caller: Caller, ...patients: string[]): Caller => ({
  ...caller,
  decision: { ...caller.decision, patients },
});

describe('a write that is signed but of which nothing was decided for its patient', () => {
  let clinic: TestClinic;
  let pharmacy: TestPharmacy;
  let registry: TestRegistry;
  beforeAll(async () => {
    [clinic, pharmacy, registry] = await Promise.all([
      startTestClinic(),
      startTestPharmacy('PGlite'),
      startTestRegistry('PGlite', 20),
    ]);
  });
  afterAll(() => Promise.all([clinic.subgraph, pharmacy, registry].map((each) => each.stop())));

  it('is refused by the clinical records: for an ID that was never issued, and for another patient than was decided on', async () => {
    for (const patients of [[], [person(4).healthId]])
      for (const id of [neverIssued, healthId])
        expect((await clinic.record('Condition', id, {}, on(clinician, ...patients))).code).toBe('FORBIDDEN');
    const { record, code } = await clinic.record('Condition', healthId, {}, on(clinician, healthId));
    expect([code, record.version]).toEqual([undefined, 1]);
    const spaced = healthId.replace(/(....)(....)(....)/, '$1 $2 $3');
    expect((await clinic.record('Condition', spaced, {}, on(clinician, healthId))).code).toBeUndefined();
    expect((await clinic.record('Condition', healthId, {}, on(clinician, spaced))).code).toBeUndefined();
  });

  it('is refused on a record that its own id names', async () => {
    const { record } = await clinic.record('Condition', healthId);
    const change = { id: record.id, expectedVersion: 1 };
    const enter = (...patients: string[]) => clinic.write('enterConditionInError', change, on(clinician, ...patients));
    expect([(await enter()).code, (await enter(neverIssued)).code]).toEqual(['FORBIDDEN', 'FORBIDDEN']);
    expect((await enter(healthId)).code).toBeUndefined();
  });

  it('is refused by the pharmacy', async () => {
    const wanted = {
      medicationId: 'M-N02BE01',
      quantity: 3,
      dosage: 'one as needed',
      validUntil: '2999-01-01',
      idempotencyKey: randomUUID(),
    };
    const stopped = await pharmacy.write('prescribe', { healthId: neverIssued, ...wanted }, on(physician));
    expect(stopped.code).toBe('FORBIDDEN');
    const prescriptionId = await pharmacy.prescribe({ healthId });
    const cancel = { prescriptionId };
    expect((await pharmacy.write('cancelPrescription', cancel, on(physician))).code).toBe('FORBIDDEN');
    expect((await pharmacy.dispense(prescriptionId, 1, on(pharmacist(), neverIssued))).code).toBe('FORBIDDEN');
    expect((await pharmacy.dispense(prescriptionId, 1, on(pharmacist(), healthId))).code).toBeUndefined();
  });

  it('is refused by the registry', async () => {
    const { ask } = registry.subgraph;
    const input = { idempotencyKey: randomUUID(), healthId, decision: 'DENY' };
    const text = 'mutation ($input: RecordConsentInput!) { recordConsent(input: $input) { patient { healthId } } }';
    const { errors } = await ask(text, { input }, on(testCaller(['registrar'])));
    expect(errors?.map(({ extensions }) => extensions?.['code'])).toEqual(['FORBIDDEN']);
  });
});
