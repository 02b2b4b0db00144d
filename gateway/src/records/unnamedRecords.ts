import type { GuardedFetch, Refusals } from '../execution/guard/guard.ts';
import type { SupergraphTypes } from '../execution/compile/supergraphTypes.ts';
import { selectionsOf } from './askedRecords.ts';
import { createFindClosed } from './closedRecords.ts';
import { plainLabels } from './labelScope.ts';
import type { ActingCaller } from './patientFacts.ts';
import { strangerFacts } from './possibleRecords.ts';
import type { RecordSchema } from './recordDirectives.ts';
import type { DecideRecord } from './recordQuestion.ts';

export interface HideUnnamedOptions {
  records: RecordSchema;
  types: SupergraphTypes;
  decide: DecideRecord;
  /** As whom and why the caller asks. @throws WaslError that refuses it */
  readActing(): ActingCaller;
}

/**
 * Of a record that a question names by nothing but its own id, who may not search for people learns nothing: it is null without an error, as
 * one that is not there. Where the role's work does not reach there at all, that is told, for it is told of both.
 */
export function createHideUnnamed({ records, types, decide, readActing }: HideUnnamedOptions) {
  const { namedPatient } = createFindClosed(records, types);

  function maySearch(): boolean {
    const { role, purpose } = readActing();
    return decide({ action: 'read', role, purpose, category: 'SEARCH', labels: plainLabels, facts: strangerFacts })
      .isPermitted;
  }

  return (fetch: GuardedFetch, refused: Refusals): Refusals => {
    if (fetch.isEntities || fetch.isMutation || refused.length === 0) return refused;
    const isUnnamed = ({ path: [key, ...below], error }: Refusals[number]) => {
      if (below.length > 0 || error.code === 'PURPOSE_NOT_ALLOWED' || error.code === 'BAD_REQUEST') return false;
      const field = selectionsOf(fetch, records, types).find((selected) => selected.key === key);
      return field !== undefined && field.arguments.length > 0 && namedPatient(field, fetch) === undefined;
    };
    const unnamed = new Set(refused.filter(isUnnamed));
    if (unnamed.size === 0 || maySearch()) return refused;
    return refused.map((refusal) => (unnamed.has(refusal) ? { ...refusal, isHidden: true as const } : refusal));
  };
}
