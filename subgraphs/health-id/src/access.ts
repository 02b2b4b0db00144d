import { failure } from '@wasl/kit/errors';
import { isStaff, type MayRead } from '@wasl/kit/recordAccess';
import type { Caller } from '@wasl/subgraph-sdk';
import type { HealthIdContext } from './context.ts';
import type { Registry } from './registry.ts';
import type { Patient } from './stores/patientStore.ts';

/** Open to staff, to the patient, and to those whom this registry knows as the patient's guardians now. */
export function registryAccess(caller: Caller | null, registry: Registry): MayRead {
  if (caller === null) return () => false;
  if (isStaff(caller)) return () => true;
  return async ({ healthIds }) => {
    const open = await Promise.all(healthIds.map((healthId) => isOwnOrDependant(caller, registry, healthId)));
    return open.includes(true);
  };
}

/**
 * The patient whose consent the caller may write: anyone's for those with `user/Consent.cu`, else one's own and that of the
 * children for whom one speaks. @throws SubgraphError NOT_FOUND otherwise
 */
export async function requireConsentWriter({ caller, loaders }: HealthIdContext, healthId: string): Promise<Patient> {
  const patient = await loaders.patient.load(healthId);
  const isAllowed =
    patient && caller && (caller.scopes.includes('user/Consent.cu') || (await loaders.speaksFor(patient)));
  if (!isAllowed) throw failure('NOT_FOUND');
  return patient;
}

/** Whether a record is the caller's own or a dependant's, as this registry knows them now. `healthId` is a survivor's. */
export async function isOwnOrDependant(caller: Caller | null, registry: Registry, healthId: string): Promise<boolean> {
  if (caller?.healthId === undefined) return false;
  const own = await registry.patient.load(caller.healthId);
  if (own === null) return false;
  if (own.healthId === healthId) return true;
  const guardians = await registry.guardians.load(healthId);
  return guardians.some((guardian) => guardian.healthId === own.healthId);
}
