import { failure } from '@wasl/kit/errors';
import { mayLower, requireLower } from '@wasl/kit/lowering';
import type { Professional } from '@wasl/kit/professional';
import { readReason } from '@wasl/kit/readReason';
import { storedLabels } from '@wasl/terminology/recordLabels';
import type { RecordKind } from '../kinds.ts';
import type { Tx } from './client.ts';
import { authorOf, type ClinicalRecord, labelColumns, replace, requireRecord, requireVersion } from './recordStore.ts';

/** To what labels a record is lowered, and why. */
export interface Lowering {
  id: string;
  expectedVersion: number;
  confidentiality: string;
  sensitivities: readonly string[];
  reason: string;
}

/**
 * Writes a version with fewer labels; the one before keeps its own, and the reason. Only the facility that recorded the first version may,
 * and for what is sealed only its author: nobody opens what they may not read.
 * @throws SubgraphError LABEL_LOWERING_REFUSED, VERSION_CONFLICT, NOT_FOUND, BAD_USER_INPUT for no reason or for nothing to lower
 */
export async function lowerLabels(tx: Tx, kind: RecordKind, lowering: Lowering, by: Professional): Promise<string> {
  const reason = readReason(lowering.reason);
  const old = await requireRecord(tx, kind, lowering.id);
  const labels = storedLabels(old);
  if (!mayLower(labels, await originOf(tx, old), by)) throw failure('LABEL_LOWERING_REFUSED');
  requireVersion(old, lowering.expectedVersion);
  const wanted = requireLower(labels, lowering);
  return replace(tx, old, { ...labelColumns(wanted), ...authorOf(by) }, reason);
}

/** Who recorded the first version, and where. */
async function originOf(tx: Tx, record: ClinicalRecord): Promise<Pick<ClinicalRecord, 'authorId' | 'facilityId'>> {
  if (record.version === 1) return record;
  const first = await tx.clinicalRecordVersion.findUnique({ where: { id_version: { id: record.id, version: 1 } } });
  return (first?.row ?? { authorId: '', facilityId: '' }) as Pick<ClinicalRecord, 'authorId' | 'facilityId'>;
}
