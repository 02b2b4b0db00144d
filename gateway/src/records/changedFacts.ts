import type { GuardedFetch } from '../execution/guard/guard.ts';
import type { SupergraphTypes } from '../execution/compile/supergraphTypes.ts';
import { argumentAt } from './argumentPaths.ts';
import type { FactsCache } from './factsCache.ts';
import { selectionsOf } from './askedRecords.ts';
import type { RecordSchema } from './recordDirectives.ts';

/** Whose facts a mutation may have changed: everybody's, or those of some patients. */
export type ChangedFacts = 'everybody' | readonly string[];

/** Other processes that keep facts too. */
export interface FactsElsewhere {
  tell(changed: ChangedFacts): void;
  onTold(listener: (changed: ChangedFacts) => void): void;
  /** Whether all of them are heard now: while they are not, no facts may be kept. Where it is left out, they always are. */
  isHeard?(): boolean;
}

/** Several ways to other processes as one. */
export function everywhereElse(ways: readonly FactsElsewhere[]): FactsElsewhere {
  return {
    tell: (changed) => ways.forEach((way) => way.tell(changed)),
    onTold: (listener) => ways.forEach((way) => way.onTold(listener)),
    isHeard: () => ways.every((way) => way.isHeard?.() ?? true),
  };
}

/** Forgets what may have changed. */
export function dropChanged(facts: FactsCache, changed: ChangedFacts): void {
  if (changed === 'everybody') facts.drop();
  else for (const healthId of changed) facts.drop(healthId);
}

/**
 * What a mutation may have changed. In the registry that tells the facts it may be anything: a relationship, an emergency, two records of
 * one person. Consent too may be anybody's: a patient may be asked about by another ID than it was written under. Elsewhere it is what was
 * written of a patient, such as a visit or a prescription.
 */
export function changedFacts(
  fetch: GuardedFetch,
  registry: string | undefined,
  records: RecordSchema,
  types: SupergraphTypes,
): ChangedFacts {
  if (fetch.subgraph === registry) return 'everybody';
  const changed = new Set<string>();
  for (const field of selectionsOf(fetch, records, types)) {
    for (const { category, subject, via } of records.writesOf(field.on, field.name)) {
      const patient = via ? undefined : argumentAt(field.arguments, subject, fetch.variables);
      if (category === 'CONSENTS' || patient === undefined) return 'everybody';
      changed.add(patient);
    }
  }
  return [...changed];
}
