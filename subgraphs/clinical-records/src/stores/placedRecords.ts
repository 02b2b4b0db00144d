import type { Actor } from '@wasl/kit/actor';
import { type PlacedKind, placeEntry } from '@wasl/kit/placing/placements';
import type { Professional } from '@wasl/kit/professional';
import type { Tx } from './client.ts';

/** Records as they were first made: whoever amended one since did not choose under which ID it lies. */
export const placedRecords: PlacedKind = {
  entries: `SELECT r.id, r.health_id, r.kind, coalesce(v.recorded_at, r.recorded_at) AS made_at,
      coalesce(v."row"->>'facilityId', r.facility_id) AS facility_id, r.author_id, r.confidentiality, r.sensitivities
    FROM clinical_record r LEFT JOIN clinical_record_version v ON v.id = r.id AND v.version = 1
    WHERE r.status <> 'ENTERED_IN_ERROR'`,
  move: 'UPDATE clinical_record SET health_id = $2 WHERE id = $1::uuid',
};

/** Says whose a record is that was made while two people's were one. @throws SubgraphError as `placeEntry` does */
export function placeRecord(
  tx: Tx,
  { recordId, belongsTo }: { recordId: string; belongsTo: string },
  by: Professional,
  actor: Actor,
): Promise<string> {
  return placeEntry(tx, placedRecords, { entryId: recordId, belongsTo }, by, actor);
}
