import { mayOpenRecord } from '@wasl/kit/caller';
import type { HealthIdContext } from '../context.ts';
import type { Patient as PatientRow } from '../stores/patientStore.ts';

const name = (ar: string | null, latin: string | null) => (ar || latin ? { ar: ar || latin, latin } : null);

export const Patient = {
  async __resolveReference({ healthId }: { healthId: string }, { caller, loaders }: HealthIdContext) {
    const patient = await loaders.patient.load(healthId);
    return patient && mayOpenRecord(caller, patient.healthId) ? patient : null;
  },
  formerHealthIds: ({ healthId }: PatientRow, _: unknown, { loaders }: HealthIdContext) =>
    loaders.formerIds.load(healthId),
  givenName: (patient: PatientRow) => name(patient.givenAr, patient.givenLatin),
  fatherName: (patient: PatientRow) => name(patient.fatherAr, patient.fatherLatin),
  motherName: (patient: PatientRow) => name(patient.motherAr, patient.motherLatin),
  motherFamilyName: (patient: PatientRow) => name(patient.motherFamilyAr, patient.motherFamilyLatin),
  familyName: (patient: PatientRow) => name(patient.familyAr, patient.familyLatin),
  identifiers: ({ healthId }: PatientRow, _: unknown, { loaders }: HealthIdContext) =>
    loaders.identifiers.load(healthId),
  usualFacility: ({ usualFacilityId }: PatientRow, _: unknown, { loaders }: HealthIdContext) =>
    usualFacilityId === null ? null : loaders.facility.load(usualFacilityId),
  guardians: ({ healthId }: PatientRow, _: unknown, { loaders }: HealthIdContext) =>
    loaders.guardians.load(healthId).then((ids) => present(loaders.patient.loadMany(ids))),
  dependants: ({ healthId }: PatientRow, _: unknown, { loaders }: HealthIdContext) =>
    loaders.dependants.load(healthId).then((ids) => present(loaders.patient.loadMany(ids))),
  treatmentRelationships: ({ healthId }: PatientRow, _: unknown, { loaders }: HealthIdContext) =>
    loaders.treatments.load(healthId),
  consents: ({ healthId }: PatientRow, _: unknown, { loaders }: HealthIdContext) => loaders.consents.load(healthId),
  async person({ healthId }: PatientRow, _: unknown, { loaders }: HealthIdContext) {
    const identifiers = await loaders.identifiers.load(healthId);
    const national = identifiers.find(({ issuer }) => issuer === 'SY-CIVIL-REGISTRY');
    return national ? { nationalId: national.value } : null;
  },
};

async function present<T>(rows: Promise<(T | Error | null)[]>): Promise<T[]> {
  const found: T[] = [];
  for (const row of await rows) {
    if (row instanceof Error) throw row;
    if (row !== null) found.push(row);
  }
  return found;
}
