import type { Asker } from '../core/asker.ts';
import type { Caller } from '../core/caller.ts';
import type { JsonObject } from '../core/jsonObject.ts';
import type { GuardedFetch } from '../execution/guard/guard.ts';
import type { SupergraphTypes } from '../execution/compile/supergraphTypes.ts';
import { type AskedCategories, askedCategories } from './askedCategories.ts';
import { knownPatient, selectionsOf } from './askedRecords.ts';
import { createFindClosed } from './closedRecords.ts';
import type { SelectedField } from './fetchSelections.ts';
import { questionOf } from './judgeRecords.ts';
import { joinScopes, type LabelScope, labelScopeOf, noLabels } from './labelScope.ts';
import type { ActingCaller, PatientFacts } from './patientFacts.ts';
import { type PossibleRecords, possibleRecords } from './possibleRecords.ts';
import { isPatient, type RecordSchema } from './recordDirectives.ts';
import type { DecideRecord, RecordCategory, RecordDecision } from './recordQuestion.ts';
import type { KnownFacts } from './requestFacts.ts';

export interface FetchAskersOptions {
  records: RecordSchema;
  types: SupergraphTypes;
  decide: DecideRecord;
  decidePlain(facts: PatientFacts, category: RecordCategory, acting: ActingCaller): RecordDecision;
}

/** Askers of each caller, by what they are told. */
const made = new WeakMap<Caller, Map<string, Asker>>();
/** Decisions of one caller that are kept. */
const mostKept = 64;

/** Always the same object for the same, so that it is signed once, not in each request. */
function keep(caller: Caller, key: string, make: () => Asker): Asker {
  let ofCaller = made.get(caller);
  if (!ofCaller) made.set(caller, (ofCaller = new Map()));
  let asker = ofCaller.get(key);
  if (asker) return asker;
  if (ofCaller.size >= mostKept) ofCaller.clear();
  ofCaller.set(key, (asker = make()));
  return asker;
}

/** What a caller's last request was told to a subgraph, of what it asked for. */
interface Last {
  role: string;
  purpose: string;
  scope: string;
  possible: PossibleRecords;
  asker: Asker;
}

const lastFor = new WeakMap<AskedCategories, WeakMap<Caller, Last>>();

/** As `keep`, without the key where the caller's last request was told the same: it takes longer to write than all else here. */
function keptFor(asked: AskedCategories, scope: LabelScope, possible: PossibleRecords, acting: ActingCaller): Asker {
  const { caller, role, purpose } = acting;
  let ofCallers = lastFor.get(asked);
  if (!ofCallers) lastFor.set(asked, (ofCallers = new WeakMap()));
  const last = ofCallers.get(caller);
  const isSame = last?.role === role && last.purpose === purpose && last.scope === scope.key;
  if (last && isSame && last.possible === possible) return last.asker;
  const key = `${role} ${purpose} ${asked.key} ${scope.key} ${keyOf(possible)}`;
  const asker = keep(caller, key, () => write(asked, scope, possible, acting));
  ofCallers.set(caller, { role, purpose, scope: scope.key, possible, asker });
  return asker;
}

