import type { WaslError } from '@wasl/schema/errors.ts';
import type { SupergraphTypes } from '../execution/compile/supergraphTypes.ts';
import type { SelectedField } from './fetchSelections.ts';
import type { RecordSchema } from './recordDirectives.ts';
import type { RecordCategory, RecordDecision, RecordQuestion } from './recordQuestion.ts';

/** What was decided of one record, or of one part of a patient's. */
export interface Judgement {
  /** `asked`: before its owner is asked for it, or a mutation is sent. `found`: before it goes on. */
  stage: 'asked' | 'found';
  action: RecordQuestion['action'];
  /** Undefined where the record does not say whose it is. */
  patient: string | undefined;
  category: RecordCategory;
  /** Where it stands in what is asked for or was answered. */
  path: readonly (string | number)[];
  /** Fields of it, those of other records within left out. */
  fields: readonly SelectedField[];
  /** The decision, or why there is none. */
  outcome: RecordDecision | WaslError;
  /** As what the caller acted; undefined where that could not be told. */
  as: JudgedAs | undefined;
}

export interface JudgedAs {
  role: string;
  purpose: string;
  facilityId: string | undefined;
}

/** Hears of every decision of one request. */
export type OnJudged = (judgement: Judgement) => void;

const known = new WeakMap<readonly SelectedField[], readonly string[]>();

/** `Type.field` of all that is selected, without what is within other records. */
export function coordinatesOf(
  fields: readonly SelectedField[],
  records: RecordSchema,
  types: SupergraphTypes,
): readonly string[] {
  let found = known.get(fields);
  if (!found) {
    const all = fields.flatMap((field): string[] => {
      if (field.name === '__typename') return [];
      const own = `${field.on}.${field.name}`;
      return field.holdsRecords ? [own] : [own, ...coordinatesOf(field.below, records, types)];
    });
    known.set(fields, (found = [...new Set(all)]));
  }
  return found;
}
