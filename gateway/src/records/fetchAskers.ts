import type { Asker } from '../core/asker.ts';
import type { JsonObject } from '../core/jsonObject.ts';
import type { GuardedFetch } from '../execution/guard/guard.ts';
import type { SupergraphTypes } from '../execution/compile/supergraphTypes.ts';
import { type AskedCategories, askedCategories } from './askedCategories.ts';
import { knownPatient, selectionsOf } from './askedRecords.ts';
import { questionOf } from './judgeRecords.ts';
import { joinScopes, type LabelScope, labelScopeOf, noLabels } from './labelScope.ts';
import type { ActingCaller, PatientFacts } from './patientFacts.ts';
import { type PossibleRecords, possibleRecords } from './possibleRecords.ts';
import type { RecordSchema } from './recordDirectives.ts';
import type { DecideRecord, RecordCategory, RecordDecision } from './recordQuestion.ts';
import type { KnownFacts } from './requestFacts.ts';

export interface FetchAskersOptions {
  records: RecordSchema;
  types: SupergraphTypes;
  decide: DecideRecord;
  decidePlain(facts: PatientFacts, category: RecordCategory, acting: ActingCaller): RecordDecision;
}

/** Writes what subgraphs are told of the decisions of one request; the same object for the same, so that it is signed once. */
export function createFetchAskers({ records, types, decide, decidePlain }: FetchAskersOptions) {
  const made = new Map<string, Asker>();

  /**
   * For what is left of a fetch and one of its objects: the categories that it asks for, all of them permitted; and of those whose
   * patient comes with the answer, which the policies could permit at all.
   */
  function askerFor(
    fetch: GuardedFetch,
    object: JsonObject,
    facts: KnownFacts,
    acting: ActingCaller,
  ): Asker | undefined {
    const known = fetch.isEntities ? knownPatient(object, records) : undefined;
    const ofPatient = known && facts.get(known.patient);
    if (!known || !ofPatient) return acting.asker;
    const asked = askedOf(fetch, known.typeName, records, types);
    const scope = asked.mayBeLabelled ? scopeOf(asked, ofPatient, acting) : noLabels;
    const key = `${asked.key} ${scope.key}`;
    let asker = made.get(key);
    if (!asker) made.set(key, (asker = write(asked, scope, acting)));
    return asker;
  }

  function scopeOf({ ofPatient }: AskedCategories, facts: PatientFacts, acting: ActingCaller): LabelScope {
    const scopes = ofPatient.map((category) => {
      const plain = decidePlain(facts, category, acting);
      return labelScopeOf(() => questionOf(facts, category, acting), plain, decide);
    });
    return joinScopes(scopes);
  }

  function write(asked: AskedCategories, { labels, hidden }: LabelScope, acting: ActingCaller): Asker {
    const { caller, role, purpose } = acting;
    const possible: PossibleRecords =
      asked.ofOthers.length > 0 ? possibleRecords(role, purpose, decide) : { categories: [], labels: [] };
    const others = possible.categories.filter((category) => asked.ofOthers.includes(category));
    const categories = [...new Set([...asked.ofPatient, ...others])].sort();
    const told = others.length > 0 ? [...new Set([...labels, ...possible.labels])] : labels;
    const hiddenLabels = hidden.length > 0 ? { hiddenLabels: hidden } : {};
    return { caller, decision: { role, purpose, categories, labels: told, ...hiddenLabels } };
  }

  return { askerFor };
}

/** What a subgraph is told before it is known whose records are asked for. */
export function anybodysAsker(
  { caller, role, purpose }: Pick<ActingCaller, 'caller' | 'role' | 'purpose'>,
  decide: DecideRecord,
): Asker {
  const { categories, labels } = possibleRecords(role, purpose, decide);
  return { caller, decision: { role, purpose, categories, labels } };
}

const asked = new WeakMap<object, Map<string, AskedCategories>>();

/** Read once for a compiled fetch. */
function askedOf(
  fetch: GuardedFetch,
  typeName: string,
  records: RecordSchema,
  types: SupergraphTypes,
): AskedCategories {
  let ofFetch = asked.get(fetch.source);
  if (!ofFetch) asked.set(fetch.source, (ofFetch = new Map()));
  let found = ofFetch.get(typeName);
  if (!found) ofFetch.set(typeName, (found = askedCategories(typeName, selectionsOf(fetch, types), records, types)));
  return found;
}
