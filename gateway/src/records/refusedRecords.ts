import { WaslError } from '@wasl/schema/errors.ts';
import type { Refusal, Refusals } from '../execution/guard/guard.ts';
import type { FoundRecord } from './foundRecords.ts';
import type { RecordDecision } from './recordQuestion.ts';

/** A decision that denies. */
export type RecordDenial = Extract<RecordDecision, { isPermitted: false }>;

/** No decision, no release: a record whose patient is not known is nobody's to give. */
export const unknownPatient: RecordDenial = {
  isPermitted: false,
  code: 'NO_TREATMENT_RELATIONSHIP',
  wouldBreakGlassHelp: false,
  policy: undefined,
};

/** What a denial, or an error in its place, makes of a value: null and an error, or no trace where even its existence is hidden. */
export function refusalOf(
  { index, path, item, isPlace: isInstead }: Pick<FoundRecord, 'index' | 'path' | 'item' | 'isPlace'>,
  denial: RecordDenial | WaslError,
): Refusal {
  if (denial instanceof WaslError) return { index, path, error: denial };
  const { code, wouldBreakGlassHelp, hidesExistence = false } = denial;
  const error = new WaslError(code, { wouldBreakGlassHelp });
  const isWhole = path.length === 0 || undefined;
  return hidesExistence
    ? { index, path: item ?? path, error, isHidden: true }
    : { index, path, error, isWhole, isInstead };
}

/** The first refusal of each place, without those within another: of what is refused as a whole nothing more is told. */
export function outermost(refusals: Refusals): Refusals {
  if (refusals.length < 2) return refusals;
  const first = new Map<string, Refusal>();
  for (const refusal of refusals) {
    const place = placeOf(refusal);
    if (!first.has(place)) first.set(place, refusal);
  }
  return [...first.values()].filter(
    ({ index, path }) => !path.some((_, length) => first.has(placeOf({ index, path: path.slice(0, length) }))),
  );
}

function placeOf({ index, path }: Pick<Refusal, 'index' | 'path'>): string {
  return `${index} ${JSON.stringify(path)}`;
}
