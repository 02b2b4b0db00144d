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
  /** The first error. */
  error?: { message: string; extensions?: Record<string, unknown> } | undefined;
  data: Record<string, unknown> | null;
}

export interface TestPharmacy {
  subgraph: TestSubgraph;
  /** Writes a prescription of paracetamol unless told otherwise; answers its ID. */
  prescribe(more?: Record<string, unknown>): Promise<string>;
  /**
   * Runs a mutation of this name with a fresh idempotency key unless the input brings one, and comes back with what is known of the
   * patient as the gateway does: no allergies and no conditions unless told otherwise. `visit` is what is known of the visit.
   */
  write(
    name: string,
    input: Record<string, unknown>,
    caller: Caller,
    known?: Record<string, unknown>,
    language?: string,
  ): Promise<Outcome>;
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
  countStock: 'pharmacy { id }',
  recordStockLoss: 'pharmacy { id }',
  recallBatch: 'pharmacy { id }',
  recallBatchEverywhere:
    'recall { batch reason medication { id } } pharmacies { pharmacy { id } unitsLeft unitsDispensed }',
  withdrawBatchRecall: 'pharmacy { id }',
  withdrawRecallEverywhere: 'recall { id batch reason withdrawnAt withdrawalReason }',
  returnMedicine: 'prescription { id supplyEndsOn remainingQuantity }',
};

/** What is checked before it is written, and the type of its payload. */
const payloads: Record<string, string> = { prescribe: 'PrescriptionPayload', dispense: 'DispensePayload' };

interface Draft {
  id: string;
  patient: { healthId: string };
}

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
  async function write(
    name: string,
    input: Record<string, unknown>,
    caller: Caller,
    known: Record<string, unknown> = {},
    language = 'en',
  ): Promise<Outcome> {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
    const payload = payloads[name];
    const asked = payload ? 'id patient { healthId }' : fields[name];
    const text = `mutation ($input: ${type}!) { ${name}(input: $input) { ${asked} } }`;
    const keyed = { input: { idempotencyKey: randomUUID(), ...input } };
    const first = await running.ask(text, keyed, caller, language);
    const draft = (first.data as Record<string, Draft | null> | null | undefined)?.[name];
    if (!payload || !draft) return toOutcome(first);
    const { healthId } = draft.patient;
    const { visit = null, ...ofPatient } = known;
    const told = { healthId, healthIds: [healthId], allergySubstances: [], prescribingFacts: [], ...ofPatient };
    const of = [{ __typename: payload, id: draft.id, patient: { __typename: 'Patient', ...told }, visit }];
    const alerts = 'alerts { id kind severity cause { messageEn } }';
    const back = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${payload} { ${alerts} ${fields[name]} } } }`;
    const second = await running.ask(back, { of }, caller, language);
    const entity = (second.data as { _entities?: unknown[] } | null | undefined)?._entities?.[0];
    return toOutcome({ ...second, data: { [name]: entity } });
  }

  /** As somebody who has seen the alerts and goes on. */
  async function writeOverAlerts(name: string, input: Record<string, unknown>, caller: Caller): Promise<Outcome> {
    const first = await write(name, input, caller);
    if (first.code !== 'SAFETY_ALERT') return first;
    const override = { alertIds: alertIdsOf(name, first), reason: 'Seen, and weighed with the patient' };
    return write(name, { ...input, override }, caller);
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
      const { code, data } = await writeOverAlerts('prescribe', { ...wanted, ...more }, physician);
      if (code !== undefined) throw new Error(code);
      return (data as { prescribe: { prescription: { id: string } } }).prescribe.prescription.id;
    },
    dispense: (prescriptionId, quantity, caller, more = {}) =>
      writeOverAlerts('dispense', { prescriptionId, quantity, ...more }, caller),
    stock: (medicationId, { facilityId }) =>
      running.database.query(
        'SELECT batch, quantity FROM stock_batch WHERE pharmacy_id = $1 AND medication_id = $2 ORDER BY expires_on, batch',
        [facilityId, medicationId],
      ),
    stop: running.stop,
  };
}

function toOutcome({ data, errors }: { data?: unknown; errors?: readonly unknown[] }): Outcome {
  const error = errors?.[0] as Outcome['error'];
  return {
    code: error?.extensions?.['code'] as string | undefined,
    data: (data as Record<string, unknown> | undefined) ?? null,
    error,
  };
}

/** The alerts that stopped a mutation. */
export function alertIdsOf(name: string, { data }: Outcome): string[] {
  const payload = data?.[name] as { alerts: { id: string | null }[] } | undefined;
  return (payload?.alerts ?? []).flatMap(({ id }) => id ?? []);
}
