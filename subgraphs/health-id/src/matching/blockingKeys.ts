import { nameWords } from './normalizeName.ts';
import { withoutPlaceholders } from './placeholders.ts';
import type { Demographics, MatchName } from './score.ts';
import { soundsOf } from './sounds.ts';

const mostSpoken = 12;

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
    ...nameKeys(written),
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
  return withoutPlaceholders(person).birthDate ? keys.filter((key) => !key.startsWith('n:')) : keys;
}

/**
 * Given and family name as each may be heard, in both scripts, whole and by each of their words: whoever is registered is found by either
 * name of a compound one. Placeholders stay, for a man may be called مولود.
 */
function nameKeys({ given, family }: Demographics): string[] {
  const families = spokenAs(family);
  return spokenAs(given).flatMap((one) => families.map((other) => `n:${[one, other].sort().join('+')}`));
}

function spokenAs(name: MatchName): string[] {
  const texts = [name.ar, name.latin].filter((text): text is string => Boolean(text));
  const parts = texts.flatMap(nameWords);
  return [...new Set([...texts, ...parts].flatMap(soundsOf))].slice(0, mostSpoken);
}

function keyOf(name: MatchName | undefined): string {
  return soundsOf(name?.ar || name?.latin || '')[0] ?? '';
}
