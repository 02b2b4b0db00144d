import type { Candidate } from '../stores/patientStore.ts';
import { nameOf } from './nameOf.ts';

/** What finding a person needs, and nothing else: the record is for those who may read it. */
export const PatientCandidate = {
  givenName: ({ patient }: Candidate) => nameOf(patient.givenAr, patient.givenLatin),
  fatherName: ({ patient }: Candidate) => nameOf(patient.fatherAr, patient.fatherLatin),
  familyName: ({ patient }: Candidate) => nameOf(patient.familyAr, patient.familyLatin),
  birthYear: ({ patient }: Candidate) => Number(patient.birthDate.slice(0, 4)),
  isBirthYearExact: ({ patient }: Candidate) => patient.birthPrecision !== 'ESTIMATED',
  isDeceased: ({ patient }: Candidate) => patient.deceasedOn !== null,
  sex: ({ patient }: Candidate) => patient.sex,
  governorate: ({ patient }: Candidate) => patient.governorate,
};
