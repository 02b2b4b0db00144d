import type { IdentityContext } from '../context.ts';
import type { OpenPerson } from '../loaders.ts';

/** A person as civil registration knows them. */
export const Person = {
  __resolveReference: ({ nationalId }: { nationalId: string }, { loaders }: IdentityContext) =>
    loaders.referenced.load(nationalId),
  name: (person: OpenPerson) => ({
    given: { ar: person.givenAr, latin: person.givenLatin },
    father: { ar: person.fatherAr, latin: person.fatherLatin },
    mother: { ar: person.motherAr, latin: person.motherLatin },
    motherFamily: { ar: person.motherFamilyAr, latin: person.motherFamilyLatin },
    family: { ar: person.familyAr, latin: person.familyLatin },
  }),
  registryPlace: ({ nationalId }: OpenPerson, _: unknown, { loaders }: IdentityContext) =>
    loaders.registryPlace.load(nationalId),
  patient: ({ healthId }: OpenPerson) => (healthId === null ? null : { healthId }),
};
