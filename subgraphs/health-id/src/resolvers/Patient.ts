import { readPage, timePosition, toConnection } from '@wasl/kit/pagination';
import type { HealthIdContext } from '../context.ts';
import type { Patient as PatientRow } from '../stores/patientStore.ts';
import { nameOf } from './nameOf.ts';
import { appointmentsOf } from './Appointment.ts';
import { referralsOf } from './Referral.ts';

interface PageArguments {
  first?: number | null;
  after?: string | null;
}

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
  birthDatePrecision: ({ birthPrecision }: PatientRow) => birthPrecision,
  isUnidentified: ({ foundAt }: PatientRow) => foundAt !== null,
  isDeceased: ({ healthId }: PatientRow, _: unknown, { loaders }: HealthIdContext) => loaders.isDeceased(healthId),
  mother: ({ motherId }: PatientRow, _: unknown, { loaders }: HealthIdContext) =>
    motherId === null ? null : loaders.patient.load(motherId),
  versions: ({ healthId }: PatientRow, _: unknown, { loaders }: HealthIdContext) => loaders.versions.load(healthId),
  unlinkedIdentifiers: ({ healthId }: PatientRow, _: unknown, { loaders }: HealthIdContext) =>
    loaders.unlinkedIdentifiers.load(healthId),
  identifiers: ({ healthId }: PatientRow, _: unknown, { loaders }: HealthIdContext) =>
    loaders.identifiers.load(healthId),
  usualFacility: ({ usualFacilityId }: PatientRow, _: unknown, { loaders }: HealthIdContext) =>
    usualFacilityId === null ? null : loaders.facility.load(usualFacilityId),
  guardians: ({ healthId }: PatientRow, _: unknown, { loaders }: HealthIdContext) => loaders.guardians.load(healthId),
  dependants: ({ healthId }: PatientRow, _: unknown, { loaders }: HealthIdContext) => loaders.dependants.load(healthId),
  pastMerges: ({ healthId }: PatientRow, _: unknown, { loaders }: HealthIdContext) => loaders.pastMerges.load(healthId),
  partings: ({ healthId }: PatientRow, _: unknown, { loaders }: HealthIdContext) => loaders.partings.load(healthId),
  guardianships: ({ healthId }: PatientRow, _: unknown, { loaders }: HealthIdContext) =>
    loaders.guardianships.load(healthId),
  treatmentRelationships: (
    { healthId }: PatientRow,
    { includeEnded }: { includeEnded?: boolean | null },
    { loaders }: HealthIdContext,
  ) => (includeEnded ? loaders.treatmentHistory : loaders.treatments).load(healthId),
  referrals: referralsOf,
  appointments: appointmentsOf,
  consents: (
    { healthId }: PatientRow,
    { includeWithdrawn }: { includeWithdrawn?: boolean | null },
    { loaders }: HealthIdContext,
  ) => (includeWithdrawn ? loaders.consentHistory : loaders.consents).load(healthId),
  async notices(patient: PatientRow, { first, after }: PageArguments, { loaders }: HealthIdContext) {
    const page = readPage(first, after);
    return toConnection(await loaders.notices(patient, page), page, ({ at, id }) => timePosition(at, id));
  },
  breakGlassSessions: (patient: PatientRow, _: unknown, { loaders }: HealthIdContext) =>
    loaders.glassSessionsOf(patient),
  async person({ healthId }: PatientRow, _: unknown, { loaders }: HealthIdContext) {
    const identifiers = await loaders.personNumbers.load(healthId);
    // Of two numbers on merged records, the survivor's own.
    const national = identifiers.filter(({ issuer }) => issuer === 'SY-CIVIL-REGISTRY');
    const { value } = national.find((identifier) => identifier.healthId === healthId) ?? national[0] ?? {};
    return value === undefined ? null : { nationalId: value };
  },
};
