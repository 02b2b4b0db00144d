import type { PersonIds } from '@wasl/kit/patientReference';
import type { ToldPerson } from '../interpretResult.ts';
import type { Loaders } from '../loaders.ts';
import { gestationalAge, mayDependOnPregnancy, pregnancyWeeksAt } from '../pregnancyWeeks.ts';
import { readFilter } from '../readFilter.ts';

/** A result that is to be read. */
interface Measured {
  code: string;
  effectiveAt: Date;
}

/**
 * A person as a result is read: with the week of pregnancy where it matters, by the gestational ages that the caller may read, under
 * whichever of the patient's IDs they were recorded.
 */
export async function personAt(
  { code, effectiveAt }: Measured,
  person: ToldPerson | undefined,
  healthIds: () => PersonIds,
  loaders: Loaders,
): Promise<ToldPerson | undefined> {
  if (!mayDependOnPregnancy(code, effectiveAt, person)) return person;
  const found = await loaders.measurements(readFilter({ code: gestationalAge })).load(healthIds());
  return { ...person, pregnancyWeeks: pregnancyWeeksAt(effectiveAt, found) };
}
