import { failure } from '@wasl/kit/errors';
import { decidedAccess, holdsInRole, isPatientSide, type MayRead } from '@wasl/kit/recordAccess';
import type { Caller } from '@wasl/subgraph-sdk';
import type { HealthIdContext } from './context.ts';
import type { Registry } from './registry.ts';
import { isDeceased } from './stores/life.ts';
import type { Patient } from './stores/patientStore.ts';

/**
 * Opens what the gateway's decision gives; to somebody who asks as a citizen or guardian only if this registry knows them now as the
 * patient or a guardian, whatever was decided.
 */
export function registryAccess(caller: Caller | null, registry: Registry): MayRead {
  if (caller === null) return () => false;
  const opens = decidedAccess(caller);
  if (!isPatientSide(caller)) return opens;
  return async (record) => {
    if (!(await opens(record))) return false;
    const own = await Promise.all(record.healthIds.map((healthId) => isOwnOrDependant(caller, registry, healthId)));
    return own.includes(true);
  };
}

/**
 * The patient whose consent the caller may write: anyone's for those who act in a role with `user/Consent.cu`, else one's own
 * and that of the children for whom one speaks. @throws SubgraphError NOT_FOUND otherwise
 */
export async function requireConsentWriter({ caller, loaders }: HealthIdContext, healthId: string): Promise<Patient> {
  const patient = await loaders.patient.load(healthId);
  const isAllowed = patient && caller && (holdsInRole(caller, 'user/Consent.cu') || (await loaders.speaksFor(patient)));
  if (!isAllowed) throw failure('NOT_FOUND');
  return patient;
}

/** Whether a record is the caller's own or a dependant's, as this registry knows them now. `healthId` is a survivor's. */
export async function isOwnOrDependant(caller: Caller | null, registry: Registry, healthId: string): Promise<boolean> {
  if (caller?.healthId === undefined) return false;
  const own = await registry.patient.load(caller.healthId);
  if (own === null || isDeceased(own)) return false;
  if (own.healthId === healthId) return true;
  const guardians = await registry.guardians.load(healthId);
  return guardians.some((guardian) => guardian.healthId === own.healthId);
}
