import type { Caller } from '@wasl/subgraph-sdk';
import { failure } from '../errors.ts';
import type { Page } from '../pagination.ts';
import { idsOf, type PatientReference } from '../patientReference.ts';
import { holdsInRole, labelFilterOf, type MayRead } from '../recordAccess.ts';
import { readPartings, type ToldParting } from './parting.ts';
import {
  keepPartings,
  listWaiting,
  type PlacedEntry,
  type PlacedKind,
  placedOf,
  type Sql,
  type WaitingEntry,
} from './placements.ts';

/** A patient, with the merges in which the record had a part. */
export interface PartedReference extends PatientReference {
  partings?: readonly ToldParting[] | null;
}

/** What a caller may see of entries that were made while two records were one. */
export interface Placing {
  /**
   * Those that wait: for who decides on merges, of every facility; for everybody else, of the caller's own.
   * @throws SubgraphError FORBIDDEN for who may not know whose records were one
   */
  toPlace(patient: PartedReference, page: Page): Promise<WaitingEntry[]>;
  /** What a patient is told of those that were placed. @throws SubgraphError FORBIDDEN for who does not speak for the patient */
  placed(patient: PatientReference): Promise<PlacedEntry[]>;
}

export function createPlacing(db: Sql, caller: Caller | null, mayRead: MayRead, kind: PlacedKind): Placing {
  return {
    async toPlace(patient, page) {
      if (!(await mayRead({ healthIds: idsOf(patient), category: 'Placing' }))) throw failure('FORBIDDEN');
      const facilityId = holdsInRole(caller, 'user/Patient.merge') ? null : caller?.facilityId;
      const partings = readPartings(patient.partings);
      if (facilityId === undefined || partings.length === 0) return [];
      await keepPartings(db, partings);
      return listWaiting(db, kind, partings, facilityId, labelFilterOf(caller), page);
    },
    async placed(patient) {
      if (!(await mayRead({ healthIds: idsOf(patient), category: 'Communication' }))) throw failure('FORBIDDEN');
      return placedOf(db, kind, idsOf(patient), labelFilterOf(caller));
    },
  };
}
