import type { GuardedFetch } from '../execution/guard/guard.ts';
import type { SupergraphTypes } from '../execution/compile/supergraphTypes.ts';
import { askedRecords, selectionsOf } from './askedRecords.ts';
import { createFindClosed } from './closedRecords.ts';
import type { Judgement } from './judgements.ts';
import type { RecordSchema } from './recordDirectives.ts';

/** What of patients' records fields of a root type would write and read, as far as the question alone tells. */
export function recordsAskedFor(
  fetch: GuardedFetch,
  records: RecordSchema,
  types: SupergraphTypes,
): Omit<Judgement, 'outcome' | 'as'>[] {
  const { askedThrough, namedPatient } = createFindClosed(records, types);
  const writes = askedRecords(fetch, [], records, types);
  if (fetch.isMutation) return writes;
  return selectionsOf(fetch, records, types)
    .filter((field) => field.holdsRecords)
    .flatMap((field) => {
      const place = { path: [field.key], patient: namedPatient(field, fetch) };
      return askedThrough(field).map((asked) => ({ ...place, ...asked, action: 'read', stage: 'asked' }) as const);
    });
}
