import { type JsonObject, ownValue } from '../core/jsonObject.ts';
import type { SupergraphTypes } from '../execution/compile/supergraphTypes.ts';
import type { SelectedField } from './fetchSelections.ts';
import type { RecordSchema } from './recordDirectives.ts';

/** Whether a field of the root type that may stand for a record with labels brought none. */
export function lacksRecords(
  received: JsonObject,
  selected: readonly SelectedField[],
  records: RecordSchema,
  types: SupergraphTypes,
): boolean {
  return selected.some(({ key, output }) => {
    if (ownValue(received, key) !== null) return false;
    return [output, ...types.membersOf(output)].some((typeName) => records.typeOf(typeName)?.labels !== undefined);
  });
}
