import { failure } from '@wasl/kit/errors';
import { isGovernorate } from '@wasl/kit/governorates';
import { parseHealthId } from '@wasl/kit/healthId';
import { readPage, toConnection } from '@wasl/kit/pagination';
import { openOrNull } from '../access.ts';
import type { HealthIdContext } from '../context.ts';
import { readName, requireName } from '../readName.ts';
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
  patient: async (_: unknown, { healthId }: { healthId: string }, context: HealthIdContext) =>
    openOrNull(context, await context.loaders.patient.load(parseHealthId(healthId))),

  searchPatients(
    _: unknown,
    { demographics, first }: { demographics: DemographicsInput; first?: number | null },
    { db }: HealthIdContext,
  ) {
    const page = readPage(first ?? 10, null);
    const { givenName, fatherName, motherName, familyName, birthDate, sex, governorate } = demographics;
    for (const [field, text] of Object.entries({ givenName, familyName })) requireName(field, text);
    requireGovernorate(governorate);
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
    requireGovernorate(governorate);
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

  facility: (_: unknown, { id }: { id: string }, { loaders }: HealthIdContext) => loaders.facility.load(id),

  practitioner: (_: unknown, { id }: { id: string }, { loaders }: HealthIdContext) => loaders.practitioner.load(id),

  async practitioners(
    _: unknown,
    { facilityId, specialty, first, after }: PageArguments & { facilityId?: string | null; specialty?: string | null },
    { db }: HealthIdContext,
  ) {
    const page = readPage(first, after);
    const rows = await db.practitioner.findMany({
      where: {
        ...(facilityId && { facilityId }),
        ...(specialty && { specialty: { equals: specialty, mode: 'insensitive' } }),
        ...(page.after !== null && { id: { gt: page.after } }),
      },
      orderBy: { id: 'asc' },
      take: page.first + 1,
    });
    return toConnection(rows, page, ({ id }) => id);
  },
};

/** @throws WaslError BAD_USER_INPUT for a code that none of the 14 governorates has */
function requireGovernorate(code: string | null | undefined): void {
  if (code != null && !isGovernorate(code)) throw failure('BAD_USER_INPUT', { field: 'governorate' });
}
