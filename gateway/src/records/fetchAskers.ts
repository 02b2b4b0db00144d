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
import type { PlainDecisions } from './plainDecisions.ts';
import { type PossibleRecords, possibleRecords } from './possibleRecords.ts';
import { isPatient, type RecordSchema } from './recordDirectives.ts';
import type { DecideRecord, RecordCategory, RecordDecision } from './recordQuestion.ts';
import type { KnownFacts } from './knownFacts.ts';

export interface FetchAskersOptions {
  records: RecordSchema;
  types: SupergraphTypes;
  decide: DecideRecord;
  decidePlain(facts: PatientFacts, category: RecordCategory, acting: ActingCaller): RecordDecision;
  /** Those decisions, the same object for all facts on which they are the same. */
  plainDecisionsOf(facts: PatientFacts, acting: ActingCaller): PlainDecisions;
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

/** What a caller's last request was told to a subgraph, of what it asked for. It rests on decisions that hold for a role, a purpose and policies. */
interface Last {
  decisions: PlainDecisions;
  asker: Asker;
}

const lastFor = new WeakMap<AskedCategories, WeakMap<Caller, Last>>();

/** As `make` answers, without asking it where the caller's last request rested on the same. */
function keptFor(
  asked: AskedCategories,
  { caller }: ActingCaller,
  decisions: PlainDecisions,
  make: () => Asker,
): Asker {
  let ofCallers = lastFor.get(asked);
  if (!ofCallers) lastFor.set(asked, (ofCallers = new WeakMap()));
  const last = ofCallers.get(caller);
  if (last?.decisions === decisions) return last.asker;
  const asker = make();
  ofCallers.set(caller, { decisions, asker });
  return asker;
}

/** Writes what subgraphs are told of the decisions of one request. */
export function createFetchAskers({ records, types, decide, decidePlain, plainDecisionsOf }: FetchAskersOptions) {
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
    return keptFor(asked, acting, plainDecisionsOf(ofPatient, acting), () => {
      const { caller, role, purpose } = acting;
      const possible = asked.ofOthers.length > 0 ? possibleRecords(role, purpose, decide) : noneOfOthers;
      const scope = asked.mayBeLabelled ? scopeOf(asked, ofPatient, acting) : noLabels;
      const key = `${role} ${purpose} ${asked.key} ${scope.key} ${keyOf(possible)}`;
      return keep(caller, key, () => write(asked, scope, possible, acting));
    });
  }

  /** What is told before the patient is known, and which labels hide a record of those who are named. */
  function askerForNamed(fetch: GuardedFetch, facts: KnownFacts, acting: ActingCaller): Asker | undefined {
    const { asker } = acting;
    const named = asker ? namedLabelled(fetch) : noneNamed;
    const [first] = named;
    if (!asker || !first) return asker;
    const ofFirst = named.length === 1 ? facts.get(first.patient) : undefined;
    if (!ofFirst) return askerBeside(asker, named, facts, acting);
    return keptFor(first.asked, acting, plainDecisionsOf(ofFirst, acting), () =>
      askerBeside(asker, named, facts, acting),
    );
  }

  function askerBeside(asker: Asker, named: readonly NamedLabelled[], facts: KnownFacts, acting: ActingCaller): Asker {
    const scopes = named.flatMap(({ patient, asked }) => {
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
  function namedLabelled(fetch: GuardedFetch): readonly NamedLabelled[] {
    if (fetch.isEntities || fetch.isMutation) return noneNamed;
    const labelled = labelledBelow(selectionsOf(fetch, records, types), records, types);
    if (labelled.length === 0) return noneNamed;
    return labelled.flatMap(({ field, asked }) => {
      const patient = namedPatient(field, fetch);
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

interface NamedLabelled {
  patient: string;
  asked: AskedCategories;
}

const noneNamed: readonly NamedLabelled[] = [];
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

/** What a caller's last request was told so. */
const anybodys = new WeakMap<Caller, { role: string; purpose: string; possible: PossibleRecords; asker: Asker }>();

/** What a subgraph is told before it is known whose records are asked for. */
export function anybodysAsker(
  { caller, role, purpose }: Pick<ActingCaller, 'caller' | 'role' | 'purpose'>,
  decide: DecideRecord,
): Asker {
  const possible = possibleRecords(role, purpose, decide);
  const last = anybodys.get(caller);
  if (last?.possible === possible && last.role === role && last.purpose === purpose) return last.asker;
  const { categories, labels, hidden } = possible;
  const asker = keep(caller, `${role} ${purpose} anybody ${keyOf(possible)}`, () => ({
    caller,
    decision: { role, purpose, categories, labels, ...hiddenLabels(hidden) },
  }));
  anybodys.set(caller, { role, purpose, possible, asker });
  return asker;
}

const askedByFetches = new WeakMap<object, Map<string, AskedCategories>>();

/** Read once for a compiled fetch. */
function askedOf(
  fetch: GuardedFetch,
  typeName: string,
  records: RecordSchema,
  types: SupergraphTypes,
): AskedCategories {
  let ofFetch = askedByFetches.get(fetch.source);
  if (!ofFetch) askedByFetches.set(fetch.source, (ofFetch = new Map()));
  let found = ofFetch.get(typeName);
  if (!found)
    ofFetch.set(typeName, (found = askedCategories(typeName, selectionsOf(fetch, records, types), records, types)));
  return found;
}

interface LabelledBelow {
  field: SelectedField;
  asked: AskedCategories;
}

const labelled = new WeakMap<readonly SelectedField[], readonly LabelledBelow[]>();

/** The fields that lead to a patient of whom they ask what may bear labels. Read once for a compiled fetch. */
function labelledBelow(
  selected: readonly SelectedField[],
  records: RecordSchema,
  types: SupergraphTypes,
): readonly LabelledBelow[] {
  let found = labelled.get(selected);
  if (!found) {
    const leading = selected.filter(({ record }) => record && isPatient(record));
    const asking = leading.map((field) => ({
      field,
      asked: askedCategories(field.output, field.below, records, types),
    }));
    labelled.set(selected, (found = asking.filter(({ asked }) => asked.mayBeLabelled)));
  }
  return found;
}
