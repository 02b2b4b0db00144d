import { isStaff } from '@wasl/kit/caller';
import { failure } from '@wasl/kit/errors';
import type { HealthIdContext } from './context.ts';
import type { Patient } from './stores/patientStore.ts';

/** Whether a patient's record is open to the caller: staff, the patient, or a guardian whom this registry knows as such now. */
async function mayOpen({ caller, loaders }: HealthIdContext, patient: Patient): Promise<boolean> {
  if (!caller) return false;
  return isStaff(caller) || isOwnOrDependant(caller.healthId, loaders, patient);
}

/** The patient, if the caller may open the record: a refusal must not tell that somebody has one. */
export async function openOrNull(context: HealthIdContext, patient: Patient | null): Promise<Patient | null> {
  return patient && (await mayOpen(context, patient)) ? patient : null;
}

/** Those of the patients whose records the caller may open. */
export async function openAmong(context: HealthIdContext, patients: readonly Patient[]): Promise<Patient[]> {
  const open = await Promise.all(patients.map((patient) => mayOpen(context, patient)));
  return patients.filter((_, index) => open[index]);
}

/**
 * The patient whose consent the caller may write: anyone's for those with `user/Consent.cu`, else one's own and one's
 * dependants'. @throws WaslError NOT_FOUND otherwise
 */
export async function requireConsentWriter(context: HealthIdContext, healthId: string): Promise<Patient> {
  const { caller, loaders } = context;
  const patient = await loaders.patient.load(healthId);
  const isAllowed =
    patient &&
    caller &&
    (caller.scopes.includes('user/Consent.cu') || (await isOwnOrDependant(caller.healthId, loaders, patient)));
  if (!isAllowed) throw failure('NOT_FOUND');
  return patient;
}

async function isOwnOrDependant(
  ownId: string | undefined,
  loaders: HealthIdContext['loaders'],
  { healthId }: Patient,
): Promise<boolean> {
  if (ownId === undefined) return false;
  const own = await loaders.patient.load(ownId);
  if (own === null) return false;
  if (own.healthId === healthId) return true;
  const guardians = await loaders.guardians.load(healthId);
  return guardians.some((guardian) => guardian.healthId === own.healthId);
}
