import { WaslError } from '@wasl/schema/errors.ts';
import type { GuardedFetch, Refusals } from '../execution/guard/guard.ts';
import { isWithin } from '../execution/guard/traces.ts';
import type { SupergraphTypes } from '../execution/compile/supergraphTypes.ts';
import { type JsonObject, ownValue } from '../core/jsonObject.ts';
import { selectionsOf } from './askedRecords.ts';
import { type ClosedRecord, createFindClosed, type OpenCategories } from './closedRecords.ts';
import type { SelectedField } from './fetchSelections.ts';
import type { OnJudged } from './judgements.ts';
import { plainLabels } from './labelScope.ts';
import type { ActingCaller } from './patientFacts.ts';
import { type PossibleRecords, possibleRecords, strangerFacts } from './possibleRecords.ts';
import { isPatient, type RecordSchema } from './recordDirectives.ts';
import type { DecideRecord, RecordCategory } from './recordQuestion.ts';
import { type RecordDenial, refusalOf } from './refusedRecords.ts';

export interface JudgeClosedOptions {
  records: RecordSchema;
  types: SupergraphTypes;
  decide: DecideRecord;
  /** As whom and why the caller asks. @throws WaslError that refuses it */
  readActing(): ActingCaller;
  onJudged?: OnJudged | undefined;
  /** Why the caller's account opens nothing at all; undefined where nothing is known against it. */
  refusalOfAccount?: (() => WaslError | undefined) | undefined;
}

/** The categories that are open to a request for at least one patient, and the refusals of the others. */
interface Opening {
  open: OpenCategories;
  /** Undefined for an anonymous caller. */
  as: ActingCaller | undefined;
  /** The refusal of a category; undefined where new policies, which came into force since the fetch was sent, open it. */
  outcomeOf(category: RecordCategory): RecordDenial | WaslError | undefined;
}

const nothing: OpenCategories = new Set();

/**
 * Adds the reason to records that are missing because the subgraph was told that their category is closed: the subgraph answers null, as
 * it does for a record that does not exist. The reason is the same whether the record exists or not.
 */
export function createJudgeClosed(options: JudgeClosedOptions) {
  const { records, types, decide, readActing, onJudged, refusalOfAccount } = options;
  const { findClosed, leadsNowhere, askedThrough, namedPatient } = createFindClosed(records, types);

  /** Refuses what is missing from an answer, except below paths that are in `refused` already. */
  function judgeClosed(
    fetch: GuardedFetch,
    received: readonly (JsonObject | null)[],
    objects: readonly JsonObject[],
    refused: Refusals,
  ): Refusals {
    const opening = readOpening();
    const selected = selectionsOf(fetch, records, types);
    const closed = findClosed(fetch, selected, received, objects, opening.open)
      .filter(({ index, path }) => !isWithin(path, pathsOf(refused, index)))
      .flatMap((item) => refuse(item, opening));
    if (fetch.isEntities || !selected.some((field) => isUnknown(field, received[0]))) return closed;
    return [...closed, ...judgeUnknown(fetch, selected, received[0], [...refused, ...closed], opening)];
  }

  /** Whether a caller who may not search for people named a patient and got none: the caller's account may be the reason. */
  function bringsNobody(fetch: GuardedFetch, received: readonly (JsonObject | null)[]): boolean {
    if (fetch.isEntities || !selectionsOf(fetch, records, types).some((field) => isUnknown(field, received[0])))
      return false;
    return readOpening().outcomeOf('SEARCH') !== undefined;
  }

  /** Whether a field that leads to a patient was answered with null. */
  function isUnknown({ key, output }: SelectedField, received: JsonObject | null | undefined): boolean {
    if (!received || ownValue(received, key) !== null) return false;
    const record = records.typeOf(output);
    return record !== undefined && isPatient(record);
  }

  /**
   * Tells a caller who may not search for people why the patient whom they named is missing. The reason is the same whether that patient
   * exists or not, for it depends on nothing that is known of the patient. A caller who may search learns that there is no such patient.
   */
  function judgeUnknown(
    fetch: GuardedFetch,
    selected: readonly SelectedField[],
    received: JsonObject | null | undefined,
    refused: Refusals,
    opening: Opening,
  ): Refusals {
    if (!opening.outcomeOf('SEARCH')) return [];
    return selected.flatMap((field) => {
      const path = [field.key];
      const patient = isUnknown(field, received) ? namedPatient(field, fetch) : undefined;
      if (patient === undefined || isWithin(path, pathsOf(refused, 0))) return [];
      const asked = askedThrough(field);
      if (!asked.every(({ category }) => opening.outcomeOf(category))) return [];
      const account = refusalOfAccount?.();
      return refuse({ index: 0, path, patient, asked }, opening).map((refusal) => ({
        ...refusal,
        ...(account && { error: account }),
        isInstead: undefined,
        isUnlessSaid: true as const,
      }));
    });
  }

  /** Refuses a subscription to records of which the caller may never receive any. */
  function judgeSubscription(fetch: GuardedFetch): Refusals {
    const opening = readOpening();
    return selectionsOf(fetch, records, types)
      .filter((field) => records.typeOf(field.output) && leadsNowhere(field, opening.open))
      .flatMap((field) => {
        const patient = namedPatient(field, fetch);
        return refuse({ index: 0, path: [field.key], patient, asked: askedThrough(field) }, opening);
      });
  }

  function refuse({ asked, ...place }: ClosedRecord, { as, outcomeOf }: Opening): Refusals {
    const outcomes = asked.flatMap(({ category, fields }) => {
      const outcome = outcomeOf(category);
      if (!outcome) return [];
      onJudged?.({ ...place, category, fields, action: 'read', stage: 'found', outcome, as });
      return [{ outcome }];
    });
    const [first] = outcomes;
    if (!first) return [];
    const { outcome } = first;
    if (outcome instanceof WaslError) return [{ ...place, error: outcome, isInstead: true }];
    return [{ ...refusalOf(place, outcome), isInstead: true }];
  }

  let last: { possible: PossibleRecords; opening: Opening } | undefined;

  function readOpening(): Opening {
    try {
      const as = readActing();
      const { role, purpose } = as;
      const possible = possibleRecords(role, purpose, decide);
      // The same as long as the policies are.
      if (last?.possible === possible) return last.opening;
      const outcomeOf = (category: RecordCategory) => {
        const decision = decide({ action: 'read', role, purpose, category, labels: plainLabels, facts: strangerFacts });
        return decision.isPermitted ? undefined : decision;
      };
      last = { possible, opening: { open: openOf(possible), as, outcomeOf } };
      return last.opening;
    } catch (refused) {
      if (!(refused instanceof WaslError)) throw refused;
      return { open: nothing, as: undefined, outcomeOf: () => refused };
    }
  }

  return { bringsNobody, judgeClosed, judgeSubscription };
}

const openSets = new WeakMap<PossibleRecords, OpenCategories>();

/** The same set object for equal sets. */
function openOf(possible: PossibleRecords): OpenCategories {
  let open = openSets.get(possible);
  if (!open) openSets.set(possible, (open = new Set(possible.categories)));
  return open;
}

function pathsOf(refusals: Refusals, index: number): Refusals[number]['path'][] {
  return refusals.filter((item) => item.index === index).map(({ path }) => path);
}
