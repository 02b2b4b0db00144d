import { parseHealthId } from '@wasl/kit/healthId';
import { readPage, timePosition, toConnection } from '@wasl/kit/pagination';
import type { HealthIdContext } from '../context.ts';
import { authorFacts } from './authorFacts.ts';
import { facilityAppointments } from './Appointment.ts';
import { incomingReferrals } from './Referral.ts';
import { requireGovernorate } from '../readDemographics.ts';
import { type DemographicsInput, readSearch } from '../search.ts';
import type { ActStatus } from '../stores/acts.ts';
import type { GlassSession } from '../stores/glassStore.ts';

interface PageArguments {
  first?: number | null;
  after?: string | null;
}

export const Query = {
  authorFacts,
  incomingReferrals,
  facilityAppointments,

  referral: (_: unknown, { id }: { id: string }, { loaders }: HealthIdContext) => loaders.referral.load(id),

  appointment: (_: unknown, { id }: { id: string }, { loaders }: HealthIdContext) => loaders.appointment.load(id),

  async consentDirective(_: unknown, { id }: { id: string }, { loaders }: HealthIdContext) {
    const consent = await loaders.ownConsent.load(id);
    return consent && { patient: await loaders.patient.load(consent.healthId), consent };
  },

  patient: (_: unknown, { healthId }: { healthId: string }, { loaders }: HealthIdContext) =>
    loaders.patient.load(parseHealthId(healthId)),

  searchPatients(
    _: unknown,
    { demographics, first }: { demographics: DemographicsInput; first?: number | null },
    { loaders }: HealthIdContext,
  ) {
    const page = readPage(first ?? 10, null);
    return loaders.found(readSearch(demographics), page.first);
  },

  async duplicateReviews(_: unknown, { first, after }: PageArguments, { loaders }: HealthIdContext) {
    const page = readPage(first, after);
    return toConnection(await loaders.openReviews(page), page, ({ id }) => id);
  },

  async registrarActs(
    _: unknown,
    { status, first, after }: PageArguments & { status?: ActStatus | null },
    { loaders }: HealthIdContext,
  ) {
    const page = readPage(first, after);
    return toConnection(await loaders.acts(status ?? 'PENDING', page), page, ({ id }) => id);
  },

  async returnReviews(_: unknown, { first, after }: PageArguments, { loaders }: HealthIdContext) {
    const page = readPage(first, after);
    return toConnection(await loaders.returns(page), page, ({ id }) => id);
  },

  async partedMerges(_: unknown, { first, after }: PageArguments, { loaders }: HealthIdContext) {
    const page = readPage(first, after);
    return toConnection(await loaders.partedMerges(page), page, ({ undoneAt, id }) => timePosition(undoneAt, id));
  },

  async breakGlassReviews(
    _: unknown,
    { isReviewed, first, after }: PageArguments & { isReviewed?: boolean | null },
    { loaders }: HealthIdContext,
  ) {
    const page = readPage(first, after);
    const positionOf = ({ openedAt, askedAt, id }: GlassSession) => timePosition(openedAt ?? askedAt, id);
    return toConnection(await loaders.glassSessions(isReviewed ?? false, page), page, positionOf);
  },

  async facilities(
    _: unknown,
    { governorate, type, first, after }: PageArguments & { governorate?: string | null; type?: string | null },
    { loaders }: HealthIdContext,
  ) {
    const page = readPage(first, after);
    requireGovernorate(governorate);
    return toConnection(await loaders.facilities({ governorate, type }, page), page, ({ id }) => id);
  },

  facility: (_: unknown, { id }: { id: string }, { loaders }: HealthIdContext) => loaders.facility.load(id),

  practitioner: (_: unknown, { id }: { id: string }, { loaders }: HealthIdContext) => loaders.practitioner.load(id),

  async practitioners(
    _: unknown,
    { facilityId, specialty, first, after }: PageArguments & { facilityId?: string | null; specialty?: string | null },
    { loaders }: HealthIdContext,
  ) {
    const page = readPage(first, after);
    return toConnection(await loaders.practitioners({ facilityId, specialty }, page), page, ({ id }) => id);
  },

  recordFacts: (_: unknown, { healthIds }: { healthIds: string[] }, { loaders }: HealthIdContext) =>
    loaders.recordFacts(healthIds),
};
