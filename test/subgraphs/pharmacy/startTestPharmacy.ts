import { randomUUID } from 'node:crypto';
import { facilities, practitioners } from '@wasl/demo/facilities';
import { person } from '@wasl/demo/population';
import type { Caller } from '@wasl/subgraph-sdk';
import { subgraph } from '@wasl/pharmacy/main';
import { dayFromNow } from '../../support/dayFromNow.ts';
import { startTestSubgraph, testCaller, type TestSubgraph } from '../../support/startTestSubgraph.ts';
import { type DatabaseKind, startTestSubgraphOn, untilReady } from '../../support/testPostgres.ts';

const pharmacies = facilities().filter(({ type }) => type === 'PHARMACY');

/** People whom the seed of ten leaves out: their records hold only what a test writes. */
export const patient = person(500).healthId;
export const physician = testCaller(['physician'], { practitionerId: 'P-000001', facilityId: 'F-DI-001' });
/** The pharmacist of the nth pharmacy. */
export function pharmacist(nth = 0): Caller {
  const facilityId = pharmacies[nth]?.id;
  const practitionerId = practitioners().find((item) => item.facilityId === facilityId)?.id;
  return testCaller(['pharmacist'], { subject: `pharmacist-${nth}`, facilityId, practitionerId });
}

/** The answers of one mutation, shortened to what the tests look at. */
export interface Outcome {
  code: string | undefined;
  data: Record<string, unknown> | null;
}

export interface TestPharmacy {
  subgraph: TestSubgraph;
  /** Writes a prescription of paracetamol unless told otherwise; answers its ID. */
  prescribe(more?: Record<string, unknown>): Promise<string>;
  /** Runs a mutation of this name with a fresh idempotency key unless the input brings one. */
  write(name: string, input: Record<string, unknown>, caller: Caller): Promise<Outcome>;
  dispense(prescriptionId: string, quantity: number, caller: Caller, more?: Record<string, unknown>): Promise<Outcome>;
  /** Units of a medicine in one pharmacy, batch by batch, first to expire first. */
  stock(medicationId: string, caller: Caller): Promise<{ batch: string; quantity: number }[]>;
  stop(): Promise<void>;
}

const fields: Record<string, string> = {
  prescribe: 'prescription { id status remainingQuantity medication { atcCode } patient { healthId } }',
  cancelPrescription: 'prescription { id status remainingQuantity }',
  stopMedication: 'prescription { id status stopReason supplyEndsOn }',
  dispense:
    'dispense { id quantity pharmacy { id } pharmacist { id } prescription { id status remainingQuantity dispenses { quantity } } }',
  receiveStock: 'pharmacy { id facility { id } }',
};

const demoPatients = 10;
const nextYear = dayFromNow(365);

/** The pharmacy subgraph with a formulary, stock and few prescriptions, on a database of its own of either kind. */
export async function startTestPharmacy(kind: DatabaseKind): Promise<TestPharmacy> {
  return createTestPharmacy(await startTestSubgraphOn(kind, subgraph, { demoPatients }));
}

/** The same on a Postgres database that others may use too, and that stays when it stops. */
export async function startTestPharmacyAt(databaseUrl: string): Promise<TestPharmacy> {
  const running = await startTestSubgraph(subgraph, { demoPatients, databaseUrl });
  await untilReady(running.url);
  return createTestPharmacy(running);
}

function createTestPharmacy(running: TestSubgraph): TestPharmacy {
  async function write(name: string, input: Record<string, unknown>, caller: Caller): Promise<Outcome> {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
    const text = `mutation ($input: ${type}!) { ${name}(input: $input) { ${fields[name]} } }`;
    const { data, errors } = await running.ask(text, { input: { idempotencyKey: randomUUID(), ...input } }, caller);
    return { code: errors?.[0]?.extensions?.['code'] as string | undefined, data: data ?? null };
  }

  return {
    subgraph: running,
    write,
    async prescribe(more = {}) {
      const wanted = {
        healthId: patient,
        medicationId: 'M-N02BE01',
        quantity: 30,
        dosage: 'one as needed',
        validUntil: nextYear,
      };
      const { code, data } = await write('prescribe', { ...wanted, ...more }, physician);
      if (code !== undefined) throw new Error(code);
      return (data as { prescribe: { prescription: { id: string } } }).prescribe.prescription.id;
    },
    dispense: (prescriptionId, quantity, caller, more = {}) =>
      write('dispense', { prescriptionId, quantity, ...more }, caller),
    stock: (medicationId, { facilityId }) =>
      running.database.query(
        'SELECT batch, quantity FROM stock_batch WHERE pharmacy_id = $1 AND medication_id = $2 ORDER BY expires_on, batch',
        [facilityId, medicationId],
      ),
    stop: running.stop,
  };
}
