import type { IdentityContext } from '../context.ts';
import type { PersonRow } from '../stores/people.ts';
import { mayOpenPerson, mayOpenRegistryPlace } from '../visibility.ts';

/** A person as civil registration knows them. */
export const Person = {
  __resolveReference: ({ nationalId }: { nationalId: string }, context: IdentityContext) =>
    openPerson(nationalId, context),
  name: (person: PersonRow) => ({
    given: { ar: person.givenAr, latin: person.givenLatin },
    father: { ar: person.fatherAr, latin: person.fatherLatin },
    mother: { ar: person.motherAr, latin: person.motherLatin },
    motherFamily: { ar: person.motherFamilyAr, latin: person.motherFamilyLatin },
    family: { ar: person.familyAr, latin: person.familyLatin },
  }),
  registryPlace: (person: PersonRow, _: unknown, { caller }: IdentityContext) =>
    mayOpenRegistryPlace(caller, person)
      ? { governorate: person.governorate, office: person.office, entryNumber: person.entryNumber }
      : null,
  patient: ({ healthId }: PersonRow) => (healthId === null ? null : { healthId }),
};

/** A person whom the caller may see; null otherwise, so that a refusal does not tell that somebody exists. */
export async function openPerson(nationalId: string, { loaders, caller }: IdentityContext): Promise<PersonRow | null> {
  const person = await loaders.personByNationalId.load(nationalId);
  return person && mayOpenPerson(caller, person) ? person : null;
}
