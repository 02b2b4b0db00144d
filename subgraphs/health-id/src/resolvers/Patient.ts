import type { HealthIdContext } from '../context.ts';
import type { Patient as PatientRow } from '../stores/patientStore.ts';
import { nameOf } from './nameOf.ts';

export const Patient = {
  __resolveReference: ({ healthId }: { healthId: string }, { loaders }: HealthIdContext) =>
    loaders.patient.load(healthId),
  formerHealthIds: ({ healthId }: PatientRow, _: unknown, { loaders }: HealthIdContext) =>
    loaders.formerIds.load(healthId),
  healthIds: async ({ healthId }: PatientRow, _: unknown, { loaders }: HealthIdContext) => [
    healthId,
    ...(await loaders.formerIds.load(healthId)),
  ],
  givenName: (patient: PatientRow) => nameOf(patient.givenAr, patient.givenLatin),
  fatherName: (patient: PatientRow) => nameOf(patient.fatherAr, patient.fatherLatin),
  motherName: (patient: PatientRow) => nameOf(patient.motherAr, patient.motherLatin),
  motherFamilyName: (patient: PatientRow) => nameOf(patient.motherFamilyAr, patient.motherFamilyLatin),
  familyName: (patient: PatientRow) => nameOf(patient.familyAr, patient.familyLatin),
  identifiers: ({ healthId }: PatientRow, _: unknown, { loaders }: HealthIdContext) =>
    loaders.identifiers.load(healthId),
  usualFacility: ({ usualFacilityId }: PatientRow, _: unknown, { loaders }: HealthIdContext) =>
    usualFacilityId === null ? null : loaders.facility.load(usualFacilityId),
  guardians: ({ healthId }: PatientRow, _: unknown, { loaders }: HealthIdContext) => loaders.guardians.load(healthId),
  dependants: ({ healthId }: PatientRow, _: unknown, { loaders }: HealthIdContext) => loaders.dependants.load(healthId),
  treatmentRelationships: ({ healthId }: PatientRow, _: unknown, { loaders }: HealthIdContext) =>
    loaders.treatments.load(healthId),
  consents: ({ healthId }: PatientRow, _: unknown, { loaders }: HealthIdContext) => loaders.consents.load(healthId),
  async person({ healthId }: PatientRow, _: unknown, { loaders }: HealthIdContext) {
    const identifiers = await loaders.personNumbers.load(healthId);
    // Of two numbers on merged records, the survivor's own.
    const national = identifiers.filter(({ issuer }) => issuer === 'SY-CIVIL-REGISTRY');
    const { value } = national.find((identifier) => identifier.healthId === healthId) ?? national[0] ?? {};
    return value === undefined ? null : { nationalId: value };
  },
};
