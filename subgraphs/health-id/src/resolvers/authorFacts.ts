import type { HealthIdContext } from '../context.ts';

/** What the author of a record is to the caller. */
export interface AuthorFacts {
  practitionerId: string;
  isOfCallersSpecialty: boolean;
}

/** What of somebody's registration makes others their colleagues. */
interface Place {
  specialty: string | null;
  facilityId: string;
}

/** Which authors are registered with the caller's specialty, at the facility at which the caller is registered and for which they ask. */
export async function authorFacts(
  _: unknown,
  { practitionerIds }: { practitionerIds: string[] },
  { caller, loaders }: HealthIdContext,
): Promise<AuthorFacts[]> {
  const asking = caller?.practitionerId === undefined ? null : await loaders.practitioner.load(caller.practitionerId);
  const place = asking?.facilityId === caller?.facilityId ? asking : null;
  const authors = await Promise.all(practitionerIds.map((id) => loaders.practitioner.load(id)));
  return practitionerIds.map((practitionerId, index) => ({
    practitionerId,
    isOfCallersSpecialty: areColleagues(place, authors[index] ?? null),
  }));
}

/** Without a specialty nobody is of the same. */
function areColleagues(one: Place | null, other: Place | null): boolean {
  if (!one?.specialty || !other?.specialty) return false;
  return one.specialty.toLowerCase() === other.specialty.toLowerCase() && one.facilityId === other.facilityId;
}
