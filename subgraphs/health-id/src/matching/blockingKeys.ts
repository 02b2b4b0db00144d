import { consonantsOf } from './consonantsOf.ts';
import type { MatchName } from './compareNames.ts';
import type { Demographics } from './score.ts';

/**
 * Keys that two records of one person almost always share at least one of, so that a search reads a few hundred records of
 * millions: birth date (day and month in either order), two names in either order, or names with the birth year.
 */
export function blockingKeys({ given, father, mother, family, birthDate }: Demographics): string[] {
  const [year = '', month = '', day = ''] = birthDate?.split('-') ?? [];
  const keys = new Set<string>();
  if (birthDate) keys.add(`b:${year}-${[month, day].sort().join('-')}`);
  const add = (kind: string, ...names: (MatchName | undefined)[]) => {
    for (const combination of combine(names.map(formsOf))) keys.add(`${kind}:${combination.sort().join('+')}`);
  };
  add('gf', given, family);
  add('gp', given, father);
  add('pmf', father, mother, family);
  if (year !== '') {
    add(`gm${year}`, given, mother);
    add(`pf${year}`, father, family);
  }
  return [...keys];
}

function formsOf(name: MatchName | undefined): string[] {
  const forms = [name?.ar, name?.latin].flatMap((text) => (text ? [consonantsOf(text)] : []));
  return [...new Set(forms)].filter((form) => form !== '');
}

/** Every way to take one form of each name; none when a name is not known. */
function combine(lists: readonly string[][]): string[][] {
  return lists.reduce<string[][]>(
    (combinations, forms) => combinations.flatMap((taken) => forms.map((form) => [...taken, form])),
    [[]],
  );
}