/** Writes what subgraphs are told of the decisions of one request. */
export function createFetchAskers({ records, types, decide, decidePlain }: FetchAskersOptions) {
  const { namedPatient } = createFindClosed(records, types);

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
    if (!fetch.isEntities) return askerForNamed(fetch, facts, acting);
    const known = knownPatient(object, records);
    const ofPatient = known && facts.get(known.patient);
    if (!known || !ofPatient) return acting.asker;
    const asked = askedOf(fetch, known.typeName, records, types);
    const scope = asked.mayBeLabelled ? scopeOf(asked, ofPatient, acting) : noLabels;
    const possible = asked.ofOthers.length > 0 ? possibleRecords(acting.role, acting.purpose, decide) : noneOfOthers;
    return keptFor(asked, scope, possible, acting);
  }

  /** What is told before the patient is known, and which labels hide a record of those who are named. */
  function askerForNamed(fetch: GuardedFetch, facts: KnownFacts, acting: ActingCaller): Asker | undefined {
    const { asker } = acting;
    if (!asker) return undefined;
    const scopes = namedLabelled(fetch).flatMap(({ patient, asked }) => {
      const ofPatient = facts.get(patient);
      return ofPatient ? [scopeOf(asked, ofPatient, acting)] : [];
    });
    const { caller, decision } = asker;
    const hidden = [...new Set([...(decision.hiddenLabels ?? []), ...scopes.flatMap((scope) => scope.hidden)])];
    if (hidden.length === (decision.hiddenLabels ?? []).length) return asker;
    const key = `${decision.role} ${decision.purpose} named ${hidden.join()} ${decision.categories?.join()} ${decision.labels?.join()}`;
    return keep(caller, key, () => ({ caller, decision: { ...decision, ...hiddenLabels(hidden) } }));
  }

  /** The patients whom fields of the root type name, where what is asked of them may bear labels and come with the same answer. */
  function namedLabelled(fetch: GuardedFetch): { patient: string; asked: AskedCategories }[] {
    if (fetch.isEntities || fetch.isMutation) return [];
    return selectionsOf(fetch, records, types).flatMap((field) => {
      const record = records.typeOf(field.output);
      if (!record || !isPatient(record)) return [];
      const asked = askedBelow(field, records, types);
      const patient = asked.mayBeLabelled ? namedPatient(field, fetch) : undefined;
      return patient === undefined ? [] : [{ patient, asked }];
    });
  }

  function scopeOf({ ofPatient }: AskedCategories, facts: PatientFacts, acting: ActingCaller): LabelScope {
    const scopes = ofPatient.map((category) => {
      const plain = decidePlain(facts, category, acting);
      return labelScopeOf(() => questionOf(facts, category, acting), plain, decide);
    });
    return joinScopes(scopes);
  }

  return { askerFor, namedLabelled };
}

const noneOfOthers: PossibleRecords = { categories: [], labels: [], hidden: [] };

function write(
  asked: AskedCategories,
  scope: LabelScope,
  possible: PossibleRecords,
  { caller, role, purpose }: ActingCaller,
): Asker {
  const { labels } = scope;
  const others = possible.categories.filter((category) => asked.ofOthers.includes(category));
  const categories = [...new Set([...asked.ofPatient, ...others])].sort();
  const told = others.length > 0 ? [...new Set([...labels, ...possible.labels])] : labels;
  const hidden = [...new Set([...scope.hidden, ...possible.hidden])];
  return { caller, decision: { role, purpose, categories, labels: told, ...hiddenLabels(hidden) } };
}

function hiddenLabels(hidden: readonly string[]): { hiddenLabels?: readonly string[] } {
  return hidden.length > 0 ? { hiddenLabels: hidden } : {};
}

const keys = new WeakMap<PossibleRecords, string>();

function keyOf(possible: PossibleRecords): string {
  let key = keys.get(possible);
  if (key === undefined)
    keys.set(possible, (key = `${possible.categories.join()} ${possible.labels.join()} ${possible.hidden.join()}`));
  return key;
}

/** What a subgraph is told before it is known whose records are asked for. */
export function anybodysAsker(
  { caller, role, purpose }: Pick<ActingCaller, 'caller' | 'role' | 'purpose'>,
  decide: DecideRecord,
): Asker {
  const possible = possibleRecords(role, purpose, decide);
  const { categories, labels, hidden } = possible;
  return keep(caller, `${role} ${purpose} anybody ${keyOf(possible)}`, () => ({
    caller,
    decision: { role, purpose, categories, labels, ...hiddenLabels(hidden) },
  }));
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
  if (!found)
    ofFetch.set(typeName, (found = askedCategories(typeName, selectionsOf(fetch, records, types), records, types)));
  return found;
}

const belowFields = new WeakMap<SelectedField, AskedCategories>();

/** What a field that leads to a patient asks of them. Read once for a field of a compiled fetch. */
function askedBelow(field: SelectedField, records: RecordSchema, types: SupergraphTypes): AskedCategories {
  let found = belowFields.get(field);
  if (!found) belowFields.set(field, (found = askedCategories(field.output, field.below, records, types)));
  return found;
}
