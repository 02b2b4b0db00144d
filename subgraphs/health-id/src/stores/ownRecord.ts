import type { Actor } from '@wasl/kit/actor';
import { failure } from '@wasl/kit/errors';
import type { Reader } from './client.ts';
import { resolvePatients } from './patientStore.ts';

/** Nobody acts in office on the own record, under a former ID either. @throws SubgraphError FORBIDDEN */
export async function refuseOwnRecord(db: Reader, healthIds: readonly string[], { healthId }: Actor): Promise<void> {
  if (healthId === undefined) return;
  const found = await resolvePatients(db, [...healthIds, healthId]);
  const own = found.get(healthId)?.healthId;
  if (own !== undefined && healthIds.some((id) => found.get(id)?.healthId === own)) throw failure('FORBIDDEN');
}
