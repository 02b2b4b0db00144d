import { requireCaller } from '@wasl/kit/caller';
import { idempotently, type JsonValue } from '@wasl/kit/idempotency';
import type { Prisma } from '@wasl/prisma/health-id/generated/client.ts';
import type { HealthIdContext } from '../context.ts';
import { createLoaders } from '../loaders.ts';

export interface Keyed {
  idempotencyKey: string;
}

export type Input<T> = { input: Keyed & T };

/** Does a write once per idempotency key; `by` is the caller's subject. What was loaded before it is read anew after it. */
export async function writeOnce<T extends JsonValue>(
  context: HealthIdContext,
  operation: string,
  input: Keyed,
  work: (tx: Prisma.TransactionClient, by: string) => Promise<T>,
): Promise<T> {
  const caller = requireCaller(context);
  const submission = { key: input.idempotencyKey, operation, caller, input };
  const result = await idempotently(context.db, submission, (tx: Prisma.TransactionClient) => work(tx, caller.subject));
  context.loaders = createLoaders(context.db);
  return result;
}

/** The answer of the mutations that change a patient. */
export async function patientPayload({ loaders }: HealthIdContext, healthId: string) {
  return { patient: await loaders.patient.load(healthId) };
}
