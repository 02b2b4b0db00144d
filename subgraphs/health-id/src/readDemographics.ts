import { damascusDay } from '@wasl/kit/calendar';
import { failure } from '@wasl/kit/errors';
import { isGovernorate } from '@wasl/kit/governorates';
import { roundedBirth } from './matching/birthSpan.ts';

const earliestBirthDate = '1890-01-01';
const oldest = 120;
const [shortestPlace, longestPlace] = [3, 200];

/** A birth date as a person gives it: a date and how exactly it is known, or about how old somebody is. */
export interface BirthInput {
  birthDate?: string | null;
  birthDatePrecision?: string | null;
  estimatedAge?: number | null;
}

/**
 * A birth as it is stored. Days are those of Damascus: tomorrow's is refused, today's accepted from midnight there on.
 * @throws SubgraphError DATE_IN_FUTURE; BAD_USER_INPUT naming the field, also where neither or both of date and age are given
 */
export function readBirth(input: BirthInput, now: Date): { birthDate: string; birthPrecision: string } {
  const { birthDate, birthDatePrecision, estimatedAge } = input;
  const today = damascusDay(now);
  if ((birthDate == null) === (estimatedAge == null)) throw failure('BAD_USER_INPUT', { field: 'birthDate' });
  if (birthDate == null) {
    const age = estimatedAge ?? 0;
    if (age < 0 || age > oldest)
      throw failure('BAD_USER_INPUT', { field: 'estimatedAge', minimum: 0, maximum: oldest });
    return { birthDate: `${Number(today.slice(0, 4)) - age}-01-01`, birthPrecision: 'ESTIMATED' };
  }
  if (birthDate > today) throw failure('DATE_IN_FUTURE', { field: 'birthDate' });
  if (birthDate < earliestBirthDate) throw failure('BAD_USER_INPUT', { field: 'birthDate' });
  const birthPrecision = birthDatePrecision ?? 'DAY';
  return { birthDate: roundedBirth(birthDate, birthPrecision), birthPrecision };
}

/** @throws SubgraphError BAD_USER_INPUT for a code that none of the 14 governorates has */
export function requireGovernorate(code: string | null | undefined): void {
  if (code != null && !isGovernorate(code)) throw failure('BAD_USER_INPUT', { field: 'governorate' });
}

/** A place in words, or nothing. @throws SubgraphError BAD_USER_INPUT naming the field */
export function readPlace(field: string, text: string | null | undefined): string | null {
  const place = text?.trim();
  if (!place) return null;
  if (place.length >= shortestPlace && place.length <= longestPlace && /\p{L}/u.test(place)) return place;
  throw failure('BAD_USER_INPUT', { field, minimum: shortestPlace, maximum: longestPlace });
}
