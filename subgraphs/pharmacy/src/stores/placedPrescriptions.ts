import type { Actor } from '@wasl/kit/actor';
import { type PlacedKind, placeEntry } from '@wasl/kit/placing/placements';
import type { Professional } from '@wasl/kit/professional';
import type { Tx } from './client.ts';

/** Prescriptions; what was dispensed of one goes with it. */
export const placedPrescriptions: PlacedKind = {
  entries: `SELECT id, health_id, 'PRESCRIPTION' AS kind, prescribed_at AS made_at, facility_id, prescriber_id AS author_id,
      confidentiality, sensitivities FROM prescription`,
  move: 'UPDATE prescription SET health_id = $2 WHERE id = $1::uuid',
};

/** Says whose a prescription is that was made while two people's were one. @throws SubgraphError as `placeEntry` does */
export function placePrescription(
  tx: Tx,
  { prescriptionId, belongsTo }: { prescriptionId: string; belongsTo: string },
  by: Professional,
  actor: Actor,
): Promise<string> {
  return placeEntry(tx, placedPrescriptions, { entryId: prescriptionId, belongsTo }, by, actor);
}
