import { failure, sayWhy } from '@wasl/kit/errors';
import { isUuid } from '@wasl/kit/uuid';

/** How long after its end a visit may still be prescribed in, in days: results come in, and the patient is told by telephone. */
const longestAfterDays = 7;

/** The visit that a prescription names, as the clinical record system tells of it. */
export interface ToldVisit {
  /** Whether it is a visit of the patient; null where nobody says. */
  isFound?: boolean | null;
  facilityId?: string | null;
  /** RFC 3339; null while it goes on. */
  endedAt?: string | null;
}

/** The id of a visit, which has to look like one. @throws SubgraphError NOT_FOUND, the same as for a visit that there is not */
export function readEncounterId(id: string | null | undefined): string | null {
  if (id == null) return null;
  if (!isUuid(id)) throw failure('NOT_FOUND', { field: 'encounterId' });
  return id.toLowerCase();
}

/**
 * Why a prescription may not be written in the visit that it names, where it names one: a visit of another patient is answered as one that
 * there is not; one at another facility, or that ended long ago, in words.
 */
export function refusalOfVisit(
  encounterId: string | null,
  told: ToldVisit | null | undefined,
  facilityId: string | undefined,
  now = Date.now(),
): Error | null {
  if (encounterId === null) return null;
  // The system that knows does not answer.
  if (told?.isFound == null) return failure('DATABASE_UNAVAILABLE');
  if (!told.isFound) return failure('NOT_FOUND', { field: 'encounterId' });
  if (told.facilityId !== facilityId) return elsewhere();
  const isOver = told.endedAt != null && Date.parse(told.endedAt) < now - longestAfterDays * 86_400_000;
  return isOver ? longOver() : null;
}

function elsewhere(): Error {
  return refused({
    en: 'This visit is at another facility: prescribe in a visit at your own, or in none.',
    ar: 'هذه الزيارة في منشأة أخرى: صِف الدواء في زيارة في منشأتك أو دون ذكر زيارة.',
  });
}

function longOver(): Error {
  return refused({
    en: `This visit ended more than ${longestAfterDays} days ago: prescribe in a later one, or in none.`,
    ar: `انتهت هذه الزيارة قبل أكثر من ${longestAfterDays} أيام: صِف الدواء في زيارة أحدث أو دون ذكر زيارة.`,
  });
}

function refused(sentences: { en: string; ar: string }): Error {
  return sayWhy('BAD_USER_INPUT', sentences, { field: 'encounterId' });
}
