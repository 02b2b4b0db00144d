import { person } from '../population.ts';
import { type Dossier, dossierOf, type Sources } from './dossier.ts';
import { growthRules } from './growth.ts';
import { illnessRules } from './illness.ts';
import { medicineRules } from './medicines.ts';
import { peopleRules } from './people.ts';
import { populationRules } from './population.ts';
import type { PersonRule, Reference } from './rule.ts';
import { preventionRules, visitRules } from './visits.ts';

export { populationRules };

/** All rules about one person. */
export const personRules: readonly PersonRule[] = [
  ...peopleRules,
  ...growthRules,
  ...illnessRules,
  ...medicineRules,
  ...visitRules,
  ...preventionRules,
];

/** Something that a doctor would not believe. */
export interface Violation {
  rule: string;
  /** Index of the person; none where it is about all. */
  index?: number;
  what: string;
}

/** The dossiers of the first so many people. */
export function dossiersOf(count: number, sources: Sources): Dossier[] {
  return Array.from({ length: count }, (_, index) => dossierOf(person(index), sources));
}

/** What violates the rules among these people. */
export function violationsAmong(dossiers: readonly Dossier[], reference: Reference): Violation[] {
  const ofPeople = dossiers.flatMap((dossier) =>
    personRules.flatMap(({ name, violations }) =>
      violations(dossier, reference).map((what) => ({ rule: name, index: dossier.person.index, what })),
    ),
  );
  const ofAll = populationRules.flatMap(({ name, violations }) =>
    violations(dossiers).map((what) => ({ rule: name, what })),
  );
  return [...ofPeople, ...ofAll];
}
