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
  const person = withDay(written);
  const names = [person.given, person.family, person.father, person.mother].map(keyOf);
  const [given, family, father, mother] = names;
  const [year = '', month = '', day = ''] = person.birthDate?.split('-') ?? [];
  const keys = [
    // One spelling mistake, or two names swapped, leaves at least one of these keys equal.
    ...names.map((name) => name && year && `b:${year}-${[month, day].sort().join('-')}+${name}`),
    ...nameKeys('n', written),
    ...(person.birthDate ? [] : nameKeys('e', written)),
    ...(isNameless(written.family) ? loneKeys(person.given) : []),
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
  const { given, family } = withoutPlaceholders(person);
  const lone = [...loneKeys(given), ...loneKeys(family)];
  // Whoever is known by the day of birth may be stored without it.
  if (withDay(person).birthDate)
    return [...keys.filter((key) => !key.startsWith('n:')), ...nameKeys('e', person), ...lone];
  return [...keys, ...lone];
}

/** The key of a telephone number in normal form. Nobody is compared for sharing one: it serves who looks for it. */
export function phoneKey(phone: string): string {
  return `t:${phone}`;
}

/** Keys of a family name, as each may be heard, in a governorate: for who looks for a family, not for comparing people. */
export function familyKeys({ family, governorate }: Demographics): string[] {
  return governorate ? spokenAs(family).map((sound) => `h:${sound}+${governorate}`) : [];
}

/** What is known, without a birth date that is only estimated: it leads nowhere. */
function withDay(written: Demographics): Demographics {
  const person = withoutPlaceholders(written);
  return written.birthPrecision === 'ESTIMATED' ? { ...person, birthDate: null } : person;
}

function isNameless(name: MatchName): boolean {
  return !name.ar && !name.latin;
}

/** Of somebody who has one name and no other. */
function loneKeys(name: MatchName): string[] {
  return spokenAs(name).map((sound) => `o:${sound}`);
}

/**
 * Given and family name as each may be heard, in both scripts, whole and by each of their words: whoever is registered is found by either
 * name of a compound one. Placeholders stay, for a man may be called مولود.
 */
function nameKeys(kind: 'n' | 'e', { given, family }: Demographics): string[] {
  const families = spokenAs(family);
  return spokenAs(given).flatMap((one) => families.map((other) => `${kind}:${[one, other].sort().join('+')}`));
}

function spokenAs(name: MatchName): string[] {
  const texts = [name.ar, name.latin].filter((text): text is string => Boolean(text));
  const parts = texts.flatMap(nameWords);
  return [...new Set([...texts, ...parts].flatMap(soundsOf))].slice(0, mostSpoken);
}

function keyOf(name: MatchName | undefined): string {
  return soundsOf(name?.ar || name?.latin || '')[0] ?? '';
}
