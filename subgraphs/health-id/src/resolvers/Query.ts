import { mayOpenRecord } from '@wasl/kit/caller';
import { parseHealthId } from '@wasl/kit/healthId';
import { readPage, toConnection } from '@wasl/kit/pagination';
import type { HealthIdContext } from '../context.ts';
import { readName } from '../stores/registration.ts';
import { findCandidates } from '../stores/patientStore.ts';

interface PageArguments {
  first?: number | null;
  after?: string | null;
}

interface DemographicsInput {
  givenName: string;
  fatherName?: string | null;
  motherName?: string | null;
  familyName: string;
  birthDate?: string | null;
  sex?: string | null;
  governorate?: string | null;
}

export const Query = {
  async patient(_: unknown, { healthId }: { healthId: string }, { caller, loaders }: HealthIdContext) {
    const patient = await loaders.patient.load(parseHealthId(healthId));
    return patient && mayOpenRecord(caller, patient.healthId) ? patient : null;
  },

  searchPatients(
    _: unknown,
    { demographics, first }: { demographics: DemographicsInput; first?: number | null },
    { db }: HealthIdContext,
  ) {
    const page = readPage(first ?? 10, null);
    const { givenName, fatherName, motherName, familyName, birthDate, sex, governorate } = demographics;
    const names = {
      given: readName(givenName),
      father: readName(fatherName),
      mother: readName(motherName),
      family: readName(familyName),
    };
    return findCandidates(db, { ...names, birthDate, sex, governorate }, page.first);
  },

  async duplicateReviews(_: unknown, { first, after }: PageArguments, { db }: HealthIdContext) {
    const page = readPage(first, after);
    const rows = await db.duplicateReview.findMany({
      where: { status: 'OPEN', ...(page.after !== null && { id: { gt: page.after } }) },
      orderBy: { id: 'asc' },
      take: page.first + 1,
    });
    return toConnection(rows, page, ({ id }) => id);
  },

  async facilities(
    _: unknown,
    { governorate, type, first, after }: PageArguments & { governorate?: string | null; type?: string | null },
    { db }: HealthIdContext,
  ) {
    const page = readPage(first, after);
    const rows = await db.facility.findMany({
      where: {
        ...(governorate && { governorate }),
        ...(type && { type }),
        ...(page.after !== null && { id: { gt: page.after } }),
      },
      orderBy: { id: 'asc' },
      take: page.first + 1,
    });
    return toConnection(rows, page, ({ id }) => id);
  },
};
