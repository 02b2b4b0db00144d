import { failure } from '@wasl/kit/errors';
import { familyKeys, phoneKey } from './matching/blockingKeys.ts';
import { type Identifier, readIdentifier } from './matching/identifiers.ts';
import { readPhone } from './matching/phones.ts';
import type { Demographics } from './matching/score.ts';
import { requireGovernorate } from './readDemographics.ts';
import { readName, requireName } from './readName.ts';

/** What somebody who looks for a person knows. */
export interface DemographicsInput {
  givenName?: string | null;
  fatherName?: string | null;
  motherName?: string | null;
  familyName?: string | null;
  birthDate?: string | null;
  sex?: string | null;
  governorate?: string | null;
  phone?: string | null;
  identifier?: Identifier | null;
}

/** How a search looks people up: by names, by other keys, or by an authority's number. */
export interface Search {
  known: Demographics;
  keys?: readonly string[];
  identifier?: Identifier;
}

/**
 * Reads a search. The surest of what is given leads: a number of an authority, then a telephone, then a given name, then a family in a
 * governorate; the rest ranks what is found. @throws SubgraphError BAD_USER_INPUT naming the field, or `givenName` where nothing of it is given
 */
export function readSearch(input: DemographicsInput): Search {
  const { givenName, fatherName, motherName, familyName, birthDate, sex, governorate, phone, identifier } = input;
  for (const [field, text] of Object.entries({ givenName, fatherName, motherName, familyName }))
    requireName(field, text);
  requireGovernorate(governorate);
  const names = {
    given: readName(givenName),
    father: readName(fatherName),
    mother: readName(motherName),
    family: readName(familyName),
  };
  const known = { ...names, birthDate, sex, governorate };
  if (identifier) return { known, identifier: readIdentifier(identifier) };
  if (phone) return { known, keys: [phoneKey(readPhone(phone))] };
  if (givenName) return { known };
  if (!familyName || !governorate) throw failure('BAD_USER_INPUT', { field: 'givenName' });
  return { known, keys: familyKeys(known) };
}
