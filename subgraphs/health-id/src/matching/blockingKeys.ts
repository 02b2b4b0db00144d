import { consonantsOf } from './normalizeName.ts';
import type { Demographics, MatchName } from './score.ts';

/**
 * Keys that two records of one person almost always share at least one of, so that a search reads a few hundred records of
 * millions: birth date (day and month in either order), two names, or a name with the birth year.
 */
export function blockingKeys(person: Demographics): string[] {
  const { birthDate } = person;
  const [given, family, father, mother] = [person.given, person.family, person.father, person.mother].map(keyOf);
  const [year = '', month = '', day = ''] = birthDate?.split('-') ?? [];
  const keys = [
    birthDate && `b:${year}-${[month, day].sort().join('-')}`,
    given && family && `n:${[given, family].sort().join('+')}`,
    given && father && mother && `p:${[given, father, mother].join('+')}`,
    year && family && father && `f:${family}+${father}+${year}`,
    year && given && father && `g:${given}+${father}+${year}`,
    year && given && mother && `m:${given}+${mother}+${year}`,
  ];
  return keys.filter((key): key is string => Boolean(key));
}

function keyOf(name: MatchName | undefined): string {
  return consonantsOf(name?.ar || name?.latin || '');
}
