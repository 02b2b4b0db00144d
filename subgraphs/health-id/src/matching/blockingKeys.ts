import { consonantsOf } from './consonants.ts';
import { withoutPlaceholders } from './placeholders.ts';
import type { Demographics, MatchName } from './score.ts';

/**
 * Keys that two records of one person almost always share at least one of, so that a search reads a few hundred records of
 * millions: birth date (day and month in either order) with a name, three names, or two names with the birth year.
 */
export function blockingKeys(written: Demographics): string[] {
  const person = withoutPlaceholders(written);
  const names = [person.given, person.family, person.father, person.mother].map(keyOf);
  const [given, family, father, mother] = names;
  const [year = '', month = '', day = ''] = person.birthDate?.split('-') ?? [];
  const keys = [
    // One spelling mistake, or two names swapped, leaves at least one of these keys equal.
    ...names.map((name) => name && year && `b:${year}-${[month, day].sort().join('-')}+${name}`),
    given && family && `n:${[given, family].sort().join('+')}`,
    given && father && mother && `p:${[given, father, mother].join('+')}`,
    year && family && father && `f:${[family, father].sort().join('+')}+${year}`,
    year && given && father && `f:${[given, father].sort().join('+')}+${year}`,
    year && given && mother && `m:${given}+${mother}+${year}`,
    year && family && mother && `m:${family}+${mother}+${year}`,
  ];
  return [...new Set(keys.filter((key): key is string => Boolean(key)))];
}

/**
 * The keys to look records up by. Given and family name alone are shared by tens of thousands in a nation: they serve only
 * when the birth date is not known.
 */
export function searchKeys(person: Demographics): string[] {
  const keys = blockingKeys(person);
  return person.birthDate ? keys.filter((key) => !key.startsWith('n:')) : keys;
}

function keyOf(name: MatchName | undefined): string {
  return consonantsOf(name?.ar || name?.latin || '');
}
