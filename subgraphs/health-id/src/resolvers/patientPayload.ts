import type { Keyed } from '@wasl/kit/writeOnce';
import { actorOf, type Writing } from '@wasl/kit/actor';
import type { HealthIdContext } from '../context.ts';
import type { Tx } from '../stores/client.ts';
import type { Patient } from '../stores/patientStore.ts';

/** The answer of the mutations that change a patient. */
export interface PatientPayload {
  patient: Patient | null;
}

export async function patientPayload({ loaders }: HealthIdContext, healthId: string): Promise<PatientPayload> {
  return { patient: await loaders.patient.load(healthId) };
}

/** Does a write, once for its key, in the caller's name and at the request's time. It answers an ID. */
export function writeAs(
  context: HealthIdContext,
  operation: string,
  input: Keyed,
  work: (tx: Tx, writing: Writing) => Promise<string>,
): Promise<string> {
  const { now } = context;
  return context.writeOnce(operation, input, (tx, caller) => work(tx, { actor: actorOf(caller), now }));
}

/** Does a write that answers a patient's health ID. */
export async function writeRecord(
  context: HealthIdContext,
  operation: string,
  input: Keyed,
  work: (tx: Tx, writing: Writing) => Promise<string>,
): Promise<PatientPayload> {
  return patientPayload(context, await writeAs(context, operation, input, work));
}
