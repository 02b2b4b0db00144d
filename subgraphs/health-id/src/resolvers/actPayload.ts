import type { Keyed } from '@wasl/kit/writeOnce';
import type { Writing } from '@wasl/kit/actor';
import type { HealthIdContext } from '../context.ts';
import { type NewAct, type RegistrarAct, requestAct } from '../stores/acts.ts';
import type { Tx } from '../stores/client.ts';
import type { Patient } from '../stores/patientStore.ts';
import { writeAs } from './patientPayload.ts';

/** The answer of the mutations that need a second registrar, and of those by which one decides. */
export interface ActPayload {
  act: RegistrarAct | null;
  /** Whose record it is, as it stands. */
  patient: Patient | null;
}

export async function actPayload({ loaders }: HealthIdContext, id: string): Promise<ActPayload> {
  const act = await loaders.act(id);
  return { act, patient: act && (await loaders.patient.load(act.healthId)) };
}

/** Files an act; `describe` reads what it is about inside the transaction. */
export async function request(
  context: HealthIdContext,
  operation: string,
  input: Keyed,
  describe: (tx: Tx, writing: Writing) => Promise<NewAct> | NewAct,
): Promise<ActPayload> {
  const id = await writeAs(context, operation, input, async (tx, writing) =>
    requestAct(tx, await describe(tx, writing), writing),
  );
  return actPayload(context, id);
}
